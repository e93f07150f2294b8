"""When a plan had a claim, what it stated of it and when, whatever the order of files."""

from domain.claims.claim import CLAIM
from domain.event import Fact
from domain.prompt_pay.pay_clock import PAY_CLOCK
from projections.expected_pay import EXPECTED_PAY, ExpectedPay
from tests.support import builders as b
from tests.support import pay_clocks as p
from tests.support.given import given


def told(*commands: object) -> tuple[Fact, ...]:
    """What a person learned of the clock."""
    return given(PAY_CLOCK).after(*commands).facts


def row(*what: object) -> ExpectedPay:
    """The row after these commands to one claim, and facts beside it."""
    found: ExpectedPay | None = None
    commands = [each for each in what if not isinstance(each, Fact)]
    beside = [each for each in what if isinstance(each, Fact)]
    for fact in (*given(CLAIM).after(*commands).facts, *beside):
        if isinstance(fact, EXPECTED_PAY.facts):
            (key,) = EXPECTED_PAY.keys(fact)
            found = EXPECTED_PAY.evolve(key, found, fact)
    assert found is not None
    return found


SENT = (b.open_claim(), b.submit())


def test_every_sending_and_every_word_of_it_is_kept() -> None:
    pay = row(*SENT, b.receive(accepted=False), b.receive())
    assert [(each.sent_on, each.frequency) for each in pay.sendings] == [(b.SENT_ON, "1")]
    assert [(each.accepted, each.on) for each in pay.heard] == [
        (False, b.SENT_ON),
        (True, b.SENT_ON),
    ]
    assert pay.heard[0].source == b.SOURCE


def test_what_was_stated_stands_in_order_of_day_whatever_came_first() -> None:
    early = b.pay(b.answer(paid=3000), place="r1/1", on=b.PAID_ON)
    late = b.pay(b.answer(paid=8000), place="r2/1", on=b.ANSWER_BY)
    orders = [row(*SENT, early, late), row(*SENT, late, early)]
    assert [[each.amounts for each in pay.stated] for pay in orders] == [
        [((1, 3000),), ((1, 8000),)],
    ] * 2


def test_interest_is_kept_by_day_and_a_takeback_is_not_interest() -> None:
    pay = row(*SENT, b.pay(b.answer()), b.interest(120), b.interest(-20, place="r5/1"), b.take(100))
    assert [(each.on, each.amount) for each in pay.added] == [(b.PAID_ON, 120), (b.PAID_ON, -20)]


def test_what_a_person_found_to_be_about_another_claim_is_gone() -> None:
    pay = row(*SENT, b.pay(b.answer(), place="r1/1"), b.interest(120, place="r4/8"))
    assert (len(pay.stated), len(pay.added)) == (1, 1)
    undone = row(
        *SENT,
        b.pay(b.answer(), place="r1/1"),
        b.interest(120, place="r4/8"),
        b.unpost("r1/1"),
        b.unpost("r4/8"),
    )
    assert (undone.stated, undone.added) == ((), ())


def test_a_contest_waits_until_the_information_arrives() -> None:
    asked = row(*SENT, *told(p.CONTEST))
    assert [(each.asked_on, each.arrived_on) for each in asked.contested] == [
        (p.CONTEST.asked_on, None)
    ]
    arrived = row(*SENT, *told(p.PROVE, p.CONTEST, p.INFORM))
    assert [each.arrived_on for each in arrived.contested] == [p.INFORM.arrived_on]
    assert [each.received_on for each in arrived.proven] == [p.PROVE.received_on]


def test_a_claim_under_monthly_terms_is_known_as_such() -> None:
    assert row(b.open_claim(terms=b.MONTHLY)).by_the_month
    assert not row(b.open_claim()).by_the_month
