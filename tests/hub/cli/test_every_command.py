"""Every command that was promised is there, and its help fits the screen and shows an example."""

import re
from collections.abc import Iterator
from enum import EnumType

import click
import pytest
import typer

from hub.cli import command_line
from hub.cli.frame import DONE, USAGE
from tests.support.commands import hub_command

PROMISED = {
    *("init", "demo", "receive", "inspect", "due", "explain"),
    *("plan list", "plan adopt", "plan show", "plan rates"),
    *("plan confirm",),
    *("plan end-rate", "plan withdraw-rate"),
    *("partner add", "partner list", "partner suspend", "partner reinstate", "partner leave"),
    *("partner billing",),
    *("partner reserve agree", "partner reserve show", "partner recoup advance"),
    *("partner recoup debt", "partner recoup show"),
    *("partner recoup invoice", "partner recoup paid"),
    *("contract add", "contract end", "contract cancel", "contract list"),
    *("contract change", "contract preview", "contract show"),
    *("contract differences", "contract accept", "contract decline"),
    *("member import", "authorization import"),
    *("member-month split", "member-month list", "member-month lead"),
    *("member-month accept", "member-month decline"),
    *("encounter import", "encounter correct", "encounter list"),
    *("claim build", "claim list", "claim show", "claim history"),
    *("claim correct", "claim void", "claim close", "claim rebatch"),
    *("batch build", "batch write", "batch list"),
    *("remittance list", "remittance show", "deposit record", "deposit list"),
    *("deposit import", "deposit show", "deposit match", "deposit unmatch"),
    *("remittance acknowledge", "remittance match", "remittance unmatch", "remittance accept"),
    *("remittance dismiss", "remittance reopen"),
    *("remittance reissued", "remittance look"),
    *("refund propose", "refund approve", "refund sent", "refund void", "refund list"),
    *("remittance enter", "remittance template"),
    *("roster list", "roster show", "roster place", "roster unplace", "roster template"),
    *("statement show", "statement issue", "statement run", "statement export"),
    *("fee-invoice draft", "fee-invoice issue", "fee-invoice show"),
    *("fee-invoice paid", "fee-invoice undo", "fee-invoice list"),
    *("ledger trial-balance",),
    *("ledger account", "ledger close", "ledger reopen", "ledger months", "ledger export"),
    *("ledger mlr", "ledger explain", "explain-money"),
    *("projection rebuild", "projection status", "audit verify", "audit dump"),
    *("file list", "file show", "file save"),
    *("programme add", "programme cost", "programme withdraw-cost", "programme list"),
    *("fund add", "fund amend", "fund receive", "fund draw", "fund return", "fund close"),
    *(
        "payment check",
        "payment rises",
        "payment accept-second",
        "interest list",
        "interest letter",
        "forecast",
    ),
    *("interest proof", "interest contested", "interest information"),
    *("payout propose", "payout approve", "payout hold", "payout release", "payout cancel"),
    *(
        "payout send",
        "payout file",
        "payout answers",
        "payout list",
        "payout show",
        "payout totals",
    ),
    *("payee change", "payee confirm", "payee drop", "payee w9", "payee show", "advance give"),
    *("hub-advance give", "hub-advance approve", "hub-advance return", "hub-advance list"),
    *("fund list", "fund show", "fund report", "fund gap", "fund page"),
}


_TYPE = re.compile(r"<[^|>]+>")


def commands(group: object, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in vars(group)["commands"].items():
        if "commands" in vars(command):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name)


WHOLE = typer.main.get_command(command_line())
EVERY = sorted(commands(WHOLE))
REASONS = {"--why", "--reason"}


def reason_of(words: tuple[str, ...]) -> str | None:
    """The option of a command by which it is told why, if it has one."""
    command: object = WHOLE
    for word in words:
        command = vars(command)["commands"][word]
    options = {name for each in vars(command)["params"] for name in each.opts}
    return next(iter(REASONS & options), None)


def filled(words: tuple[str, ...]) -> Iterator[str]:
    """Something for every value without which the command is not run."""
    command: object = WHOLE
    for word in words:
        command = vars(command)["commands"][word]
    for each in vars(command)["params"]:
        if each.required and not REASONS & set(each.opts):
            named = each.opts[:1] if each.param_type_name == "option" else []
            kind = each.type_descriptor.annotation
            choices = list(kind) if isinstance(kind, EnumType) else ["1"]
            yield from (*named, str(choices[0]))


NOUNS = sorted({words[:1] for words in EVERY if len(words) > 1})


def test_every_promised_command_is_there_and_no_other() -> None:
    assert isinstance(WHOLE, click.Group | typer.core.TyperGroup)
    assert {" ".join(words) for words in EVERY} == PROMISED


@pytest.mark.parametrize("words", [*EVERY, *NOUNS], ids=" ".join)
def test_help_fits_the_screen(words: tuple[str, ...]) -> None:
    ran = hub_command(*words, "--help")
    assert ran.exit_code == DONE
    assert [line for line in ran.stdout.splitlines() if len(line) > 80] == []
    assert _TYPE.findall(ran.stdout) == []  # an example form, never a type of the language
    is_noun = words in NOUNS
    assert is_noun or f"hub {' '.join(words)}" in " ".join(ran.stdout.split())
    assert is_noun or "Example:" in ran.stdout


@pytest.mark.parametrize("words", [each for each in EVERY if reason_of(each)], ids=" ".join)
@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_that_says_nothing_is_refused(words: tuple[str, ...], reason: str) -> None:
    given = str(reason_of(words))
    ran = hub_command(*words, *filled(words), given, reason)
    assert (ran.exit_code, ran.problem_codes) == (USAGE, ("command.reason-blank",)), ran.stderr
    assert "fix    say why in a few words" in ran.stderr


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("ledger close", "MONTH YYYY-MM"),
        ("ledger account", "--from YYYY-MM-DD"),
        ("statement show", "--month YYYY-MM"),
        ("deposit record", "--amount 0.00"),
        ("payout approve", "numbers... ABC-P0001"),
        ("refund sent", "number ABC00000012-R1"),
        ("fund gap", "--until YYYY-MM "),
        ("remittance show", "trace TRACE"),
        ("batch list", "<built|emptied|written|accepted|partial|rejected>"),
    ],
)
def test_help_shows_how_a_value_is_written(words: str, form: str) -> None:
    assert form in hub_command(*words.split(), "--help").stdout
