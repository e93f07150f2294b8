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
from hub.services.matching.matches import Match
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

    def read(work: Work) -> frozenset[tuple[str, bool]]:
        payments = _payments(hub, work, plan, file)
        return frozenset((key, payment.status == REVERSAL) for key, payment in payments)

    return hub.handler.attempt(read)


def _paid(hub: Hub, work: Work, plan: PlanKey, file: RemittanceFile) -> dict[str, int]:
    """What is paid for each claim, those at nothing too."""
    paid: dict[str, int] = {}
    for key, payment in _payments(hub, work, plan, file):
        paid[key] = paid.get(key, 0) + (payment.paid or 0)
    return paid


def _payments(
    hub: Hub, work: Work, plan: PlanKey, file: RemittanceFile
) -> Iterator[tuple[str, ClaimPayment]]:
    """Every claim payment with what tells its claim: of none of ours its number does."""
    claims = file.claims()
    while some := list(islice(claims, _AT_ONCE)):
        matches = find_claims(work, hub.log, plan, some)
        for payment, match in zip(some, matches, strict=True):
            stated = compact(payment.payer_control or payment.claim_number)
            yield match.claim_id if isinstance(match, Match) else stated, payment


def _beside(file: RemittanceFile) -> Counter[tuple[str, int]]:
    """What is paid or kept beside the claims, by reason and amount."""
    return Counter((each.reason, each.amount) for each in file.provider_adjustments())
