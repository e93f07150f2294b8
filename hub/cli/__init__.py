"""The `hub` command: one module per noun, found by itself.

A module with an `app` is mounted under the app's name; an app without a name adds its commands at
the top (``hub init``).
"""

import os
import pkgutil
import sys
from importlib import import_module
from time import monotonic

import typer

from hub.cli.frame import FAILED, UNAVAILABLE, exit_code_of, failed, failure, unavailable
from hub.operator_log import open_operator_log
from hub.store.errors import DatabaseSilent, LedgerDamaged, LogUnavailable
from hub.unopened import damaged, no_answer


def command_line(noun: str | None = None) -> typer.Typer:
    """The command with every noun, or with the one asked for: it starts sooner."""
    app = typer.Typer(
        name="hub",
        help="The ledger of a hub that bills plans for its partners.",
        epilog="Start with: hub init. Exit codes: 0 done, 1 failed, 2 usage, 3 some data needs a "
        "person, 4 not permitted, 5 duplicate or conflict, 6 unavailable, try again.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,  # a pretty traceback shows the values of variables
        rich_markup_mode=None,
    )
    app.callback()(_noun)
    names = [found.name for found in pkgutil.iter_modules(__path__)]
    for name in [noun] if noun in names else names:
        module = import_module(f"{__name__}.{name}")
        if isinstance(commands := getattr(module, "app", None), typer.Typer):
            app.add_typer(commands)
    return app


def main() -> None:
    """Run one command and leave with its exit code."""
    started, as_json = monotonic(), "--json" in sys.argv
    os.umask(0o077)  # whatever a command makes is for its owner alone
    try:
        command_line(*sys.argv[1:2])()
        code = 0
    except SystemExit as end:
        code = exit_code_of(end)
    except LedgerDamaged as why:
        code = failed(damaged(why, _database_url()), FAILED, as_json=as_json)
    except DatabaseSilent as why:
        code = failed(no_answer(why, _database_url()), UNAVAILABLE, as_json=as_json)
    except LogUnavailable:
        code = failed(unavailable(), UNAVAILABLE, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - its text may hold a personal detail
        code = failed(failure(error), FAILED, as_json=as_json)
    took = round((monotonic() - started) * 1000)
    with open_operator_log(os.environ) as log:
        log.info("command ended", exit_code=code, milliseconds=took)
    sys.exit(code)


def _database_url() -> str:
    # the settings were not read, or are out of reach by now
    return os.environ.get("HUB_DATABASE_URL") or "sqlite:///hub.db"


def _noun() -> None:
    # without it, a command line with a single command would lose that command's name
    pass
