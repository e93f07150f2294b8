"""Which postings made up what is owed to each partner?"""

from collections.abc import Iterable
from datetime import date
from typing import get_args

import msgspec

from domain.claim_facts import ClaimAdjudicated, ClaimMoneyMoved, ClaimMonthSettled, MoneyKind
from domain.identifiers import ClaimId, ClaimNumber, PartnerCode, RemittanceId
from domain.member_month import MonthMoneyMoved
from domain.money import Money
from domain.posting import partner_account
from projections.projection import Projection

LedgerFact = ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled | MonthMoneyMoved

_PARTNERS = partner_account(PartnerCode(""))


class PartnerLedgerLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One movement of a partner's account: `owed` cents, positive where owed to the partner.

    `line` is the service line it is about, 0 for the whole claim. A month that a roster paid has
    its own id and number in place of a claim's.
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
        f"{fact.posting_id}#{entry.line}"
        for entry in fact.entries
        if entry.account.startswith(_PARTNERS)
    ]


def _evolve(
    key: str, _line: PartnerLedgerLine | None, fact: LedgerFact
) -> PartnerLedgerLine | None:
    line = int(key.rpartition("#")[2])
    entry = next(
        entry
        for entry in fact.entries
        if entry.line == line and entry.account.startswith(_PARTNERS)
    )
    return PartnerLedgerLine(
        partner_code=PartnerCode(entry.account.removeprefix(_PARTNERS)),
        posting_id=fact.posting_id,
        remittance_id=fact.remittance_id,
        number=fact.number,
        claim_id=ClaimId(fact.month_id) if isinstance(fact, MonthMoneyMoved) else fact.claim_id,
        line=line,
        kind=fact.kind,
        paid_on=fact.paid_on,
        owed=-entry.cents,
    )


PARTNER_LEDGER: Projection[PartnerLedgerLine] = Projection(
    name="partner_ledger",
    version=2,
    row=PartnerLedgerLine,
    indexes=("partner_code", "remittance_id"),
    facts=get_args(LedgerFact),
    keys=_keys,
    evolve=_evolve,
)
