"""What TA1, 999 and 277CA say becomes facts about the batch and each of its claims."""

from msgspec.structs import replace

from adapters.edi.envelope import read_transactions
from domain.agreements.plan import PLAN, AdoptPlan
from domain.claims.claim import AcceptedClaim, RejectedClaim, SubmittedClaim
from domain.identifiers import ArchiveId, ClaimNumber, send_number
from domain.sending.acknowledgement import AcknowledgementRecorded
from hub.handler import Ask
from hub.services.results import TransactionResult
from hub.services.sending.acknowledgements import inspect_acknowledgement, post_acknowledgement
from hub.services.sending.submissions import rebatch
from projections.batch_status import BATCH_STATUS
from tests.support import answers, planted
from tests.support.billing import ACME, ECM, Billing


def post(billing: Billing, content: bytes) -> TransactionResult:
    (result,) = [
        post_acknowledgement(billing.hub, transaction, ArchiveId("archive-1"), "answer.edi")
        for transaction in read_transactions(content)
    ]
    return result


def sent(billing: Billing, *members: str) -> list[str]:
    """Claims of these members, sent in batch 1; their CLM01s."""
    for member in members:
        billing.visit(member)
    numbers = billing.built()
    billing.sent()
    return [billing.claim(number).account.sends[0].sent_as for number in numbers]


def state_of(billing: Billing) -> str:
    (row,) = billing.hub.projector.live.rows(BATCH_STATUS)
    return row.state


def test_a_ta1_that_takes_the_file_leaves_the_claims_waiting(billing: Billing) -> None:
    (send,) = sent(billing, "M1")
    result = post(billing, answers.ta1(1, "A"))
    assert (result.kind, result.outcome, result.accepted) == ("TA1", "accepted", 1)
    assert state_of(billing) == "accepted"
    assert isinstance(billing.claim(send), SubmittedClaim)


def test_a_file_that_was_not_taken_sends_every_claim_back_and_units_with_them(
    billing: Billing,
) -> None:
    authorization = billing.authorize("M2", ECM, 2)
    billing.visit("M2", service=ECM, units=1, minutes=None)
    first, second = sent(billing, "M1")
    assert billing.left(authorization) == 1
    result = post(billing, answers.ta1(1, "R", "006"))
    assert result.outcome == "rejected"
    assert set((result.answers or {}).values()) == {"rejected"}
    for send in (first, second):
        claim = billing.claim(send)
        assert isinstance(claim, RejectedClaim)
        assert (claim.gate, claim.reasons[0].code) == ("file", "TA1:006")
    assert billing.left(authorization) == 2
    assert state_of(billing) == "rejected"


def test_a_999_rejects_the_file_and_names_the_fault(billing: Billing) -> None:
    (send,) = sent(billing, "M1")
    result = post(billing, answers.functional(1, "R"))
    assert (result.outcome, result.accepted, result.rejected) == ("rejected", 0, 1)
    claim = billing.claim(send)
    assert isinstance(claim, RejectedClaim)
    assert claim.reasons[0].code == "IK4-7"
    assert claim.reasons[0].where == "segment 22, loop 2300, CLM05"


def test_a_999_that_takes_the_file_with_errors_takes_it(billing: Billing) -> None:
    sent(billing, "M1")
    assert post(billing, answers.functional(1, "E")).outcome == "accepted"


def test_of_a_file_taken_in_part_only_the_rejected_transactions_come_back(
    billing: Billing,
) -> None:
    plan = billing.plan(ACME)
    route = replace(plan.profile.route, claims_per_transaction=1)
    profile = replace(plan.profile, route=route)
    billing.done(Ask(PLAN, plan.plan_id, AdoptPlan(plan.plan_id, profile)))
    first, second, third = sent(billing, "M1", "M2", "M3")
    result = post(billing, answers.in_part(1, "ARA"))
    assert (result.outcome, result.accepted, result.rejected) == ("partial", 2, 1)
    assert result.answers == {second[:11]: "rejected"}
    assert isinstance(billing.claim(second), RejectedClaim)
    assert isinstance(billing.claim(first), SubmittedClaim)
    assert isinstance(billing.claim(third), SubmittedClaim)
    assert state_of(billing) == "partial"


def test_a_file_whose_every_transaction_was_rejected_is_rejected(billing: Billing) -> None:
    first, second = sent(billing, "M1", "M2")
    assert post(billing, answers.in_part(1, "R")).outcome == "rejected"
    assert isinstance(billing.claim(first), RejectedClaim)
    assert isinstance(billing.claim(second), RejectedClaim)


def test_a_277ca_answers_claim_by_claim(billing: Billing) -> None:
    first, second, third = sent(billing, "M1", "M2", "M3")
    content = answers.about_claims([(first, "A2"), (second, "A3"), (third, "A1")])
    result = post(billing, content)
    assert (result.outcome, result.accepted, result.rejected) == ("partial", 2, 1)
    assert result.answers == {
        first[:11]: "accepted",
        second[:11]: "rejected",
        third[:11]: "received",
    }
    accepted, back = billing.claim(first), billing.claim(second)
    assert isinstance(accepted, AcceptedClaim)
    assert accepted.account.payer_control == f"P{first[3:11]}"
    assert isinstance(back, RejectedClaim)
    assert (back.gate, back.reasons[0].code) == ("claim", "A3:20")
    assert billing.claim(third).account.received


def test_a_277ca_may_reject_the_whole_file_without_naming_a_claim(billing: Billing) -> None:
    first, second = sent(billing, "M1", "M2")
    result = post(billing, answers.about_the_file("1", "A3"))
    assert (result.outcome, result.rejected) == ("rejected", 2)
    assert isinstance(billing.claim(first), RejectedClaim)
    assert isinstance(billing.claim(second), RejectedClaim)


def test_a_provider_rejected_beside_claims_makes_the_answer_one_in_part(billing: Billing) -> None:
    first, second = sent(billing, "M1", "M2")
    result = post(billing, answers.about_providers(["A3", "A2"], [(second, "A2")]))
    assert (result.outcome, result.accepted, result.rejected) == ("partial", 1, 1)
    assert [problem.code for problem in result.problems] == ["acknowledgement.claims-unnamed"]
    assert isinstance(billing.claim(first), SubmittedClaim)
    assert isinstance(billing.claim(second), AcceptedClaim)


def test_a_provider_rejected_beside_one_that_is_taken_rejects_no_claim_unnamed(
    billing: Billing,
) -> None:
    (first,) = sent(billing, "M1")
    result = post(billing, answers.about_providers(["A3", "A2"]))
    assert (result.outcome, result.rejected) == ("partial", 1)
    assert "acknowledgement.claims-unnamed" in [problem.code for problem in result.problems]
    assert isinstance(billing.claim(first), SubmittedClaim)


def test_where_every_provider_is_rejected_the_whole_file_is(billing: Billing) -> None:
    (first,) = sent(billing, "M1")
    assert post(billing, answers.about_providers(["A3"])).outcome == "rejected"
    assert isinstance(billing.claim(first), RejectedClaim)


def test_a_claim_of_which_nothing_clear_is_said_is_told_and_stays_as_it_is(
    billing: Billing,
) -> None:
    first, second = sent(billing, "M1", "M2")
    result = post(billing, answers.about_claims([(first, "A2"), (second, "A4")]))
    assert result.answers == {first[:11]: "accepted", second[:11]: "unknown"}
    assert isinstance(billing.claim(second), SubmittedClaim)
    only = post(billing, answers.about_claims([(second, "A4")], "9"))
    assert (only.outcome, only.answers) == ("unreadable", {second[:11]: "unknown"})


def test_a_999_that_names_no_fault_gives_the_codes_it_has(billing: Billing) -> None:
    (send,) = sent(billing, "M1")
    content = answers.functional(1, "R").replace(b"IK5*R~", b"IK5*R*3~")
    fault = content[content.index(b"IK3") : content.index(b"IK5")]
    post(billing, content.replace(fault, b""))
    claim = billing.claim(send)
    assert isinstance(claim, RejectedClaim)
    assert [(reason.code, reason.where) for reason in claim.reasons] == [("IK5-3", "group 1")]


def test_what_is_no_code_is_in_no_reason(billing: Billing) -> None:
    (send,) = sent(billing, "M1")
    words = planted.LAST_NAME
    post(billing, answers.ta1(1, "R", words))
    claim = billing.claim(send)
    assert isinstance(claim, RejectedClaim)
    assert planted.planted_in(repr(claim.reasons)) == []
    assert claim.reasons[0].code == f"TA1:a text of {len(words)} characters"


def test_claims_that_are_not_ours_are_counted_and_told(billing: Billing) -> None:
    (send,) = sent(billing, "M1")
    never_sent = send_number(ClaimNumber(send[:11]), 2)
    result = post(billing, answers.about_claims([(send, "A2"), (never_sent, "A2"), ("ABC", "A3")]))
    assert (result.unmatched_claims, result.outcome) == (2, "partial")
    assert result.answers == {send[:11]: "accepted"}
    assert [problem.code for problem in result.problems] == ["acknowledgement.claims-unknown"]


def test_an_answer_about_no_batch_of_ours_is_recorded_and_told(billing: Billing) -> None:
    sent(billing, "M1")
    result = post(billing, answers.ta1(99, "R"))
    assert result.outcome == "rejected"
    assert result.answers is None
    assert [problem.code for problem in result.problems] == ["acknowledgement.batch-unknown"]
    assert state_of(billing) == "written"


def test_a_day_in_place_of_a_control_number_is_not_repeated(billing: Billing) -> None:
    born = f"{planted.BORN_ON:%Y%m%d}"
    content = answers.functional(1, "R").replace(b"AK1*HC*1", f"AK1*HC*{born}".encode())
    told = [problem.what for problem in post(billing, content).problems]
    assert told[0].startswith("it answers control number (unreadable)")


def test_the_same_answer_again_says_so_and_adds_nothing(billing: Billing) -> None:
    (send,) = sent(billing, "M1")
    content = answers.about_claims([(send, "A3")])
    post(billing, content)
    before = billing.hub.log.head().position
    again = post(billing, content)
    assert (again.outcome, again.was) == ("duplicate", "rejected")
    assert billing.hub.log.head().position == before


def test_an_answer_to_an_earlier_sending_changes_nothing(billing: Billing) -> None:
    (send,) = sent(billing, "M1")
    post(billing, answers.about_claims([(send, "A3")]))
    rebatch(billing.hub, [send])
    post(billing, answers.about_claims([(send, "A2")], control="9"))
    assert isinstance(billing.claim(send), SubmittedClaim)


def test_inspecting_says_the_same_and_changes_nothing(billing: Billing) -> None:
    (send,) = sent(billing, "M1")
    before = billing.hub.log.head().position
    (result,) = [
        inspect_acknowledgement(billing.hub, transaction, ArchiveId(""), "answer.edi")
        for transaction in read_transactions(answers.about_claims([(send, "A3")]))
    ]
    assert (result.outcome, result.answers) == ("rejected", {send[:11]: "rejected"})
    assert billing.hub.log.head().position == before


def test_the_answer_names_the_file_and_no_fact_does(billing: Billing) -> None:
    content = answers.functional(99, "A")
    transaction = next(iter(read_transactions(content)))
    told = post_acknowledgement(billing.hub, transaction, ArchiveId("a"), "Fern Quillfeather.999")
    assert [each.where for each in told.problems] == ["Fern Quillfeather.999, transaction 1"]
    kept = [each.fact for page in billing.hub.log.read() for each in page]
    (fact,) = (each for each in kept if isinstance(each, AcknowledgementRecorded))
    assert [each.where for each in fact.receipt.problems] == ["transaction 1"]
