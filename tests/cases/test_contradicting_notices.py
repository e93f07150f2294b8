"""Two notices of one payment that contradict each other: a person says which of them holds."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.identifiers import RemittanceId
from domain.notices.deposit import KnownDeposit
from domain.notices.remittance import RemittanceAccepted, RemittanceWithdrawn
from domain.period import Month
from domain.problem import Refused
from hub.services.bank.deposits import match_deposit, record_deposit
from hub.services.notices import withdrawals
from hub.services.notices.conflicts import Exchanged, accept_beside, accept_remittance
from hub.services.notices.hand_matching import Moved, Part, match_by_hand
from hub.services.notices.places import Place
from hub.services.notices.remittances import resume_postings
from hub.services.notices.withdrawals import resume_withdrawals
from hub.services.statements.statements import issue_statement, show_statement
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance
from tests.cases.test_same_payment_again import codes, standing
from tests.support.billing import LPV, Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, facts, receive, send
from tests.support.rosters import Row, agree_monthly, billed, pay, roster

BANK_DAY = date(2026, 4, 13)
THEIRS, OURS = 4532, 800  # 85 and 15 percent of CHARGE
WHY = "the plan said by telephone which of the two holds"


def rows(billing: Billing) -> dict[str, RemittanceBalance]:
    """The remittances by state."""
    return {row.state: row for row in billing.hub.projector.live.rows(REMITTANCE_BALANCE)}


def first(sent: list[str]) -> bytes:
    """126.39: two claims of ours, a stranger's, a takeback by number, withholding."""
    one, two, _ = sent
    return era(
        Clp(one, CHARGE, payer_control="ICN100"),
        Clp(two, CHARGE, payer_control="ICN200", segments=("AMT*I*1.00",)),
        Clp("STRANGER", 3000, payer_control="FAR1"),
        plb=[Plb("WO", "ICN100", 1000), Plb("IR", "", 125), Plb("L6", "", -100)],
    )


def second(sent: list[str]) -> bytes:
    """126.39 too: the first claim is paid less, the third in place of the second."""
    one, _, three = sent
    return era(
        Clp(one, 4000, billed=CHARGE, payer_control="ICN100"),
        Clp(three, CHARGE, payer_control="ICN300"),
        Clp("STRANGER", 3000, payer_control="FAR1"),
        plb=[Plb("FB", "", -307)],
    )


def three_claims(billing: Billing) -> list[str]:
    return send(billing, "M1", "M2", "M3")


# 40.00 is 34.00 and 6.00
AFTER_SECOND = {
    "deposit:acme": 12639,
    "partner:LPV": -(3400 + THEIRS),
    "hub-fee:acme": -(600 + OURS),
    "suspense:unmatched-claim": -3000,
    "carried:acme": -307,
}


IN_BANK = {k: v for k, v in AFTER_SECOND.items() if k != "deposit:acme"} | {"bank": 12639}


def accepted(billing: Billing, name: str = "T1") -> Exchanged:
    done = accept_remittance(billing.hub, name, WHY)
    assert isinstance(done, Exchanged), done
    for row in billing.hub.projector.live.rows(REMITTANCE_BALANCE):
        assert row.law_holds, row.state
    return done


def test_same_trace_with_changed_content_accepted_by_a_person(
    two_hubs: tuple[Billing, Billing],
) -> None:
    """The balances are those of a hub to which the first notice never came."""
    hub, other = two_hubs
    sent, theirs = three_claims(hub), three_claims(other)
    assert receive(hub, first(sent)).outcome == "posted"
    assert receive(hub, second(sent)).outcome == "parked"
    assert accounts(hub)["suspense:conflicting-remittance"] == -12639
    accepted(hub)
    receive(other, second(theirs))
    assert accounts(hub) == accounts(other) == AFTER_SECOND
    assert standing(hub, sent) == standing(other, theirs)
    assert {row.state for row in rows(hub).values()} == {"withdrawn", "posted"}
    (said,) = facts(hub, RemittanceAccepted)
    assert said.why == WHY  # type: ignore[attr-defined]
    assert len(facts(hub, RemittanceWithdrawn)) == 1


def test_either_of_two_that_contradict_each_other_is_known_when_it_comes_again(
    billing: Billing,
) -> None:
    sent = three_claims(billing)
    receive(billing, first(sent))
    receive(billing, second(sent))
    accepted(billing)
    for notice in (first(sent), second(sent)):
        again = receive(billing, notice + b"\n")
        assert (again.outcome, again.was) == ("duplicate", "posted")
    assert accounts(billing) == AFTER_SECOND


def test_what_was_withdrawn_may_hold_after_all(two_hubs: tuple[Billing, Billing]) -> None:
    hub, other = two_hubs
    sent, theirs = three_claims(hub), three_claims(other)
    receive(hub, first(sent))
    receive(hub, second(sent))
    accepted(hub)
    accepted(hub, rows(hub)["withdrawn"].remittance_id)
    receive(other, first(theirs))
    assert accounts(hub) == accounts(other)
    assert standing(hub, sent) == standing(other, theirs)


def test_what_a_person_matched_is_taken_back_with_the_notice(
    two_hubs: tuple[Billing, Billing],
) -> None:
    hub, other = two_hubs
    sent, theirs = three_claims(hub), three_claims(other)
    receive(hub, first(sent))
    part = Part(hub.claim(sent[2][:11]).account.body.number)
    # 30.00 of a stranger's claim is said to be the third one's
    moved = match_by_hand(hub.hub, Place("T1", 3), [part], "the plan said so")
    assert isinstance(moved, Moved)
    receive(hub, second(sent))
    accepted(hub)
    receive(other, second(theirs))
    assert accounts(hub) == accounts(other) == AFTER_SECOND
    assert standing(hub, sent) == standing(other, theirs)


def test_the_deposit_follows_to_the_notice_that_holds(billing: Billing) -> None:
    sent = three_claims(billing)
    receive(billing, first(sent))
    record_deposit(billing.hub, bank_on=BANK_DAY, amount=12639, trace="T1")
    receive(billing, second(sent))
    assert rows(billing)["posted"].bank_on == BANK_DAY
    accepted(billing)
    now = rows(billing)
    assert (now["posted"].bank_on, now["withdrawn"].bank_parts) == (BANK_DAY, ())
    assert accounts(billing) == IN_BANK


def test_a_deposit_that_a_person_matched_follows_too(billing: Billing) -> None:
    sent = three_claims(billing)
    receive(billing, first(sent))
    deposit = record_deposit(billing.hub, bank_on=BANK_DAY, amount=12639, trace="")
    assert isinstance(deposit, KnownDeposit)
    posted = RemittanceId(rows(billing)["posted"].remittance_id)
    match_deposit(billing.hub, deposit.line.deposit_id, [posted])
    receive(billing, second(sent))
    accepted(billing)
    now = rows(billing)
    assert (now["posted"].bank_on, now["withdrawn"].bank_parts) == (BANK_DAY, ())
    assert accounts(billing) == IN_BANK


@pytest.mark.parametrize(
    "step", ["_undo_claims", "_release", "post", "match_remittance", "_follow"]
)
def test_an_exchange_that_stopped_anywhere_is_finished_by_the_next_command(
    billing: Billing, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    sent = three_claims(billing)
    receive(billing, first(sent))
    deposit = record_deposit(billing.hub, bank_on=BANK_DAY, amount=12639, trace="")
    assert isinstance(deposit, KnownDeposit)
    posted = RemittanceId(rows(billing)["posted"].remittance_id)
    match_deposit(billing.hub, deposit.line.deposit_id, [posted])
    receive(billing, second(sent))
    with monkeypatch.context() as patched:
        patched.setattr(withdrawals, "_AT_ONCE", 1)
        patched.setattr(withdrawals, step, stopping(getattr(withdrawals, step), step))
        with pytest.raises(KeyboardInterrupt):
            accept_remittance(billing.hub, "T1", WHY)
    billing.hub.projector.catch_up()
    resume_postings(billing.hub)
    resume_withdrawals(billing.hub)
    assert accounts(billing) == IN_BANK
    now = rows(billing)
    assert all(row.law_holds for row in now.values())
    assert (now["posted"].bank_on, now["withdrawn"].bank_parts) == (BANK_DAY, ())
    before = billing.hub.log.head().position
    resume_postings(billing.hub)
    resume_withdrawals(billing.hub)
    assert billing.hub.log.head().position == before


def test_an_exchange_that_another_command_finished_meanwhile_is_not_begun_again(
    billing: Billing,
) -> None:
    sent = three_claims(billing)
    receive(billing, first(sent))
    receive(billing, second(sent))
    done = accept_remittance(billing.hub, "T1", WHY)
    assert isinstance(done, Exchanged), done
    assert done.withdrawn is not None
    before = billing.hub.log.head().position
    # it had seen the exchange open before the other ended it
    again = withdrawals.exchange(billing.hub, done.withdrawn.remittance_id)
    assert (again, billing.hub.log.head().position) == (done.outcome, before)


def stopping(work: Callable[..., Any], step: str) -> Callable[..., Any]:
    """The program stops there; of claims one is done before."""
    calls: list[object] = []

    def stop(*args: Any, **also: Any) -> Any:
        calls.append(args)
        if len(calls) > (step == "_undo_claims"):
            raise KeyboardInterrupt
        return work(*args, **also)

    return stop


def test_what_contradicts_nothing_or_does_not_add_up_is_not_accepted(billing: Billing) -> None:
    sent = three_claims(billing)
    receive(billing, first(sent))
    assert codes(accept_remittance(billing.hub, "T1", WHY)) == ["remittance.no-conflict-waits"]
    wrong = era(Clp(sent[0], 4000, billed=CHARGE), states=12639)
    assert receive(billing, wrong).outcome == "duplicate"
    assert codes(accept_remittance(billing.hub, "T1", WHY)) == ["remittance.no-conflict-waits"]
    receive(billing, second(sent))
    third = (Clp(sent[0], 4000, billed=CHARGE), Clp("STRANGER", 8639, payer_control="FAR1"))
    assert receive(billing, era(*third)).outcome == "parked"
    assert codes(accept_remittance(billing.hub, "T1", WHY)) == ["remittance.several-conflicts"]
    before = accounts(billing)
    every = billing.hub.projector.live.rows(REMITTANCE_BALANCE, state="parked")
    holds, _ = (row.remittance_id for row in every if row.because == "conflict")
    done = accept_remittance(billing.hub, holds, WHY, dry_run=True)
    assert isinstance(done, Exchanged)
    assert (done.outcome, accounts(billing)) == (None, before)


# another amount, another day


def test_another_amount_under_the_number_waits_where_a_claim_is_in_both(billing: Billing) -> None:
    """The deposit of the first stays with it; the second may be said to hold."""
    one, two = send(billing, "M1", "M2")
    receive(billing, era(Clp(one, CHARGE), Clp(two, 0, billed=CHARGE, payer_control="ICN2")))
    record_deposit(billing.hub, bank_on=BANK_DAY, amount=CHARGE, trace="T1")
    other = era(Clp(two, 1000, billed=CHARGE, payer_control="ICN2"), day="20260420")
    result = receive(billing, other)
    assert (result.outcome, result.problems[0].code) == ("parked", "remittance.conflict")
    for said in ("53.32 of 2026-04-10 for 2 claims", "10.00 of 2026-04-20 for 1 claim"):
        assert said in result.problems[0].what
    assert accounts(billing)["bank"] == CHARGE
    assert accounts(billing)["suspense:conflicting-remittance"] == -1000
    assert receive(billing, other + b"\n").outcome == "duplicate"
    accepted(billing)
    assert billing.claim(one[:11]).account.money.paid == 0
    assert billing.claim(two[:11]).account.money.paid == 1000
    assert accounts(billing)["deposit:acme"] == 1000


def test_both_of_two_that_contradict_each_other_may_hold(billing: Billing) -> None:
    one, two = send(billing, "M1", "M2")
    receive(billing, era(Clp(one, CHARGE), Clp(two, 0, billed=CHARGE, payer_control="ICN2")))
    receive(billing, era(Clp(two, CHARGE, payer_control="ICN2")))
    (before,) = billing.hub.projector.live.rows(REMITTANCE_BALANCE, state="posted")
    done = accept_beside(billing.hub, "T1", WHY)
    assert isinstance(done, Exchanged)
    assert (done.withdrawn, done.told) == (None, ())
    found = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    assert {row.state for row in found} == {"posted"}
    assert before in found
    assert all(row.law_holds for row in found)
    assert accounts(billing) == {
        "deposit:acme": 2 * CHARGE,
        "partner:LPV": -2 * THEIRS,
        "hub-fee:acme": -2 * OURS,
    }


def test_a_third_notice_contradicts_the_one_that_holds(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    receive(billing, era(Clp(sent, 4000, billed=CHARGE)))
    accepted(billing)
    third = receive(billing, era(Clp(sent, 3000, billed=CHARGE)))
    assert third.outcome == "parked"
    assert third.problems[0].what.startswith("40.00 of 2026-04-10")
    assert accepted(billing).withdrawn.deposit == 4000  # type: ignore[union-attr]
    assert accounts(billing)["deposit:acme"] == 3000


def test_a_second_part_of_one_transfer_is_posted_beside_the_first_and_told(
    billing: Billing,
) -> None:
    one, two = send(billing, "M1", "M2")
    assert told(billing, era(Clp(one, CHARGE))) == ("posted", [])
    second_part = era(Clp(two, 4000, billed=CHARGE, payer_control="ICN2"))
    assert told(billing, second_part) == ("posted", ["remittance.number-again"])
    record_deposit(billing.hub, bank_on=BANK_DAY, amount=CHARGE + 4000, trace="T1")
    assert accounts(billing)["bank"] == CHARGE + 4000


@pytest.mark.parametrize(("day", "outcome"), [("20251012", "parked"), ("20251011", "posted")])
def test_a_number_that_is_used_again_after_half_a_year_is_another_payment(
    billing: Billing, day: str, outcome: str
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), day="20260410"))
    assert told(billing, era(Clp(sent, 4000, billed=CHARGE), day=day))[0] == outcome


def test_a_deposit_that_another_notice_of_its_trace_takes_apart_is_named(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    deposit = record_deposit(billing.hub, bank_on=BANK_DAY, amount=CHARGE, trace="T1")
    assert isinstance(deposit, KnownDeposit)
    other = receive(billing, era(Clp("X9", CHARGE), payer="SOME OTHER PLAN"))
    problem = other.problems[0]
    assert (other.outcome, problem.code) == ("posted", "deposit.taken-apart")
    assert f"the deposit of {BANK_DAY}, 53.32" in problem.what
    assert deposit.line.deposit_id[:8] in problem.where


def test_accepting_both_names_the_deposit_that_is_taken_apart(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    record_deposit(billing.hub, bank_on=BANK_DAY, amount=CHARGE - 1, trace="T1")
    assert receive(billing, era(Clp(sent, 1000, billed=CHARGE))).outcome == "parked"
    assert accounts(billing)["bank"] == CHARGE - 1
    done = accept_beside(billing.hub, "T1", WHY)
    assert isinstance(done, Exchanged)
    assert [each.code for each in done.told] == ["deposit.taken-apart"]
    assert "over 53.32 no longer" in done.told[0].what


def told(billing: Billing, content: bytes) -> tuple[str, list[str]]:
    result = receive(billing, content)
    return result.outcome, [each.code for each in result.problems]


def test_a_partner_sees_what_was_undone_in_its_next_statement(billing: Billing) -> None:
    """What an issued statement told of the first notice is taken back by the next one."""
    sent = three_claims(billing)
    march = b"20260330"
    receive(billing, first(sent).replace(b"20260410", march))
    issued = issue_statement(billing.hub, LPV, Month(2026, 3))
    assert not isinstance(issued, Refused)
    owed = -accounts(billing)["partner:LPV"]
    receive(billing, second(sent).replace(b"20260410", march))
    accepted(billing)
    shown = show_statement(billing.hub, LPV, Month(2026, 4))
    assert not isinstance(shown, Refused)
    assert (shown.body.opening, shown.body.closing) == (owed, 3400 + THEIRS)
    assert {line.kind for line in shown.body.lines} == {"payment", "undone"}
    assert shown.body.payable == 0


def test_a_roster_is_taken_back_by_its_rows_alone(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000)))
    (result,) = pay(billing, roster(billing, Row("M3", 10_000)))
    assert result.outcome == "parked"
    assert codes(accept_remittance(billing.hub, "R-1", WHY)) == ["remittance.is-a-roster"]


def test_the_month_follows_the_notice_that_holds(billing: Billing) -> None:
    """The first notice pays the month by one claim, the one that holds by the other."""
    agree_monthly(billing)
    one, two = billed(billing, 2, 9)
    receive(billing, month_paid_by(one, two))
    assert month_of(billing, one, two) == ["paid", "covered"]
    receive(billing, month_paid_by(two, one))
    accepted(billing)
    assert month_of(billing, one, two) == ["covered", "paid"]
    # 26.66 by 90 and 10 percent: 23.994 and 2.666
    assert accounts(billing) == {"deposit:acme": 2666, "partner:ZED": -2399, "hub-fee:acme": -267}


def month_paid_by(one: str, other: str) -> bytes:
    nothing = Clp(other, 0, billed=2666, payer_control=f"N{other[-4:]}", because="CO*24")
    return era(Clp(one, 2666, payer_control=f"N{one[-4:]}"), nothing)


def month_of(billing: Billing, *sent: str) -> list[str]:
    return [billing.claim(each[:11]).account.results[0].outcome for each in sent]
