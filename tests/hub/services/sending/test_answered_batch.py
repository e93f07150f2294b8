"""An acknowledgement is about a batch of ours only where all that it states fits the file sent."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from adapters.edi.envelope import read_transactions
from domain.agreements.plan import PLAN, AdoptPlan
from domain.claims.claim import RejectedClaim, SubmittedClaim
from domain.identifiers import ArchiveId
from hub.handler import Ask
from hub.services.receiving.receiving import inspect_file, receive_file
from hub.services.results import TransactionResult
from hub.services.sending.acknowledgements import inspect_acknowledgement, post_acknowledgement
from hub.services.sending.submissions import build_batch
from projections.batch_status import BATCH_STATUS
from tests.support import answers
from tests.support.billing import ACME, Billing

REJECTED = answers.functional(1, "R")
NOT_TAKEN = answers.ta1(1, "R", "006")
WHOLE_FILE = answers.about_the_file("1", "A3")
OTHER = b"CLEARINGHOUSE"


def padded(name: bytes) -> bytes:
    return name.ljust(15)


def swapped(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new, 1)


def from_another(content: bytes) -> bytes:
    return swapped(content, padded(answers.RECEIVER.encode()), padded(OTHER))


def to_another(content: bytes) -> bytes:
    return swapped(content, padded(answers.SENDER.encode()), padded(b"SOMEBODYELSE"))


@pytest.fixture
def sent(billing: Billing) -> str:
    """The CLM01 of one claim, alone in batch acme-000000001."""
    billing.visit("M1")
    (number,) = billing.built()
    billing.sent()
    return billing.claim(number).account.sends[0].sent_as


def post(billing: Billing, content: bytes) -> TransactionResult:
    (result,) = [
        post_acknowledgement(billing.hub, each, ArchiveId("archive-1"), "answer.edi")
        for each in read_transactions(content)
    ]
    return result


@pytest.mark.parametrize("content", [REJECTED, NOT_TAKEN, WHOLE_FILE], ids=["999", "TA1", "277CA"])
@pytest.mark.parametrize(
    ("change", "what"),
    [
        (from_another, "ISA06 is not ACMEINVENTED, whom that was sent to"),
        (to_another, "ISA08 is not EXAMPLETONHUB, under which that was sent"),
    ],
    ids=["sender", "receiver"],
)
def test_an_answer_between_other_parties_touches_nothing_of_ours(
    billing: Billing, sent: str, content: bytes, change: Callable[[bytes], bytes], what: str
) -> None:
    result = post(billing, change(content))
    assert (result.outcome, result.rejected, result.subject) == ("rejected", 1, None)
    assert not result.answers
    problem = result.problems[-1]
    assert (problem.code, problem.where) == (
        "acknowledgement.not-of-this-batch",
        "answer.edi, transaction 1",
    )
    assert problem.what == (
        f"it answers control number {problem.what.split()[4]} which batch acme-000000001 has, "
        f"but {what}"
    )
    assert isinstance(billing.claim(sent), SubmittedClaim)
    (row,) = billing.hub.projector.live.rows(BATCH_STATUS)
    assert row.state == "written"


@pytest.mark.parametrize(
    ("content", "old", "new", "differs"),
    [
        (REJECTED, b"AK1*HC*1*005010X222A1", b"AK1*HC*1*005010X222A2", "AK103 is not"),
        (REJECTED, b"AK1*HC*1*", b"AK1*HP*1*", "AK101 is not HC"),
        (REJECTED, b"AK2*837*0001", b"AK2*837*0003", "AK202 names 1 that is not in it"),
        (NOT_TAKEN, b"*260415*1200*R", b"*250415*1200*R", "TA102 and TA103 are not 260415 and"),
        (NOT_TAKEN, b"*260415*1200*R", b"*260415*1230*R", "TA102 and TA103 are not 260415 and"),
    ],
    ids=["guide", "kind", "transaction", "day", "time"],
)
def test_an_answer_to_another_file_of_the_same_number_touches_nothing_of_ours(
    billing: Billing, sent: str, content: bytes, old: bytes, new: bytes, differs: str
) -> None:
    result = post(billing, swapped(content, old, new))
    problem = result.problems[-1]
    assert (problem.code, result.subject) == ("acknowledgement.not-of-this-batch", None)
    assert differs in problem.what
    assert problem.fix == "ask the sender which file it answers"
    assert isinstance(billing.claim(sent), SubmittedClaim)


@pytest.mark.parametrize(
    ("content", "old", "new"),
    [
        (REJECTED, b"AK1*HC*1*005010X222A1", b"AK1*HC*1"),
        (REJECTED, b"AK2*837*0001", b"AK2*837*1"),
        (NOT_TAKEN, b"*260415*1200*R", b"***R"),
        (NOT_TAKEN, b"*260415*1200*R", b"*260415*120000*R"),
        (REJECTED, padded(answers.SENDER.encode()), padded(b"")),
    ],
    ids=["no guide", "no zeros", "no day", "seconds", "no receiver"],
)
def test_what_is_not_stated_differs_from_nothing(
    billing: Billing, sent: str, content: bytes, old: bytes, new: bytes
) -> None:
    assert post(billing, swapped(content, old, new)).subject is not None
    assert isinstance(billing.claim(sent), RejectedClaim)


def test_a_plan_answers_under_another_name_once_its_profile_says_so(
    billing: Billing, sent: str
) -> None:
    before = post(billing, from_another(REJECTED))
    assert "add it under remitters in its profile" in before.problems[-1].fix
    plan = billing.plan(ACME)
    route = replace(plan.profile.route, remitters=(OTHER.decode(),))
    profile = replace(plan.profile, route=route)
    billing.done(Ask(PLAN, plan.plan_id, AdoptPlan(plan.plan_id, profile)))
    after = post(billing, from_another(REJECTED))
    assert (after.outcome, after.problems) == ("rejected", ())
    assert isinstance(billing.claim(sent), RejectedClaim)


def test_a_batch_without_a_file_was_answered_by_nobody(billing: Billing) -> None:
    billing.visit("M1")
    (number,) = billing.built()
    build_batch(billing.hub, ACME)
    (problem,) = post(billing, REJECTED).problems
    assert problem.what == (
        "it answers control number 1, which batch acme-000000001 has, but its file was never "
        "written"
    )
    assert isinstance(billing.claim(number), SubmittedClaim)


def test_of_two_batches_that_fit_the_one_sent_that_way_is_answered(
    billing: Billing, sent: str
) -> None:
    plan = billing.plan(ACME)
    route = replace(plan.profile.route, receiver_id="SECONDROUTE", remitters=(answers.RECEIVER,))
    profile = replace(plan.profile, route=route)
    billing.done(Ask(PLAN, plan.plan_id, AdoptPlan(plan.plan_id, profile)))
    billing.visit("M2")
    billing.built()
    billing.sent()
    assert [row.control for row in billing.hub.projector.live.rows(BATCH_STATUS)] == [1, 1]
    assert post(billing, REJECTED).problems == ()
    assert isinstance(billing.claim(sent), RejectedClaim)


@pytest.mark.parametrize(
    "content",
    [answers.functional(99, "A"), answers.ta1(99, "A"), answers.about_the_file("99", "A2")],
    ids=["999", "TA1", "277CA"],
)
def test_an_answer_about_no_batch_of_ours_needs_a_person(
    billing: Billing, sent: str, content: bytes
) -> None:
    looked = inspect_file(billing.hub, content, "answer.edi")
    result = receive_file(billing.hub, content, "answer.edi")
    for each in (looked, result):
        assert (each.outcome, each.exit_code) == ("accepted", 3)
        assert [problem.code for problem in each.transactions[0].problems] == [
            "acknowledgement.batch-unknown"
        ]
    assert isinstance(billing.claim(sent), SubmittedClaim)


def test_a_number_too_long_to_be_one_is_nobodys(billing: Billing, sent: str) -> None:
    content = swapped(REJECTED, b"AK1*HC*1*", b"AK1*HC*" + b"9" * 5000 + b"*")
    looked = [
        inspect_acknowledgement(billing.hub, each, ArchiveId(""), "answer.edi")
        for each in read_transactions(content)
    ]
    assert looked[0].problems[-1].code == "acknowledgement.batch-unknown"
    assert isinstance(billing.claim(sent), SubmittedClaim)
