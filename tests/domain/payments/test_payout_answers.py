"""Answers about warrants: whatever order they come in, one payout is paid by one warrant."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from domain.payments.payout import PAYOUT
from domain.payments.payout_answers import (
    AnswerCommand,
    TellCleared,
    TellPaid,
    TellReissued,
    TellVoided,
)
from domain.payments.payout_facts import PayoutPaid, PayoutVoided, PayoutVoidRedated
from domain.payments.payout_states import SentPayout
from domain.posting import Entry
from domain.problem import Refused
from tests.support import payouts as q
from tests.support.given import Given, given

SENT = given(PAYOUT).after(q.PROPOSE, q.APPROVE, q.SEND)
W1, W2, W3 = "W1001", "W1002", "W1003"


def told(answer: type[AnswerCommand], number: str, on: date = q.MAY_9) -> AnswerCommand:
    return answer(number, on, 7500, q.JUNE_1)


def instead(new: str, old: str, on: date = q.MAY_9) -> TellReissued:
    return TellReissued(new, on, 7500, q.JUNE_1, replaces=old)


def codes(decision: object) -> list[str]:
    assert isinstance(decision, Refused), decision
    return decision.codes


@dataclass(frozen=True)
class End:
    """What a stream of answers comes to: money, warrants, the one that is good, what is left.

    `moved_on` holds the same money by its days, `warrants` when each was paid, cashed and void.
    """

    moved: dict[str, int]
    moved_on: dict[tuple[str, date], int]
    warrants: dict[str, tuple[date | None, date | None, date | None, frozenset[str]]]
    standing: str | None
    refused: int


def end(*answers: AnswerCommand) -> End:
    """After the answers in this order; what is refused is told again while that helps."""
    stream, waiting = SENT, list(answers)
    while waiting:
        left = []
        for each in waiting:
            if isinstance(stream.when(each), Refused):
                left.append(each)
            else:
                stream = stream.after(each)
        if len(left) == len(waiting):
            break
        waiting = left
    return _end(stream, len(waiting))


def _end(stream: Given, refused: int) -> End:
    state = stream.state
    assert isinstance(state, SentPayout)
    sums, on_days = Counter[str](), Counter[tuple[str, date]]()
    for fact in stream.facts:
        if not isinstance(fact, PayoutPaid | PayoutVoided | PayoutVoidRedated):
            continue
        for entry in fact.entries:
            sums[entry.account] += entry.cents
            on_days[entry.account, fact.paid_on] += entry.cents
    return End(
        {account: cents for account, cents in sums.items() if cents},
        {place: cents for place, cents in on_days.items() if cents},
        {
            number: (
                each.paid_on,
                each.cleared_on,
                each.voided.paid_on if each.voided else None,
                each.replaced_by,
            )
            for number, each in state.warrants.items()
        },
        state.standing,
        refused,
    )


PAID_OUT = {"partner:LPV": 7500, "bank": -7500}


# what cannot be


@pytest.mark.parametrize("before", [(), (q.PAID,), (q.VOIDED,), (q.PAID, q.VOIDED)])
def test_a_warrant_does_not_take_its_own_place(before: tuple[AnswerCommand, ...]) -> None:
    on = q.MAY_5 if q.PAID in before else q.MAY_9
    assert codes(SENT.after(*before).when(instead(W1, W1, on))) == ["payout.replaces-itself"]


@pytest.mark.parametrize("first", [(), (told(TellVoided, W1),), (told(TellPaid, W1),)])
def test_a_warrant_does_not_take_the_place_of_one_that_took_its_own(
    first: tuple[AnswerCommand, ...],
) -> None:
    """Also where the first one was told void before it was told to be replaced."""
    replaced = SENT.after(*first, instead(W2, W1))
    assert "payout.replaced-both-ways" in codes(replaced.when(instead(W1, W2)))
    longer = replaced.after(instead(W3, W2))
    assert "payout.replaced-both-ways" in codes(longer.when(instead(W1, W3)))


def test_it_is_known_of_every_warrant_that_took_its_place() -> None:
    twice = SENT.after(instead(W2, W1), told(TellVoided, W2), instead(W3, W1))
    assert codes(twice.when(instead(W1, W3))) == ["payout.replaced-both-ways"]
    assert codes(twice.when(instead(W1, W2))) == ["payout.replaced-both-ways"]


@pytest.mark.parametrize(
    "over_with", [(told(TellVoided, W1),), (told(TellPaid, W1), told(TellVoided, W1))]
)
def test_a_good_warrant_does_not_make_way_for_one_that_is_void_since_that_day(
    over_with: tuple[AnswerCommand, ...],
) -> None:
    """The two numbers in each other's column: W1002 was paid in the place of W1001."""
    swapped = instead(W1, W2)
    paid = SENT.after(*over_with, told(TellPaid, W2))
    assert codes(paid.when(swapped)) == ["payout.replaced-by-void"]
    both = paid.after(told(TellVoided, W2))
    assert isinstance(both.when(swapped), tuple), "a person says that neither is good"
    assert _end(both.after(swapped), 0).moved == {}


@pytest.mark.parametrize(
    "pair",
    [
        (told(TellPaid, W1, q.MAY_9), told(TellVoided, W1, q.MAY_5)),
        (instead(W1, W3, q.MAY_9), told(TellVoided, W1, q.MAY_5)),
        (told(TellPaid, W1, q.MAY_9), instead(W2, W1, q.MAY_5)),
    ],
)
def test_a_warrant_is_not_void_before_it_was_issued(pair: tuple[AnswerCommand, ...]) -> None:
    for first, second in permutations(pair):
        assert "payout.void-before-paid" in codes(SENT.after(first).when(second))


# the day of a void


VOID_MAY_5 = told(TellVoided, W1, q.MAY_5)
STALE_MAY_9 = TellVoided(W1, q.MAY_9, 7500, q.JUNE_1, because="stale")
PAID_MAY_1 = told(TellPaid, W1, q.MAY_1)


def test_money_of_a_warrant_is_back_on_the_earliest_day_told_whatever_is_told_first() -> None:
    """Void on 5 May; on 9 May another took its place. Whoever tells the second first is no rule."""
    for order in permutations((PAID_MAY_1, VOID_MAY_5, STALE_MAY_9, instead(W2, W1, q.MAY_9))):
        assert end(*order).moved_on == {
            ("partner:LPV", q.MAY_1): 7500,
            ("bank", q.MAY_1): -7500,
            ("partner:LPV", q.MAY_5): -7500,
            ("bank", q.MAY_5): 7500,
            ("partner:LPV", q.MAY_9): 7500,
            ("bank", q.MAY_9): -7500,
        }


def test_an_earlier_day_takes_the_posting_of_the_later_one_away() -> None:
    late = SENT.after(PAID_MAY_1, instead(W2, W1, q.MAY_9))
    redated, void = late.after(VOID_MAY_5).facts[-2:]
    assert isinstance(redated, PayoutVoidRedated)
    assert isinstance(void, PayoutVoided)
    assert (redated.paid_on, void.paid_on, void.said_on) == (q.MAY_9, q.MAY_5, q.MAY_5)
    assert redated.entries == tuple(Entry(e.account, -e.cents) for e in void.entries)


def test_a_later_day_of_a_void_moves_no_money() -> None:
    known = SENT.after(PAID_MAY_1, VOID_MAY_5)
    (kept,) = known.after(STALE_MAY_9).facts[len(known.facts) :]
    assert isinstance(kept, PayoutVoided)
    assert (kept.paid_on, kept.said_on, kept.entries) == (q.MAY_5, q.MAY_9, ())


def test_one_word_for_a_void_has_one_day() -> None:
    """Also where another took its place meanwhile."""
    again = told(TellVoided, W1, q.MAY_9)
    reissued = instead(W2, W1, q.JUNE_1)
    for before in permutations((PAID_MAY_1, VOID_MAY_5, reissued)):
        assert codes(SENT.after(*before).when(again)) == ["payout.answer-differs"]


# any order


@pytest.mark.parametrize(
    ("story", "standing"),
    [
        ((told(TellPaid, W1, q.MAY_5), instead(W2, W1)), W2),
        ((told(TellPaid, W1, q.MAY_5), told(TellVoided, W1), instead(W2, W1)), W2),
        ((instead(W2, W1), instead(W3, W2, q.JUNE_1)), W3),
        (
            (
                told(TellPaid, W1, q.MAY_1),
                instead(W2, W1, q.MAY_5),
                told(TellPaid, W2, q.MAY_5),
                told(TellVoided, W2, q.MAY_9),
            ),
            None,
        ),
        (
            (
                told(TellPaid, W1, q.MAY_1),
                instead(W2, W1, q.MAY_5),
                told(TellVoided, W2, q.MAY_9),
                instead(W3, W1, q.JUNE_1),
            ),
            W3,
        ),
    ],
)
def test_a_reissue_comes_to_the_same_in_any_order_and_told_twice(
    story: tuple[AnswerCommand, ...], standing: str | None
) -> None:
    one = end(*story)
    assert (one.standing, one.refused) == (standing, 0)
    assert one.moved == (PAID_OUT if standing else {})
    for order in permutations(story):
        assert end(*order) == one
        assert end(*order, *order) == one


@st.composite
def lives(draw: st.DrawFn) -> list[AnswerCommand]:
    """Warrants one after the other: each takes the place of the last, or comes after its void."""
    days = (q.MAY_1 + timedelta(days=at) for at in range(31))
    life = [told(TellPaid, "W0", next(days))]
    for at in range(draw(st.integers(0, 3))):
        old, new = f"W{at}", f"W{at + 1}"
        way = draw(st.sampled_from(["reissued", "void", "both", "late", "twice"]))
        if way in {"void", "both"}:
            life.append(replace(told(TellVoided, old, next(days))))
        on = next(days)
        if way != "void":
            life.append(instead(new, old, on))
        if way in {"void", "twice"}:
            life.append(told(TellPaid, new, on))
        if way == "late":
            life.append(told(TellVoided, old, next(days)))
    last = draw(st.sampled_from([None, TellVoided, TellCleared]))
    if last:
        life.append(told(last, max(each.paid_as for each in life), next(days)))
    return life


@over(lives(), st.data())
def test_every_life_of_warrants_comes_to_the_same_in_any_order(
    life: list[AnswerCommand], data: st.DataObject
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(life), max_size=3))
    order = data.draw(st.permutations([*life, *repeats]))
    one = end(*life)
    assert one.refused == 0
    assert one.moved == (PAID_OUT if one.standing else {})
    assert end(*order) == one


NUMBERS = st.sampled_from([W1, W2, W3])
SAME_DAY = st.one_of(
    st.builds(told, st.sampled_from([TellPaid, TellCleared, TellVoided]), NUMBERS),
    st.builds(instead, NUMBERS, NUMBERS),
)


@over(st.lists(SAME_DAY, max_size=12))
def test_a_row_about_a_reissue_never_turns_a_paid_payout_into_an_owed_one(
    answers: list[AnswerCommand],
) -> None:
    """All on one day, where days tell nothing: only an answer that says void brings money back."""
    stream = SENT
    for each in answers:
        if isinstance(stream.when(each), Refused):
            continue
        before = _end(stream, 0)
        stream = stream.after(each)
        assert stream.when(each) == ()
        after = _end(stream, 0)
        assert after.moved == (PAID_OUT if after.standing else {})
        if isinstance(each, TellReissued) and before.standing:
            assert after.standing
