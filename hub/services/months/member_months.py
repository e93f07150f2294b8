"""Which claims and rosters share a member month, and which of their payments pays it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.claims.attribution import Place
from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.claims.claim_account import ClaimAccount, month_paid_from
from domain.claims.claim_money import MoneySource, SettleMonth
from domain.identifiers import MemberId, MemberMonthId, PlanKey
from domain.months.member_month import MEMBER_MONTH as MONTHS
from domain.months.member_month import KnownMonth, MemberMonth, SettleRosterMonth
from domain.period import Month
from hub.handler import Ask, Work, certain
from hub.ids import outside_id
from hub.lookups import MEMBER_MONTH, member_month
from hub.services.billing.units import unit_asks
from hub.store.log import FactLog


@dataclass(frozen=True)
class Sharing:
    """What else may pay a member month: other claims of it, and what rosters paid of it."""

    claims: tuple[str, ...]
    rosters: tuple[str, ...]


Months = Mapping[str, Sharing]
"""For each claim under monthly terms, what shares its member month."""

_ALONE = Sharing((), ())


@dataclass(frozen=True)
class _Key:
    plan: PlanKey
    member: MemberId
    month: Month

    @property
    def lookup(self) -> str:
        return member_month(self.plan, self.member, self.month)

    @property
    def stream_id(self) -> MemberMonthId:
        return month_id(self.plan, self.member, self.month)


def month_id(plan: PlanKey, member: MemberId, month: Month) -> MemberMonthId:
    """The stream of what rosters paid for a member's month; never made of a CIN."""
    return MemberMonthId(outside_id("member-month", plan, member, str(month)))


def months_of(work: Work, log: FactLog, claim_ids: Iterable[str]) -> Months:
    """What shares a member month with each of these claims; those that share none left out."""
    keys = {each: tuple(_keys(_account(work, each))) for each in claim_ids}
    every = sorted({key.lookup for each in keys.values() for key in each})
    found = log.find_many(MEMBER_MONTH, every)
    others = {
        claim_id: tuple(other for key in asked for other in found[key.lookup] if other != claim_id)
        for claim_id, asked in keys.items()
        if asked
    }
    work.load(CLAIM, [other for each in others.values() for other in each])
    work.load(MONTHS, sorted({key.stream_id for each in keys.values() for key in each}))
    sharing = {
        claim_id: Sharing(monthly_claims(work, each), _known(work, keys[claim_id]))
        for claim_id, each in others.items()
    }
    return {claim_id: each for claim_id, each in sharing.items() if each != _ALONE}


def monthly_claims(work: Work, claim_ids: Iterable[str]) -> tuple[str, ...]:
    """Those of the claims for which a plan pays the month, not the care."""
    return tuple(each for each in claim_ids if tuple(_keys(_account(work, each))))


def tell_of_month(work: Work, months: Months, claim_id: str, money: MoneySource) -> None:
    """Tell a claim which payment of another pays its member month, before it is paid."""
    sharing = months.get(claim_id, _ALONE)
    if sharing != _ALONE:
        elsewhere = first_payment(work, sharing)
        certain(work.decide(Ask(CLAIM, claim_id, SettleMonth(money, elsewhere))))


def settle_month(work: Work, months: Months, claim_id: str, money: MoneySource) -> None:
    """Tell all else of the member month what a claim's payment or reversal changed."""
    sharing = months.get(claim_id, _ALONE)
    every = (claim_id, *sharing.claims)
    for other in sharing.claims:
        rest = tuple(each for each in every if each != other)
        _settle_claim(work, other, Sharing(rest, sharing.rosters), money)
    for roster in sharing.rosters:
        elsewhere = first_payment(work, Sharing(every, ()))
        certain(work.decide(Ask(MONTHS, roster, SettleRosterMonth(money, elsewhere))))


def settle_claims(work: Work, claim_ids: Iterable[str], roster: str, money: MoneySource) -> None:
    """Tell the claims of a member month what a roster's row changed."""
    every = tuple(claim_ids)
    for claim_id in every:
        rest = tuple(each for each in every if each != claim_id)
        _settle_claim(work, claim_id, Sharing(rest, (roster,)), money)


def first_payment(work: Work, sharing: Sharing) -> Place | None:
    """The first payment that stands among these, by day, remittance and ordinal."""
    accounts = [_account(work, each) for each in sharing.claims]
    rosters = [work.state(MONTHS, each) for each in sharing.rosters]
    places = [
        month_paid_from(account for account in accounts if account is not None),
        *(month.pays_from for month in rosters if isinstance(month, KnownMonth)),
    ]
    return min((place for place in places if place is not None), default=None)


def _settle_claim(work: Work, claim_id: str, sharing: Sharing, money: MoneySource) -> None:
    settle = SettleMonth(money, first_payment(work, sharing))
    if not certain(work.decide(Ask(CLAIM, claim_id, settle))):
        return
    claim: Claim = work.state(CLAIM, claim_id)
    if not isinstance(claim, NoClaim):
        for ask in unit_asks(claim.account, claim):
            certain(work.decide(ask))


def _known(work: Work, keys: Iterable[_Key]) -> tuple[str, ...]:
    """The months of these that a roster paid or dropped."""
    found = []
    for key in keys:
        month: MemberMonth = work.state(MONTHS, key.stream_id)
        if isinstance(month, KnownMonth):
            found.append(str(key.stream_id))
    return tuple(found)


def _keys(account: ClaimAccount | None) -> Iterable[_Key]:
    if account is None or not account.by_the_month:
        return ()
    body = account.body
    months = sorted({Month.of(line.service_on) for line in body.lines})
    return (_Key(body.plan_key, body.member_id, month) for month in months)


def _account(work: Work, claim_id: str) -> ClaimAccount | None:
    claim: Claim = work.state(CLAIM, claim_id)
    return None if isinstance(claim, NoClaim) else claim.account
