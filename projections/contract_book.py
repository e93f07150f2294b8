"""What does each contract say, on which days, and what came in its place?"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.agreements.contract import (
    Agreement,
    ContractAgreed,
    ContractCancelled,
    ContractEnded,
    ContractReplaced,
)
from domain.identifiers import ContractId, PartnerCode, PlanKey
from projections.projection import Projection

BookFact = ContractAgreed | ContractEnded | ContractReplaced | ContractCancelled


class BookedContract(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A contract with its days as they now stand; `replaced_by` came after it with other terms.

    One that was replaced from its first day has a last day before it.
    """

    contract_id: ContractId
    partner_code: PartnerCode
    plan_key: PlanKey
    agreement: Agreement
    replaced_by: ContractId | None = None


def _keys(fact: BookFact) -> Iterable[str]:
    if isinstance(fact, ContractAgreed):
        return (fact.agreement.contract_id,)
    return (fact.contract_id,)


def _evolve(_key: str, known: BookedContract | None, fact: BookFact) -> BookedContract | None:
    if isinstance(fact, ContractAgreed):
        agreed = fact.agreement
        return BookedContract(
            contract_id=agreed.contract_id,
            partner_code=agreed.partner_code,
            plan_key=agreed.plan_key,
            agreement=agreed,
        )
    if known is None or isinstance(fact, ContractCancelled):
        return None
    if isinstance(fact, ContractEnded):
        return replace(known, agreement=_until(known.agreement, fact.last_day))
    before = _until(known.agreement, fact.first_day - timedelta(1))
    return replace(known, agreement=before, replaced_by=fact.replaced_by)


def _until(agreement: Agreement, last_day: date) -> Agreement:
    return replace(agreement, period=replace(agreement.period, last_day=last_day))


CONTRACT_BOOK: Projection[BookedContract] = Projection(
    name="contract_book",
    version=1,
    row=BookedContract,
    indexes=("partner_code",),
    facts=get_args(BookFact),
    keys=_keys,
    evolve=_evolve,
)
