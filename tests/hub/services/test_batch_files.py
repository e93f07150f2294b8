"""The file of a batch: what cannot be written any more leaves the batch, and the rest goes."""

import pytest
from msgspec.structs import replace

from domain.claim import HeldClaim, SubmittedClaim, VoidedClaim
from domain.identifiers import BatchId, Cin, PlanKey, StreamId
from domain.member import MEMBER, CorrectMember
from domain.problem import Refused
from domain.submission import SUBMISSION
from hub.handler import Ask
from hub.services.batch_files import unwritten, write_batch
from hub.services.claims import void_claim
from hub.services.submissions import build_batch, leave_out, list_batches
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
    assert not isinstance(file, Refused)
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
    assert not isinstance(file, Refused)
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
    refused = write_batch(billing.hub, batch_id)
    assert isinstance(refused, Refused)
    assert refused.codes == ["837p.state-unknown"]
    assert isinstance(billing.claim(bad), HeldClaim)
    assert [row.state for row in list_batches(billing.hub)] == ["emptied"]
    assert list(unwritten(billing.hub)) == []
    assert not (billing.hub.settings.folder / "outbox").exists()
    again = write_batch(billing.hub, batch_id)
    assert isinstance(again, Refused)
    assert again.codes == ["batch.emptied"]


def test_a_claim_whose_member_cannot_be_read_any_more_can_be_taken_back(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M2")
    bad, _ = billing.built()
    batch_id = batched(billing)
    billing.hub.log.destroy_key(StreamId("M1"))
    file = write_batch(reopened(billing.hub.settings.folder), batch_id)
    assert not isinstance(file, Refused)
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
