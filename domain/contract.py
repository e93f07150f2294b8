"""Who may bill whom, in which role, on which terms, from when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import ContractId, PartnerCode, PartnerId, PlanId, PlanKey
from domain.money import Money, show_money
from domain.period import Period
from domain.problem import Problem, Refused, refuse, wrong_moment
from domain.service_line import Service

Role = Literal["hub"]
WHOLE = 10_000  # basis points


class PercentOfPaid(msgspec.Struct, frozen=True, tag="percent-of-paid"):
    """The hub keeps a percentage of what the plan paid, in hundredths of a percent."""

    hub_basis_points: int


class PerUnit(msgspec.Struct, frozen=True, tag="per-unit"):
    """The partner gets a fixed amount for each paid unit; the hub keeps or bears the difference."""

    partner_cents: Money


class ByTheMonth(msgspec.Struct, frozen=True, tag="by-the-month"):
    """The plan pays a member month once; the hub keeps a percentage of that payment.

    The month's payment goes to the partner whose line the plan paid.
    """

    hub_basis_points: int


ShareRule = PercentOfPaid | PerUnit | ByTheMonth


class Terms(msgspec.Struct, frozen=True):
    """What each side gets of a payment. `text` is the rule in the contract's own words.

    `capitated`: the plan pays by capitation, so a line at $0 with CARC 24 is no denial.
    """

    rule: ShareRule
    text: str
    fee_on_interest: bool = False
    capitated: bool = False


class Agreement(msgspec.Struct, frozen=True):
    """What partner and hub agreed: how the partner's care is billed to a plan."""

    contract_id: ContractId
    partner_id: PartnerId
    partner_code: PartnerCode
    plan_id: PlanId
    plan_key: PlanKey
    role: Role
    services: tuple[Service, ...]
    period: Period
    terms: Terms

    def covers(self, service: Service, day: date) -> bool:
        """Whether care of this kind on this day is billed under the contract."""
        return day in self.period and service in self.services


# commands


@dataclass(frozen=True)
class AgreeContract:
    """Partner and hub agree; `ordinal` counts the partner's contracts with the plan from 1."""

    agreement: Agreement
    ordinal: int = 1


@dataclass(frozen=True)
class EndContract:
    """The contract holds for care up to and including a day."""

    last_day: date


@dataclass(frozen=True)
class CancelContract:
    """The contract is taken back as if it had never been; `claims` were opened under it."""

    claims: int
    reason: str = ""


ContractCommand = AgreeContract | EndContract | CancelContract

# events


@event("contract.agreed", version=1)
class ContractAgreed(Fact, frozen=True):
    """A contract holds for a period; no other of the partner with the plan has its ordinal."""

    agreement: Agreement
    ordinal: int


@event("contract.ended", version=1)
class ContractEnded(Fact, frozen=True):
    """A contract got its last day."""

    contract_id: ContractId
    last_day: date


@event("contract.cancelled", version=1)
class ContractCancelled(Fact, frozen=True):
    """A contract under which nothing was billed no longer stands."""

    contract_id: ContractId
    reason: str


ContractFact = ContractAgreed | ContractEnded | ContractCancelled

# states


@dataclass(frozen=True)
class NoContract:
    """Nothing was agreed."""


@dataclass(frozen=True)
class AgreedContract:
    """A contract, its period as it now stands."""

    agreement: Agreement


@dataclass(frozen=True)
class CancelledContract:
    """A contract that was taken back before anything was billed under it."""

    agreement: Agreement


Contract = NoContract | AgreedContract | CancelledContract

# decide


def decide(contract: Contract, command: ContractCommand) -> tuple[ContractFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match contract, command:
        case NoContract(), AgreeContract(agreement=agreement, ordinal=ordinal):
            problems = tuple(_term_problems(agreement))
            agreed = ContractAgreed(agreement=agreement, ordinal=ordinal)
            return Refused(problems) if problems else (agreed,)
        case AgreedContract(agreement=agreed), AgreeContract(agreement=asked) if agreed == asked:
            return ()
        case AgreedContract(agreement=agreed), EndContract(last_day=day):
            return () if agreed.period.last_day == day else _end(agreed, day)
        case AgreedContract(agreement=agreed), CancelContract() as ask:
            return _cancel(agreed, ask)
        case CancelledContract(), CancelContract():
            return ()
        case _:
            return wrong_moment("contract", "contract", contract, command)


# rules


def _term_problems(asked: Agreement) -> Iterator[Problem]:
    """Terms must be able to share a payment, and say what for and from when."""
    where = f"contract of {asked.partner_code} with {asked.plan_key}"
    match asked.terms.rule:
        case PercentOfPaid(hub_basis_points=fee) | ByTheMonth(hub_basis_points=fee):
            if not 0 <= fee <= WHOLE:
                yield Problem(
                    code="contract.fee-out-of-range",
                    what=f"the hub's fee is {show_money(fee)} percent",
                    where=where,
                    fix="give a percentage from 0 to 100",
                )
        case PerUnit(partner_cents=rate):
            if rate < 0:
                yield Problem(
                    code="contract.rate-below-zero",
                    what=f"the partner's rate per unit is {show_money(rate)}",
                    where=where,
                    fix="give the rate in dollars and cents",
                )
    if not asked.services:
        yield Problem(
            code="contract.no-services",
            what="the contract names no service",
            where=where,
            fix="name at least one, such as 98960 U2",
        )
    if asked.period.last_day < asked.period.first_day:
        yield _ends_before_start(asked, asked.period.last_day)


def _end(agreed: Agreement, day: date) -> tuple[ContractFact, ...] | Refused:
    if day < agreed.period.first_day:
        return Refused((_ends_before_start(agreed, day),))
    if day > agreed.period.last_day:
        return refuse(
            "contract.ends-already",
            what=f"it ends {agreed.period.last_day}; {day} is after that",
            where=f"contract of {agreed.partner_code} with {agreed.plan_key}",
            fix="agree a contract for the days after: hub contract add",
        )
    return (ContractEnded(contract_id=agreed.contract_id, last_day=day),)


def _cancel(agreed: Agreement, ask: CancelContract) -> tuple[ContractFact, ...] | Refused:
    """A claim keeps the terms it was opened under, so its contract has to stay."""
    if ask.claims:
        opened = "1 claim was" if ask.claims == 1 else f"{ask.claims} claims were"
        return refuse(
            "contract.billed",
            what=f"{opened} opened under it",
            where=f"contract of {agreed.partner_code} with {agreed.plan_key}",
            fix="let it end instead: hub contract end",
        )
    return (ContractCancelled(contract_id=agreed.contract_id, reason=ask.reason),)


def _ends_before_start(agreed: Agreement, day: date) -> Problem:
    return Problem(
        code="contract.ends-before-start",
        what=f"it starts {agreed.period.first_day}; {day} is before that",
        where=f"contract of {agreed.partner_code} with {agreed.plan_key}",
        fix="give a last day on or after the first",
    )


# evolve


def evolve(contract: Contract, fact: ContractFact) -> Contract:
    """The contract after the fact."""
    match fact:
        case ContractAgreed(agreement=agreement):
            return AgreedContract(agreement)
        case ContractEnded(last_day=day):
            if not isinstance(contract, AgreedContract):
                return contract
            period = Period(contract.agreement.period.first_day, day)
            return AgreedContract(replace(contract.agreement, period=period))
        case ContractCancelled():
            if not isinstance(contract, AgreedContract):
                return contract
            return CancelledContract(contract.agreement)
        case _:
            assert_never(fact)


CONTRACT: Decider[Contract, ContractCommand, ContractFact] = Decider(
    name="contract",
    initial=NoContract(),
    decide=decide,
    evolve=evolve,
    facts=(ContractAgreed, ContractEnded, ContractCancelled),
    commands=(AgreeContract, EndContract, CancelContract),
    states=(NoContract, AgreedContract, CancelledContract),
)
