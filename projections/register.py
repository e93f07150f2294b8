"""Which plans, partners, contracts and rates does the hub work with?"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.agreements.contract import (
    Agreement,
    ContractAgreed,
    ContractCancelled,
    ContractEnded,
    ContractReplaced,
)
from domain.agreements.fee_schedule import Rate, RateEnded, RatePublished, RateWithdrawn
from domain.agreements.partner import (
    PartnerJoined,
    PartnerLeft,
    PartnerReinstated,
    PartnerSuspended,
)
from domain.agreements.plan import PlanAdopted, PlanProfileChanged, Profile
from domain.agreements.terms import further_terms, rule_text
from domain.identifiers import PartnerCode, PlanKey
from domain.money import show_money
from domain.period import Period
from projections.projection import Projection

EntryKind = Literal["plan", "partner", "contract", "rate"]
RegisterFact = (
    PlanAdopted
    | PlanProfileChanged
    | PartnerJoined
    | PartnerSuspended
    | PartnerReinstated
    | PartnerLeft
    | ContractAgreed
    | ContractEnded
    | ContractReplaced
    | ContractCancelled
    | RatePublished
    | RateWithdrawn
    | RateEnded
)


class RegisterEntry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One plan, partner, contract or rate, in the words of a list.

    `key` is what people call it: the plan's key, the partner's code, the service of a rate. `name`
    and `detail` are words to show; plan and partner are empty where it has none.
    """

    kind: EntryKind
    id: str
    key: str
    name: str
    plan_key: PlanKey | None = None
    partner_code: PartnerCode | None = None
    period: Period | None = None
    detail: str


def _keys(fact: RegisterFact) -> Iterable[str]:
    match fact:
        case PlanAdopted(plan_id=id) | PlanProfileChanged(plan_id=id):
            return (f"plan/{id}",)
        case PartnerJoined(details=details):
            return (f"partner/{details.partner_id}",)
        case (
            PartnerSuspended(partner_id=id)
            | PartnerReinstated(partner_id=id)
            | PartnerLeft(partner_id=id)
        ):
            return (f"partner/{id}",)
        case ContractAgreed(agreement=agreement):
            return (f"contract/{agreement.contract_id}",)
        case (
            ContractEnded(contract_id=id)
            | ContractReplaced(contract_id=id)
            | ContractCancelled(contract_id=id)
        ):
            return (f"contract/{id}",)
        case RatePublished() | RateWithdrawn() | RateEnded():
            return (f"rate/{_rate_id(fact)}",)
        case _:
            assert_never(fact)


def _evolve(_key: str, known: RegisterEntry | None, fact: RegisterFact) -> RegisterEntry | None:
    match fact:
        case PlanAdopted(profile=profile) | PlanProfileChanged(profile=profile):
            return _plan(fact.plan_id, profile)
        case PartnerJoined():
            return _partner(fact)
        case ContractAgreed(agreement=agreement):
            return _contract(agreement)
        case RatePublished():
            return _rate(fact)
        case RateWithdrawn() | ContractCancelled():
            return None
        case _:
            return None if known is None else _changed(known, fact)


def _changed(
    known: RegisterEntry,
    fact: PartnerSuspended
    | PartnerReinstated
    | PartnerLeft
    | ContractEnded
    | ContractReplaced
    | RateEnded,
) -> RegisterEntry | None:
    match fact:
        case PartnerSuspended(on=day, reason=reason):
            return replace(known, detail=f"suspended {day}: {reason}")
        case PartnerReinstated(on=day):
            return replace(known, detail=f"reinstated {day}")
        case PartnerLeft(on=day):
            return replace(known, detail=f"left {day}")
        case ContractEnded(last_day=day) | RateEnded(last_day=day):
            return _until(known, day)
        case ContractReplaced(first_day=day):
            return _until(known, day - timedelta(1))
        case _:
            assert_never(fact)


def _until(known: RegisterEntry, last_day: date) -> RegisterEntry | None:
    """An entry that holds until a day; nothing is left of one that never came to hold."""
    assert known.period is not None
    if last_day < known.period.first_day:
        return None
    return replace(known, period=replace(known.period, last_day=last_day))


def _plan(plan_id: str, profile: Profile) -> RegisterEntry:
    confirmed = all(rules.verified_on for rules in profile.rules)
    return RegisterEntry(
        kind="plan",
        id=plan_id,
        key=profile.key,
        name=profile.name,
        plan_key=profile.key,
        detail=f"{profile.route.form}, rules {'' if confirmed else 'not '}all confirmed",
    )


def _partner(fact: PartnerJoined) -> RegisterEntry:
    details = fact.details
    return RegisterEntry(
        kind="partner",
        id=details.partner_id,
        key=details.code,
        name=details.name,
        partner_code=details.code,
        detail=f"joined {fact.joined_on}",
    )


def _contract(agreement: Agreement) -> RegisterEntry:
    return RegisterEntry(
        kind="contract",
        id=agreement.contract_id,
        key=f"{agreement.partner_code}-{agreement.plan_key}",
        name=", ".join(str(service) for service in agreement.services),
        plan_key=agreement.plan_key,
        partner_code=agreement.partner_code,
        period=agreement.period,
        detail=_terms(agreement),
    )


def _terms(agreement: Agreement) -> str:
    terms = agreement.terms
    said = " ".join((rule_text(terms.rule), *further_terms(terms)))
    return said if agreement.role == "hub" else f"As {agreement.role}: {said}"


def _rate(fact: RatePublished) -> RegisterEntry:
    return RegisterEntry(
        kind="rate",
        id=_rate_id(fact),
        key=str(fact.rate.service),
        name=f"{show_money(fact.rate.per_unit)} a unit",
        plan_key=fact.plan_key,
        period=fact.rate.period,
        detail=fact.rate.source,
    )


def _rate_id(fact: RatePublished | RateWithdrawn | RateEnded) -> str:
    # a service has one rate of a plan on any day, so its first day names it
    rate: Rate = fact.rate
    return f"{fact.plan_key}/{rate.service}/{rate.period.first_day}"


REGISTER: Projection[RegisterEntry] = Projection(
    name="register",
    version=2,
    row=RegisterEntry,
    indexes=("kind",),
    facts=get_args(RegisterFact),
    keys=_keys,
    evolve=_evolve,
)
