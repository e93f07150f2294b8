"""What is owed to a partner for a month: drawn from the projections, then issued for good."""

from datetime import date
from typing import Any, NamedTuple

from domain.agreements.partner import PARTNER, FormerPartner, NoPartner, Partner, PartnerDetails
from domain.agreements.pay_terms import PAY_TERMS
from domain.identifiers import PartnerCode, PartnerId, StreamId
from domain.period import Month
from domain.problem import Refused, refuse
from domain.statements.statement import (
    STATEMENT,
    IssueStatement,
    Statement,
    StatementBody,
    issuing_problems,
)
from hub.handler import Ask, Work
from hub.ids import outside_id
from hub.lookups import PARTNER as PARTNER_CODE
from hub.services.moment import of_one_moment
from hub.services.months.month_splits import split_months
from hub.services.months.shared_months import MonthKey
from hub.services.statements.statement_drawing import NEEDED, Asked, draw_statement
from hub.views import View
from hub.wiring import Hub


class ShownStatement(NamedTuple):
    """A partner's statement as it was issued; the draft, without a day, where it was not."""

    details: PartnerDetails
    body: StatementBody
    issued_on: date | None


def show_statement(
    hub: Hub, code: PartnerCode, month: Month, *, known_at: int | None = None
) -> ShownStatement | Refused:
    """The partner's statement for a month; the draft where none was issued.

    `known_at` is a position of the log: it gives what was shown there.
    """
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details
    statement = known_statement(hub, details, known_at=known_at)
    if issued := statement.of(month):
        return ShownStatement(details, issued, statement.issued_on(month))
    # there will never be one for a month before the last that was issued
    never = tuple(issuing_problems(statement, code, month, month.period.last_day, early=True))
    if never:
        return Refused(never)
    asked = _asked(hub, details, month, statement, known_at)
    if known_at is not None:
        view = hub.projector.known_at(known_at, *NEEDED)
        return ShownStatement(details, draw_statement(view, known_at, asked), None)
    return ShownStatement(details, _drawn_now(hub, asked), None)


def issue_statement(
    hub: Hub,
    code: PartnerCode,
    month: Month,
    *,
    early: bool = False,
    dry_run: bool = False,
    split: set[MonthKey] | None = None,
) -> ShownStatement | Refused:
    """Give the partner its statement; what comes later stands in the next one.

    Months that it shares with others are split first, but for those in `split`, which a run of
    statements keeps and this fills. The second time it gives the one that was issued. `early`
    issues it while its month still runs. A dry run gives what would be issued, with shared months
    as they stand.
    """
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details
    if not dry_run and not tuple(
        issuing_problems(known_statement(hub, details), code, month, hub.today, early=early)
    ):
        split_months(hub, until=month, partner=code, seen=split)

    def once(work: Work) -> StatementBody | Refused:
        drawn = decide_statement(hub, details, month, work, early=early)
        if not dry_run:
            work.commit()
        return drawn

    body = hub.handler.attempt(once)
    if isinstance(body, Refused):
        return body
    hub.projector.catch_up()
    return ShownStatement(details, body, known_statement(hub, details).issued_on(month))


def decide_statement(
    hub: Hub, details: PartnerDetails, month: Month, work: Work, *, early: bool = False
) -> StatementBody | Refused:
    """The statement as issued, or as it would be issued by committing `work`.

    The partner's statements are read before it is drawn, so that the commit fails where somebody
    issues one meanwhile.
    """
    stream_id = statement_stream(details)
    statement: Statement = work.state(STATEMENT, stream_id)
    if issued := statement.of(month):
        return issued
    if problems := tuple(issuing_problems(statement, details.code, month, hub.today, early=early)):
        return Refused(problems)
    body = _drawn_now(hub, _asked(hub, details, month, statement, None))
    decision = work.decide(Ask(STATEMENT, stream_id, IssueStatement(body, hub.today, early)))
    return decision if isinstance(decision, Refused) else body


def statement_stream(details: PartnerDetails) -> StreamId:
    """The stream of all statements of a partner."""
    return StreamId(outside_id("statement", details.partner_id))


def pay_terms_stream(partner_id: PartnerId) -> StreamId:
    """The stream of how a partner is paid."""
    return StreamId(outside_id("pay-terms", partner_id))


def known_statement(hub: Hub, details: PartnerDetails, *, known_at: int | None = None) -> Statement:
    """All statements that a partner was given, or by a position of the log."""
    found: Statement = STATEMENT.fold(_stream(hub, statement_stream(details), known_at))
    return found


def known_partner(hub: Hub, details: PartnerDetails) -> Partner:
    """The partner as it now stands: active, suspended, or gone."""
    found: Partner = hub.handler.state(PARTNER, details.partner_id)
    return found


def _asked(
    hub: Hub, details: PartnerDetails, month: Month, statement: Statement, known_at: int | None
) -> Asked:
    partner = PARTNER.fold(_stream(hub, StreamId(details.partner_id), known_at))
    terms = PAY_TERMS.fold(_stream(hub, pay_terms_stream(details.partner_id), known_at))
    settings = hub.settings.file
    return Asked(
        details=details,
        month=month,
        statement=statement,
        terms=terms,
        left_on=partner.left_on if isinstance(partner, FormerPartner) else None,
        question=settings.statements.question_for(month, settings.hub),
        fiscal_month=settings.books.fiscal_year_begins,
    )


def _stream(hub: Hub, stream_id: StreamId, known_at: int | None) -> list[Any]:
    recorded = hub.log.read_stream(stream_id)
    return [each.fact for each in recorded if known_at is None or each.position <= known_at]


def find_partner(hub: Hub, code: PartnerCode) -> PartnerDetails | Refused:
    """The partner that has this code."""
    for stream_id in hub.log.find(PARTNER_CODE, code):
        partner: Partner = hub.handler.state(PARTNER, stream_id)
        if not isinstance(partner, NoPartner):
            return partner.details
    return refuse(
        "partner.unknown",
        what=f"no partner has the code {code}",
        where=f"partner {code}",
        fix="list the partners: hub partner list",
    )


def _drawn_now(hub: Hub, asked: Asked) -> StatementBody:
    def draw(view: View, cut_at: int) -> StatementBody:
        return draw_statement(view, cut_at, asked)

    return of_one_moment(hub, draw, *NEEDED)
