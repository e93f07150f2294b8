"""What is owed to a partner for a month: drawn from the projections, then issued for good."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from domain.identifiers import PartnerCode, StatementId
from domain.partner import PARTNER, NoPartner, Partner, PartnerDetails
from domain.period import Month
from domain.problem import Refused, refuse
from domain.service_line import ServiceLine
from domain.statement import (
    STATEMENT,
    IssuedStatement,
    IssueStatement,
    Statement,
    StatementBody,
    StatementLine,
)
from hub.handler import Ask
from hub.lookups import PARTNER as PARTNER_CODE
from hub.lookups import STATEMENT as ISSUED
from hub.services.encounter_counts import count_encounters
from hub.views import View
from hub.wiring import Hub
from projections.partner_statement import (
    PARTNER_STATEMENT,
    MovedPart,
    Movement,
    PartnerStatementClaim,
)
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance

_DRAFT = StatementId("draft")


def show_statement(
    hub: Hub, code: PartnerCode, month: Month, *, known_at: int | None = None
) -> tuple[PartnerDetails, StatementBody, bool] | Refused:
    """The partner's statement for a month, and whether it was issued; the draft where it was not.

    `known_at` is a position of the log: the draft is drawn from what was known there.
    """
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details
    issued = _issued(hub, code, [month])
    if issued and known_at is None:
        return details, issued[0], True
    view = hub.projector.live if known_at is None else hub.projector.known_at(known_at)
    at = hub.log.head().position if known_at is None else known_at
    return details, _draft(hub, view, details, month, at), False


def issue_statement(
    hub: Hub, code: PartnerCode, month: Month
) -> tuple[PartnerDetails, StatementBody, bool] | Refused:
    """Give the partner its statement; what comes later stands in the next one."""
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details
    if issued := _issued(hub, code, [month]):
        return details, issued[0], True
    if later := _issued(hub, code, _months_after(month, Month.of(hub.today))):
        return refuse(
            "statement.later-one-issued",
            what=f"statement {later[0].number} was issued before one for {month}",
            where=f"partner {code}, {month}",
            fix=f"what belongs to {month} stands in the statement after {later[0].month}",
        )
    statement_id = StatementId(hub.ids.new())
    draft = _draft(hub, hub.projector.live, details, month, hub.log.head().position)
    body = replace(draft, statement_id=statement_id)
    done = hub.run(Ask(STATEMENT, statement_id, IssueStatement(body)))
    return done if isinstance(done, Refused) else (details, body, True)


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


def _draft(
    hub: Hub, view: View, details: PartnerDetails, month: Month, cut_at: int
) -> StatementBody:
    moved = list(_movements(view, details.code))
    months = {Month.of(each.movement.paid_on) for each in moved}
    earlier = _issued(hub, details.code, [m for m in _span(months, month) if m < month])
    stated = {(line.posting_id, line.line) for body in earlier for line in body.lines}
    lines = tuple(
        line
        for each in moved
        if each.movement.paid_on <= month.period.last_day
        for line in _lines(each)
        if (line.posting_id, line.line) not in stated
    )
    opening = max(earlier, key=lambda body: body.month).closing if earlier else 0
    closing = opening + sum(line.net for line in lines)
    until = [each for each in moved if each.movement.paid_on <= month.period.last_day]
    return StatementBody(
        statement_id=_DRAFT,
        number=f"{details.code}-{month}",
        partner_id=details.partner_id,
        partner_code=details.code,
        month=month,
        cut_at=cut_at,
        opening=opening,
        lines=lines,
        closing=closing,
        payable=max(0, sum(_payable(each) for each in until)),
        encounters=count_encounters(view, details.code),
    )


def _payable(moved: _Moved) -> int:
    """Only what is in the bank is paid out; what was taken back counts whatever the bank says."""
    nets = [part.net for part in moved.movement.parts]
    return sum(net for net in nets if net < 0 or moved.remittance.bank_on is not None)


def _movements(view: View, code: PartnerCode) -> Iterator[_Moved]:
    """Every movement about the partner's claims in posted remittances, oldest first."""
    claims = view.rows(PARTNER_STATEMENT, partner_code=code)
    wanted = {moved.remittance_id for claim in claims for moved in claim.movements}
    remittances = view.get_many(REMITTANCE_BALANCE, sorted(wanted))
    found = [
        _Moved(claim, movement, remittances[movement.remittance_id])
        for claim in claims
        for movement in claim.movements
        if remittances[movement.remittance_id].state == "posted"
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
        in_bank=moved.remittance.bank_on is not None,
    )


def _issued(hub: Hub, code: PartnerCode, months: Sequence[Month]) -> list[StatementBody]:
    found = hub.log.find_many(ISSUED, [f"{code} {month}" for month in months])
    ids = [each for streams in found.values() for each in streams]
    states: Iterable[Statement] = hub.handler.states(STATEMENT, ids).values()
    return [state.body for state in states if isinstance(state, IssuedStatement)]


def _span(months: Iterable[Month], last: Month) -> list[Month]:
    """Every month from the first of `months` to `last`."""
    first = min(months, default=last)
    return _months_between(first, last)


def _months_after(month: Month, last: Month) -> list[Month]:
    return [each for each in _months_between(month, last) if each > month]


def _months_between(first: Month, last: Month) -> list[Month]:
    counts = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [Month(count // 12, count % 12 + 1) for count in counts]
