"""A lead entity takes no 837P: its batch is a flat file in which every claim stands."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from adapters.sheets.billed_row import BilledRow
from adapters.sheets.read_activity import read_activity
from adapters.sheets.read_invoice import read_invoice
from domain.agreements.contract import CONTRACT, AgreeContract
from domain.agreements.fee_schedule import FEE_SCHEDULE, PublishRate
from domain.agreements.plan import PLAN, AdoptPlan, Route
from domain.care.member import MEMBER, Coverage, CoverMember, RegisterMember
from domain.identifiers import BatchId, Cin, ContractId, MemberId, PlanKey
from domain.problem import Refused
from hub.handler import Ask
from hub.services.agreements.plans import adopt
from hub.services.sending.batch_files import BatchFile, find_batch, write_batch
from hub.services.sending.submissions import build_batch, list_batches
from tests.support import builders as b
from tests.support.billing import BIRCHWOOD, CHW, LPV, ORC, Billing

CEDAR = PlanKey("cedar")


@pytest.fixture
def lead_entity(billing: Billing) -> Billing:
    """The hub works with the invented lead entity for two partners; it covers members C1 and C2."""
    assert not isinstance(adopt(billing.hub, CEDAR), Refused)
    plan = billing.plan(CEDAR)
    for code in (LPV, ORC):
        agreement = replace(
            b.AGREEMENT,
            contract_id=ContractId(f"{code}-cedar"),
            partner_id=code,
            partner_code=code,
            plan_id=plan.plan_id,
            plan_key=CEDAR,
            services=(CHW,),
        )
        billing.done(Ask(CONTRACT, agreement.contract_id, AgreeContract(agreement)))
    rate = replace(b.RATE, service=CHW)
    billing.done(Ask(FEE_SCHEDULE, "rates-cedar", PublishRate(plan.plan_id, CEDAR, rate)))
    for count, member in enumerate(("C1", "C2"), start=1):
        details = replace(b.MEMBER, cin=Cin(f"9100000{count}A"))
        covered = Coverage(plan.plan_id, CEDAR, b.YEAR)
        billing.done(
            Ask(MEMBER, member, RegisterMember(MemberId(member), details)),
            Ask(MEMBER, member, CoverMember(covered)),
        )
    return billing


def routed(billing: Billing, key: PlanKey, **route: str) -> None:
    """The plan states its route anew."""
    plan = billing.plan(key)
    stated: Route = replace(plan.profile.route, **route)
    profile = replace(plan.profile, route=stated)
    billing.done(Ask(PLAN, plan.plan_id, AdoptPlan(plan.plan_id, profile)))


def written(billing: Billing, key: PlanKey) -> BatchFile:
    """The file of the only batch of a plan."""
    batching = build_batch(billing.hub, key)
    assert not isinstance(batching, Refused), batching
    (batch,) = batching.batches
    assert batch.batch_id
    file = write_batch(billing.hub, batch.batch_id)
    assert isinstance(file, BatchFile), file
    return file


def activities(billing: Billing, file: BatchFile) -> tuple[BilledRow, ...]:
    """What the lead entity reads in a file."""
    read = read_activity((billing.hub.settings.folder / file.path).read_bytes())
    assert read.problems == ()
    return read.rows


def test_every_claim_of_the_batch_stands_in_the_file_by_its_control_number(
    lead_entity: Billing,
) -> None:
    lead_entity.visit("C1", minutes=65)
    lead_entity.visit("C2", partner="ORC", minutes=60)
    lead_entity.visit("C2", partner="ORC", service_on=date(2026, 3, 20), minutes=None)
    numbers = lead_entity.built()
    file = written(lead_entity, CEDAR)
    assert file.path == Path("outbox/cedar/cedar-000000001.txt")
    rows = activities(lead_entity, file)
    claims = [lead_entity.claim(number).account for number in numbers]
    assert {row.sent_as for row in rows} == {claim.sends[-1].sent_as for claim in claims}
    assert {row.control[:11] for row in rows} == set(numbers)
    assert [row.control for row in rows] == [
        f"{claim.sends[-1].sent_as}{line.line:02d}" for claim in claims for line in claim.body.lines
    ]
    assert sum(row.charge or 0 for row in rows) == sum(claim.body.charge for claim in claims)


def test_an_activity_says_who_gave_it_to_whom_when_and_how_long(lead_entity: Billing) -> None:
    lead_entity.visit("C2", partner="ORC", minutes=65)
    lead_entity.built()
    (row,) = activities(lead_entity, written(lead_entity, CEDAR))
    assert (row.partner, row.cin, row.last_name) == ("ORC", "91000002A", b.MEMBER.last_name)
    assert (row.service_on, row.minutes, row.units) == (
        b.VISIT.service_on,
        65,
        lead_entity.claim(row.control[:11]).account.body.units,
    )
    assert (row.code, row.modifiers, row.place) == ("98960", ("U2",), b.VISIT.place)
    assert row.service_name == "community health worker, one person"


def test_minutes_that_nobody_reported_stay_empty(lead_entity: Billing) -> None:
    lead_entity.visit("C1", units=2, minutes=None)
    lead_entity.built()
    (row,) = activities(lead_entity, written(lead_entity, CEDAR))
    assert row.minutes is None


def test_writing_again_gives_the_same_file(lead_entity: Billing) -> None:
    lead_entity.visit("C1")
    lead_entity.built()
    file = written(lead_entity, CEDAR)
    path = lead_entity.hub.settings.folder / file.path
    first = path.read_bytes()
    path.unlink()
    found = find_batch(lead_entity.hub, file.name)
    assert not isinstance(found, Refused)
    again = write_batch(lead_entity.hub, BatchId(found))
    assert isinstance(again, BatchFile)
    assert (again.name, path.read_bytes()) == (file.name, first)
    (row,) = list_batches(lead_entity.hub, plan="cedar")
    assert (row.form, row.file_name) == ("activity", file.name)


def test_the_profile_chooses_workbook_or_text_for_an_invoice(billing: Billing) -> None:
    routed(billing, BIRCHWOOD, file="csv")
    billing.visit("B1")
    (number,) = billing.built()
    file = written(billing, BIRCHWOOD)
    assert file.name == "birchwood-000000001.csv"
    content = (billing.hub.settings.folder / file.path).read_bytes()
    assert content.startswith("\ufeffInvoice number,".encode())
    assert [row.control[:11] for row in read_invoice(content).rows] == [number]


def test_the_profile_chooses_the_layout(billing: Billing) -> None:
    routed(billing, BIRCHWOOD, layout="activity", file="csv")
    billing.visit("B1")
    (number,) = billing.built()
    file = written(billing, BIRCHWOOD)
    assert file.name == "birchwood-000000001.txt"
    assert [row.control[:11] for row in activities(billing, file)] == [number]
