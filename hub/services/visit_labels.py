"""By what a partner knows a visit: its row in the sheet, and the member's initials.

Both are looked up when they are shown, as they were known where the statement was cut: what was
corrected later does not change it. A statement's facts hold neither.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from domain.encounter import ENCOUNTER, NoEncounter, Report
from domain.identifiers import EncounterId, MemberId, StreamId
from domain.member import KnownMember, MemberDetails
from domain.statement import StatementBody
from domain.statement_parts import REFUSED_ROW
from hub.wiring import Hub


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
    wanted = dict.fromkeys(StreamId(each) for each in (*moved, *open_visits))
    streams: Mapping[StreamId, tuple[Any, ...]] = hub.log.read_streams(wanted, body.cut_at)
    reports = {
        EncounterId(stream_id): known.report
        for stream_id, facts in streams.items()
        if not isinstance(known := ENCOUNTER.fold(facts), NoEncounter)
    }
    names = _initials_of(hub, reports.values(), body.cut_at) if initials else {}
    return {
        encounter_id: VisitLabel(
            report.source.segment if report.source else 0,
            names.get(report.member_id, "") if report.member_id else "",
        )
        for encounter_id, report in reports.items()
    }


def _initials_of(hub: Hub, reports: Iterable[Report], cut_at: int) -> dict[MemberId, str]:
    members = {report.member_id for report in reports if report.member_id}
    return {
        member_id: _initials(member.details)
        for member_id, member in hub.vault.members(sorted(members), cut_at).items()
        if isinstance(member, KnownMember)
    }


def subject_told(kind: str, subject: str, labels: Labels, row_text: str) -> str:
    """What waits by the number that people know: a row of their sheet, else its own number."""
    if kind == REFUSED_ROW:
        return row_text.format(row=subject)
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
