"""``hub due``: what waits for somebody, parked money first, then in order of its day."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import msgspec
import typer

from domain.encounter import encounter_name
from domain.money import show_money
from hub.cli.frame import AsJson, finish, open_hub, read_day, wrapped
from hub.services.other_plans import with_other_plans
from hub.views import View
from projections.deposit_status import DEPOSIT_STATUS, DepositStatus
from projections.due_item import DueItem, DueKind
from projections.due_list import DUE_LIST
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus

app = typer.Typer()

_WHO = ("hub", "partner", "plan")
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


@app.command(epilog="Example: hub due --who hub --until 2026-04-30")
def due(
    who: Annotated[str, typer.Option(help="Only what hub, partner or plan has to do.")] = "",
    until: Annotated[
        str, typer.Option(help="Only what is due by this day, or has no day at all.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List what waits for somebody: who, what, by when."""
    if who and who not in _WHO:
        raise typer.BadParameter(f"{who!r} is nobody here; write {', '.join(_WHO[:-1])} or plan")
    last = read_day(until) if until else None
    with open_hub(as_json=as_json) as hub:
        view, today = hub.projector.live, hub.today
        rows = view.rows(DUE_LIST, who=who) if who else view.rows(DUE_LIST)
        found = with_other_plans(hub, rows)
        if last:
            found = [item for item in found if item.due_on is None or item.due_on <= last]
        known = _known(view, found)
    named = [(item, known.name(item)) for item in found]
    named.sort(key=lambda each: _order(*each))
    document = {
        "due": [
            msgspec.to_builtins(item)
            | {
                "what": item.what,
                "amount": show_money(item.amount),
                "about": name,
                "late": _is_late(item, today),
            }
            for item, name in named
        ]
    }
    finish(document, _told(named, today), as_json=as_json)


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


def _order(item: DueItem, name: str) -> tuple[bool, bool, date, str, list[str | int]]:
    """Parked money first, then by day; what has no day comes last."""
    is_parked = item.kind in _MONEY_FIRST
    return not is_parked, item.due_on is None, item.due_on or date.max, item.kind, _counted(name)


def _counted(name: str) -> list[str | int]:
    """A name in parts that sort: its numbers by their value, so that 10 comes after 2."""
    parts = enumerate(re.split(r"([0-9]+)", name))
    return [int(part) if at % 2 else part for at, part in parts]


def _is_late(item: DueItem, today: date) -> bool:
    return item.due_on is not None and item.due_on < today


def _told(named: Sequence[tuple[DueItem, str]], today: date) -> Iterator[str]:
    if not named:
        yield "nothing is due"
    for item, name in named:
        amount = f", {show_money(item.amount)}" if item.amount else ""
        day = str(item.due_on) if item.due_on else "no date"
        late = "LATE" if _is_late(item, today) else ""
        yield from wrapped(f"{name}{amount}", first=f"{day:<11}{late:<5}{item.who:<8}")
        yield from wrapped(item.what, first=" " * 16, rest=" " * 16)
