"""One story with something of everything in it."""

from domain.care.encounter import (
    ENCOUNTER,
    ClaimEncounter,
    CorrectEncounter,
    FreeEncounter,
    HoldEncounter,
    RecordEncounter,
)
from domain.claims.claim import (
    CLAIM,
    CloseClaim,
    CorrectClaim,
    HoldClaim,
    ReceiveClaim,
    RejectClaim,
    VoidClaim,
)
from domain.claims.claim_facts import Reason
from domain.claims.claim_money import PostInterest, PostPayment
from domain.claims.claim_recoveries import PostTakeback
from domain.identifiers import (
    ArchiveId,
    BatchId,
    PlanId,
    send_number,
)
from domain.notices.remittance import (
    REMITTANCE,
    ParkRemittance,
)
from domain.posting import Entry, carried_account, hub_own_account
from domain.sending.submission import SUBMISSION, AcknowledgeBatch, Batch, BuildBatch, WriteBatch
from tests.projections.stories import (
    A_PROBLEM,
    HALF_UNITS,
    NO_AUTHORIZATION,
    PLAN,
    SPRING,
    Story,
    answered_line,
    body,
    claim_id,
    deposited,
    line,
    money,
    notice,
    number,
    opened,
    payment,
    posted,
    report,
    sent,
    unmatched,
)


def a_whole_life() -> Story:
    """Claims paid, reduced, denied, rejected, corrected, voided; money parked, taken, deposited."""
    story = Story()
    for serial in range(1, 9):
        partner = "LPV" if serial % 2 else "OAK"
        opened(story, serial, line(), line(2, units=4, charge=20_000), partner=partner)
    story.ask(CLAIM, claim_id(8), HoldClaim((A_PROBLEM,)))
    for visit in range(1, 7):
        story.ask(ENCOUNTER, f"visit-{visit}", RecordEncounter(report(f"visit-{visit}"), None))
    story.ask(ENCOUNTER, "visit-9", RecordEncounter(report("visit-9"), "no-cin"))
    story.ask(ENCOUNTER, "visit-1", ClaimEncounter(claim_id(1), 1))
    story.ask(ENCOUNTER, "visit-2", HoldEncounter((A_PROBLEM,)))
    story.ask(ENCOUNTER, "visit-3", HoldEncounter((A_PROBLEM,)))
    story.ask(ENCOUNTER, "visit-3", CorrectEncounter(report("visit-3", content="d"), None))
    in_batch = tuple(claim_id(serial) for serial in range(1, 8))
    batch = Batch(
        BatchId("batch-1"), PlanId("plan-northwind"), PLAN, "837p", 12, in_batch, 210_000, SPRING
    )
    story.ask(SUBMISSION, "batch-1", BuildBatch(batch))
    for serial in range(1, 8):
        sent(story, serial)
    story.ask(
        SUBMISSION,
        "batch-1",
        WriteBatch(in_batch, ArchiveId("archive-3"), "northwind-12.837", 999),
        AcknowledgeBatch("TA1", "accepted", SPRING, None),
        AcknowledgeBatch("999", "partial", SPRING, None),
    )
    _plan_answers(story)
    return story


def _plan_answers(story: Story) -> None:
    for serial in range(1, 6):
        clm01 = send_number(body(serial, partner="LPV" if serial % 2 else "OAK").number, 1)
        story.ask(CLAIM, claim_id(serial), ReceiveClaim(clm01, "accepted", None, SPRING, None))
    rejected = RejectClaim(
        send_number(number(7), 1), "claim", (Reason("A3:21", "NM109"),), SPRING, None
    )
    story.ask(CLAIM, claim_id(7), rejected)
    story.ask(REMITTANCE, "remittance-0", ParkRemittance(notice("remittance-0", paid=1), "payee"))
    posted(
        story,
        notice(deposit=52_000, adjusted=-1_000, claims=5),
        (claim_id(1), payment(1, answered_line(10_000), answered_line(20_000, at=2))),
        (claim_id(2), payment(2, answered_line(0, NO_AUTHORIZATION), ordinal=2)),
        (claim_id(3), payment(3, answered_line(3_333, HALF_UNITS), ordinal=3)),
        (claim_id(4), payment(4, answered_line(10_000), ordinal=4)),
        (claim_id(3), PostInterest(money(90), 367)),
        parked=[unmatched(5, 7_667)],
        entries=(
            Entry(f"deposit:{PLAN}", 633),
            Entry(hub_own_account(PLAN), -600),
            Entry(carried_account(PLAN), -33),
        ),
    )
    deposited(story, "remittance-1", 52_000)
    two = line(2, units=2, charge=10_000)
    story.ask(CLAIM, claim_id(2), CorrectClaim((line(), two), (), "authorization added"))
    sent(story, 2, batch="batch-2")
    story.ask(CLAIM, claim_id(4), VoidClaim("billed twice"))
    sent(story, 4, batch="batch-2")
    story.ask(CLAIM, claim_id(5), payment_of_nothing(5))
    story.ask(CLAIM, claim_id(5), CloseClaim("the plan is right"))
    posted(
        story,
        notice("remittance-2", deposit=-11_111, paid=-10_000, adjusted=1_111, claims=1),
        (
            claim_id(4),
            payment(4, answered_line(-10_000), ordinal=1, remittance="remittance-2", status="22"),
        ),
        (claim_id(1), PostTakeback(money(91, "remittance-2"), 1_111)),
    )
    story.ask(ENCOUNTER, "visit-1", FreeEncounter(claim_id(1)))


def payment_of_nothing(serial: int) -> PostPayment:
    """A denial outside every remittance of the story: no money, so nothing to balance."""
    denied = answered_line(0, NO_AUTHORIZATION)
    return payment(serial, denied, ordinal=50, remittance="remittance-1")
