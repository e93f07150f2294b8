"""What became of visits, of files sent and received, and what the hub's register holds."""

from datetime import date

from domain.agreements.contract import CONTRACT, AgreeContract, Agreement, EndContract
from domain.agreements.fee_schedule import FEE_SCHEDULE, PublishRate, Rate, WithdrawRate
from domain.agreements.partner import PARTNER, JoinPartner, PartnerDetails, SuspendPartner
from domain.care.encounter import (
    ENCOUNTER,
    ClaimEncounter,
    CorrectEncounter,
    FreeEncounter,
    HoldEncounter,
    RecordEncounter,
)
from domain.identifiers import (
    ArchiveId,
    BatchId,
    ContractId,
    PartnerCode,
    PartnerId,
    PlanId,
    PlanKey,
    ReceivedFileId,
)
from domain.period import Period
from domain.received_file import RECEIVED_FILE, RecordFile, RefusedRow, SheetReceipt
from domain.sending.submission import (
    SUBMISSION,
    AcknowledgeBatch,
    Batch,
    BuildBatch,
    ShortenBatch,
    WriteBatch,
)
from projections.batch_status import BATCH_STATUS
from projections.encounter_status import ENCOUNTER_STATUS
from projections.received_files import RECEIVED_FILES
from projections.register import REGISTER
from tests.projections.folding import only, rows
from tests.projections.stories import (
    A_PROBLEM,
    CHW,
    PLAN,
    SPRING,
    TERMS,
    Story,
    claim_id,
    report,
)


def test_a_visit_is_ready_then_held_then_claimed_and_free_again() -> None:
    story, states = Story(), []
    for command in (
        RecordEncounter(report(), None),
        HoldEncounter((A_PROBLEM,)),
        ClaimEncounter(claim_id(1), 2),
        FreeEncounter(claim_id(1)),
    ):
        story.ask(ENCOUNTER, "visit-1", command)
        row = only(ENCOUNTER_STATUS, story.facts)
        states.append((row.state, row.reasons, row.claim_id, row.line))
    assert states == [
        ("ready", (), None, 0),
        ("held", (A_PROBLEM.code,), None, 0),
        ("claimed", (), claim_id(1), 2),
        ("ready", (), None, 0),
    ]


def test_a_visit_nobody_is_billed_for_says_why_and_where_it_was_read() -> None:
    story = Story()
    story.ask(ENCOUNTER, "visit-1", RecordEncounter(report(service=None), "service-not-billed"))
    row = only(ENCOUNTER_STATUS, story.facts)
    assert (row.state, row.reasons) == ("not-billable", ("service-not-billed",))
    assert (row.service, row.archive_id, row.row_number) == ("", "archive-2", 7)


def test_a_corrected_visit_stays_claimed() -> None:
    story = Story()
    story.ask(
        ENCOUNTER,
        "visit-1",
        RecordEncounter(report(), None),
        ClaimEncounter(claim_id(1), 1),
        CorrectEncounter(report(content="other"), None),
    )
    row = only(ENCOUNTER_STATUS, story.facts)
    assert (row.state, row.claim_id) == ("claimed", claim_id(1))


def test_a_batch_is_as_good_as_the_worst_that_was_said_of_its_file() -> None:
    story, states = Story(), []
    batch = Batch(BatchId("b"), PlanId("p"), PLAN, "837p", 12, (claim_id(1),), 10_000, SPRING)
    for command in (
        BuildBatch(batch),
        WriteBatch(batch.claims, ArchiveId("archive-3"), "northwind-12.837", 999),
        AcknowledgeBatch("TA1", "accepted", SPRING, None),
        AcknowledgeBatch("999", "rejected", SPRING, None),
        AcknowledgeBatch("999", "partial", SPRING, None),
    ):
        story.ask(SUBMISSION, "b", command)
        states.append(only(BATCH_STATUS, story.facts).state)
    assert states == ["built", "written", "accepted", "rejected", "partial"]
    assert [each.kind for each in only(BATCH_STATUS, story.facts).results] == ["TA1", "999"]


def test_a_batch_holds_what_is_left_of_it_and_is_emptied_by_the_last() -> None:
    story, rows = Story(), []
    claims = claim_id(1), claim_id(2)
    batch = Batch(BatchId("b"), PlanId("p"), PLAN, "837p", 12, claims, 10_000, SPRING)
    for command in (BuildBatch(batch), ShortenBatch(claims[1:], 4_000), ShortenBatch((), 0)):
        story.ask(SUBMISSION, "b", command)
        rows.append(only(BATCH_STATUS, story.facts))
    assert [(row.state, row.claims, row.charge) for row in rows] == [
        ("built", claims, 10_000),
        ("built", claims[1:], 4_000),
        ("emptied", (), 0),
    ]


def test_a_file_counts_how_often_it_came() -> None:
    story = Story()
    sheet = SheetReceipt(PartnerCode("LPV"), 3, 1, 0, 1, (RefusedRow(4, ("encounter.no-date",)),))
    command = RecordFile(ReceivedFileId("f"), ArchiveId("archive-2"), (), sheet)
    story.ask(RECEIVED_FILE, "f", command, command)
    row = only(RECEIVED_FILES, story.facts)
    assert (row.times, row.partner_code, row.sheet) == (2, "LPV", sheet)


def test_a_file_counts_what_all_its_readings_took_in_and_the_rows_none_of_them_took() -> None:
    story = Story()
    refused = RefusedRow(3, ("encounter.no-date",)), RefusedRow(4, ("encounter.member-unknown",))
    first = SheetReceipt(PartnerCode("LPV"), 5, 2, 1, 0, refused)
    # row 4 is taken in now; row 5, corrected since, says something else than before
    changed = RefusedRow(5, ("encounter.said-otherwise",))
    second = SheetReceipt(PartnerCode("LPV"), 5, 1, 2, 0, (refused[0], changed))
    for sheet in (first, second):
        command = RecordFile(ReceivedFileId("f"), ArchiveId("archive-2"), (), sheet)
        story.ask(RECEIVED_FILE, "f", command)
    row = only(RECEIVED_FILES, story.facts)
    assert (row.sheet, row.taken_in, row.refused) == (first, 3, refused[:1])


def test_the_register_lists_partners_and_contracts_as_they_now_stand() -> None:
    story = Story()
    details = PartnerDetails(PartnerId("p"), PartnerCode("LPV"), "La Paloma Verde")
    story.ask(PARTNER, "p", JoinPartner(details, SPRING), SuspendPartner(SPRING, "no insurance"))
    agreement = Agreement(
        ContractId("c"), PartnerId("p"), PartnerCode("LPV"), PlanId("n"), PLAN, "hub", (CHW,),
        Period(SPRING), TERMS,
    )  # fmt: skip
    story.ask(CONTRACT, "c", AgreeContract(agreement), EndContract(date(2026, 6, 30)))
    listed = rows(REGISTER, story.facts)
    assert listed["partner/p"].detail == "suspended 2026-03-02: no insurance"
    contract = listed["contract/c"]
    assert contract.period == Period(SPRING, date(2026, 6, 30))
    assert contract.detail == "The hub keeps 10.00% of what the plan paid."


def test_a_withdrawn_rate_of_one_plan_leaves_the_same_rate_of_another() -> None:
    story = Story()
    rate = Rate(CHW, 2_666, Period(SPRING), "the plan's letter")
    for plan in ("northwind", "eastbay"):
        ask = PublishRate(PlanId(plan), PlanKey(plan), rate)
        story.ask(FEE_SCHEDULE, f"rates-of-{plan}", ask)
    story.ask(FEE_SCHEDULE, "rates-of-eastbay", WithdrawRate(PlanKey("eastbay"), rate, "misread"))
    assert only(REGISTER, story.facts).plan_key == "northwind"
