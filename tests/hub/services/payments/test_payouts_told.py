"""What no statement told is not paid, whatever became of payouts since the last one was cut.

By hand: of the 50.00 of March LPV gets 42.50, which March's statement tells. Of the 40.00 of April
it gets 34.00, which no statement told yet wherever `came_since` brought them.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.agreements.pay_terms import ReserveRule
from domain.period import Month
from domain.problem import Refused
from hub.clock import standing_clock
from hub.handler import Work
from hub.services.payments.advances import give_advance
from hub.services.payments.disbursements import send_payouts
from hub.services.payments.payouts import (
    approve_payouts,
    cancel_payouts,
    cover_now,
    propose_payouts,
)
from hub.services.statements.statements import decide_statement, find_partner, show_statement
from hub.services.terms.pay_terms import agree_pay_rule
from hub.views import LiveView
from hub.wiring import Hub
from projections.payout_status import PAYOUT_STATUS
from projections.projection import Projection
from projections.untold_payouts import UNTOLD_PAYOUTS
from tests.support.billing import LPV, Billing
from tests.support.hubs import reopened
from tests.support.paying import (
    ADA,
    APRIL,
    BEN,
    PLAIN,
    accounts,
    answers,
    approved,
    banked,
    codes,
    confirmed,
    issue,
    notice,
    payout,
    proposed,
    receive,
    sent,
    written,
)

MARCH, MAY = Month(2026, 3), Month(2026, 5)


def march(billing: Billing) -> Hub:
    """March closes with 42.50, and all of it is in the bank."""
    hub = billing.hub
    receive(hub, notice((sent(billing, "M1"), "50.00"), amount="50.00", day="20260310"))
    banked(hub, 5000)
    issue(hub, LPV, MARCH)
    confirmed(hub)
    return hub


def under_way(billing: Billing) -> Hub:
    """They are sent; April's statement, issued before the answer comes, closes with them too."""
    hub = march(billing)
    assert approved(hub, LPV) == {"LPV-P0001": 4250}
    written(hub)
    issue(hub, LPV, APRIL)
    assert closing(hub, APRIL) == 4250
    return hub


def came_since(billing: Billing, member: str = "M2", trace: str = "T2") -> None:
    """34.00 more are in the bank, and no statement told them."""
    number = sent(billing, member)
    receive(billing.hub, notice((number, "40.00"), amount="40.00", trace=trace, day="20260412"))
    banked(billing.hub, 4000, trace)


def told(hub: Hub, outcome: str, warrant: str, replaces: str = "") -> None:
    """An answer about the first payout."""
    answers(hub, f"LPV-P0001,{outcome},{warrant},{replaces},{hub.today},42.50")


def closing(hub: Hub, month: Month) -> int:
    found = show_statement(hub, LPV, month)
    assert not isinstance(found, Refused)
    return found.body.closing


def in_may(hub: Hub) -> Hub:
    """The same hub a month later, with May's statement issued."""
    later = reopened(hub.settings.folder, standing_clock(datetime(2026, 5, 20, 19, tzinfo=UTC)))
    issue(later, LPV, MAY)
    return later


def test_a_payout_that_was_under_way_when_the_statement_was_cut_is_not_paid_again(
    billing: Billing,
) -> None:
    hub = under_way(billing)
    came_since(billing)
    assert proposed(hub, LPV) == {}
    told(hub, "paid", "W1")
    assert cover_now(hub).room[LPV] == 3400
    found = propose_payouts(hub, [LPV], by=ADA)
    assert not isinstance(found, Refused)
    (nothing,) = found.proposals
    assert (nothing.payout, nothing.why.partition(";")) == (
        None,
        (
            "what statement LPV-2026-04 told is paid or under way",
            ";",
            " 34.00 came since and is paid by the next one",
        ),
    )
    later = in_may(hub)
    assert (closing(later, MAY), proposed(later, LPV)) == (3400, {"LPV-P0002": 3400})
    later.close()


def test_a_reserve_is_held_of_it_before_it_is_paid(billing: Billing) -> None:
    """Half of the 40.00 is held back by the statement that tells them: 34.00 less 20.00."""
    rule = ReserveRule(APRIL, "contract 4", basis_points=5000, months=6)
    assert not isinstance(agree_pay_rule(billing.hub, LPV, rule), Refused)
    hub = under_way(billing)
    told(hub, "paid", "W1")
    came_since(billing)
    assert proposed(hub, LPV) == {}
    later = in_may(hub)
    assert proposed(later, LPV) == {"LPV-P0002": 1400}
    assert accounts(later)["reserve:LPV"] == -2000
    later.close()


@pytest.mark.parametrize("outcome", ["void", "stale"])
def test_what_came_back_since_the_cut_is_paid_again_and_no_more(
    billing: Billing, outcome: str
) -> None:
    hub = under_way(billing)
    told(hub, "paid", "W1")
    came_since(billing)
    told(hub, outcome, "W1")
    assert cover_now(hub).room[LPV] == 4250 + 3400
    assert proposed(hub, LPV) == {"LPV-P0002": 4250}


def test_what_was_cancelled_since_the_cut_is_paid_again_and_no_more(billing: Billing) -> None:
    hub = march(billing)
    approved(hub, LPV)
    issue(hub, LPV, APRIL)
    came_since(billing)
    assert not isinstance(cancel_payouts(hub, ["LPV-P0001"], reason="too early"), Refused)
    assert proposed(hub, LPV) == {"LPV-P0002": 4250}


def test_a_reissue_since_the_cut_takes_nothing_more_and_leaves_nothing(billing: Billing) -> None:
    hub = under_way(billing)
    told(hub, "paid", "W1")
    came_since(billing)
    told(hub, "reissued", "W2", "W1")
    assert proposed(hub, LPV) == {}


def test_a_reissue_of_a_payout_that_a_statement_told_takes_nothing_of_the_next(
    billing: Billing,
) -> None:
    hub = march(billing)
    approved(hub, LPV)
    written(hub)
    told(hub, "paid", "W1")
    issue(hub, LPV, APRIL)
    assert closing(hub, APRIL) == 0
    told(hub, "reissued", "W2", "W1")
    came_since(billing)
    assert proposed(hub, LPV) == {}
    # void after it was told: back it is, and the next statement says so
    told(hub, "void", "W2")
    assert (cover_now(hub).room[LPV], proposed(hub, LPV)) == (4250 + 3400, {})
    later = in_may(hub)
    assert (closing(later, MAY), proposed(later, LPV)) == (7650, {"LPV-P0002": 7650})
    later.close()


def test_a_void_that_a_statement_told_and_a_reissue_since_leave_nothing(billing: Billing) -> None:
    hub = march(billing)
    approved(hub, LPV)
    written(hub)
    told(hub, "paid", "W1")
    told(hub, "void", "W1")
    issue(hub, LPV, APRIL)
    assert closing(hub, APRIL) == 4250
    told(hub, "reissued", "W2", "W1")
    came_since(billing)
    assert proposed(hub, LPV) == {}


def test_a_void_of_an_earlier_day_moves_nothing_but_its_day(billing: Billing) -> None:
    """Replaced on 20 May, void since 15 April as a later answer says: paid on 20 May it is."""
    hub = under_way(billing)
    told(hub, "paid", "W1")
    hub.close()
    later = reopened(hub.settings.folder, standing_clock(datetime(2026, 5, 20, 19, tzinfo=UTC)))
    told(later, "reissued", "W2", "W1")
    before = accounts(later)
    answers(later, f"LPV-P0001,void,W1,,{hub.today},42.50")
    assert (accounts(later), proposed(later, LPV)) == (before, {})
    issue(later, LPV, MAY)
    row = show_statement(later, LPV, MAY)
    assert not isinstance(row, Refused)
    # the void of 20 May holds no more, and no statement told it: the partner never reads of it
    assert [(move.kind, move.paid_as, move.on.day, move.cents) for move in row.body.moves] == [
        ("payout.paid", "W1", 15, -4250),
        ("payout.paid", "W2", 20, -4250),
        ("payout.voided", "W1", 15, 4250),
    ]
    assert closing(later, MAY) == 0
    later.close()


def test_seed_money_takes_nothing_of_what_a_statement_told(billing: Billing) -> None:
    hub = march(billing)
    seed = give_advance(hub, LPV, 500, reason="seed money", by=ADA)
    assert not isinstance(seed, Refused)
    assert proposed(hub, LPV) == {"LPV-P0002": 4250}


def test_two_under_way_both_count_whichever_statement_they_are_of(billing: Billing) -> None:
    hub = march(billing)
    assert approved(hub, LPV) == {"LPV-P0001": 4250}
    came_since(billing)
    issue(hub, LPV, APRIL)
    assert closing(hub, APRIL) == 7650
    assert approved(hub, LPV) == {"LPV-P0002": 3400}
    came_since(billing, "M3", "T3")
    assert proposed(hub, LPV) == {}
    written(hub, PLAIN, "LPV-P0001")
    told(hub, "paid", "W1")
    assert proposed(hub, LPV) == {}
    assert not isinstance(cancel_payouts(hub, ["LPV-P0002"], reason="too early"), Refused)
    assert cover_now(hub).room[LPV] == 3400 + 3400
    assert proposed(hub, LPV) == {"LPV-P0003": 3400}


def test_a_payout_answered_between_the_cut_and_the_issue_counts_once(billing: Billing) -> None:
    hub = march(billing)
    approved(hub, LPV)
    written(hub)
    details = find_partner(hub, LPV)
    assert not isinstance(details, Refused)

    def issued(work: Work) -> None:
        cut = decide_statement(hub, details, APRIL, work, early=True)
        assert not isinstance(cut, Refused)
        assert (cut.closing, cut.moves) == (4250, ())
        told(hub, "paid", "W1")
        work.commit()

    hub.handler.attempt(issued)
    hub.projector.catch_up()
    came_since(billing)
    assert proposed(hub, LPV) == {}
    later = in_may(hub)
    assert (closing(later, MAY), proposed(later, LPV)) == (3400, {"LPV-P0002": 3400})
    later.close()


def test_what_a_reissue_used_after_it_was_proposed_anew_is_not_let_go(billing: Billing) -> None:
    """The void warrant was replaced after all: what came since does not pay for the new payout."""
    hub = under_way(billing)
    told(hub, "paid", "W1")
    told(hub, "void", "W1")
    (number,) = proposed(hub, LPV)
    for member, trace in (("M2", "T2"), ("M3", "T3")):
        came_since(billing, member, trace)
    told(hub, "reissued", "W2", "W1")
    assert cover_now(hub).room_with(LPV, payout(hub, number).payout.amount) == 3400 + 3400
    assert codes(approve_payouts(hub, [number], by=BEN)) == ["payout.above-what-is-payable"]


def test_nor_is_it_sent_where_it_was_approved_before(billing: Billing) -> None:
    hub = under_way(billing)
    told(hub, "paid", "W1")
    told(hub, "void", "W1")
    assert approved(hub, LPV) == {"LPV-P0002": 4250}
    for member, trace in (("M2", "T2"), ("M3", "T3")):
        came_since(billing, member, trace)
    told(hub, "reissued", "W2", "W1")
    assert codes(send_payouts(hub, PLAIN)) == ["payout.above-what-is-payable"]


def test_what_came_back_and_went_again_by_one_payout_takes_nothing_of_what_was_told(
    billing: Billing,
) -> None:
    """W1 was told and is void since; W2 is cashed before anybody said that it was issued."""
    hub = march(billing)
    approved(hub, LPV)
    written(hub)
    told(hub, "paid", "W1")
    came_since(billing)
    issue(hub, LPV, APRIL)
    assert closing(hub, APRIL) == 3400
    told(hub, "void", "W1")
    told(hub, "cleared", "W2")
    assert payout(hub, "LPV-P0001").state == "sent"
    assert proposed(hub, LPV) == {"LPV-P0002": 3400}


# while others write


def before_reading(
    patch: pytest.MonkeyPatch, name: str, asked: Projection[Any], act: Callable[[], None]
) -> None:
    """Somebody acts once, just before a partner's rows are read."""
    real = getattr(LiveView, name)
    done: list[bool] = []

    def reading(view: LiveView, projection: Projection[Any], *keys: Any, **equals: Any) -> Any:
        if projection is asked and "state" not in equals and not done:
            done.append(True)
            act()
        return real(view, projection, *keys, **equals)

    patch.setattr(LiveView, name, reading)


def test_an_answer_that_comes_while_it_is_reckoned_lets_nothing_go_twice(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = under_way(billing)
    came_since(billing)
    before_reading(monkeypatch, "rows", PAYOUT_STATUS, lambda: told(hub, "paid", "W1"))
    assert proposed(hub, LPV) == {}
    assert payout(hub, "LPV-P0001").state == "paid"


def test_a_statement_issued_while_it_is_reckoned_is_the_one_that_counts(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the 40.00 is held back by the statement that tells them: 34.00 less 20.00."""
    hub = under_way(billing)
    told(hub, "paid", "W1")
    came_since(billing)
    rule = ReserveRule(MAY, "contract 4", basis_points=5000, months=6)
    assert not isinstance(agree_pay_rule(hub, LPV, rule), Refused)
    hub.close()
    later = reopened(hub.settings.folder, standing_clock(datetime(2026, 5, 20, 19, tzinfo=UTC)))
    before_reading(monkeypatch, "get_many", UNTOLD_PAYOUTS, lambda: issue(later, LPV, MAY))
    found = propose_payouts(later, [LPV], by=ADA)
    assert not isinstance(found, Refused)
    (only,) = found.proposals
    assert only.payout is not None
    assert (only.payout.about, only.payout.amount) == ("LPV-2026-05", 1400)
    later.close()
