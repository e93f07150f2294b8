"""Makes a new hub: a settings file, keys, and an empty ledger."""

from pathlib import Path
from typing import Final

from domain.problem import Refused, refuse
from hub import wiring
from hub.clock import Clock, system_clock
from hub.settings import FILE, first_settings
from hub.unopened import UNOPENED, why_unopened

SETTINGS: Final = """\
# The hub in this folder. Every value may stay empty until the day it is needed;
# the commands say which one is missing.

[hub]
# Who bills: these stand on every claim.
# name     = "Example County Care Hub"
# npi      = ""            # the organization's NPI, ten digits
# tin      = ""            # its tax id, nine digits
# taxonomy = "251K00000X"  # public health or welfare agency
# street   = ""            # a street, no PO box
# city     = ""
# state    = "CA"
# zip      = ""            # nine digits
# contact  = ""            # whom a plan may call
# phone    = ""

[envelope]
# Who sends: the names on files to plans.
# sender_id = ""           # the id that the plan or its clearinghouse gave you
# usage     = "T"          # T for test files; P once a plan has approved them

[checks]
# Who judges a file before it is sent, beside the hub itself.
# pyx12 = true             # a second opinion; first: pip install '.[gate]'

[books]
# How the months of the ledger are kept and handed over.
# fiscal_year_begins = 7   # the month that a fiscal year begins with; 1 for calendar years
# county_codes = ""        # a CSV with the county's codes for accounts: account,fund,object

# What partners' statements say of questions: within how many days, and whom to ask. Until you say
# so they tell 30 days, marked as not confirmed. Each holds from its day on.
# [[statements.questions]]
# first_day = 2026-01-01
# days = 30
# how = "write to statements@example.org"
"""

IGNORED: Final = ("keys/", "hub.db*", "outbox/", "inbox/", "statements/", "sheets/")
"""What may hold money or personal details, and never belongs in a repository."""


def create_hub(folder: Path, *, clock: Clock = system_clock) -> Path | Refused:
    """Make a hub in `folder` and give the folder of its new keys; refused where one is already.

    The database is made first: where that fails, nothing else is written.
    """
    if (folder / FILE).exists():
        return _already(folder / FILE)
    settings = first_settings(folder)
    try:
        wiring.make_ledger(settings, clock=clock)
    except FileExistsError:
        return _already(settings.keys)
    except UNOPENED as why:
        return why_unopened(why, settings.database_url)
    except OSError as error:
        return _closed(settings.keys, error)
    (folder / FILE).write_text(SETTINGS, "utf-8")
    _ignore(folder / ".gitignore")
    return settings.keys


def _ignore(path: Path) -> None:
    known = path.read_text("utf-8").splitlines() if path.exists() else []
    missing = [line for line in IGNORED if line not in known]
    path.write_text("".join(f"{line}\n" for line in (*known, *missing)), "utf-8")


def _already(path: Path) -> Refused:
    return refuse(
        "setup.made-already",
        what="there is a hub here already",
        where=str(path),
        fix="work with it, or make another one in an empty folder",
    )


def _closed(keys: Path, error: OSError) -> Refused:
    return refuse(
        "setup.keys-unwritable",
        what=f"the keys cannot be written: {(error.strerror or 'unknown reason').lower()}",
        where=str(keys),
        fix="let the user who runs the hub write there, or set HUB_KEYS to another folder",
    )
