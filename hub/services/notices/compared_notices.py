"""Two payment notices compared by the claims that they are about, and by what is paid beside."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claims.claim_money import REVERSAL
from domain.identifiers import PlanKey
from domain.notices.notice import Notice
from hub.handler import Work
from hub.services.matching.claim_matching import find_claims
from hub.services.matching.matches import Match, NoMatch
from hub.services.matching.our_numbers import compact
from hub.services.notices.remittance_files import RemittanceFile, archived_remittance
from hub.wiring import Hub

_AT_ONCE = 1_000


def pays_the_same(hub: Hub, file: RemittanceFile, first: Notice) -> bool:
    """Whether a remittance and an earlier notice pay the same for the same claims, and beside."""
    known = archived_remittance(hub, first)

    def compare(work: Work) -> bool:
        plan = first.plan_key
        return _paid(hub, work, plan, file) == _paid(hub, work, plan, known)

    return _beside(file) == _beside(known) and hub.handler.attempt(compare)


def is_about_the_same(hub: Hub, file: RemittanceFile, first: Notice) -> bool:
    """Whether a remittance is about some of the claims of an earlier notice."""
    known = archived_remittance(hub, first)

    def compare(work: Work) -> bool:
        plan = first.plan_key
        both = _paid(hub, work, plan, file).keys() & _paid(hub, work, plan, known).keys()
        return bool(both - {""})

    return hub.handler.attempt(compare)


def covers(hub: Hub, file: RemittanceFile, first: Notice) -> bool:
    """Whether a remittance pays, or takes back, every claim that an earlier notice does."""
    return _says(hub, first.plan_key, archived_remittance(hub, first)) <= _says(
        hub, first.plan_key, file
    )


def is_within(hub: Hub, file: RemittanceFile, first: Notice) -> bool:
    """Whether an earlier notice pays, or takes back, every claim that a remittance does."""
    return _says(hub, first.plan_key, file) <= _says(
        hub, first.plan_key, archived_remittance(hub, first)
    )


def _says(hub: Hub, plan: PlanKey, file: RemittanceFile) -> frozenset[tuple[str, bool]]:
    """The claims that it is about, each with whether it is undone."""
    return frozenset(hub.handler.attempt(lambda work: list(_about(hub, work, plan, file))))


def _about(hub: Hub, work: Work, plan: PlanKey, file: RemittanceFile) -> Iterator[tuple[str, bool]]:
    claims = file.claims()
    while some := list(islice(claims, _AT_ONCE)):
        matches = find_claims(work, hub.log, plan, some)
        for payment, match in zip(some, matches, strict=True):
            yield _claim_of(payment, match), payment.status == REVERSAL


def _claim_of(payment: ClaimPayment, match: Match | NoMatch) -> str:
    """What tells the claim of a payment: of none of ours its number goes for it."""
    if isinstance(match, Match):
        return match.claim_id
    return compact(payment.payer_control or payment.claim_number)


def _paid(hub: Hub, work: Work, plan: PlanKey, file: RemittanceFile) -> dict[str, int]:
    """What is paid for each claim, those at nothing too; none of ours goes by its number."""
    paid: dict[str, int] = {}
    claims = file.claims()
    while some := list(islice(claims, _AT_ONCE)):
        matches = find_claims(work, hub.log, plan, some)
        for payment, match in zip(some, matches, strict=True):
            key = _claim_of(payment, match)
            paid[key] = paid.get(key, 0) + (payment.paid or 0)
    return paid


def _beside(file: RemittanceFile) -> Counter[tuple[str, int]]:
    """What is paid or kept beside the claims, by reason and amount."""
    return Counter((each.reason, each.amount) for each in file.provider_adjustments())
