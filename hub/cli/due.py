"""``hub due``: what waits for somebody, in order of its day; what has none comes last."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, get_args

import msgspec
import typer

from domain.care.encounter import encounter_name
from domain.money import show_money
from hub.cli.due_report import Named, due_lines
from hub.cli.filters import partner_asked
from hub.cli.frame import AsJson, finish, open_hub, read_day
from hub.services.billing.other_plans import with_other_plans
from hub.views import View
from projections.deposit_status import DEPOSIT_STATUS, DepositStatus
from projections.due_item import DueItem, DueKind
from projections.due_list import DUE_LIST
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus

app = typer.Typer()

_WHO = ("hub", "partner", "plan")
_KINDS = get_args(DueKind)
_MONEY_FIRST: set[DueKind] = {
    "parked-remittance",
    "parked-payment",
    "unmatched-deposit",
    "unplaced-adjustment",
    "waiting-roster-row",
    "paid-twice",
    "recovery-above-payment",
    "reversal-without-payment",
    "refund-owed",
}


@dataclass(frozen=True)
class _Known:
    """What gives the subjects of due items the names by which people know them."""

    encounters: Mapping[str, EncounterStatus]
    deposits: Mapping[str, DepositStatus]

    def name(self, item: DueItem) -> str:
        """What people call the subject of an item."""
        match item.kind:
            case "held-visit":
                return _encounter(self.encounters.get(item.subject), item)
            case "parked-remittance" | "unbanked-remittance":
                return f"remittance {item.subject}"
            case "refund-owed":
                return f"refund {item.subject}"
            case "unplaced-adjustment":
                return f"provider adjustment {_at(item)}"
            case "parked-payment":
                return f"claim payment {_at(item)}"
            case "unwritten-batch":
                return f"batch {item.subject}"
            case "waiting-roster-row":
                trace, _, ordinal = item.subject.rpartition("/")
                return f"row {ordinal} of roster {trace}"
            case "unmatched-deposit":
                found = self.deposits.get(item.subject)
                return f"deposit of {found.bank_on}" if found else "deposit"
            case _:
                return item.subject


def _at(item: DueItem) -> str:
    """A place in a remittance by its trace and ordinal."""
    trace, _, ordinal = item.subject.rpartition("/")
    return f"{ordinal} of remittance {trace}"


@app.command(
    epilog="Example: hub due --who hub --until 2026-04-30; hub due --partner LPV --kind held-visit"
)
def due(
    who: Annotated[str, typer.Option(help="Only what hub, partner or plan has to do.")] = "",
    partner: Annotated[str, typer.Option(help="Only what is about this partner.")] = "",
    until: Annotated[
        str, typer.Option(help="Only what is due by this day, or has no day at all.")
    ] = "",
    kind: Annotated[
        str, typer.Option(metavar="WORD", help="Only this kind, such as held-visit; one by one.")
    ] = "",
    one_by_one: Annotated[
        bool, typer.Option("--all", help="Every one, where many of a kind have no day.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List what waits for somebody: who, what, by when.

    Where many of a kind have no day they are told in one; --kind or --all lists each.
    """
    if who and who not in _WHO:
        raise typer.BadParameter(f"{who!r} is nobody here; write {', '.join(_WHO[:-1])} or plan")
    if kind and kind not in _KINDS:
        raise typer.BadParameter(f"{kind!r} is no kind; write one of {', '.join(_KINDS)}")
    last = read_day(until) if until else None
    with open_hub(as_json=as_json) as hub:
        view, today = hub.projector.live, hub.today
        code = partner_asked(hub, partner, as_json=as_json)
        asked: dict[str, Any] = {"who": who, "partner_code": code}  # fields by their names
        rows = view.rows(DUE_LIST, **{name: value for name, value in asked.items() if value})
        found = with_other_plans(hub, [each for each in rows if kind in {"", each.kind}])
        if last:
            found = [item for item in found if item.due_on is None or item.due_on <= last]
        known = _known(view, found)
    named = sorted((Named(item, known.name(item)) for item in found), key=_order)
    document = {"due": [_document(each, today) for each in named]}
    lines = due_lines(named, today, one_by_one=one_by_one or bool(kind))
    finish(document, lines, as_json=as_json)


def _document(named: Named, today: date) -> dict[str, object]:
    item = named.item
    document: dict[str, object] = msgspec.to_builtins(item)
    amounts = {"amount": show_money(item.amount), "held": show_money(item.held)}
    document |= amounts | {"about": named.name}
    if item.journey:
        journey = item.journey
        taken = {"taken_back": journey.taken_back, "looked_at": journey.looked_at}
        shown = {name: show_money(cents) for name, cents in taken.items()}
        document["journey"] = msgspec.to_builtins(journey) | shown
    return document | {"late": named.is_late(today)}


def _known(view: View, found: Sequence[DueItem]) -> _Known:
    subjects = {
        kind: [item.subject for item in found if item.kind == kind]
        for kind in ("held-visit", "unmatched-deposit")
    }
    return _Known(
        encounters=view.get_many(ENCOUNTER_STATUS, subjects["held-visit"]),
        deposits=view.get_many(DEPOSIT_STATUS, subjects["unmatched-deposit"]),
    )


def _encounter(encounter: EncounterStatus | None, item: DueItem) -> str:
    if encounter is None:
        return item.subject
    return encounter_name(encounter.partner_code, encounter.service_on, encounter.row_number)


def _order(named: Named) -> tuple[bool, date, bool, str, str, list[str | int]]:
    """By day; of what has none parked money comes first, and those of a kind come together."""
    item = named.item
    undated = item.due_on is None
    is_other = undated and item.kind not in _MONEY_FIRST
    who = item.who if undated else ""
    day = item.due_on or date.max
    return undated, day, is_other, item.kind, who, _counted(named.name)


def _counted(name: str) -> list[str | int]:
    """A name in parts that sort: its numbers by their value, so that 10 comes after 2."""
    parts = enumerate(re.split(r"([0-9]+)", name))
    return [int(part) if at % 2 else part for at, part in parts]
