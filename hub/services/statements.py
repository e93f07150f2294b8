"""What is owed to a partner for a month: drawn from the projections, then issued for good."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.identifiers import PartnerCode, PartnerId, RemittanceId, StreamId
from domain.money import Money
from domain.partner import PARTNER, NoPartner, Partner, PartnerDetails
from domain.period import Month
from domain.problem import Refused, refuse
from domain.service_line import ServiceLine
from domain.statement import (
    STATEMENT,
    Arrival,
    IssueStatement,
    Statement,
    StatementBody,
    StatementIssued,
    StatementLine,
    issuing_problems,
)
from hub.handler import Ask, Work
from hub.ids import outside_id
from hub.lookups import PARTNER as PARTNER_CODE
from hub.services.bank_cover import bank_cover
from hub.services.encounter_counts import count_encounters
from hub.services.moment import of_one_moment
from hub.views import View
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS
from projections.encounter_status import ENCOUNTER_STATUS
from projections.partner_ledger import PARTNER_LEDGER
from projections.partner_statement import (
    PARTNER_STATEMENT,
    MovedPart,
    Movement,
    PartnerStatementClaim,
)
from projections.received_files import RECEIVED_FILES
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance
from projections.trial_balance import TRIAL_BALANCE

_NEEDED = (
    PARTNER_STATEMENT,
    REMITTANCE_BALANCE,
    PARTNER_LEDGER,
    TRIAL_BALANCE,
    ENCOUNTER_STATUS,
    CLAIM_STATUS,
    RECEIVED_FILES,
)


def show_statement(
    hub: Hub, code: PartnerCode, month: Month, *, known_at: int | None = None
) -> tuple[PartnerDetails, StatementBody, bool] | Refused:
    """The partner's statement for a month, and whether it was issued; the draft where it was not.

    `known_at` is a position of the log: it gives what was shown there.
    """
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details
    statement = _known_statement(hub, details, known_at)
    if issued := statement.of(month):
        return details, issued, True
    # there will never be one for a month before the last that was issued
    never = tuple(issuing_problems(statement, code, month, month.period.last_day))
    if never:
        return Refused(never)
    if known_at is not None:
        view = hub.projector.known_at(known_at, *_NEEDED)
        return details, _draft(view, known_at, details, month, statement), False
    return details, _drawn_now(hub, details, month, statement), False


def issue_statement(
    hub: Hub, code: PartnerCode, month: Month, *, dry_run: bool = False
) -> tuple[PartnerDetails, StatementBody, bool] | Refused:
    """Give the partner its statement; what comes later stands in the next one.

    The second time it gives the one that was issued. A dry run gives what would be issued.
    """
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details

    def once(work: Work) -> StatementBody | Refused:
        drawn = decide_statement(hub, details, month, work)
        if not dry_run:
            work.commit()
        return drawn

    body = hub.handler.attempt(once)
    if isinstance(body, Refused):
        return body
    hub.projector.catch_up()
    issued = _known_statement(hub, details, None).of(month) is not None
    return details, body, issued


def decide_statement(
    hub: Hub, details: PartnerDetails, month: Month, work: Work
) -> StatementBody | Refused:
    """The statement as issued, or as it would be issued by committing `work`.

    The partner's statements are read before it is drawn, so that the commit fails where somebody
    issues one meanwhile.
    """
    stream_id = statement_stream(details.partner_id)
    statement: Statement = work.state(STATEMENT, stream_id)
    if issued := statement.of(month):
        return issued
    if problems := tuple(issuing_problems(statement, details.code, month, hub.today)):
        return Refused(problems)
    body = _drawn_now(hub, details, month, statement)
    decision = work.decide(Ask(STATEMENT, stream_id, IssueStatement(body, hub.today)))
    return decision if isinstance(decision, Refused) else body


def statement_stream(partner_id: PartnerId) -> StreamId:
    """The stream of all statements of a partner."""
    return StreamId(outside_id("statement", partner_id))


def _known_statement(hub: Hub, details: PartnerDetails, known_at: int | None) -> Statement:
    recorded = hub.log.read_stream(statement_stream(details.partner_id))
    facts = [each.fact for each in recorded if known_at is None or each.position <= known_at]
    return STATEMENT.fold(fact for fact in facts if isinstance(fact, StatementIssued))


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


@dataclass(frozen=True)
class _Moved:
    """One movement that counts, with what it is about."""

    claim: PartnerStatementClaim
    movement: Movement
    remittance: RemittanceBalance
    arrival: Arrival


def _drawn_now(
    hub: Hub, details: PartnerDetails, month: Month, statement: Statement
) -> StatementBody:
    def draw(view: View, cut_at: int) -> StatementBody:
        return _draft(view, cut_at, details, month, statement)

    return of_one_moment(hub, draw, *_NEEDED)


def _draft(
    view: View, cut_at: int, details: PartnerDetails, month: Month, statement: Statement
) -> StatementBody:
    cover = bank_cover(view)
    moved = list(_movements(view, details.code, cover.arrivals))
    until = [each for each in moved if each.movement.paid_on <= month.period.last_day]
    stated = statement.states
    lines = tuple(
        line
        for each in until
        for line in _lines(each)
        if (line.posting_id, line.line) not in stated
    )
    closing = statement.closing + sum(line.net for line in lines)
    arrived = max(0, min(_arrived(moved), _arrived(until)))
    short = min(arrived, cover.short.get(details.code, 0))
    return StatementBody(
        number=f"{details.code}-{month}",
        partner_id=details.partner_id,
        partner_code=details.code,
        month=month,
        cut_at=cut_at,
        opening=statement.closing,
        lines=lines,
        closing=closing,
        payable=arrived - short,
        short=short,
        encounters=count_encounters(view, details.code),
    )


def _arrived(moved: Iterable[_Moved]) -> Money:
    """What has nothing to wait for; what was taken back counts whatever the bank says."""
    return sum(
        part.net
        for each in moved
        for part in each.movement.parts
        if part.net < 0 or each.arrival != "awaited"
    )


def _movements(
    view: View, code: PartnerCode, arrivals: Mapping[RemittanceId, Arrival]
) -> Iterator[_Moved]:
    """Every movement about the partner's claims in posted remittances, oldest first."""
    claims = view.rows(PARTNER_STATEMENT, partner_code=code)
    wanted = {moved.remittance_id for claim in claims for moved in claim.movements}
    remittances = view.get_many(REMITTANCE_BALANCE, sorted(wanted))
    found = [
        _Moved(claim, movement, remittances[at], arrivals[at])
        for claim in claims
        for movement in claim.movements
        if remittances[at := movement.remittance_id].state == "posted"
    ]
    # within a claim the movements keep the order in which they were posted
    yield from sorted(found, key=lambda each: (each.movement.paid_on, each.claim.number))


def _lines(moved: _Moved) -> Iterator[StatementLine]:
    billed = {line.line: line for line in moved.claim.lines}
    for part in moved.movement.parts:
        yield _line(moved, part, billed.get(part.line))


def _line(moved: _Moved, part: MovedPart, billed: ServiceLine | None) -> StatementLine:
    return StatementLine(
        posting_id=moved.movement.posting_id,
        kind=moved.movement.kind,
        claim=moved.claim.number,
        line=part.line,
        service=billed.service if billed else None,
        service_on=billed.service_on if billed else None,
        units=part.units,
        billed=billed.charge if billed else 0,
        plan_paid=part.plan_paid,
        fee=part.fee,
        net=part.net,
        outcome=part.outcome,
        adjustments=part.adjustments,
        trace=moved.remittance.trace,
        paid_on=moved.movement.paid_on,
        arrival=moved.arrival,
    )
