"""Which postings made up what is owed to each partner?"""

from collections.abc import Iterable
from datetime import date
from typing import get_args

import msgspec

from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimMoneyMoved,
    ClaimMonthSettled,
    MoneyKind,
)
from domain.identifiers import ClaimId, ClaimNumber, PartnerCode, RemittanceId
from domain.money import Money
from domain.months.member_month import MonthMoneyMoved
from domain.months.month_split import MonthSplitMoved
from domain.posting import partner_account
from projections.projection import Projection

LedgerFact = (
    ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled | MonthMoneyMoved | MonthSplitMoved
)

_PARTNERS = partner_account(PartnerCode(""))


class PartnerLedgerLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One movement of a partner's account: `owed` cents, positive where owed to the partner.

    `line` is the service line it is about, 0 for the whole claim. A month that a roster paid,
    or that several partners share, has its own id in place of a claim's.
    """

    partner_code: PartnerCode
    posting_id: str
    remittance_id: RemittanceId
    number: ClaimNumber
    claim_id: ClaimId
    line: int
    kind: MoneyKind
    paid_on: date
    owed: Money


def _keys(fact: LedgerFact) -> Iterable[str]:
    return [
        f"{fact.posting_id}#{entry.line}#{entry.account.removeprefix(_PARTNERS)}"
        for entry in fact.entries
        if entry.account.startswith(_PARTNERS)
    ]


def _evolve(
    key: str, _line: PartnerLedgerLine | None, fact: LedgerFact
) -> PartnerLedgerLine | None:
    _, line, code = key.rsplit("#", 2)
    account = partner_account(PartnerCode(code))
    return PartnerLedgerLine(
        partner_code=PartnerCode(code),
        posting_id=fact.posting_id,
        remittance_id=fact.remittance_id,
        number=fact.number,
        claim_id=_claim_id(fact),
        line=int(line),
        kind=fact.kind,
        paid_on=fact.paid_on,
        owed=-sum(
            entry.cents
            for entry in fact.entries
            if entry.line == int(line) and entry.account == account
        ),
    )


def _claim_id(fact: LedgerFact) -> ClaimId:
    match fact:
        case MonthMoneyMoved(month_id=month_id):
            return ClaimId(month_id)
        case MonthSplitMoved(split_id=split_id):
            return ClaimId(split_id)
        case _:
            return fact.claim_id


PARTNER_LEDGER: Projection[PartnerLedgerLine] = Projection(
    name="partner_ledger",
    version=3,
    row=PartnerLedgerLine,
    indexes=("partner_code", "remittance_id"),
    facts=get_args(LedgerFact),
    keys=_keys,
    evolve=_evolve,
)
