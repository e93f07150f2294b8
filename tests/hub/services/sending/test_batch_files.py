"""The file of a batch: what cannot be written any more leaves the batch, and the rest goes."""

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.care.member import MEMBER, CorrectMember
from domain.claims.claim import CLAIM, HeldClaim, SubmittedClaim, VoidedClaim, VoidingClaim
from domain.identifiers import BatchId, Cin, PlanKey, StreamId
from domain.problem import Refused
from domain.sending.submission import SUBMISSION
from hub.handler import Ask
from hub.services.billing.claim_history import claim_history
from hub.services.billing.claims import void_claim
from hub.services.sending.batch_files import BatchFile, NoFile, unwritten, write_batch
from hub.services.sending.submissions import build_batch, leave_out, list_batches
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS
from tests.support import builders as b
from tests.support.billing import ACME, BIRCHWOOD, ECM, Billing
from tests.support.hubs import reopened


def batched(billing: Billing, plan: PlanKey = ACME) -> BatchId:
    """The batch of all that waits, not yet a file."""
    done = build_batch(billing.hub, plan)
    assert not isinstance(done, Refused), done
    (batch,) = done.batches
    assert batch.batch_id
    return batch.batch_id


def codes(file: BatchFile | NoFile) -> list[str]:
    """What was said against a file, or against claims that left it."""
    return [problem.code for problem in file.problems]


def overtaken(hub: Hub, faster: Callable[[], None]) -> Hub:
    """A hub that another run overtakes once, after it has read the claims to be written."""
    waiting = [faster]

    def clock() -> datetime:
        if waiting:
            waiting.pop()()
        return hub.clock()

    return dataclasses.replace(hub, clock=clock)


def state_wrong(billing: Billing, member: str, cin: str, state: str = "ZZ") -> None:
    """The record of a member, in which no file can be written while there is no such state."""
    known = replace(b.MEMBER, cin=Cin(cin), state=state)
    billing.done(Ask(MEMBER, member, CorrectMember(known)))


def test_a_claim_that_cannot_be_written_leaves_its_batch_and_the_rest_goes(
    billing: Billing,
) -> None:
    units = billing.authorize("M1", ECM, 10)
    billing.visit("M1", service=ECM, units=1)
    billing.visit("M2")
    bad, good = billing.built()
    batch_id = batched(billing)
    state_wrong(billing, "M1", "90000000A")
    file = write_batch(billing.hub, batch_id)
    assert isinstance(file, BatchFile)
    assert (file.claims, [each.sent_as[:11] for each in file.held]) == (1, [bad])
    content = (billing.hub.settings.folder / file.path).read_bytes()
    assert good.encode() in content
    assert bad.encode() not in content
    held, sent = billing.claim(bad), billing.claim(good)
    assert isinstance(held, HeldClaim)
    assert [problem.code for problem in held.problems] == ["837p.state-unknown"]
    assert isinstance(sent, SubmittedClaim)
    (row,) = list_batches(billing.hub)
    assert (row.state, row.claims, row.charge) == (
        "written",
        (sent.account.body.claim_id,),
        sent.account.body.charge,
    )
    assert billing.left(units) == 9


def test_what_left_a_batch_goes_with_the_next_under_a_number_of_its_own(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M2")
    bad, _ = billing.built()
    batch_id = batched(billing)
    state_wrong(billing, "M1", "90000000A")
    write_batch(billing.hub, batch_id)
    nothing = build_batch(billing.hub, ACME)
    assert not isinstance(nothing, Refused)
    assert (nothing.batches, [back.number for back in nothing.held]) == ((), [bad])
    state_wrong(billing, "M1", "90000000A", state="CA")
    file = write_batch(billing.hub, batched(billing))
    assert isinstance(file, BatchFile)
    assert (file.claims, file.held) == (1, ())
    assert [send.sent_as[11:13] for send in billing.claim(bad).account.sends] == ["01", "02"]


@pytest.mark.parametrize(("member", "plan"), [("M1", ACME), ("B1", BIRCHWOOD)])
def test_a_batch_that_every_claim_left_never_becomes_a_file(
    billing: Billing, member: str, plan: PlanKey
) -> None:
    billing.visit(member)
    (bad,) = billing.built()
    batch_id = batched(billing, plan)
    state_wrong(billing, member, "90000000A")
    (send,) = billing.claim(bad).account.sends
    refused = write_batch(billing.hub, batch_id)
    assert isinstance(refused, NoFile)
    assert codes(refused) == ["837p.state-unknown", "batch.emptied"]
    assert [each.sent_as for each in refused.held] == [send.sent_as]
    assert isinstance(billing.claim(bad), HeldClaim)
    assert [row.state for row in list_batches(billing.hub)] == ["emptied"]
    assert list(unwritten(billing.hub)) == []
    assert not (billing.hub.settings.folder / "outbox").exists()
    again = write_batch(billing.hub, batch_id)
    assert isinstance(again, NoFile)
    assert (codes(again), again.held) == (["batch.emptied"], ())


def test_a_claim_whose_member_cannot_be_read_any_more_can_be_taken_back(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M2")
    bad, _ = billing.built()
    batch_id = batched(billing)
    billing.hub.log.destroy_key(StreamId("M1"))
    file = write_batch(reopened(billing.hub.settings.folder), batch_id)
    assert isinstance(file, BatchFile)
    assert [each.problems[0].code for each in file.held] == ["claim.member-unreadable"]
    voided = void_claim(billing.hub, bad, reason="nobody to bill for")
    assert isinstance(voided, VoidedClaim)


def test_nothing_leaves_a_batch_whose_file_was_made(billing: Billing) -> None:
    billing.visit("M1")
    (number,) = billing.built()
    batch_id = batched(billing)
    submission = billing.hub.handler.state(SUBMISSION, batch_id)
    write_batch(billing.hub, batch_id)
    (send,) = billing.claim(number).account.sends
    refused = leave_out(billing.hub, submission.batch, {send.sent_as: (b.PROBLEM,)})
    assert isinstance(refused, Refused)
    assert refused.codes == ["batch.wrong-moment"]
    assert isinstance(billing.claim(number), SubmittedClaim)


def test_a_file_that_was_being_made_does_not_bill_a_claim_that_left_meanwhile(
    billing: Billing,
) -> None:
    billing.visit("M1")
    billing.visit("M2")
    bad, good = billing.built()
    batch_id = batched(billing)
    batch = billing.hub.handler.state(SUBMISSION, batch_id).batch
    (send,) = billing.claim(bad).account.sends

    def faster() -> None:
        assert leave_out(billing.hub, batch, {send.sent_as: (b.PROBLEM,)}) is None

    file = write_batch(overtaken(billing.hub, faster), batch_id)
    assert isinstance(file, BatchFile)
    content = (billing.hub.settings.folder / file.path).read_bytes()
    assert (file.claims, file.held) == (1, ())
    assert (good.encode() in content, bad.encode() in content) == (True, False)
    assert isinstance(billing.claim(bad), HeldClaim)
    again = write_batch(billing.hub, batched(billing))
    assert isinstance(again, BatchFile)
    assert bad.encode() in (billing.hub.settings.folder / again.path).read_bytes()


@pytest.mark.parametrize("members", [("M1", "M2"), ("M1",)])
def test_the_slower_of_two_runs_says_what_the_faster_one_came_to(
    billing: Billing, members: tuple[str, ...]
) -> None:
    for member in members:
        billing.visit(member)
    billing.built()
    batch_id = batched(billing)
    state_wrong(billing, "M1", "90000000A")
    done: list[BatchFile | NoFile] = []

    def faster() -> None:
        done.append(write_batch(billing.hub, batch_id))

    assert write_batch(overtaken(billing.hub, faster), batch_id) == done[0]
    (row,) = list_batches(billing.hub)
    assert row.state == ("written" if len(members) > 1 else "emptied")


def test_the_slower_of_two_runs_lays_out_the_file_of_the_faster_one(billing: Billing) -> None:
    billing.visit("M1")
    billing.built()
    batch_id = batched(billing)
    path = billing.hub.settings.folder / "outbox/acme/acme-000000001.837"
    content: list[bytes] = []

    def faster() -> None:
        assert isinstance(write_batch(billing.hub, batch_id), BatchFile)
        content.append(path.read_bytes())
        state_wrong(billing, "M1", "90000000A", state="NV")

    slower = overtaken(billing.hub, faster)
    later = dataclasses.replace(slower, clock=lambda: slower.clock() + timedelta(minutes=5))
    assert isinstance(write_batch(later, batch_id), BatchFile)
    assert [path.read_bytes()] == content


def test_the_rest_goes_though_a_claim_that_leaves_was_voided_meanwhile(billing: Billing) -> None:
    billing.visit("M1")
    (bad,) = billing.built()
    billing.sent()
    billing.answered(bad, b.answer(1, 5332))
    void_claim(billing.hub, bad, reason="billed in error")
    billing.visit("M2")
    (good,) = billing.built()
    batch_id = batched(billing)
    claim = billing.claim(bad).account
    back = dataclasses.replace(b.undo(5332), sent_as=claim.sends[0].sent_as)
    billing.done(Ask(CLAIM, claim.body.claim_id, back))
    assert isinstance(billing.claim(bad), VoidedClaim)
    state_wrong(billing, "M1", "90000000A")
    file = write_batch(billing.hub, batch_id)
    assert isinstance(file, BatchFile)
    content = (billing.hub.settings.folder / file.path).read_bytes()
    assert (good.encode() in content, bad.encode() in content) == (True, False)
    assert isinstance(billing.claim(bad), VoidedClaim)
    assert list(unwritten(billing.hub)) == []


def test_a_void_that_left_its_batch_goes_out_as_a_void_though_the_visit_was_corrected(
    billing: Billing,
) -> None:
    visit = billing.visit("M1")
    (number,) = billing.built()
    billing.sent()
    billing.answered(number, b.answer(1, 5332))
    billing.correct(visit, units=1)
    assert isinstance(void_claim(billing.hub, number, reason="one unit"), VoidingClaim)
    batch_id = batched(billing)
    state_wrong(billing, "M1", "90000000A")
    assert isinstance(write_batch(billing.hub, batch_id), NoFile)
    state_wrong(billing, "M1", "90000000A", state="CA")
    billing.sent()
    assert [send.frequency for send in billing.claim(number).account.sends] == ["1", "8", "8"]


def test_what_left_its_batch_was_never_sent_and_no_answer_is_due(billing: Billing) -> None:
    billing.visit("M1")
    (number,) = billing.built()
    batch_id = batched(billing)
    state_wrong(billing, "M1", "90000000A")
    write_batch(billing.hub, batch_id)
    (send,) = billing.claim(number).account.sends
    history = claim_history(billing.hub, number)
    assert not isinstance(history, Refused)
    assert [moment.says for moment in history[1:]] == [
        f"put into a batch as {send.sent_as} on 2026-04-15 as a new claim",
        "left its batch before the file was made: ZZ is no state of the country",
    ]
    (row,) = billing.hub.projector.live.rows(CLAIM_STATUS)
    assert (row.state, row.sends, row.last_batch_id, row.answer_due_on) == ("held", (), None, None)
