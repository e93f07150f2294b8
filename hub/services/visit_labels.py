"""By what a partner knows a visit: its row in the sheet, and the member's initials.

Both are looked up when they are shown. A statement's facts hold neither.
"""

from collections.abc import Iterable, Mapping

import msgspec

from domain.identifiers import EncounterId
from domain.member import KnownMember, MemberDetails
from domain.statement import StatementBody
from hub.wiring import Hub
from projections.encounter_status import ENCOUNTER_STATUS


class VisitLabel(msgspec.Struct, frozen=True, gc=False):
    """The row of the partner's sheet, 0 where it was typed in, and the member's initials."""

    row: int
    initials: str = ""


Labels = Mapping[EncounterId, VisitLabel]


def visit_labels(hub: Hub, body: StatementBody, *, initials: bool) -> dict[EncounterId, VisitLabel]:
    """How the visits of a statement are told, those that wait among them, in one batch."""
    moved = [each for line in body.lines for each in line.encounters]
    open_visits = [
        EncounterId(subject)
        for item in body.open_items
        if item.kind == "held-visit"
        for subject in item.subjects
    ]
    wanted = dict.fromkeys((*moved, *open_visits))
    visits = hub.projector.live.get_many(ENCOUNTER_STATUS, wanted)
    members = {visit.member_id for visit in visits.values() if visit.member_id}
    known = hub.vault.members(sorted(members)) if initials else {}
    labels = {}
    for encounter_id, visit in visits.items():
        member = known.get(visit.member_id) if visit.member_id else None
        name = _initials(member.details) if isinstance(member, KnownMember) else ""
        labels[EncounterId(encounter_id)] = VisitLabel(visit.row_number, name)
    return labels


def subject_told(subject: str, labels: Labels, row_text: str) -> str:
    """What waits by the number that people know: a visit's row, else its own number."""
    label = labels.get(EncounterId(subject))
    return told([label], row_text) or "-" if label else subject


def _initials(details: MemberDetails) -> str:
    return f"{_first(details.first_name)}{_first(details.last_name)}"


def _first(name: str) -> str:
    return f"{name.strip()[:1].upper()}." if name.strip() else ""


def told(labels: Iterable[VisitLabel], row_text: str) -> str:
    """Labels as one text; `row_text` says how a row is called."""
    texts = []
    for label in labels:
        row = row_text.format(row=label.row) if label.row else ""
        texts.append(" ".join(part for part in (row, label.initials) if part))
    return ", ".join(dict.fromkeys(text for text in texts if text))
