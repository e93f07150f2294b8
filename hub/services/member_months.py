"""Which claims share a member month, and which of their payments pays it."""

from collections.abc import Iterable, Mapping

from domain.attribution import Place
from domain.claim import CLAIM, Claim, NoClaim
from domain.claim_account import ClaimAccount, month_paid_from
from domain.claim_money import MoneySource, SettleMonth
from domain.period import Month
from hub.handler import Ask, Work, certain
from hub.lookups import MEMBER_MONTH, member_month
from hub.services.units import unit_asks
from hub.store.log import FactLog

Months = Mapping[str, tuple[str, ...]]
"""For each claim under monthly terms, the other claims of the same member month."""


def months_of(work: Work, log: FactLog, claim_ids: Iterable[str]) -> Months:
    """The claims that share a member month with each of these; those that share none left out."""
    keys = {each: tuple(_keys(_account(work, each))) for each in claim_ids}
    found = log.find_many(MEMBER_MONTH, sorted({key for each in keys.values() for key in each}))
    others = {
        claim_id: tuple(other for key in asked for other in found[key] if other != claim_id)
        for claim_id, asked in keys.items()
        if asked
    }
    work.load(CLAIM, [other for each in others.values() for other in each])
    return {
        claim_id: monthly
        for claim_id, each in others.items()
        if (monthly := tuple(o for o in each if tuple(_keys(_account(work, o)))))
    }


def tell_of_month(work: Work, months: Months, claim_id: str, money: MoneySource) -> None:
    """Tell a claim which payment of another claim pays its member month, before it is paid."""
    others = months.get(claim_id, ())
    if others:
        elsewhere = _first(work, others)
        certain(work.decide(Ask(CLAIM, claim_id, SettleMonth(money, elsewhere))))


def settle_month(work: Work, months: Months, claim_id: str, money: MoneySource) -> None:
    """Tell the other claims of the member month what a claim's payment or reversal changed."""
    others = months.get(claim_id, ())
    for other in others:
        rest = [claim_id, *(each for each in others if each != other)]
        settle = SettleMonth(money, _first(work, rest))
        if not certain(work.decide(Ask(CLAIM, other, settle))):
            continue
        claim: Claim = work.state(CLAIM, other)
        if not isinstance(claim, NoClaim):
            for ask in unit_asks(claim.account, claim):
                certain(work.decide(ask))


def _first(work: Work, claim_ids: Iterable[str]) -> Place | None:
    """The first payment of these claims that stands, by day, remittance and ordinal."""
    accounts = [_account(work, each) for each in claim_ids]
    return month_paid_from(account for account in accounts if account is not None)


def _keys(account: ClaimAccount | None) -> Iterable[str]:
    if account is None or not account.by_the_month:
        return ()
    body = account.body
    months = {Month.of(line.service_on) for line in body.lines}
    return (member_month(body.plan_key, body.member_id, month) for month in months)


def _account(work: Work, claim_id: str) -> ClaimAccount | None:
    claim: Claim = work.state(CLAIM, claim_id)
    return None if isinstance(claim, NoClaim) else claim.account
