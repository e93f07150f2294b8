"""Makes a new hub: a settings file, keys, and an empty ledger."""

from pathlib import Path
from typing import Final

from domain.problem import Refused, refuse
from hub import wiring
from hub.clock import Clock, system_clock
from hub.settings import FILE, read_settings

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
"""

IGNORED: Final = "keys/\nhub.db*\n"


def create_hub(folder: Path, *, clock: Clock = system_clock) -> Path | Refused:
    """Make a hub in `folder` and give the folder of its new keys; refused where one is already."""
    if (folder / FILE).exists():
        return _already(folder / FILE)
    (folder / FILE).write_text(SETTINGS, "utf-8")
    settings = read_settings(folder)
    if isinstance(settings, Refused):
        return settings
    try:
        wiring.make_keys(settings)
    except FileExistsError:
        (folder / FILE).unlink()
        return _already(settings.keys)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text(IGNORED, "utf-8")
    wiring.hub_of(settings, clock=clock).close()
    return settings.keys


def _already(path: Path) -> Refused:
    return refuse(
        "setup.made-already",
        what="there is a hub here already",
        where=str(path),
        fix="work with it, or make another one in an empty folder",
    )
