"""Provider adjustments that name no claim, told by what claims of the same remittance state.

All of its claim payments count, those too that no claim took yet, and one that states a reference
names something, known or not: what is meant is told by the file alone, so that files may come in
any order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.edi.remittances.remittance import ClaimPayment, ProviderAdjustment
from domain.claims.claim import CLAIM
from domain.claims.claim_money import REVERSAL
from domain.money import Money
from domain.notices.remittance import Notice
from hub.handler import Work
from hub.lookups import POSTED
from hub.services.matching.plan_numbers import plan_numbers_of
from hub.services.notices.claim_payments import posting_id
from hub.wiring import Hub

TAKEBACK = "WO"
PENALTY = frozenset({"L3", "51"})
INTEREST = frozenset({"L6"}) | PENALTY


@dataclass(frozen=True)
class StatedOfClaim:
    """What a claim payment states: interest in it (AMT*I), and what it reverses.

    `claim_id` is the claim that took it, empty where none did; `numbers` are the plan's own of it.
    """

    claim_id: str
    interest: Money
    reversed: Money
    numbers: tuple[str, ...]


Meant = Sequence[tuple[StatedOfClaim, Money]]
"""Claim payments, and how much of an adjustment is about each, with the sign of the PLB."""


def may_be_meant(payment: ClaimPayment) -> bool:
    """Whether an adjustment without a reference may be about it: it has interest, or reverses."""
    return bool(payment.interest) or payment.status == REVERSAL


def stated_of_claims(
    hub: Hub, work: Work, notice: Notice, payments: Iterable[ClaimPayment]
) -> list[StatedOfClaim]:
    """What those claim payments of a remittance state that an adjustment may be about."""
    places = {posting_id(notice, each.ordinal): each for each in payments}
    holders = hub.log.find_many(POSTED, list(places))
    work.load(CLAIM, [claim_id for found in holders.values() for claim_id in found])
    return [
        StatedOfClaim(
            claim_id=next(
                (each for each in holders[at] if at in work.state(CLAIM, each).account.posted), ""
            ),
            interest=payment.interest,
            reversed=-(payment.paid or 0) if payment.status == REVERSAL else 0,
            numbers=plan_numbers_of(payment),
        )
        for at, payment in places.items()
    ]


def meant_beside(
    adjustments: Sequence[ProviderAdjustment], stated: Sequence[StatedOfClaim]
) -> dict[int, Meant]:
    """What adjustments that name nothing are sure to be about, by their count from 1."""
    unnamed = {
        at: each for at, each in enumerate(adjustments, start=1) if not names_something(each)
    }
    return _interest(unnamed, stated) | _announcements(unnamed, stated)


def names_something(adjustment: ProviderAdjustment) -> bool:
    """Whether it states a reference: then it is about that and nothing else, known or not yet."""
    return bool(adjustment.reference.strip())


def claims_of(meant: Meant) -> list[tuple[str, Money]]:
    """The claims that are meant, and what each gets; none while one payment is nobody's."""
    if not all(stated.claim_id for stated, _ in meant):
        return []
    return [(stated.claim_id, cents) for stated, cents in meant]


def numbers_awaited(meant: Meant) -> list[str]:
    """The plan's numbers of those payments that no claim took yet."""
    return [number for stated, _ in meant if not stated.claim_id for number in stated.numbers]


def _interest(
    unnamed: dict[int, ProviderAdjustment], stated: Sequence[StatedOfClaim]
) -> dict[int, Meant]:
    """The claims of a remittance say themselves what interest they got: all of it, in one sum."""
    found = [(at, each.amount) for at, each in unnamed.items() if each.reason in INTEREST]
    bearing = [(each, -each.interest) for each in stated if each.interest]
    if len(found) != 1 or not bearing or found[0][1] != sum(cents for _, cents in bearing):
        return {}
    return {found[0][0]: bearing}


def _announcements(
    unnamed: dict[int, ProviderAdjustment], stated: Sequence[StatedOfClaim]
) -> dict[int, Meant]:
    """Takebacks announced without a reference that are sure to be about reversals beside them.

    Where there is one of an amount and one reversal of it, or one for all reversals together.
    """
    reversals = [each for each in stated if each.reversed > 0]
    open_ones = {
        at: each.amount
        for at, each in unnamed.items()
        if each.reason == TAKEBACK and each.amount < 0
    }
    whole = -sum(each.reversed for each in reversals)
    if reversals and list(open_ones.values()) == [whole]:
        return {next(iter(open_ones)): [(each, -each.reversed) for each in reversals]}
    found: dict[int, Meant] = {}
    for at, amount in open_ones.items():
        same = [each for each in reversals if each.reversed == -amount]
        if len(same) == 1 and list(open_ones.values()).count(amount) == 1:
            found[at] = [(same[0], amount)]
    return found
