"""A parked notice that holds for nothing leaves suspense; a person may let it wait again."""

from collections.abc import Callable

import pytest

from domain.identifiers import RemittanceId
from domain.notices.notice import Notice
from domain.notices.remittance import (
    REMITTANCE,
    RemittanceDismissed,
    RemittanceParked,
    StartPosting,
    SupersedeRemittance,
)
from domain.problem import Refused
from hub.cli.frame import NEEDS_A_PERSON
from hub.handler import Ask
from hub.services.notices.conflicts import Exchanged, accept_beside, accept_remittance
from hub.services.notices.dismissals import dismiss_remittance, reopen_remittance
from hub.services.receiving.receiving import receive_file
from projections.due_list import DUE_LIST
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.hub.services.notices.test_stated_day import undated
from tests.support.billing import Billing
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE, accounts, facts, receive, send

WHY = "the plan said by telephone that the first file holds"


def posted_and_conflict(billing: Billing) -> bytes:
    """The claim is paid whole by the posted notice, 40.00 by the one that contradicts it."""
    (number,) = send(billing, "M1")
    receive(billing, era(Clp(number, CHARGE)))
    other = era(Clp(number, 4000, billed=CHARGE), states=4000)
    assert receive(billing, other).outcome == "parked"
    return other


def states(billing: Billing) -> list[tuple[str, str | None]]:
    rows = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    assert all(row.law_holds for row in rows)
    return sorted((row.state, row.because) for row in rows)


def waits(billing: Billing) -> bool:
    return any(row.kind == "parked-remittance" for row in billing.hub.projector.live.rows(DUE_LIST))


def dismissed(billing: Billing, name: str = "T1") -> Notice:
    done = dismiss_remittance(billing.hub, name, WHY)
    assert isinstance(done, Notice), done
    return done


def codes(done: object) -> list[str]:
    assert isinstance(done, Refused), done
    return done.codes


def test_where_the_posted_one_holds_the_other_waits_no_longer(billing: Billing) -> None:
    other = posted_and_conflict(billing)
    assert waits(billing)
    dismissed(billing)
    assert "suspense:conflicting-remittance" not in accounts(billing)
    assert accounts(billing)["deposit:acme"] == CHARGE
    assert states(billing) == [("dismissed", "conflict"), ("posted", None)]
    assert not waits(billing)
    (said,) = facts(billing, RemittanceDismissed)
    assert said.why == WHY  # type: ignore[attr-defined]
    again = receive(billing, other + b"\n")
    assert (again.outcome, again.was) == ("duplicate", "dismissed")


def test_told_three_times_it_is_dismissed_once(billing: Billing) -> None:
    posted_and_conflict(billing)
    name = dismissed(billing).remittance_id
    before = billing.hub.log.head().position
    for _ in range(2):
        assert codes(dismiss_remittance(billing.hub, name, WHY)) == ["remittance.not-parked"]
    assert billing.hub.log.head().position == before


def test_a_dry_run_of_either_writes_nothing(billing: Billing) -> None:
    posted_and_conflict(billing)
    before = billing.hub.log.head().position
    assert isinstance(dismiss_remittance(billing.hub, "T1", WHY, dry_run=True), Notice)
    assert billing.hub.log.head().position == before
    dismissed(billing)
    before = billing.hub.log.head().position
    assert isinstance(reopen_remittance(billing.hub, "T1", WHY, dry_run=True), Notice)
    assert billing.hub.log.head().position == before


def test_what_is_reopened_waits_as_before_and_may_be_accepted(billing: Billing) -> None:
    posted_and_conflict(billing)
    before = accounts(billing)
    dismissed(billing)
    assert isinstance(reopen_remittance(billing.hub, "T1", "the plan wrote"), Notice)
    assert (accounts(billing), waits(billing)) == (before, True)
    assert [each.why for each in facts(billing, RemittanceParked)] == ["", "the plan wrote"]  # type: ignore[attr-defined]
    assert isinstance(accept_remittance(billing.hub, "T1", "the plan wrote"), Exchanged)
    # 40.00 is 34.00 and 6.00
    assert accounts(billing) == {"deposit:acme": 4000, "partner:LPV": -3400, "hub-fee:acme": -600}


UNUSABLE: dict[str, Callable[[Clp], bytes]] = {
    "unbalanced": lambda claim: era(claim, states=CHARGE - 1),
    "day": undated,
    "payee": lambda claim: era(claim, payee="1999999976"),
}


@pytest.mark.parametrize("because", UNUSABLE)
def test_whatever_a_notice_waits_for_it_may_hold_for_nothing(
    billing: Billing, because: str
) -> None:
    (number,) = send(billing, "M1")
    receive(billing, UNUSABLE[because](Clp(number, CHARGE)))
    assert states(billing) == [("parked", because)]
    dismissed(billing)
    assert (accounts(billing), states(billing)) == ({}, [("dismissed", because)])


def test_a_corrected_notice_of_the_same_key_is_posted_all_the_same(billing: Billing) -> None:
    """Both state 53.32; the claims of the first come to a cent less."""
    (number,) = send(billing, "M1")
    wrong = era(Clp(number, CHARGE - 1, billed=CHARGE), states=CHARGE)
    receive(billing, wrong)
    dismissed(billing)
    assert receive(billing, era(Clp(number, CHARGE))).outcome == "posted"
    assert states(billing) == [("posted", None)]
    assert accounts(billing)["deposit:acme"] == CHARGE
    again = receive(billing, wrong + b"\n")
    assert (again.outcome, again.was) == ("duplicate", "parked")


def test_one_that_does_not_add_up_either_waits_under_the_same_key(billing: Billing) -> None:
    (number,) = send(billing, "M1")
    receive(billing, era(Clp(number, CHARGE - 1, billed=CHARGE), states=CHARGE))
    dismissed(billing)
    wrong = era(Clp(number, CHARGE - 2, billed=CHARGE), states=CHARGE)
    receive(billing, wrong)
    assert states(billing) == [("dismissed", "unbalanced"), ("parked", "unbalanced")]
    assert accounts(billing)["suspense:unbalanced-remittance"] == -CHARGE
    again = receive(billing, wrong + b"\n")
    assert (again.outcome, again.was) == ("duplicate", "parked")
    # both are of the payment of the one that adds up
    assert receive(billing, era(Clp(number, CHARGE))).outcome == "posted"
    assert states(billing) == [("posted", None), ("superseded", "unbalanced")]
    assert accounts(billing)["deposit:acme"] == CHARGE


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("stated", [CHARGE, CHARGE - 2])
def test_of_a_right_and_a_wrong_notice_of_one_payment_the_right_one_is_left(
    billing: Billing, stated: int, *, turned: bool
) -> None:
    """Whichever comes first, and whether the wrong one states the same amount or another."""
    (number,) = send(billing, "M1")
    both = (
        era(Clp(number, CHARGE)),
        era(Clp(number, CHARGE - 1, billed=CHARGE), states=stated),
    )
    _, result = [receive(billing, each) for each in (both[::-1] if turned else both)]
    told = [each.code for each in result.problems]
    replaces = ["remittance.took-its-place"] if stated != CHARGE else []
    assert told == (replaces if turned else ["remittance.unbalanced-copy"])
    assert accounts(billing) == {"deposit:acme": CHARGE, "partner:LPV": -4532, "hub-fee:acme": -800}
    assert not waits(billing)


def test_one_about_other_claims_that_does_not_add_up_waits_and_contradicts_nothing(
    billing: Billing,
) -> None:
    """Nobody is asked which of the two holds: this one never can."""
    one, two = send(billing, "M1", "M2")
    receive(billing, era(Clp(one, CHARGE)))
    wrong = era(Clp(two, CHARGE - 1, billed=CHARGE), states=CHARGE)
    result = receive(billing, wrong)
    assert (result.outcome, [each.code for each in result.problems]) == (
        "parked",
        ["remittance.unbalanced"],
    )
    assert states(billing) == [("parked", "unbalanced"), ("posted", None)]
    again = receive(billing, wrong + b"\n")
    assert (again.outcome, again.was) == ("duplicate", "parked")
    dismissed(billing)
    assert accounts(billing)["deposit:acme"] == CHARGE
    assert states(billing) == [("dismissed", "unbalanced"), ("posted", None)]


def test_several_of_one_number_are_named_by_their_ids(billing: Billing) -> None:
    one, two = send(billing, "M1", "M2")
    receive(billing, era(Clp(one, CHARGE), states=CHARGE - 1))
    receive(billing, era(Clp(two, CHARGE), states=CHARGE - 2))
    rows = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    done = dismiss_remittance(billing.hub, "T1", WHY)
    assert codes(done) == ["remittance.not-one"]
    assert isinstance(done, Refused)
    assert all(row.remittance_id[:8] in done.problems[0].what for row in rows)
    dismissed(billing, rows[0].remittance_id)
    assert states(billing) == [("dismissed", "unbalanced"), ("parked", "unbalanced")]


def test_what_is_posted_is_not_dismissed_nor_what_nobody_dismissed_reopened(
    billing: Billing,
) -> None:
    (number,) = send(billing, "M1")
    receive(billing, era(Clp(number, CHARGE)))
    assert codes(dismiss_remittance(billing.hub, "T1", WHY)) == ["remittance.not-parked"]
    assert codes(reopen_remittance(billing.hub, "T1", WHY)) == ["remittance.not-dismissed"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (undated, era),
        (lambda claim: era(claim, payee="1999999976"), era),
    ],
    ids=["day", "payee"],
)
def test_a_copy_of_a_dismissed_one_that_could_be_posted_says_so_and_what_to_do(
    billing: Billing, wrong: Callable[[Clp], bytes], right: Callable[[Clp], bytes]
) -> None:
    """What was dismissed stated no day, or another payee; the plan sends it again and mended."""
    (number,) = send(billing, "M1")
    receive(billing, wrong(Clp(number, CHARGE)))
    name = dismissed(billing).remittance_id
    result = receive(billing, right(Clp(number, CHARGE)))
    assert (result.outcome, result.was) == ("duplicate", "dismissed")
    assert [each.code for each in result.problems] == ["remittance.was-dismissed"]
    assert isinstance(reopen_remittance(billing.hub, name, WHY), Notice)
    assert receive(billing, right(Clp(number, CHARGE))).outcome == "posted"
    assert accounts(billing)["deposit:acme"] == CHARGE
    assert not waits(billing)


def test_what_was_dismissed_is_known_also_after_another_of_its_key_came(billing: Billing) -> None:
    one, two = send(billing, "M1", "M2")
    first = era(Clp(one, CHARGE - 1, billed=CHARGE), states=CHARGE)
    receive(billing, first)
    name = dismissed(billing).remittance_id
    receive(billing, era(Clp(two, CHARGE - 1, billed=CHARGE), states=CHARGE))
    again = receive(billing, first + b"\n")
    assert (again.outcome, again.was) == ("duplicate", "dismissed")
    assert isinstance(reopen_remittance(billing.hub, name, WHY), Notice)


def test_what_contradicted_a_dismissed_one_is_accepted_beside_it(billing: Billing) -> None:
    one, two = send(billing, "M1", "M2")
    receive(billing, era(Clp(one, CHARGE - 1, billed=CHARGE), states=CHARGE))
    receive(billing, era(Clp(two, CHARGE)))
    rows = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    (bad,) = (row.remittance_id for row in rows if row.because == "unbalanced")
    dismissed(billing, bad)
    refused = accept_remittance(billing.hub, "T1", WHY)
    assert codes(refused) == ["remittance.other-not-posted"]
    assert isinstance(refused, Refused)
    assert "--beside" in refused.problems[0].fix
    assert isinstance(accept_beside(billing.hub, "T1", WHY, both=True), Exchanged)
    assert accounts(billing)["deposit:acme"] == CHARGE


def test_nothing_is_posted_that_a_person_dismissed_meanwhile(billing: Billing) -> None:
    """One command judged it, another dismissed it before the first one posts it."""
    (number,) = send(billing, "M1")
    receive(billing, era(Clp(number, CHARGE), payee="1999999976"))
    notice = dismissed(billing)
    done = billing.hub.run(Ask(REMITTANCE, notice.remittance_id, StartPosting(notice, 100)))
    assert codes(done) == ["remittance.dismissed"]
    gives_way = SupersedeRemittance(RemittanceId("another"))
    assert billing.hub.run(Ask(REMITTANCE, notice.remittance_id, gives_way)) is not None
    assert states(billing) == [("dismissed", "payee")]


@pytest.mark.parametrize("cut", [4, 8, 64])
def test_an_id_may_be_cut(billing: Billing, cut: int) -> None:
    posted_and_conflict(billing)
    rows = billing.hub.projector.live.rows(REMITTANCE_BALANCE, state="parked")
    name = rows[0].remittance_id
    done = accept_remittance(billing.hub, name[:cut], WHY)
    assert isinstance(done, Exchanged), done
    assert done.withdrawn is not None
    back = accept_remittance(billing.hub, done.withdrawn.remittance_id[:cut], WHY)
    assert isinstance(back, Exchanged), back


def test_what_cannot_be_done_says_where_the_notice_stands(billing: Billing) -> None:
    posted_and_conflict(billing)
    dismissed(billing)
    told = accept_remittance(billing.hub, "T1", WHY)
    assert isinstance(told, Refused)
    assert "hub remittance reopen lets it wait again" in told.problems[0].fix
    again = dismiss_remittance(billing.hub, "T1", WHY)
    assert isinstance(again, Refused)
    assert "a person dismissed it" in again.problems[0].fix


def test_more_than_a_wrong_copy_waits(billing: Billing) -> None:
    """Of another amount, and about claims that the posted one is not about."""
    one, two = send(billing, "M1", "M2")
    receive(billing, era(Clp(one, CHARGE)))
    part = (Clp(one, 100, billed=CHARGE), Clp(two, CHARGE, payer_control="ICN2"))
    assert receive(billing, era(*part, states=CHARGE + 101)).outcome == "parked"
    assert accounts(billing)["suspense:unbalanced-remittance"] == -(CHARGE + 101)


@pytest.mark.parametrize("turned", [False, True])
def test_a_reversal_that_the_right_one_does_not_have_waits(
    billing: Billing, *, turned: bool
) -> None:
    """The same claim in both; one of them also undoes it."""
    (one,) = send(billing, "M1")
    undone = Clp(one, -CHARGE, billed=-CHARGE, status="22", because="")
    wrong = era(undone, Clp(one, CHARGE), Clp("STRANGER", 500, payer_control="X"), states=501)
    both = (era(Clp(one, CHARGE)), wrong)
    outcomes = [receive(billing, each).outcome for each in (both[::-1] if turned else both)]
    assert sorted(outcomes) == ["parked", "posted"]
    assert accounts(billing)["suspense:unbalanced-remittance"] == -501


def test_every_wrong_copy_makes_way_for_the_right_one(billing: Billing) -> None:
    (one,) = send(billing, "M1")
    for wrong in (1, 2):
        receive(billing, era(Clp(one, CHARGE), states=CHARGE - wrong))
    result = receive(billing, era(Clp(one, CHARGE)))
    assert [each.code for each in result.problems] == ["remittance.took-its-place"] * 2
    assert not waits(billing)
    assert accounts(billing) == {"deposit:acme": CHARGE, "partner:LPV": -4532, "hub-fee:acme": -800}


def test_a_wrong_copy_of_what_is_posted_is_for_a_person_to_look_at(billing: Billing) -> None:
    (one,) = send(billing, "M1")
    receive(billing, era(Clp(one, CHARGE)))
    file = receive_file(billing.hub, era(Clp(one, CHARGE), states=CHARGE - 1), "wrong.835")
    assert file.exit_code == NEEDS_A_PERSON


@pytest.mark.parametrize("dated_first", [False, True])
def test_what_paid_somebody_else_makes_way_whatever_its_key(
    billing: Billing, *, dated_first: bool
) -> None:
    """One of the two states no day: they have two keys, and the same contents."""
    (one,) = send(billing, "M1")
    wrong, right = (era, undated) if dated_first else (undated, era)
    content = wrong(Clp(one, CHARGE)).replace(b"*XX*1234567893", b"*XX*1999999976")
    assert receive(billing, content).outcome == "parked"
    first = receive(billing, right(Clp(one, CHARGE)))
    if dated_first:  # no day: a person says which
        assert first.outcome in {"parked", "duplicate"}
        return
    assert first.outcome == "posted"
    assert states(billing) == [("posted", None), ("superseded", "payee")]


@pytest.mark.parametrize("turned", [False, True])
def test_of_one_claim_too_a_reversal_that_the_right_one_does_not_have_waits(
    billing: Billing, *, turned: bool
) -> None:
    """The wrong one undoes the claim and pays it again; it states a cent, and comes to nothing."""
    (one,) = send(billing, "M1")
    undone = Clp(one, -CHARGE, billed=-CHARGE, status="22", because="")
    both = (era(Clp(one, CHARGE)), era(undone, Clp(one, CHARGE), states=1))
    outcomes = [receive(billing, each).outcome for each in (both[::-1] if turned else both)]
    assert sorted(outcomes) == ["parked", "posted"]
    assert accounts(billing)["suspense:unbalanced-remittance"] == -1
