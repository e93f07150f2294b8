"""Units are reserved when billed, used when paid, and given back for the rest."""

import pytest
from msgspec.structs import replace

from domain.care.authorization import AUTHORIZATION, Draw
from domain.claims.claim import AdjudicatedClaim
from domain.claims.denial import LineResult
from domain.identifiers import AuthorizationId
from domain.service_line import Service
from hub.services.billing.claims import void_claim
from hub.services.billing.units import freed_encounters, reserve_asks, unit_asks
from tests.support import builders as b
from tests.support.billing import Billing

TIMED = Service.read("G9012 U2")


@pytest.fixture
def drawn(billing: Billing) -> tuple[str, AuthorizationId]:
    """A claim of two visits, a unit each, sent under an authorization of ten units."""
    authorization = billing.authorize("M1", TIMED, 10)
    for day in (2, 3):
        billing.visit(service=TIMED, units=1, minutes=None, service_on=b.SERVED_ON.replace(day=day))
    (number,) = billing.built()
    billing.sent()
    return number, authorization


def draw(billing: Billing, drawn: tuple[str, AuthorizationId]) -> Draw:
    number, authorization = drawn
    claim_id = billing.claim(number).account.body.claim_id
    found: Draw = billing.hub.handler.state(AUTHORIZATION, authorization).draw(claim_id)
    return found


def test_what_is_billed_is_reserved(billing: Billing, drawn: tuple[str, AuthorizationId]) -> None:
    assert draw(billing, drawn) == Draw(reserved=2, used=0)


def test_what_is_paid_is_used_and_what_is_denied_stays_reserved(
    billing: Billing, drawn: tuple[str, AuthorizationId]
) -> None:
    billing.answered(drawn[0], b.answer(1, 2666), b.answer(2, 0))
    assert draw(billing, drawn) == Draw(reserved=1, used=1)


def test_a_line_that_no_notice_names_yet_stays_reserved(
    billing: Billing, drawn: tuple[str, AuthorizationId]
) -> None:
    billing.answered(drawn[0], b.answer(1, 2666))
    assert draw(billing, drawn) == Draw(reserved=1, used=1)


def test_a_reversal_gives_the_units_back(
    billing: Billing, drawn: tuple[str, AuthorizationId]
) -> None:
    billing.answered(drawn[0], b.answer(1, 2666), b.answer(2, 2666))
    assert draw(billing, drawn) == Draw(reserved=0, used=2)
    billing.answered(drawn[0], place="r2/1", status="22", paid=-5332)
    assert draw(billing, drawn) == Draw(reserved=0, used=0)


def test_the_unpaid_part_of_a_line_is_given_back(billing: Billing) -> None:
    authorization = billing.authorize("B1", Service.read("H0043 U6"), 10)
    for day in (2, 3, 4, 5):
        billing.visit(
            "B1",
            service=Service.read("H0043 U6"),
            units=1,
            minutes=None,
            service_on=b.SERVED_ON.replace(day=day),
        )
    (number,) = billing.built()
    claim = billing.claim(number)
    lines = (replace(claim.account.body.lines[0], units=4),)
    body = replace(claim.account.body, lines=lines)
    account = replace(claim.account, opened=body, body=body)
    assert account.body.authorization_id == authorization
    part = LineResult(1, "part-paid", 10664, 5332, 2, (), ())
    paid = AdjudicatedClaim(replace(account, results=(part,)))
    (ask,) = unit_asks(paid.account, paid)
    assert (ask.command.used, ask.command.reserved) == (2, 0)  # type: ignore[attr-defined]


def test_a_claim_without_authorization_asks_nothing(billing: Billing) -> None:
    billing.visit()
    (number,) = billing.built()
    claim = billing.claim(number)
    assert unit_asks(claim.account, claim) == []
    assert reserve_asks(claim.account, claim) == []
    assert freed_encounters(claim) == []
    void_claim(billing.hub, number, reason="not ours")
    assert len(freed_encounters(billing.claim(number))) == 1
