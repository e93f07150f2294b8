"""Which claims bill all that a payment states, where no number tells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claims.claim_account import ClaimAccount
from domain.identifiers import MemberId, PlanKey
from domain.period import Month
from hub.lookups import ANY_PLAN, BILLED_SERVICE, MEMBER_MONTH, billed_service, member_month
from hub.services.matching.line_matching import pair_lines
from hub.services.matching.stated_members import StatedMember
from hub.services.matching.stated_services import StatedLine, stated_line
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
    log: FactLog,
    plan_key: PlanKey,
    payments: Sequence[ClaimPayment],
    members: Sequence[StatedMember],
) -> list[tuple[str, ...]]:
    """For each payment the claims that may bill code, day and charge of all its lines.

    `members` are whom the payments are stated to be for: of a member of ours, the claims in these
    months are few. A payment without lines, or with one whose day or charge is unknown, finds none.
    """
    stated = [_stated(payment) for payment in payments]
    months = [
        _months(plan_key, member, lines) for member, lines in zip(members, stated, strict=True)
    ]
    of_month = log.find_many(MEMBER_MONTH, _distinct(months))
    asking = [
        _Asking(plan_key, lines, asked, frozenset(c for month in asked for c in of_month[month]))
        for lines, asked in zip(stated, months, strict=True)
    ]
    found = log.find_many(BILLED_SERVICE, _distinct(each.keys for each in asking))
    claims = {key: frozenset(holders) for key, holders in found.items()}
    return [tuple(sorted(each.candidates(claims))) for each in asking]


@dataclass(frozen=True)
class _Asking:
    """What one payment states was billed; `of_member` are the claims of its member's months."""

    plan_key: PlanKey
    lines: tuple[StatedLine, ...]
    months: tuple[str, ...]
    of_member: frozenset[str]

    @property
    def keys(self) -> tuple[str, ...]:
        """What is looked up: what very many bill only where the member does not tell."""
        plans = (ANY_PLAN,) if self._member_tells else (ANY_PLAN, self.plan_key)
        return tuple(_key(plan, line) for plan in plans for line in self.lines)

    def candidates(self, claims: Mapping[str, frozenset[str]]) -> frozenset[str]:
        """The claims that may bill all lines; of corrected ones, member and plan are not known."""
        corrected = _in_all([claims[_key(ANY_PLAN, line)] for line in self.lines])
        if self._member_tells:
            return self.of_member | corrected
        billed = _in_all([claims[_key(self.plan_key, line)] for line in self.lines])
        return (billed & self.of_member if self.months else billed) | corrected

    @property
    def _member_tells(self) -> bool:
        return bool(self.months) and len(self.of_member) <= MOST_CANDIDATES


def _stated(payment: ClaimPayment) -> tuple[StatedLine, ...]:
    lines = dict.fromkeys(stated_line(payment, paid) for paid in payment.lines)
    return () if any(line.day is None or line.charge is None for line in lines) else tuple(lines)


def _key(plan_key: PlanKey, line: StatedLine) -> str:
    assert line.day is not None
    assert line.charge is not None
    return billed_service(plan_key, line.service.code, line.day, line.charge)


def _months(
    plan_key: PlanKey, member: StatedMember, lines: Sequence[StatedLine]
) -> tuple[str, ...]:
    months = sorted({Month.of(line.day) for line in lines if line.day})
    return tuple(
        member_month(plan_key, MemberId(one), month)
        for one in sorted(member.members)
        for month in months
    )


def _in_all(claims: Sequence[frozenset[str]]) -> frozenset[str]:
    return reduce(frozenset.__and__, claims) if claims else frozenset()


def _distinct(keys: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(key for each in keys for key in each))
