"""Which claims bill all that a payment states, where no number tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claim_account import ClaimAccount
from domain.identifiers import MemberId, PlanKey
from domain.period import Month
from hub.lookups import ANY_PLAN, BILLED_SERVICE, MEMBER_MONTH, billed_service, member_month
from hub.services.line_matching import pair_lines
from hub.services.stated_members import StatedMember, StatedMembers
from hub.services.stated_services import StatedLine, stated_line
from hub.store.log import FactLog

MOST_CANDIDATES = 10
"""How many claims are read to tell the best; where more bill the same, none is certain."""


@dataclass(frozen=True)
class Billing:
    """Whether a claim bills all that a payment states, day and charge too, and every modifier."""

    all_lines: bool
    modifiers_agree: bool

    @classmethod
    def of(cls, account: ClaimAccount, payment: ClaimPayment) -> "Billing":
        """What a claim bills of a payment."""
        pairing = pair_lines(tuple(account.lines.values()), payment)
        pairs = [
            (stated_line(payment, paid), each.lines[0])
            for each in pairing.answering
            for paid in each.paid
        ]
        alone = all(len(each.paid) == len(each.lines) == 1 for each in pairing.answering)
        same = all(
            (states.day, states.charge) == (line.service_on, line.charge) for states, line in pairs
        )
        told = bool(pairs) and not pairing.untold
        whole = all(states.service.is_whole(line.service) for states, line in pairs)
        return cls(told and alone and same, whole)


def claims_that_bill(
    log: FactLog, plan_key: PlanKey, payments: Sequence[ClaimPayment], members: StatedMembers
) -> list[tuple[str, ...]]:
    """For each payment the claims that bill code, day and charge of all its lines.

    Where too many do, only those of the member it states. A payment without lines, or with one
    whose day or charge is unknown, finds none.
    """
    stated = [_stated(payment) for payment in payments]
    keys = {line: _keys(plan_key, line) for lines in stated for line in lines}
    found = log.find_many(BILLED_SERVICE, _distinct(keys.values()))
    claims = {line: frozenset(c for key in each for c in found[key]) for line, each in keys.items()}
    billing = [_in_all([claims[line] for line in lines]) for lines in stated]
    crowded = [at for at, each in enumerate(billing) if len(each) > MOST_CANDIDATES]
    months = {at: _months(plan_key, members.of_payment(payments[at]), stated[at]) for at in crowded}
    of_months = log.find_many(MEMBER_MONTH, _distinct(months.values()))
    for at, asked in months.items():
        if asked:
            billing[at] &= frozenset(claim for month in asked for claim in of_months[month])
    return [tuple(sorted(each)) for each in billing]


def _stated(payment: ClaimPayment) -> tuple[StatedLine, ...]:
    lines = dict.fromkeys(stated_line(payment, paid) for paid in payment.lines)
    return () if any(line.day is None or line.charge is None for line in lines) else tuple(lines)


def _keys(plan_key: PlanKey, line: StatedLine) -> tuple[str, ...]:
    """As first billed; and as corrected, where the fact does not say of which plan."""
    if line.day is None or line.charge is None:
        return ()
    code, day, charge = line.service.code, line.day, line.charge
    return tuple(billed_service(plan, code, day, charge) for plan in (plan_key, ANY_PLAN))


def _months(
    plan_key: PlanKey, member: StatedMember, lines: Sequence[StatedLine]
) -> tuple[str, ...]:
    months = {Month.of(line.day) for line in lines if line.day}
    members = sorted(member.members)
    return tuple(
        member_month(plan_key, MemberId(one), month) for one in members for month in months
    )


def _in_all(claims: Sequence[frozenset[str]]) -> frozenset[str]:
    return reduce(frozenset.__and__, claims) if claims else frozenset()


def _distinct(keys: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(key for each in keys for key in each))
