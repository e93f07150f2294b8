"""Claims go out in batches: what waits goes, what is wrong is held, no number is used twice."""

import dataclasses
import re
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from adapters.edi.claims.read_837p import read_837p
from adapters.edi.envelope import read_transactions
from domain.agreements.plan import PLAN, AdoptPlan
from domain.care.member import MEMBER, CorrectMember
from domain.claims.claim import Claim, HeldClaim, SubmittedClaim
from domain.identifiers import Cin, ClaimNumber, PlanKey
from domain.problem import Refused
from hub.handler import Ask, Handler
from hub.services.sending.batch_files import BatchFile, NoFile, find_batch, unwritten, write_batch
from hub.services.sending.submissions import (
    Batching,
    HeldBack,
    _hold,
    build_batch,
    list_batches,
    plans_to_send,
    sent_batch_id,
)
from hub.wiring import Hub
from tests.support import builders as b
from tests.support.billing import ACME, BIRCHWOOD, Billing
from tests.support.hubs import reopened


def batching(billing: Billing, *, plan: PlanKey = ACME, dry_run: bool = False) -> Batching:
    done = build_batch(billing.hub, plan, dry_run=dry_run)
    assert not isinstance(done, Refused), done
    return done


def test_everything_that_waits_for_a_plan_goes_into_one_batch(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M2")
    billing.visit("B1")
    first, second, _ = billing.built()
    assert plans_to_send(billing.hub) == [ACME, BIRCHWOOD]
    (batch,) = batching(billing).batches
    assert batch.claims == (first, second)
    assert (batch.name, batch.charge) == ("acme-000000001", 10664)
    assert batch.batch_id == sent_batch_id("EXAMPLETONHUB", "ACMEINVENTED", 1)
    assert isinstance(billing.claim(first), SubmittedClaim)
    assert batching(billing).batches == ()
    assert plans_to_send(billing.hub) == [BIRCHWOOD]


def test_a_dry_run_takes_no_control_number(billing: Billing) -> None:
    billing.visit()
    billing.built()
    before = billing.hub.log.head().position
    (planned,) = batching(billing, dry_run=True).batches
    assert (planned.batch_id, planned.control) == (None, 0)
    assert billing.hub.log.head().position == before
    (batch,) = batching(billing).batches
    assert batch.control == 1


def test_a_bad_claim_is_held_and_the_batch_goes_on(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M2")
    good, bad = billing.built()
    known = replace(b.MEMBER, cin=Cin("90000001A"))
    billing.done(Ask(MEMBER, "M2", CorrectMember(replace(known, zip_code="9"))))
    done = batching(billing)
    assert done.batches[0].claims == (good,)
    assert [back.number for back in done.held] == [bad]
    assert isinstance(billing.claim(bad), HeldClaim)
    told = " ".join(f"{p.what} {p.where} {p.fix}" for back in done.held for p in back.problems)
    assert b.MEMBER.last_name not in told
    billing.done(Ask(MEMBER, "M2", CorrectMember(known)))
    assert batching(billing).batches[0].claims == (bad,)


def test_no_more_claims_to_a_file_than_the_plan_takes(billing: Billing) -> None:
    plan = billing.plan(ACME)
    route = replace(plan.profile.route, claims_per_file=2)
    profile = replace(plan.profile, route=route)
    billing.done(Ask(PLAN, plan.plan_id, AdoptPlan(plan.plan_id, profile)))
    for member in ("M1", "M2", "M3"):
        billing.visit(member)
    billing.built()
    assert [len(batch.claims) for batch in batching(billing).batches] == [2, 1]
    assert [row.control for row in list_batches(billing.hub, plan="acme")] == [1, 2]


def with_route(billing: Billing, **route: int) -> None:
    """The first plan takes files in another way from now on."""
    plan = billing.plan(ACME)
    profile = replace(plan.profile, route=replace(plan.profile.route, **route))
    billing.done(Ask(PLAN, plan.plan_id, AdoptPlan(plan.plan_id, profile)))


def test_a_plan_that_takes_each_claim_alone_gets_a_transaction_for_each(billing: Billing) -> None:
    with_route(billing, claims_per_transaction=1)
    for member in ("M1", "M2", "M3"):
        billing.visit(member)
    billing.built()
    billing.sent()
    content = (billing.hub.settings.folder / "outbox/acme/acme-000000001.837").read_bytes()
    found = [
        (transaction.header.control, len(list(read_837p(transaction).claims)))
        for transaction in read_transactions(BytesIO(content))
    ]
    assert found == [("0001", 1), ("0002", 1), ("0003", 1)]


def test_the_same_care_of_two_partners_goes_out_once(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M1", partner="ORC")
    first, second = billing.built()
    done = batching(billing)
    assert done.batches[0].claims == (first,)
    assert [(back.number, [p.code for p in back.problems]) for back in done.held] == [
        (second, ["837p.duplicate"])
    ]
    assert f"claim {first}" in done.held[0].problems[0].what


def test_a_file_waits_while_the_second_opinion_finds_something_in_it(billing: Billing) -> None:
    folder = billing.hub.settings.folder
    # PW is a state for us and for the post, not in the list that pyx12 has
    palau = replace(b.MEMBER, cin=Cin("90000000A"), state="PW")
    billing.done(Ask(MEMBER, "M1", CorrectMember(palau)))
    billing.visit("M1")
    billing.built()
    (batch,) = batching(billing).batches
    assert batch.batch_id
    settings = folder / "hub.toml"
    before = settings.read_text("utf-8")
    settings.write_text(f"{before}[checks]\npyx12 = true\n", "utf-8")
    hub = reopened(folder)
    refused = write_batch(hub, batch.batch_id)
    assert isinstance(refused, NoFile)
    assert refused.why.codes == ["gate.element"]
    assert refused.problems[0].where.startswith("acme-000000001.837, segment ")
    assert refused.problems[0].where.endswith(", N402")
    assert list(unwritten(hub)) == [batch.batch_id]
    assert not (folder / "outbox").exists()
    settings.write_text(before, "utf-8")
    assert isinstance(write_batch(reopened(folder), batch.batch_id), BatchFile)


def test_nothing_is_sent_to_a_plan_that_the_hub_does_not_work_with(billing: Billing) -> None:
    refused = build_batch(billing.hub, PlanKey("nobody"))
    assert isinstance(refused, Refused)
    assert refused.codes == ["plan.not-adopted"]


def test_nothing_is_sent_while_the_hub_cannot_be_named(billing: Billing) -> None:
    settings = billing.hub.settings
    bare = settings.file.model_copy(
        update={"envelope": settings.file.envelope.model_copy(update={"sender_id": "X" * 16})}
    )
    object.__setattr__(billing.hub, "settings", settings.model_copy(update={"file": bare}))
    billing.visit()
    billing.built()
    refused = build_batch(billing.hub, ACME)
    assert isinstance(refused, Refused)
    assert refused.codes == ["batch.name-too-long"]


EVERY_KEY = {
    "hub.name",
    "hub.npi",
    "hub.tin",
    "hub.taxonomy",
    "hub.street",
    "hub.city",
    "hub.state",
    "hub.zip",
    "hub.contact",
    "hub.phone",
    "envelope.sender_id",
}


def emptied(billing: Billing, *keys: str) -> Hub:
    """The same hub with settings left empty."""
    path = billing.hub.settings.folder / "hub.toml"
    text = path.read_text("utf-8")
    for key in keys:
        name = key.partition(".")[2]
        text = re.sub(rf'(?m)^{name} = ".*"$', f'{name} = ""', text)
    path.write_text(text, "utf-8")
    return reopened(billing.hub.settings.folder)


def test_a_setting_that_keeps_a_batch_back_is_named_by_its_key_once(billing: Billing) -> None:
    billing.visit()
    billing.built()
    refused = build_batch(emptied(billing, *EVERY_KEY), ACME)
    assert isinstance(refused, Refused)
    told = [(each.where, each.what) for each in refused.problems]
    assert {where for where, _ in told} == {f"hub.toml, {key}" for key in EVERY_KEY}
    assert len(told) == len(EVERY_KEY)
    assert ("hub.toml, hub.npi", "npi in hub.toml [hub] is empty") in told


@pytest.mark.parametrize(("member", "plan"), [("M1", ACME), ("B1", BIRCHWOOD)])
def test_a_setting_that_keeps_a_file_back_is_named_by_its_key(
    billing: Billing, member: str, plan: PlanKey
) -> None:
    """An 837P and an invoice sheet alike."""
    billing.visit(member)
    billing.built()
    (batch,) = batching(billing, plan=plan).batches
    assert batch.batch_id
    refused = write_batch(emptied(billing, "hub.zip"), batch.batch_id)
    assert isinstance(refused, NoFile)
    assert {each.where for each in refused.problems} == {"hub.toml, hub.zip"}
    assert refused.why.codes == ["837p.zip", "837p.zip-nine-digits"]


def test_the_file_holds_every_claim_and_names_nobody_outside_of_itself(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M2")
    numbers = billing.built()
    (batch,) = batching(billing).batches
    assert batch.batch_id
    assert list(unwritten(billing.hub)) == [batch.batch_id]
    file = write_batch(billing.hub, batch.batch_id)
    assert isinstance(file, BatchFile)
    assert file.path.as_posix() == "outbox/acme/acme-000000001.837"
    content = (billing.hub.settings.folder / file.path).read_bytes()
    transaction = next(iter(read_transactions(BytesIO(content))))
    assert transaction.header.interchange
    assert transaction.header.interchange.control_number == "000000001"
    sends = [claim.number for claim in read_837p(transaction).claims]
    assert [send[:11] for send in sends] == numbers
    assert list(unwritten(billing.hub)) == []


def test_writing_again_gives_the_same_bytes(billing: Billing) -> None:
    billing.visit()
    billing.built()
    batch_id = billing.sent()
    path = billing.hub.settings.folder / "outbox/acme/acme-000000001.837"
    first = path.read_bytes()
    path.unlink()
    billing.done(
        Ask(MEMBER, "M1", CorrectMember(replace(b.MEMBER, cin="90000000A", city="Elsewhere")))
    )
    before = billing.hub.log.head().position
    assert isinstance(write_batch(billing.hub, batch_id), BatchFile)
    assert path.read_bytes() == first
    assert billing.hub.log.head().position == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_the_slower_of_two_runs_says_that_the_other_took_the_claims(
    billing: Billing, tmp_path: Path
) -> None:
    billing.visit("M1")
    billing.visit("M2")
    good, bad = billing.built()
    known = replace(b.MEMBER, cin=Cin("90000001A"))
    billing.done(Ask(MEMBER, "M2", CorrectMember(replace(known, zip_code="9"))))
    other = reopened(tmp_path)
    faster: list[object] = []

    class Slow:
        """A handler that another run overtakes before the first append."""

        def __getattr__(self, name: str) -> Any:
            return getattr(billing.hub.handler, name)

        def attempt(self, work: Any) -> Any:
            if not faster:
                faster.append(build_batch(other, ACME))
            return billing.hub.handler.attempt(work)

    slow = build_batch(dataclasses.replace(billing.hub, handler=cast("Handler", Slow())), ACME)
    other.close()
    assert isinstance(slow, Batching)
    assert (slow.batches, slow.taken) == ((), (good,))
    assert [back.number for back in slow.held] == [bad]
    assert isinstance(billing.claim(bad), HeldClaim)


def test_why_a_claim_waits_is_kept_though_another_was_sent_meanwhile(billing: Billing) -> None:
    billing.visit("M1")
    (sent,) = billing.built()
    seen = billing.claim(sent)
    billing.sent()
    billing.visit("M2")
    (waiting,) = billing.built()
    states: dict[str, Claim] = {
        each.account.body.claim_id: each for each in (seen, billing.claim(waiting))
    }
    back = [HeldBack(ClaimNumber(number), (b.PROBLEM,)) for number in (sent, waiting)]
    _hold(billing.hub, states, back)
    assert isinstance(billing.claim(waiting), HeldClaim)


def test_a_plan_that_takes_invoices_gets_a_sheet(billing: Billing) -> None:
    billing.visit("B1")
    billing.built()
    billing.sent(BIRCHWOOD)
    folder = billing.hub.settings.folder / "outbox/birchwood"
    assert [each.name for each in folder.iterdir()] == ["birchwood-000000001.xlsx"]


def test_a_batch_is_found_by_its_name_with_or_without_zeros(billing: Billing) -> None:
    billing.visit()
    billing.built()
    batch_id = billing.sent()
    for name in ("acme-1", "acme-000000001", "acme-000000001.837"):
        assert find_batch(billing.hub, name) == batch_id
    for name in ("acme-2", "acme", "nobody-1"):
        assert isinstance(find_batch(billing.hub, name), Refused)
