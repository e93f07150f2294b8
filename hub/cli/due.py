"""``hub due``: what waits for somebody, in order of its day."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import msgspec
import typer

from domain.money import show_money
from hub.cli.frame import AsJson, finish, open_hub, read_day, wrapped
from hub.views import View
from projections.due_list import DUE_LIST, DueItem
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus

app = typer.Typer()

_HELD_VISIT = "held-visit"


@app.command(epilog="Example: hub due --who hub --until 2026-04-30")
def due(
    who: Annotated[str, typer.Option(help="Only what hub, partner or plan has to do.")] = "",
    until: Annotated[str, typer.Option(help="Only what is due by this day.")] = "",
    as_json: AsJson = False,
) -> None:
    """List what waits for somebody: who, what, by when."""
    last = read_day(until) if until else None
    with open_hub(as_json=as_json) as hub:
        view = hub.projector.live
        found = view.rows(DUE_LIST, who=who) if who else view.rows(DUE_LIST)
        if last:
            found = [item for item in found if item.due_on and item.due_on <= last]
        about = _about(view, found)
    found.sort(key=lambda item: (item.due_on is None, item.due_on, item.kind, about[item.subject]))
    document = {
        "due": [
            msgspec.to_builtins(item)
            | {"amount": show_money(item.amount), "about": about[item.subject]}
            for item in found
        ]
    }
    finish(document, _told(found, about), as_json=as_json)


def _about(view: View, found: Sequence[DueItem]) -> dict[str, str]:
    """What people call each subject; an encounter by its partner, its day and its row."""
    held = [item.subject for item in found if item.kind == _HELD_VISIT]
    encounters = view.get_many(ENCOUNTER_STATUS, held)
    return {item.subject: _called(encounters.get(item.subject), item) for item in found}


def _called(encounter: EncounterStatus | None, item: DueItem) -> str:
    if encounter is None:
        return item.subject
    row = f", row {encounter.row_number}" if encounter.row_number else ""
    return f"{encounter.partner_code} encounter of {encounter.service_on}{row}"


def _told(found: Sequence[DueItem], about: Mapping[str, str]) -> Iterator[str]:
    if not found:
        yield "nothing is due"
    for item in found:
        amount = f", {show_money(item.amount)}" if item.amount else ""
        day = str(item.due_on) if item.due_on else "no date"
        yield f"{day:<11} {item.who:<8}{about[item.subject]}{amount}"
        yield from wrapped(item.what, first=" " * 12, rest=" " * 12)
