"""Where is each claim, who acts next, by when?"""

from collections.abc import Iterable
from datetime import date
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.claims.attribution import ClaimMoney, met_by_announcement
from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimCorrected,
    ClaimFact,
    ClaimHeld,
    ClaimMoneyMoved,
    ClaimMonthSettled,
    ClaimOpened,
    ClaimReceived,
    ClaimRejected,
    ClaimSubmitted,
)
from domain.claims.denial import LineResult, Outcome
from domain.identifiers import (
    AuthorizationId,
    BatchId,
    ClaimId,
    ClaimNumber,
    ContractId,
    EncounterId,
    MemberId,
    PartnerCode,
    PayerControlNumber,
    PlaceOfService,
    PlanKey,
    SendNumber,
)
from domain.money import Money
from domain.problem import Problem
from domain.service_line import ServiceLine
from projections.claim_journey import Journey, travelled
from projections.due_money import SharedFact, in_suspense, suspended
from projections.projection import Projection


class LineStatus(msgspec.Struct, frozen=True, gc=False):
    """One line as billed, and what the plan last said of it.

    `service` reads ``98960 U2``; `reasons` are group and code of each adjustment (``CO-197``).
    `outcome` is empty until the plan answers.
    """

    line: int
    service: str
    service_on: date
    units: int
    charge: Money
    place: PlaceOfService
    encounters: tuple[EncounterId, ...]
    outcome: Outcome | None = None
    paid: Money = 0
    units_paid: int = 0
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class ClaimStatus(Journey, frozen=True, gc=False, kw_only=True):
    """A claim as it now stands, amounts in cents.

    `paid` is the plan's money net of reversals, takebacks and refunds, `interest` and `penalties`
    what it added beside. `is_paid_direct` tells that the plan pays it to the partner itself.
    `money_waits` tells that money of it is nobody's yet, as when it was paid twice: the hub settles
    that by `settle_by`, where there is such a day. `sends` are the CLM01s of every sending, oldest
    first; one that left its batch before the file was made is none; `sent_on` is the day of the
    first. `last_batch_id` is the batch it last went into, None where it left that. `problems` say
    why it is held, `reject_reasons` why its last sending came back; both are empty once it is sent
    again.
    """

    claim_id: ClaimId
    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    member_id: MemberId
    contract_id: ContractId
    authorization_id: AuthorizationId | None
    opened_on: date
    billed: Money
    lines: tuple[LineStatus, ...]
    paid: Money = 0
    interest: Money = 0
    penalties: Money = 0
    is_paid_direct: bool = False
    money_waits: bool = False
    settle_by: date | None = None
    sends: tuple[SendNumber, ...] = ()
    sent_on: date | None = None
    last_batch_id: BatchId | None = None
    payer_control: PayerControlNumber | None = None
    problems: tuple[Problem, ...] = ()
    reject_reasons: tuple[str, ...] = ()


def _keys(fact: ClaimFact) -> Iterable[str]:
    if isinstance(fact, ClaimOpened):
        return (fact.body.claim_id,)
    return (fact.claim_id,)


def _evolve(_key: str, claim: ClaimStatus | None, fact: ClaimFact) -> ClaimStatus | None:
    if claim is None:
        return travelled(_opened(fact), fact) if isinstance(fact, ClaimOpened) else None
    moved = travelled(claim, fact, **_details(claim, fact))
    if moved.waiting_on != "nobody" or not moved.money_waits:
        return moved
    return replace(moved, waiting_on="hub", act_by=moved.settle_by, next_step="settle-money")


def _details(claim: ClaimStatus, fact: ClaimFact) -> dict[str, object]:
    match fact:
        case ClaimSubmitted(send=send):
            return {
                "sends": (*claim.sends, send.sent_as),
                "sent_on": claim.sent_on or send.sent_on,
                "last_batch_id": send.batch_id,
                "problems": (),
                "reject_reasons": (),
            }
        case ClaimReceived(payer_control=number):
            return {"payer_control": number or claim.payer_control}
        case ClaimAdjudicated(known_as=number):
            return {"payer_control": number, "lines": _said(claim, fact), **_money(fact)}
        case ClaimMoneyMoved():
            return {"lines": _said(claim, fact), **_money(fact)}
        case ClaimMonthSettled():
            return {"lines": _said(claim, fact), **_waiting(fact)}
        case ClaimHeld(problems=problems, leaves=None):
            return {"problems": problems}
        case ClaimHeld(problems=problems):
            sends = claim.sends[:-1]
            first = claim.sent_on if sends else None
            return {"problems": problems, "sends": sends, "sent_on": first, "last_batch_id": None}
        case ClaimRejected(reasons=reasons):
            return {"reject_reasons": tuple(reason.code for reason in reasons)}
        case ClaimCorrected(lines=lines):
            return {
                "lines": _restated(claim, lines),
                "billed": sum(line.charge for line in lines),
                "problems": (),
            }
        case _:
            return {}


def _opened(fact: ClaimOpened) -> ClaimStatus:
    body = fact.body
    return ClaimStatus(
        file_by=fact.file_by,
        claim_id=body.claim_id,
        number=body.number,
        partner_code=body.partner_code,
        plan_key=body.plan_key,
        member_id=body.member_id,
        contract_id=body.contract_id,
        authorization_id=body.authorization_id,
        opened_on=fact.opened_on,
        billed=body.charge,
        is_paid_direct=body.is_paid_direct,
        lines=tuple([_billed(line) for line in body.lines]),
    )


def _billed(line: ServiceLine) -> LineStatus:
    return LineStatus(
        line.line,
        str(line.service),
        line.service_on,
        line.units,
        line.charge,
        line.place,
        line.encounters,
    )


def _money(fact: ClaimAdjudicated | ClaimMoneyMoved) -> dict[str, object]:
    known = fact.money
    stated: dict[str, object] = {
        "paid": net_paid(known),
        "interest": known.interest,
        "penalties": known.penalties,
        **_waiting(fact),
    }
    if isinstance(fact, ClaimMoneyMoved) and fact.agreed is not None:
        stated["contract_id"] = fact.agreed.contract_id
    return stated


def _waiting(fact: SharedFact) -> dict[str, object]:
    """Whether money of it waits in suspense, and the first day by which that is settled."""
    waits = [item for reason in suspended(fact.shares) if (item := in_suspense(reason, fact))]
    days = [item.due_on for item in waits if item.due_on]
    return {"money_waits": bool(waits), "settle_by": min(days, default=None)}


def _said(
    claim: ClaimStatus, fact: ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled
) -> tuple[LineStatus, ...]:
    """What the plan says of each line; of one whose every answer was undone it says nothing."""
    results = {result.line: result for result in fact.results}
    return tuple([_answered(line, results.get(line.line)) for line in claim.lines])


def net_paid(money: ClaimMoney) -> Money:
    """What the plan paid, neither undone nor sent back.

    A takeback that was announced first undoes nothing, nor does a refund of what the plan undid.
    """
    gone = max(money.recovered - money.returned_twice, 0) - met_by_announcement(money)
    return money.paid - gone


def _answered(line: LineStatus, result: LineResult | None) -> LineStatus:
    if result is None:
        return replace(line, outcome=None, paid=0, units_paid=0, reasons=(), remarks=())
    return replace(
        line,
        outcome=result.outcome,
        paid=result.paid,
        units_paid=result.units,
        reasons=tuple([adjustment.code for adjustment in result.adjustments]),
        remarks=result.remarks,
    )


def _restated(claim: ClaimStatus, lines: tuple[ServiceLine, ...]) -> tuple[LineStatus, ...]:
    """The lines as corrected, each with what the plan last said of it."""
    known = {line.line: line for line in claim.lines}
    return tuple(
        _carried_over(_billed(line), known[line.line]) if line.line in known else _billed(line)
        for line in lines
    )


def _carried_over(line: LineStatus, known: LineStatus) -> LineStatus:
    return replace(
        line,
        outcome=known.outcome,
        paid=known.paid,
        units_paid=known.units_paid,
        reasons=known.reasons,
        remarks=known.remarks,
    )


CLAIM_STATUS: Projection[ClaimStatus] = Projection(
    name="claim_status",
    version=9,
    row=ClaimStatus,
    indexes=("partner_code", "plan_key", "state", "waiting_on", "member_id"),
    facts=get_args(ClaimFact),
    keys=_keys,
    evolve=_evolve,
)
