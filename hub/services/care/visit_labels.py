"""By what a partner knows a visit: its row in the sheet, its own number, the member's initials.

They are looked up when they are shown, as they were known where the statement was cut: what was
corrected later does not change it. A statement's facts hold none of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from domain.care.encounter import ENCOUNTER, NoEncounter, Report
from domain.care.member import KnownMember, MemberDetails
from domain.identifiers import ArchiveId, MemberId, StreamId
from domain.statements.statement import StatementBody
from domain.statements.statement_parts import REFUSED_ROW, refused_row_named
from hub.services.care.own_visit_ids import SheetRow, own_visit_ids
from hub.wiring import Hub


class VisitLabel(msgspec.Struct, frozen=True, gc=False):
    """The row of the partner's sheet, 0 where it was typed in, and the member's initials.

    `own` is the number that the partner itself gave the visit, empty where it gave none.
    """

    row: int
    initials: str = ""
    own: str = ""


Labels = Mapping[str, VisitLabel]
"""By the encounter; rows that could not be taken by their name."""


def visit_labels(hub: Hub, body: StatementBody, *, initials: bool) -> dict[str, VisitLabel]:
    """How the visits of a statement are told, those that wait among them, in one batch."""
    reports = _reports(hub, body)
    names = _initials_of(hub, reports.values(), body.cut_at) if initials else {}
    refused = {name: refused_row_named(name) for name in _waiting(body, REFUSED_ROW)}
    sources: dict[str, SheetRow] = {
        encounter_id: (ArchiveId(report.source.archive_id), report.source.segment)
        for encounter_id, report in reports.items()
        if report.source
    }
    own = own_visit_ids(hub, (*sources.values(), *refused.values()))
    return {
        encounter_id: VisitLabel(
            report.source.segment if report.source else 0,
            names.get(report.member_id, "") if report.member_id else "",
            own.get(sources[encounter_id], "") if report.source else "",
        )
        for encounter_id, report in reports.items()
    } | {name: VisitLabel(row[1], own=own.get(row, "")) for name, row in refused.items()}


def _reports(hub: Hub, body: StatementBody) -> dict[str, Report]:
    """What was reported of every visit that the statement tells, as known where it was cut."""
    moved = [each for line in body.lines for each in line.encounters]
    wanted = dict.fromkeys(StreamId(each) for each in (*moved, *_waiting(body, "held-visit")))
    streams: Mapping[StreamId, tuple[Any, ...]] = hub.log.read_streams(wanted, body.cut_at)
    return {
        stream_id: known.report
        for stream_id, facts in streams.items()
        if not isinstance(known := ENCOUNTER.fold(facts), NoEncounter)
    }


def _waiting(body: StatementBody, kind: str) -> list[str]:
    return [subject for item in body.open_items if item.kind == kind for subject in item.subjects]


def _initials_of(hub: Hub, reports: Iterable[Report], cut_at: int) -> dict[MemberId, str]:
    members = {report.member_id for report in reports if report.member_id}
    return {
        member_id: _initials(member.details)
        for member_id, member in hub.vault.members(sorted(members), cut_at).items()
        if isinstance(member, KnownMember)
    }


def subject_told(kind: str, subject: str, labels: Labels, row_text: str) -> str:
    """What waits by the number that people know: a row of their sheet, else its own number."""
    label = labels.get(subject)
    if label is None and kind == REFUSED_ROW:
        label = VisitLabel(refused_row_named(subject)[1])
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
        own = f"({label.own})" if label.own else ""
        texts.append(" ".join(part for part in (row, own, label.initials) if part))
    return ", ".join(dict.fromkeys(text for text in texts if text))
