"""What a person accepts: a second payment of a line, and terms that were agreed later."""

from itertools import permutations

from domain.agreements.terms import PerClaim
from domain.claims.attribution import PAID_TWICE
from domain.claims.claim import CLAIM, VoidClaim
from domain.claims.claim_facts import ClaimMoneyMoved
from domain.posting import hub_fee_account, partner_account, suspense_account
from tests.support import builders as b
from tests.support.given import Given, given, problems

PARTNER = partner_account(b.PARTNER_CODE)
FEE = hub_fee_account(b.PLAN_KEY)
TWICE = suspense_account(PAID_TWICE)
SENT = given(CLAIM).after(b.open_claim(), b.submit())
PAID = SENT.after(b.pay(b.answer()))
SECOND = b.pay(b.answer(1, 5000), place="r6/1", on=b.LATER_ON)


def held(claim: Given) -> dict[str, int]:
    """What each account holds of the claim, positive where money is owed to it."""
    sums: dict[str, int] = {}
    for share in claim.state.account.shares:
        sums[share.account] = sums.get(share.account, 0) + share.cents
    return {account: cents for account, cents in sums.items() if cents}


def posted(claim: Given) -> dict[str, int]:
    """What the last fact posted, debit positive."""
    (*_, last) = claim.facts
    return {entry.account: entry.cents for entry in last.entries}  # type: ignore[attr-defined]


def test_a_second_payment_that_a_person_accepts_is_shared_by_the_terms() -> None:
    accepted = PAID.after(SECOND, b.accept_twice())
    # 15 percent of 130.00
    assert held(accepted) == {PARTNER: 11_050, FEE: 1950}
    assert posted(accepted) == {TWICE: 5000, PARTNER: -4250, FEE: -750}
    (result,) = accepted.state.account.results
    assert (result.paid, result.units) == (13_000, 2)


def test_an_accepted_payment_says_why_and_on_which_day() -> None:
    fact = PAID.after(SECOND, b.accept_twice()).facts[-1]
    assert isinstance(fact, ClaimMoneyMoved)
    assert (fact.kind, fact.accepts, fact.why) == (
        "paid-twice-accepted",
        "r6/1",
        "the plan owed it",
    )
    assert (fact.paid_on, fact.remittance_id, fact.amount) == (b.LATER_ON, "r6", 0)


def test_two_payments_of_a_line_bear_one_fixed_fee_and_pay_its_units_once() -> None:
    fixed = given(CLAIM).after(b.open_claim(terms=b.terms(PerClaim(800))), b.submit())
    accepted = fixed.after(b.pay(b.answer()), SECOND, b.accept_twice())
    assert held(accepted) == {PARTNER: 12_200, FEE: 800}
    united = given(CLAIM).after(b.open_claim(terms=b.UNIT), b.submit())
    half = b.pay(b.answer(1, 4000, 1)), b.pay(b.answer(1, 4000, 1), place="r6/1")
    assert held(united.after(*half, b.accept_twice()))[PARTNER] == 4400
    again = b.pay(b.answer(1, 8000, 2)), b.pay(b.answer(1, 500, 2), place="r6/1")
    assert held(united.after(*again, b.accept_twice()))[PARTNER] == 4400


def test_accepting_twice_adds_nothing() -> None:
    assert PAID.after(SECOND, b.accept_twice()).when(b.accept_twice(why="so")) == ()


def test_what_waits_not_as_paid_twice_is_not_accepted() -> None:
    assert problems(PAID.when(b.accept_twice("r9/1"))) == ["claim.no-such-payment"]
    assert problems(PAID.after(b.undo()).when(b.accept_twice("r2/1"))) == ["claim.no-such-payment"]
    assert problems(PAID.when(b.accept_twice("r1/1"))) == ["claim.not-paid-twice"]


def test_a_reversal_of_an_accepted_payment_undoes_it() -> None:
    accepted = PAID.after(SECOND, b.accept_twice())
    undone = accepted.after(b.undo(5000, place="r7/1", on=b.LATER_ON))
    assert held(undone) == {PARTNER: 6800, FEE: 1200}
    first_too = undone.after(b.undo(8000, place="r8/1", on=b.LATER_ON))
    assert held(first_too) == {}


def test_an_accepted_payment_stands_alone_once_the_first_is_reversed() -> None:
    accepted = PAID.after(SECOND, b.accept_twice(), b.undo(8000, on=b.LATER_ON))
    assert held(accepted) == {PARTNER: 4250, FEE: 750}
    third = accepted.after(b.pay(b.answer(1, 3000), place="r9/1", on=b.LATER_ON))
    assert held(third) == {PARTNER: 4250, FEE: 750, TWICE: 3000}


def test_an_acceptance_names_its_payment_whatever_comes_before_or_after() -> None:
    others = (
        b.pay(b.answer(1, 3000), place="r0/1"),
        b.undo(8000, place="r7/1", on=b.LATER_ON),
        b.take(2000),
        b.interest(),
    )
    ends = set()
    for order in permutations(others):
        # once the first payment is reversed, the second is no second one to be accepted
        for at in range(order.index(others[1]) + 1):
            life = PAID.after(SECOND, *order[:at], b.accept_twice(), *order[at:])
            ends.add(tuple(sorted(held(life).items())))
    assert len(ends) == 1


def test_an_acceptance_that_is_undone_leaves_the_claim_as_before() -> None:
    accepted = PAID.after(SECOND, b.accept_twice())
    undone = accepted.after(b.unpost("r6/1/accepted", cash=""))
    assert held(undone) == held(PAID.after(SECOND))


def test_a_payment_that_is_taken_away_takes_its_acceptance_with_it() -> None:
    away = PAID.after(SECOND, b.accept_twice(), b.unpost("r6/1"))
    assert held(away) == held(PAID)
    assert away.state.account.money == PAID.state.account.money
    again = b.pay(b.answer(1, 5000), place="r6/1", on=b.LATER_ON)
    assert held(away.after(again))[TWICE] == 5000


def test_a_payment_of_a_void_claim_may_be_accepted_too() -> None:
    void = SENT.after(b.reject(), VoidClaim("billed in error"), b.pay(b.answer()), b.interest(100))
    assert held(void) == {TWICE: 8100}
    assert held(void.after(b.accept_twice("r1/1"))) == {PARTNER: 6900, FEE: 1200}


def test_terms_that_a_person_accepts_move_what_stands_by_the_difference() -> None:
    accepted = PAID.after(b.accept_terms(b.terms(PerClaim(800))))
    assert posted(accepted) == {PARTNER: -400, FEE: 400}
    assert held(accepted) == {PARTNER: 7200, FEE: 800}
    fact = accepted.facts[-1]
    assert isinstance(fact, ClaimMoneyMoved)
    assert (fact.kind, fact.why, fact.paid_on) == (
        "terms-accepted",
        "agreed back to January",
        b.LATER_ON,
    )
    assert accepted.state.account.body.contract_id == "contract-9"


def test_what_is_undone_later_follows_the_accepted_terms_to_zero() -> None:
    accepted = PAID.after(b.accept_terms(b.terms(PerClaim(800))))
    assert held(accepted.after(b.undo())) == {}
    assert held(accepted.after(b.take(4000))) == {PARTNER: 3600, FEE: 400}


def test_terms_are_accepted_in_any_order_with_the_money() -> None:
    moves = (b.undo(8000, on=b.LATER_ON), b.pay(b.answer(1, 5000), place="r6/1"), b.interest())
    ends = {
        tuple(sorted(held(PAID.after(*moves[:at], b.accept_terms(), *moves[at:])).items()))
        for at in range(len(moves) + 1)
    }
    assert len(ends) == 1


def test_the_same_terms_twice_have_one_effect() -> None:
    accepted = PAID.after(b.accept_terms())
    assert accepted.when(b.accept_terms()) == ()
    assert accepted.when(b.accept_terms(place="accepted-2/1")) == ()
    assert accepted.when(b.accept_terms(b.MONTHLY)) == ()  # that posting is spent


def test_terms_of_a_claim_without_money_are_not_accepted() -> None:
    assert problems(SENT.when(b.accept_terms())) == ["claim.nothing-shared-yet"]


def test_a_change_of_terms_is_undone_by_other_terms_only() -> None:
    accepted = PAID.after(b.accept_terms())
    assert problems(accepted.when(b.unpost("accepted-1/1"))) == ["claim.terms-stay"]
