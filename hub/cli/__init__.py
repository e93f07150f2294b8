"""The `hub` command: one module per noun, found by itself.

A module with an `app` is mounted under the app's name; an app without a name adds its commands at
the top (``hub init``).
"""

import os
import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from time import monotonic

import typer

from domain.problem import Refused
from hub.cli.frame import (
    DONE,
    FAILED,
    UNAVAILABLE,
    exit_code_of,
    failed,
    failure,
    problem_codes_of,
    show,
    unavailable,
)
from hub.cli.usage import ExplainedGroup, explained
from hub.operator_log import log_problems, open_operator_log
from hub.store.errors import (
    DatabaseSilent,
    FileMissing,
    LedgerDamaged,
    LogUnavailable,
    NotAuthentic,
)
from hub.unopened import damaged, no_answer, not_as_kept


def command_line(noun: str | None = None) -> typer.Typer:
    """The command with every noun, or with the one asked for: it starts sooner."""
    app = typer.Typer(
        name="hub",
        cls=ExplainedGroup,
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
            app.add_typer(explained(commands))
    return app


def main() -> None:
    """Run one command and leave with its exit code."""
    started = monotonic()
    os.umask(0o077)  # whatever a command makes is for its owner alone
    show(Refused(tuple(log_problems(os.environ))), word="told")
    root = typer.main.get_command(command_line(*sys.argv[1:2]))
    code, told = _run(root)
    took = round((monotonic() - started) * 1000)
    with open_operator_log(os.environ) as log:
        log.info(
            "command ended",
            command=" ".join(_names(root, sys.argv[1:])),
            exit_code=code,
            milliseconds=took,
            problem_codes=told,
        )
    sys.exit(code)


def _run(root: Callable[[], object]) -> tuple[int, Sequence[str]]:
    """The exit code of the command, and the codes of the problems that ended it."""
    try:
        root()
    except SystemExit as end:
        return exit_code_of(end), problem_codes_of(end)
    except LedgerDamaged as why:
        broke, code = damaged(why, _database_url()), FAILED
    except DatabaseSilent as why:
        broke, code = no_answer(why, _database_url()), UNAVAILABLE
    except (NotAuthentic, FileMissing) as why:
        broke, code = not_as_kept(why), FAILED
    except LogUnavailable:
        broke, code = unavailable(), UNAVAILABLE
    except Exception as error:  # noqa: BLE001 - its text may hold a personal detail
        broke, code = failure(error), FAILED
    else:
        return DONE, ()
    return failed(broke, code, as_json="--json" in sys.argv), broke.codes


def _names(command: object, words: Sequence[str]) -> Iterator[str]:
    """The noun and verb that were asked for: names of commands, and no word that follows them."""
    for word in words:
        command = getattr(command, "commands", {}).get(word)
        if command is None:
            return
        yield word


def _database_url() -> str:
    # the settings were not read, or are out of reach by now
    return os.environ.get("HUB_DATABASE_URL") or "sqlite:///hub.db"


def _noun() -> None:
    # without it, a command line with a single command would lose that command's name
    pass
