"""How a command line is explained, and what none may be: values by example forms, blank reasons."""

import re
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from domain.problem import Refused, refuse
from hub.cli.frame import USAGE, misused, wrapped

# Any: the library's own classes of commands are not typed further

# forms, and the names of the values that are written so; a name that is written in several ways
# has the words of its command before it
_FORMS = {
    "YYYY-MM": "month first_month, fund gap until, fund page until, member-month split until",
    "YYYY-MM-DD": "on paid_on found_on received_on release_on first_day last_day signed through "
    "until first last known_at",
    "0.00": "amount budget cap minimum per_claim per_line per_unit lead_per_claim lead_per_line "
    "member_month month_cap month_minimum unit_cost paid interest keep",
    "12.5": "percent lead_percent by_the_month",
    "N": "clp plb row units order smallest statements months keep_days pay_days minutes_per_unit "
    "drop_lines",
    "2026": "year",
    "FY2026-27": ", ledger trial-balance year",
    "ABC": "partner partners code",
    "ABC00000012": "claim claims number numbers",
    "ABC00000012=0.00": ", remittance match claims",
    "ABC00000012-R1": ", refund approve number, refund sent number, refund void number",
    "ABC-P0001": ", payout approve numbers, payout hold numbers, payout release numbers, "
    "payout cancel numbers, payout send numbers, payout show number",
    "ABC-D0001": ", partner recoup paid number",
    "ABC-2026-03-1F00D1": ", roster show number",
    "plain-000001": ", payout file number",
    "ABC-KEY-2026-03-1": ", fund return number",
    "KEY": "plan key fund programme",
    "KEY-000000017": ", batch write names",
    "'98960 U2'": "service",
    "Z59.0": "diagnoses",
    "TRACE": "trace roster remittance remittances old new, remittance accept name",
    "ID": "contract deposit file_id",
    "NAME": "by name names lead_entity county population",
    "WORDS": "reason why text note source asks",
    "NUMBER": "reference cheque vendor npi tin",
    "FILE": "file files columns bank csv evidence to out codes path",
    "FOLDER": "folder, remittance acknowledge out, statement run out",
    "'0:12.5 100:10'": "tiers",
    "WORD": "role due tiers_by month_split form language who, payout list state",
    "partner:ABC": "account subject",
    "251K00000X": "taxonomy",
    "'1 Main St'": "street",
    "CITY": "city",
    "CA": ", partner billing state",
    "90001-0001": "zip_code",
}


def _by_name() -> Iterator[tuple[str, str]]:
    for form, names in _FORMS.items():
        alone, *others = names.split(", ")
        yield from ((name, form) for name in alone.split())
        yield from ((name, form) for name in others)


_FORM_OF = dict(_by_name())
_REASONS = frozenset({"--why", "--reason"})
_TYPE = re.compile(r"<[^<>|]+>")  # a choice lists its words between bars


class ExplainedCommand(TyperCommand):
    """A command whose help shows how each of its values is written."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments and options, each with an example form in place of a type."""
        words = ctx.command_path.partition(" ")[2]
        rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
        for value in self.get_params(ctx):
            if shown := value.get_help_record(ctx):
                form = _FORM_OF.get(f"{words} {value.name}") or _FORM_OF.get(value.name or "", "")
                title = _TYPE.sub(form, shown[0]) if form else shown[0]
                rows[value.param_type_name].append((title, shown[1]))
        for title, kind in (("Arguments", "argument"), ("Options", "option")):
            if rows[kind]:
                with formatter.section(title):
                    formatter.write_dl(rows[kind])

    def invoke(self, ctx: Any) -> Any:
        """Run it; a reason that says nothing is refused, whatever asks for one."""
        for value in self.get_params(ctx):
            named = _REASONS.intersection(value.opts)
            is_stated = ctx.get_parameter_source(value.name).name == "COMMANDLINE"
            if named and is_stated and not str(ctx.params[value.name]).strip():
                misused(_blank(*named), as_json=bool(ctx.params.get("as_json")))
        return super().invoke(ctx)


def _blank(option: str) -> Refused:
    return refuse(
        "command.reason-blank",
        what="the reason is blank",
        where=option,
        fix="say why in a few words: it is kept for whoever asks later",
    )


class WrappedUsage(typer.BadParameter):
    """A usage error whose words fit the screen."""

    def format_message(self) -> str:
        """Its words, which name the value that they are about."""
        return self.message


class ExplainedGroup(TyperGroup):
    """All commands; what is wrong with a command line is told within the width of the screen."""

    def make_context(self, *words: Any, **more: Any) -> Any:
        """The context of the command line, read as far as the noun."""
        try:
            return super().make_context(*words, **more)
        except TyperException as error:
            raise _within_the_screen(error) from error

    def invoke(self, ctx: Any) -> Any:
        """Read the rest of the command line and run what it names."""
        try:
            return super().invoke(ctx)
        except TyperException as error:
            raise _within_the_screen(error) from error


def explained(commands: typer.Typer) -> typer.Typer:
    """The same commands, with help that shows how each value is written."""
    for command in commands.registered_commands:
        command.cls = ExplainedCommand
    for group in commands.registered_groups:
        if group.typer_instance:
            explained(group.typer_instance)
    return commands


def _within_the_screen(error: TyperException) -> TyperException:
    told = error.format_message()
    if error.exit_code != USAGE or told.startswith("Usage:"):  # a noun alone shows its help
        return error
    first, *rest = wrapped(f"Error: {told}")
    return WrappedUsage(
        "\n".join([first.removeprefix("Error: "), *rest]), ctx=getattr(error, "ctx", None)
    )
