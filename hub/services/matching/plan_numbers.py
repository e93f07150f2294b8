"""The plan's own numbers of claims: which claims go by them, and what waits for one of them.

What waits keeps keyed digests: any word of a reference may be a day of birth or a member's number.
"""

from collections.abc import Iterable, Sequence

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.identifiers import PlanKey
from hub.handler import Work
from hub.ids import Ids
from hub.lookups import PAYER_CONTROL, WAITING, waiting_for
from hub.store.log import FactLog

_MOST = 40  # spellings of one reference that are kept


def plan_numbers_of(payment: ClaimPayment) -> tuple[str, ...]:
    """The plan's number of a claim, and that of the version it stands for (2100 REF*F8)."""
    if not payment.references:
        number = payment.payer_control.strip()
        return (number,) if number else ()
    replaced = (each.value for each in payment.references if each.qualifier == "F8")
    numbers = (number.strip() for number in (payment.payer_control, *replaced))
    return tuple(dict.fromkeys(number for number in numbers if number))


def claims_known_as(
    work: Work, log: FactLog, plan_key: PlanKey, numbers: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """The claims of the plan that go by each of its numbers, by something that stands.

    A number of one plan may by chance be another's; one that was undone tells nothing any more.
    """
    found = log.find_many(PAYER_CONTROL, numbers)
    work.load(CLAIM, [claim_id for claims in found.values() for claim_id in claims])
    return {
        number: tuple(each for each in claims if _goes_by(work, each, plan_key, number))
        for number, claims in found.items()
    }


def awaited(ids: Ids, plan_key: PlanKey, numbers: Iterable[str]) -> tuple[str, ...]:
    """What waits for one of these numbers keeps of them."""
    some = [*numbers][:_MOST]
    return tuple(ids.digest(WAITING, waiting_for(plan_key, number)) for number in some)


def items_waiting_for(
    log: FactLog, plan_key: PlanKey, numbers: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """What waits for each of these numbers of the plan; those for which nothing does left out."""
    asked = {waiting_for(plan_key, number): number for number in numbers}
    found = log.find_many(WAITING, list(asked))
    return {asked[each]: tuple(items) for each, items in found.items() if items}


def _goes_by(work: Work, claim_id: str, plan_key: PlanKey, number: str) -> bool:
    claim: Claim = work.state(CLAIM, claim_id)
    if isinstance(claim, NoClaim) or claim.account.body.plan_key != plan_key:
        return False
    return number in claim.account.known_as
