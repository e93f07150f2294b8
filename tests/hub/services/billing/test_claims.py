"""Claims found, shown, corrected, voided, closed; what becomes of their units and visits."""

from datetime import UTC, date, datetime
from pathlib import Path

from msgspec.structs import replace

from domain.care.authorization import AUTHORIZATION, GrantAuthorization
from domain.care.encounter import ClaimedEncounter, ReadyEncounter
from domain.claims.claim import (
    AdjudicatedClaim,
    ClosedClaim,
    CorrectingClaim,
    KnownClaim,
    OpenedClaim,
    RejectedClaim,
    VoidedClaim,
    VoidingClaim,
)
from domain.claims.claim_facts import Reason
from domain.claims.claim_states import RejectClaim
from domain.identifiers import AuthorizationId, AuthorizationNumber, Diagnosis
from domain.period import Period
from domain.problem import Refused
from hub.clock import standing_clock
from hub.handler import Ask
from hub.services.billing.claim_history import claim_history
from hub.services.billing.claims import (
    Restatement,
    change_claim,
    close_claim,
    correct_claim,
    list_claims,
    show_claim,
    void_claim,
)
from hub.services.billing.units import unit_asks
from hub.services.sending.submissions import build_batch, rebatch
from tests.support import builders as b
from tests.support.billing import ACME, ECM, Billing, ready_hub

WRONG = Restatement("units were mistyped")


def rejected(billing: Billing, number: str) -> KnownClaim:
    """The last sending of a claim comes back unread."""
    account = billing.claim(number).account
    send = account.sends[-1].sent_as
    command = RejectClaim(send, "claim", (Reason("A3:21", "STC"),), date(2026, 4, 16), None)
    state = change_claim(
        billing.hub, account.body.claim_id, command, lambda s: unit_asks(s.account, s)
    )
    assert not isinstance(state, Refused), state
    return state


def codes(answer: object) -> list[str]:
    return answer.codes if isinstance(answer, Refused) else []


def test_a_claim_is_found_by_its_number_and_by_the_number_of_a_sending(billing: Billing) -> None:
    billing.visit()
    (number,) = billing.built()
    billing.sent()
    for text in (number, number.lower(), billing.claim(number).account.sends[0].sent_as):
        row = show_claim(billing.hub, text)
        assert not isinstance(row, Refused)
        assert (row.number, row.state) == (number, "submitted")
    assert codes(show_claim(billing.hub, "LPV99999999")) == ["claim.unknown"]


def test_a_claim_is_shown_as_it_was_known_at_a_position(billing: Billing) -> None:
    before = billing.hub.log.head().position
    billing.visit()
    (number,) = billing.built()
    opened = billing.hub.log.head().position
    billing.sent()
    then = show_claim(billing.hub, number, known_at=opened)
    assert not isinstance(then, Refused)
    assert then.state == "open"
    assert codes(show_claim(billing.hub, number, known_at=before)) == ["claim.not-known-then"]


def test_claims_are_listed_by_state_and_by_who_acts_next(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("B1")
    first, second = billing.built()
    billing.sent()
    assert [row.number for row in list_claims(billing.hub, waiting_on="plan")] == [first]
    assert [row.number for row in list_claims(billing.hub, state="open")] == [second]


def test_a_correction_draws_its_lines_from_the_visits_as_they_now_stand(billing: Billing) -> None:
    visit = billing.visit()
    (number,) = billing.built()
    billing.correct(visit, units=1, minutes=30, service_on=date(2026, 3, 4))
    state = correct_claim(billing.hub, number, WRONG)
    assert isinstance(state, OpenedClaim)
    (line,) = state.account.body.lines
    assert (line.line, line.units, line.charge) == (1, 1, 2666)
    assert line.service_on == date(2026, 3, 4)


def test_a_correction_that_says_the_same_is_refused(billing: Billing) -> None:
    billing.visit()
    (number,) = billing.built()
    assert codes(correct_claim(billing.hub, number, WRONG)) == ["claim.nothing-corrected"]


def test_a_correction_meets_the_plans_checks_like_a_new_claim(billing: Billing) -> None:
    visit = billing.visit()
    (number,) = billing.built()
    billing.correct(visit, units=5, minutes=150)
    assert codes(correct_claim(billing.hub, number, WRONG)) == ["edit.units-per-day"]


def test_a_correction_does_not_count_the_units_that_it_replaces(billing: Billing) -> None:
    visit = billing.visit(units=3, minutes=90)
    (number,) = billing.built()
    billing.correct(visit, units=4, minutes=120)
    assert isinstance(correct_claim(billing.hub, number, WRONG), OpenedClaim)


def test_a_dry_run_of_a_correction_records_nothing(billing: Billing) -> None:
    visit = billing.visit()
    (number,) = billing.built()
    billing.correct(visit, units=1, minutes=30)
    before = billing.hub.log.head().position
    assert not isinstance(correct_claim(billing.hub, number, WRONG, dry_run=True), Refused)
    assert billing.hub.log.head().position == before


def test_a_correction_of_what_a_plan_answered_replaces_it(billing: Billing) -> None:
    visit = billing.visit()
    (number,) = billing.built()
    billing.sent()
    billing.answered(number, b.answer(1, 0))
    billing.correct(visit, units=1, minutes=30)
    assert isinstance(correct_claim(billing.hub, number, WRONG), CorrectingClaim)
    billing.sent()
    send = billing.claim(number).account.sends[-1]
    assert (send.frequency, send.sent_as[:13]) == ("7", f"{number}02")


def test_other_diagnoses_may_be_given(billing: Billing) -> None:
    billing.visit()
    (number,) = billing.built()
    state = correct_claim(billing.hub, number, Restatement("coded anew", (Diagnosis("Z602"),)))
    assert isinstance(state, OpenedClaim)
    assert state.account.body.diagnoses == (Diagnosis("Z602"),)


def test_care_of_a_dropped_line_that_no_plan_has_read_may_be_billed_again(
    billing: Billing,
) -> None:
    billing.visit()
    dropped = billing.visit(service_on=date(2026, 3, 4))
    (number,) = billing.built()
    state = correct_claim(billing.hub, number, Restatement("not ours", drop_lines=(2,)))
    assert not isinstance(state, Refused)
    assert isinstance(billing.encounter(dropped), ReadyEncounter)
    assert codes(
        correct_claim(billing.hub, number, Restatement("nothing left", drop_lines=(1,)))
    ) == ["claim.no-lines-left"]


def test_the_correction_of_care_reaches_a_claim_that_was_not_sent(billing: Billing) -> None:
    visit = billing.visit()
    (number,) = billing.built()
    billing.correct(visit, units=1, minutes=30)
    done = build_batch(billing.hub, ACME)
    assert not isinstance(done, Refused)
    assert done.batches == ()
    assert [p.code for back in done.held for p in back.problems] == ["claim.encounter-changed"]
    assert isinstance(correct_claim(billing.hub, number, WRONG), OpenedClaim)
    billing.sent()
    assert billing.claim(number).account.body.units == 1


def test_a_correction_of_care_that_changes_no_line_lets_the_claim_go(billing: Billing) -> None:
    visit = billing.visit()
    (number,) = billing.built()
    billing.correct(visit, minutes=61)
    build_batch(billing.hub, ACME)
    assert not isinstance(correct_claim(billing.hub, number, WRONG), Refused)
    billing.sent()


def test_corrected_care_must_be_authorized_on_its_new_day(billing: Billing) -> None:
    authorization = billing.authorize("M1", ECM, 3)
    grant = billing.hub.handler.state(AUTHORIZATION, authorization).grant
    ended = replace(
        grant,
        authorization_id=AuthorizationId("short"),
        units=1,
        period=Period(date(2026, 3, 1), date(2026, 3, 5)),
    )
    billing.done(Ask(AUTHORIZATION, "short", GrantAuthorization(ended)))
    visit = billing.visit(service=ECM, units=1, minutes=None)
    (number,) = billing.built()
    assert billing.claim(number).account.body.authorization_id == "short"
    billing.correct(visit, service_on=date(2026, 3, 20))
    assert codes(correct_claim(billing.hub, number, WRONG)) == ["claim.care-not-authorized"]


def test_care_that_names_another_authorization_leaves_the_claim(billing: Billing) -> None:
    billing.authorize("M1", ECM, 3)
    visit = billing.visit(service=ECM, units=1, minutes=None)
    (number,) = billing.built()
    billing.correct(visit, authorization=AuthorizationNumber("AUTH-OTHER-9"))
    assert codes(correct_claim(billing.hub, number, WRONG)) == ["claim.other-authorization"]


def test_a_corrected_day_is_within_the_filing_limit(tmp_path: Path) -> None:
    august = standing_clock(datetime(2026, 8, 20, 19, tzinfo=UTC))
    billing = ready_hub(tmp_path, august)
    visit = billing.visit(service_on=date(2026, 8, 1))
    (number,) = billing.built()
    billing.correct(visit, service_on=date(2026, 1, 10))
    assert codes(correct_claim(billing.hub, number, WRONG)) == ["encounter.past-filing-limit"]
    billing.hub.close()


def test_a_paid_line_is_dropped_only_on_purpose(billing: Billing) -> None:
    billing.visit()
    paid = billing.visit(service_on=date(2026, 3, 4))
    (number,) = billing.built()
    billing.sent()
    billing.answered(number, b.answer(1, 0), b.answer(2, 5332))
    drop = Restatement("billed twice", drop_lines=(2,))
    assert codes(correct_claim(billing.hub, number, drop)) == ["claim.drops-paid-line"]
    meant = Restatement("billed twice", drop_lines=(2,), drop_paid_lines=True)
    assert isinstance(correct_claim(billing.hub, number, meant), CorrectingClaim)
    assert isinstance(billing.encounter(paid), ClaimedEncounter)


def test_voiding_what_was_never_sent_frees_visits_and_units(billing: Billing) -> None:
    authorization = billing.authorize("M1", ECM, 3)
    visit = billing.visit(service=ECM, units=1, minutes=None)
    (number,) = billing.built()
    assert billing.left(authorization) == 2
    assert isinstance(void_claim(billing.hub, number, reason="not ours"), VoidedClaim)
    assert billing.left(authorization) == 3
    assert isinstance(billing.encounter(visit), ReadyEncounter)
    again = billing.hub.log.head().position
    assert isinstance(void_claim(billing.hub, number, reason="not ours"), VoidedClaim)
    assert billing.hub.log.head().position == again
    assert billing.built() == ["LPV00000002"]


def test_voiding_what_was_paid_keeps_the_visit_until_the_plan_takes_its_money_back(
    billing: Billing,
) -> None:
    visit = billing.visit()
    (number,) = billing.built()
    billing.sent()
    billing.answered(number, b.answer(1, 5332))
    assert isinstance(void_claim(billing.hub, number, reason="billed in error"), VoidingClaim)
    assert isinstance(billing.encounter(visit), ClaimedEncounter)
    billing.sent()
    assert billing.claim(number).account.sends[-1].frequency == "8"


def test_a_sent_claim_waits_for_its_answer_before_it_is_voided(billing: Billing) -> None:
    billing.visit()
    (number,) = billing.built()
    billing.sent()
    assert codes(void_claim(billing.hub, number, reason="too late")) == ["claim.not-answered-yet"]


def test_closing_gives_back_the_units_kept_for_a_correction(billing: Billing) -> None:
    authorization = billing.authorize("M1", ECM, 3)
    billing.visit(service=ECM, units=1, minutes=None)
    (number,) = billing.built()
    billing.sent()
    billing.answered(number, b.answer(1, 0))
    assert isinstance(billing.claim(number), AdjudicatedClaim)
    assert billing.left(authorization) == 2
    assert isinstance(close_claim(billing.hub, number, reason="no appeal"), ClosedClaim)
    assert billing.left(authorization) == 3


def test_a_rejection_gives_units_back_and_sending_again_reserves_them(billing: Billing) -> None:
    authorization = billing.authorize("M1", ECM, 3)
    billing.visit(service=ECM, units=1, minutes=None)
    (number,) = billing.built()
    billing.sent()
    assert isinstance(rejected(billing, number), RejectedClaim)
    assert billing.left(authorization) == 3
    assert not isinstance(rebatch(billing.hub, [number]), Refused)
    assert billing.left(authorization) == 2


def test_a_rejected_claim_whose_units_went_elsewhere_is_held_back(billing: Billing) -> None:
    billing.authorize("M1", ECM, 1)
    billing.visit(service=ECM, units=1, minutes=None)
    (number,) = billing.built()
    billing.sent()
    rejected(billing, number)
    billing.visit(service=ECM, units=1, minutes=None, service_on=date(2026, 3, 9))
    assert len(billing.built()) == 1
    batching = rebatch(billing.hub, [number])
    assert not isinstance(batching, Refused)
    assert batching.batches == ()
    assert [p.code for held in batching.held for p in held.problems] == [
        "authorization.units-exceeded"
    ]
    assert isinstance(billing.claim(number), RejectedClaim)


def test_only_rejected_claims_are_sent_again(billing: Billing) -> None:
    billing.visit()
    (number,) = billing.built()
    assert codes(rebatch(billing.hub, [number, "LPV00000099"])) == [
        "claim.unknown",
        "claim.not-rejected",
    ]


def test_the_history_tells_every_fact_in_plain_words(billing: Billing) -> None:
    billing.visit()
    (number,) = billing.built()
    billing.sent()
    billing.answered(number, b.answer(1, 4000, 1, "CO-45"))
    history = claim_history(billing.hub, number)
    assert not isinstance(history, Refused)
    send = billing.claim(number).account.sends[0].sent_as
    assert [moment.says for moment in history] == [
        "opened with 1 line, 2 units, 53.32; the plan accepts it until 2026-08-29",
        f"sent as {send} on 2026-04-15 as a new claim; an answer is due by 2026-05-15",
        "answered on 2026-04-06: 40.00 paid; line 1 part-paid 40.00 of 53.32 (CO-45)",
    ]


def test_the_history_tells_the_remarks_of_a_line_beside_its_reasons(billing: Billing) -> None:
    billing.visit()
    (number,) = billing.built()
    billing.sent()
    line = replace(b.answer(1, 0, None, "CO-16"), remarks=("MA130", "N290", "SOMEBODY BY NAME"))
    billing.answered(number, line)
    history = claim_history(billing.hub, number)
    assert not isinstance(history, Refused)
    assert history[-1].says.endswith("line 1 denied 0.00 of 53.32 (CO-16 MA130 N290 other)")
