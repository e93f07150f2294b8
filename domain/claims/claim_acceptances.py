"""What a person accepts of a claim's money: a second payment of a line, or other terms.

The money is there already; it changes hands between those who share it.
"""

from dataclasses import dataclass, replace
from datetime import date

from msgspec.structs import replace as struct_replace

from domain.agreements.terms import Terms
from domain.claims.attribution import Place, told_apart
from domain.claims.claim_account import ClaimAccount, Posted
from domain.claims.claim_facts import ClaimMoneyMoved, NewTerms
from domain.claims.claim_money import MoneySource, moved
from domain.identifiers import ContractId, RemittanceId
from domain.posting import PAID_DIRECT
from domain.problem import Refused, refuse

# commands


@dataclass(frozen=True)
class AcceptPaidTwice:
    """A person says why a second payment of a line, by the place that it was posted at, is right.

    From then on its lines are shared by the terms beside the first payment's. `on` is the hub's
    day.
    """

    posting_id: str
    why: str
    on: date


@dataclass(frozen=True)
class AcceptTerms:
    """A person accepts terms that were agreed after the claim was shared by others, and says why.

    What stands of it moves by the difference; what is undone later is shared by them too. `money`
    names the posting, the remittance it is told with and the day; its account is never used.
    """

    terms: Terms
    contract_id: ContractId
    why: str
    money: MoneySource


Acceptance = AcceptPaidTwice | AcceptTerms


# rules


def accept(account: ClaimAccount, ask: Acceptance) -> tuple[ClaimMoneyMoved, ...] | Refused:
    """What a person accepts counts once, and says why."""
    match ask:
        case AcceptPaidTwice():
            return _accept_payment(account, ask)
        case AcceptTerms():
            return _accept_terms(account, ask)


def _accept_payment(
    account: ClaimAccount, ask: AcceptPaidTwice
) -> tuple[ClaimMoneyMoved, ...] | Refused:
    posted = account.posted.get(ask.posting_id)
    where = f"claim {account.body.number}"
    if posted is None or posted.kind != "payment":
        return refuse(
            "claim.no-such-payment",
            what="the claim has no payment that was posted there",
            where=where,
            fix="look at what was paid for it: hub claim history",
        )
    known = account.money
    if posted.place in known.accepted:
        return ()
    if not _is_paid_twice(account, posted.place):
        return refuse(
            "claim.not-paid-twice",
            what="no line of this payment waits as paid twice",
            where=where,
            fix="nothing is to be accepted; look at its lines: hub claim show",
        )
    accepted = tuple(sorted((*known.accepted, posted.place)))
    after = struct_replace(account, money=struct_replace(known, accepted=accepted))
    fact = moved(account, after, _place(account, ask, posted), "paid-twice-accepted", 0)
    ordinal = posted.place[2]
    return (struct_replace(fact, accepts=ask.posting_id, ordinal=ordinal, why=ask.why),)


def _is_paid_twice(account: ClaimAccount, place: Place) -> bool:
    """Whether accepting a payment would change what is rightly paid."""
    known = account.money
    accepted = struct_replace(known, accepted=(*known.accepted, place))
    now, then = (
        sum(line.paid for line in told_apart(money, theirs=account.is_partners)[1])
        for money in (known, accepted)
    )
    return now != then


def _place(account: ClaimAccount, ask: AcceptPaidTwice, posted: Posted) -> MoneySource:
    return MoneySource(
        posting_id=f"{ask.posting_id}/accepted",
        remittance_id=RemittanceId(posted.place[1]),
        cash=no_cash(account),
        paid_on=ask.on,
        source=None,
    )


def no_cash(account: ClaimAccount) -> str:
    """Money that is there already changes hands, with the hub or with the partner itself."""
    return PAID_DIRECT if account.body.is_paid_direct else ""


def _accept_terms(account: ClaimAccount, ask: AcceptTerms) -> tuple[ClaimMoneyMoved, ...] | Refused:
    body = account.body
    known = (body.terms, body.contract_id) == (ask.terms, ask.contract_id)
    if known or ask.money.posting_id in account.posted:
        return ()
    if not account.posted:
        return refuse(
            "claim.nothing-shared-yet",
            what="no money was shared by its terms yet",
            where=f"claim {body.number}",
            fix="accept the terms once a plan has paid it",
        )
    agreed = NewTerms(ask.terms, ask.contract_id)
    after = struct_replace(
        account,
        body=struct_replace(body, terms=agreed.terms, contract_id=agreed.contract_id),
    )
    source = replace(ask.money, cash=no_cash(account))
    fact = moved(account, after, source, "terms-accepted", 0)
    return (struct_replace(fact, agreed=agreed, why=ask.why),)
