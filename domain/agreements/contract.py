"""Who may bill whom, in which role, on which terms, from when."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from datetime import date, timedelta
from typing import assert_never

import msgspec
from msgspec.structs import replace

from domain.agreements.terms import (
    WHOLE,
    ByTheMonth,
    PercentOfPaid,
    PerUnit,
    ShareRule,
    Terms,
    term_problems,
    term_warnings,
)
from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import ClaimId, ContractId, PartnerCode, PartnerId, PlanId, PlanKey
from domain.period import Period
from domain.problem import Problem, Refused, refuse, wrong_moment
from domain.role import Role
from domain.service_line import Service

__all__ = [
    "CONTRACT",
    "WHOLE",
    "AgreeContract",
    "AgreedContract",
    "Agreement",
    "ByTheMonth",
    "CancelContract",
    "CancelledContract",
    "Contract",
    "ContractAgreed",
    "ContractCancelled",
    "ContractEnded",
    "ContractReplaced",
    "DeclineTerms",
    "EndContract",
    "NoContract",
    "PerUnit",
    "PercentOfPaid",
    "ReplaceContract",
    "ReplacedContract",
    "ShareRule",
    "Terms",
    "TermsDeclined",
]


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
        """Whether care of this kind on this day is billed under the contract.

        A champion bills nothing.
        """
        return self.role != "champion" and day in self.period and service in self.services

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What was agreed and a person should look at."""
        return tuple(term_warnings(self.terms, self.role, self.name))

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"contract of {self.partner_code} with {self.plan_key}"


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
class ReplaceContract:
    """From a day on another contract stands in its place; `by` is that one's id."""

    first_day: date
    by: ContractId


@dataclass(frozen=True)
class CancelContract:
    """The contract is taken back as if it had never been; `claims` were opened under it."""

    claims: int
    reason: str = ""


@dataclass(frozen=True)
class DeclineTerms:
    """Claims that were shared by earlier terms keep them, though these came to hold for their days.

    A person says so, and why.
    """

    claims: tuple[ClaimId, ...]
    why: str


ContractCommand = AgreeContract | EndContract | ReplaceContract | CancelContract | DeclineTerms

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


@event("contract.replaced", version=1)
class ContractReplaced(Fact, frozen=True):
    """From `first_day` on another contract stands in its place: its terms were changed."""

    contract_id: ContractId
    first_day: date
    replaced_by: ContractId


@event("contract.cancelled", version=1)
class ContractCancelled(Fact, frozen=True):
    """A contract under which nothing was billed no longer stands."""

    contract_id: ContractId
    reason: str


@event("contract.terms-declined", version=1)
class TermsDeclined(Fact, frozen=True):
    """These claims keep the terms that they were shared by."""

    contract_id: ContractId
    claims: tuple[ClaimId, ...]
    why: str


ContractFact = ContractAgreed | ContractEnded | ContractReplaced | ContractCancelled | TermsDeclined

# states


@dataclass(frozen=True)
class NoContract:
    """Nothing was agreed."""


@dataclass(frozen=True)
class AgreedContract:
    """A contract, its period as it now stands; `replaced_by` came after it with other terms.

    The `declined` claims, shared by earlier terms, keep those.
    """

    agreement: Agreement
    replaced_by: ContractId | None = None
    declined: frozenset[ClaimId] = frozenset()


@dataclass(frozen=True)
class ReplacedContract:
    """A contract in whose place another stands from its first day."""

    agreement: Agreement
    replaced_by: ContractId


@dataclass(frozen=True)
class CancelledContract:
    """A contract that was taken back before anything was billed under it."""

    agreement: Agreement


Contract = NoContract | AgreedContract | ReplacedContract | CancelledContract

# decide


def decide(contract: Contract, command: ContractCommand) -> tuple[ContractFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match contract, command:
        case NoContract(), AgreeContract(agreement=agreement, ordinal=ordinal):
            problems = tuple(_problems(agreement))
            agreed = ContractAgreed(agreement=agreement, ordinal=ordinal)
            return Refused(problems) if problems else (agreed,)
        case AgreedContract(agreement=agreed), AgreeContract(agreement=asked) if agreed == asked:
            return ()
        case AgreedContract(agreement=agreed), EndContract(last_day=day):
            return () if agreed.period.last_day == day else _end(agreed, day)
        case (
            AgreedContract(replaced_by=known) | ReplacedContract(replaced_by=known),
            ReplaceContract(by=asked),
        ) if known == asked:
            return ()
        case AgreedContract(agreement=agreed), ReplaceContract() as ask:
            return _replace(agreed, ask)
        case AgreedContract(agreement=agreed), CancelContract() as ask:
            return _cancel(agreed, ask)
        case AgreedContract() as agreed_contract, DeclineTerms() as ask:
            return _decline(agreed_contract, ask)
        case CancelledContract(), CancelContract():
            return ()
        case _:
            return wrong_moment("contract", "contract", contract, command)


# rules


def _problems(asked: Agreement) -> Iterator[Problem]:
    """Terms must be able to share a payment, and say what for and from when."""
    where = asked.name
    yield from term_problems(asked.terms, asked.role, where)
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
            where=agreed.name,
            fix="agree a contract for the days after: hub contract add",
        )
    return (ContractEnded(contract_id=agreed.contract_id, last_day=day),)


def _replace(agreed: Agreement, ask: ReplaceContract) -> tuple[ContractFact, ...] | Refused:
    """Other terms begin on one of its days; what came before keeps the old ones."""
    if ask.first_day in agreed.period:
        return (
            ContractReplaced(
                contract_id=agreed.contract_id, first_day=ask.first_day, replaced_by=ask.by
            ),
        )
    return refuse(
        "contract.changes-outside",
        what=f"it holds {agreed.period}; {ask.first_day} is none of these days",
        where=agreed.name,
        fix="give a day on which it holds, or agree another contract: hub contract add",
    )


def _cancel(agreed: Agreement, ask: CancelContract) -> tuple[ContractFact, ...] | Refused:
    """A claim keeps the terms it was opened under, so its contract has to stay."""
    if ask.claims:
        opened = "1 claim was" if ask.claims == 1 else f"{ask.claims} claims were"
        return refuse(
            "contract.billed",
            what=f"{opened} opened under it",
            where=agreed.name,
            fix="let it end instead: hub contract end",
        )
    return (ContractCancelled(contract_id=agreed.contract_id, reason=ask.reason),)


def _decline(contract: AgreedContract, ask: DeclineTerms) -> tuple[ContractFact, ...]:
    new = tuple(each for each in ask.claims if each not in contract.declined)
    if not new:
        return ()
    contract_id = contract.agreement.contract_id
    return (TermsDeclined(contract_id=contract_id, claims=new, why=ask.why),)


def _ends_before_start(agreed: Agreement, day: date) -> Problem:
    return Problem(
        code="contract.ends-before-start",
        what=f"it starts {agreed.period.first_day}; {day} is before that",
        where=agreed.name,
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
            return dataclass_replace(contract, agreement=replace(contract.agreement, period=period))
        case ContractReplaced(first_day=day, replaced_by=by):
            if not isinstance(contract, AgreedContract):
                return contract
            return _replaced(contract, day, by)
        case ContractCancelled():
            if not isinstance(contract, AgreedContract):
                return contract
            return CancelledContract(contract.agreement)
        case TermsDeclined(claims=claims):
            if not isinstance(contract, AgreedContract):
                return contract
            return dataclass_replace(contract, declined=contract.declined.union(claims))
        case _:
            assert_never(fact)


def _replaced(contract: AgreedContract, day: date, by: ContractId) -> Contract:
    agreement = contract.agreement
    if day <= agreement.period.first_day:
        return ReplacedContract(agreement, by)
    until = replace(agreement, period=Period(agreement.period.first_day, day - timedelta(1)))
    return dataclass_replace(contract, agreement=until, replaced_by=by)


CONTRACT: Decider[Contract, ContractCommand, ContractFact] = Decider(
    name="contract",
    initial=NoContract(),
    decide=decide,
    evolve=evolve,
    facts=(ContractAgreed, ContractEnded, ContractReplaced, ContractCancelled, TermsDeclined),
    commands=(AgreeContract, EndContract, ReplaceContract, CancelContract, DeclineTerms),
    states=(NoContract, AgreedContract, ReplacedContract, CancelledContract),
)
