"""A hub with partners, plans, contracts, rates and members, all invented, ready to bill visits."""

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from domain.agreements.contract import CONTRACT, AgreeContract
from domain.agreements.fee_schedule import FEE_SCHEDULE, PublishRate
from domain.agreements.partner import PARTNER, JoinPartner, PartnerDetails
from domain.agreements.plan import AdoptedPlan
from domain.care.authorization import AUTHORIZATION, GrantAuthorization
from domain.care.encounter import ENCOUNTER, CorrectEncounter, Encounter, RecordEncounter, Report
from domain.care.member import MEMBER, Coverage, CoverMember, RegisterMember
from domain.claims.claim import CLAIM, KnownClaim
from domain.claims.denial import AnsweredLine
from domain.identifiers import (
    AuthorizationId,
    BatchId,
    Cin,
    ContractId,
    EncounterId,
    MemberId,
    Npi,
    PartnerCode,
    PartnerId,
    PlanKey,
)
from domain.problem import Refused
from domain.service_line import Service
from hub.clock import Clock
from hub.handler import Ask, Done
from hub.services.agreements.plans import adopt, find_plan
from hub.services.billing.claim_building import build_claims
from hub.services.billing.claims import find_claim
from hub.services.billing.units import unit_asks
from hub.services.sending.batch_files import BatchFile, write_batch
from hub.services.sending.submissions import build_batch
from hub.wiring import Hub
from tests.support import builders as b
from tests.support.hubs import new_hub, reopened

SETTINGS = """\
[hub]
name = "Exampleton Care Hub"
npi = "1234567893"
tin = "123456789"
taxonomy = "251K00000X"
street = "1 Paper Way"
city = "Exampleton"
state = "CA"
zip = "900010001"
contact = "Billing Desk"
phone = "5555550100"
[envelope]
sender_id = "EXAMPLETONHUB"
"""
CHW = Service.read("98960 U2")
ECM = Service.read("G9012 U2")
NAVIGATION = Service.read("H0043 U6")
LPV, ORC = PartnerCode("LPV"), PartnerCode("ORC")
ACME, BIRCHWOOD = PlanKey("acme"), PlanKey("birchwood")


@dataclass
class Billing:
    """A hub with two partners under contract with two plans; the first letter of ids tells whose.

    Members M1 to M4 are covered by acme, B1 and B2 by birchwood.
    """

    hub: Hub
    count: int = field(default=0)

    def visit(self, member: str = "M1", *, partner: str = "LPV", **visit: Any) -> EncounterId:
        """Hand in a visit; fields of `Care` as given, a CHW visit of an hour otherwise."""
        self.count += 1
        report = self._report(EncounterId(f"visit-{self.count}"), member, partner, visit)
        self.done(Ask(ENCOUNTER, report.encounter_id, RecordEncounter(report, None)))
        return report.encounter_id

    def correct(self, encounter_id: EncounterId, **visit: Any) -> None:
        """State a visit anew."""
        state: Encounter = self.hub.handler.state(ENCOUNTER, encounter_id)
        known: Report = state.report  # type: ignore[union-attr]
        self.count += 1
        report = replace(known, content=f"content-{self.count}", care=replace(known.care, **visit))
        self.done(Ask(ENCOUNTER, encounter_id, CorrectEncounter(report, None)))

    def authorize(self, member: str, service: Service, units: int | None) -> AuthorizationId:
        """A plan allows units of a service to a member all year."""
        self.count += 1
        plan = self.plan(BIRCHWOOD if member.startswith("B") else ACME)
        grant = replace(
            b.GRANT,
            authorization_id=AuthorizationId(f"authorization-{self.count}"),
            member_id=MemberId(member),
            plan_id=plan.plan_id,
            plan_key=plan.profile.key,
            services=(service,),
            units=units,
        )
        self.done(Ask(AUTHORIZATION, grant.authorization_id, GrantAuthorization(grant)))
        return grant.authorization_id

    def left(self, authorization_id: AuthorizationId) -> int | None:
        """Units that nobody holds."""
        left: int | None = self.hub.handler.state(AUTHORIZATION, authorization_id).left
        return left

    def plan(self, key: PlanKey) -> AdoptedPlan:
        """A plan the hub works with."""
        found = find_plan(self.hub, key)
        assert not isinstance(found, Refused)
        return found

    def built(self) -> list[str]:
        """Bill everything that waits; the numbers of the new claims."""
        return [str(claim.number) for claim in build_claims(self.hub).claims]

    def claim(self, number: str) -> KnownClaim:
        """A claim as it now stands."""
        claim_id = find_claim(self.hub, number)
        assert not isinstance(claim_id, Refused)
        found: KnownClaim = self.hub.handler.state(CLAIM, claim_id)
        return found

    def sent(self, plan: PlanKey = ACME) -> BatchId:
        """Put together what waits for a plan and write its file."""
        batching = build_batch(self.hub, plan)
        assert not isinstance(batching, Refused), batching
        (batch,) = batching.batches
        assert batch.batch_id
        assert isinstance(write_batch(self.hub, batch.batch_id), BatchFile)
        return batch.batch_id

    def answered(self, number: str, *lines: AnsweredLine, **also: Any) -> None:
        """The plan answers the last sending of a claim, and its units are settled."""
        account = self.claim(number).account
        asked = dataclasses.replace(b.pay(*lines, **also), sent_as=account.sends[-1].sent_as)
        self.done(Ask(CLAIM, account.body.claim_id, asked))
        claim = self.claim(number)
        self.done(*unit_asks(claim.account, claim))

    def encounter(self, encounter_id: EncounterId) -> Encounter:
        """A visit as it now stands."""
        found: Encounter = self.hub.handler.state(ENCOUNTER, encounter_id)
        return found

    def done(self, *asks: Ask) -> Done:
        """Carry out commands that must not be refused."""
        done = self.hub.run(*asks)
        assert isinstance(done, Done), done
        return done

    def _report(
        self, encounter_id: EncounterId, member: str, partner: str, visit: dict[str, Any]
    ) -> Report:
        return replace(
            b.REPORT,
            encounter_id=encounter_id,
            partner_id=PartnerId(partner),
            partner_code=PartnerCode(partner),
            member_id=MemberId(member),
            key=f"key-{encounter_id}",
            content=f"content-{encounter_id}",
            care=replace(b.VISIT, **({"plan_key": None} | visit)),
        )


def ready_hub(folder: Path, clock: Clock | None = None) -> Billing:
    """A hub in `folder` whose settings are filled in, with nothing handed in yet."""
    new_hub(folder, clock).close()
    (folder / "hub.toml").write_text(SETTINGS, "utf-8")
    billing = Billing(reopened(folder, clock))
    for key in (ACME, BIRCHWOOD):
        assert not isinstance(adopt(billing.hub, key), Refused)
    for code, tin in ((LPV, "1234567893"), (ORC, "1679576722")):
        details = PartnerDetails(PartnerId(code), code, f"Invented {code}", Npi(tin))
        billing.done(Ask(PARTNER, code, JoinPartner(details, date(2026, 1, 1))))
        for key in (ACME, BIRCHWOOD):
            _agree(billing, code, key)
    for key, services in ((ACME, (CHW, ECM)), (BIRCHWOOD, (CHW, NAVIGATION))):
        _publish(billing, key, services)
    for count, member in enumerate(("M1", "M2", "M3", "M4", "B1", "B2")):
        _register(billing, member, count)
    return billing


def _agree(billing: Billing, code: PartnerCode, key: PlanKey) -> None:
    agreement = replace(
        b.AGREEMENT,
        contract_id=ContractId(f"{code}-{key}"),
        partner_id=PartnerId(code),
        partner_code=code,
        plan_id=billing.plan(key).plan_id,
        plan_key=key,
        services=(CHW, ECM, NAVIGATION),
    )
    billing.done(Ask(CONTRACT, agreement.contract_id, AgreeContract(agreement)))


def _publish(billing: Billing, key: PlanKey, services: tuple[Service, ...]) -> None:
    plan = billing.plan(key)
    for service in services:
        rate = replace(b.RATE, service=service)
        billing.done(Ask(FEE_SCHEDULE, f"rates-{key}", PublishRate(plan.plan_id, key, rate)))


def _register(billing: Billing, member: str, count: int) -> None:
    plan = billing.plan(BIRCHWOOD if member.startswith("B") else ACME)
    details = b.MEMBER if count == 0 else replace(b.MEMBER, cin=Cin(f"9000000{count}A"))
    coverage = Coverage(plan.plan_id, plan.profile.key, b.YEAR)
    billing.done(
        Ask(MEMBER, member, RegisterMember(MemberId(member), details)),
        Ask(MEMBER, member, CoverMember(coverage)),
    )
