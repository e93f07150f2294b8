"""Who pays, and the rules it has announced, by date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import PlanId, PlanKey
from domain.money import Money
from domain.period import Period
from domain.problem import Problem, Refused, wrong_moment
from domain.service_line import Service

Form = Literal["837p", "invoice-sheet", "activity"]
SheetFile = Literal["", "xlsx", "csv"]


class PlanService(msgspec.Struct, frozen=True):
    """A service the plan pays: its plain name, minutes per unit (0 where units are not minutes).

    `needs_authorization`: billed only under an authorization with units left.
    """

    service: Service
    name: str
    unit_minutes: int
    needs_authorization: bool


class PlanRules(msgspec.Struct, frozen=True):
    """What a plan wants in a period, with its source.

    Days are calendar days. `verified_on` is empty where nobody confirmed the source with the plan:
    the rule then holds as a default that the hub still has to confirm. `void_days` is how long it
    may take to take back what it paid for a claim that was voided; no plan's notice is known.
    """

    period: Period
    source: str
    verified_on: date | None
    filing_limit_days: int
    correction_limit_days: int
    payment_days: int
    units_per_day: int
    edits: tuple[str, ...]
    services: tuple[PlanService, ...]
    void_days: int = 60

    def service(self, service: Service) -> PlanService | None:
        """The plan's entry for a service; None if it does not pay for it."""
        return next((known for known in self.services if known.service == service), None)


# what a route does not say is left out of the fact: those of before keep their bytes
class Route(msgspec.Struct, frozen=True, omit_defaults=True):
    """How claims reach the plan: the form, and the names on the envelope.

    `payer_id` differs by clearinghouse and changes; it is the hub's to confirm (domain.md 6.2).
    `remitters` are other names or ids under which the plan's payment notices arrive. `layout` names
    the columns of a sheet, `file` whether it is a workbook or text: the form's own where empty.
    `claims_per_transaction` is how many claims an 837P has between ST and SE: 1 for a plan that
    takes each claim alone, 0 for as many as the file takes.
    """

    form: Form
    receiver_id: str
    receiver_name: str
    payer_id: str
    claims_per_file: int
    remitters: tuple[str, ...] = ()
    layout: str = ""
    file: SheetFile = ""
    claims_per_transaction: int = 0


class PromptPay(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a plan is held to when it pays late or other than by its rates.

    `working_days` is its time to pay a claim received before 2026: 30, or 45 of a health
    maintenance organization. `receipt_from` are ids and names by which the plan itself or its
    designated clearinghouse signs acknowledgements: only theirs prove that a claim arrived.
    `tolerance` is the difference in cents at which a payment is still as expected.
    """

    working_days: int = 30
    receipt_from: tuple[str, ...] = ()
    tolerance: Money = 0
    source: str = ""
    verified_on: date | None = None


# what a profile does not say of prompt pay is left out of the fact, as for a route
class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A plan as its profile file states it."""

    key: PlanKey
    name: str
    route: Route
    rules: tuple[PlanRules, ...]
    prompt_pay: PromptPay = PromptPay()

    def rules_on(self, day: date) -> PlanRules | None:
        """The rules in force on a day; None before the first or in a gap."""
        return next((rules for rules in self.rules if day in rules.period), None)

    def confirmed(self, on: date, first_day: date | None = None) -> "Profile":
        """The profile once the plan confirmed on a day what nobody had confirmed.

        All of it; or only the rules that begin on `first_day`.
        """
        rules = tuple(
            replace(each, verified_on=each.verified_on or on)
            if first_day in {None, each.period.first_day}
            else each
            for each in self.rules
        )
        pay = self.prompt_pay
        if first_day is None:
            pay = replace(pay, verified_on=pay.verified_on or on)
        return replace(self, rules=rules, prompt_pay=pay)

    def confirmed_as(self, known: "Profile") -> "Profile":
        """The profile with what was confirmed of `known`, where it still says the same."""
        days = {replace(each, verified_on=None): each.verified_on for each in known.rules}
        rules = tuple(
            replace(each, verified_on=each.verified_on or days.get(replace(each, verified_on=None)))
            for each in self.rules
        )
        pay, was = self.prompt_pay, known.prompt_pay
        if replace(pay, verified_on=None) == replace(was, verified_on=None):
            pay = replace(pay, verified_on=pay.verified_on or was.verified_on)
        return replace(self, rules=rules, prompt_pay=pay)


# commands


@dataclass(frozen=True)
class AdoptPlan:
    """The hub takes up a plan's profile as the file now states it."""

    plan_id: PlanId
    profile: Profile


PlanCommand = AdoptPlan

# events


@event("plan.adopted", version=1)
class PlanAdopted(Fact, frozen=True):
    """The hub works with a plan under a profile."""

    plan_id: PlanId
    profile: Profile


@event("plan.profile-changed", version=1)
class PlanProfileChanged(Fact, frozen=True):
    """The profile of a plan was replaced by a newer one."""

    plan_id: PlanId
    profile: Profile


PlanFact = PlanAdopted | PlanProfileChanged

# states


@dataclass(frozen=True)
class NoPlan:
    """The hub does not work with it."""


@dataclass(frozen=True)
class AdoptedPlan:
    """A plan and its profile as it now stands."""

    plan_id: PlanId
    profile: Profile


Plan = NoPlan | AdoptedPlan

# decide


def decide(plan: Plan, command: PlanCommand) -> tuple[PlanFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    problems = tuple(_profile_problems(command.profile))
    match plan, command:
        case AdoptedPlan(profile=known), AdoptPlan(profile=asked) if known == asked:
            return ()
        case _ if problems:
            return Refused(problems)
        case NoPlan(), AdoptPlan(plan_id=plan_id, profile=asked):
            return (PlanAdopted(plan_id=plan_id, profile=asked),)
        case AdoptedPlan(plan_id=plan_id, profile=known), AdoptPlan(profile=asked) if (
            known.key == asked.key
        ):
            return (PlanProfileChanged(plan_id=plan_id, profile=asked),)
        case _:
            return wrong_moment("plan", f"plan {command.profile.key}", plan, command)


# rules


def _profile_problems(profile: Profile) -> Iterator[Problem]:
    """On every day at most one set of rules holds."""
    ordered = sorted(profile.rules, key=lambda rules: rules.period.first_day)
    for earlier, later in pairwise(ordered):
        if earlier.period.overlaps(later.period):
            yield Problem(
                code="plan.rules-overlap",
                what=f"rules for {earlier.period} and {later.period} share days",
                where=f"plan {profile.key}",
                fix="end the earlier rules the day before the later ones begin",
            )
    if not ordered:
        yield Problem(
            code="plan.no-rules",
            what="the profile has no rules",
            where=f"plan {profile.key}",
            fix="add a [[rules]] table with its first day and source",
        )


# evolve


def evolve(plan: Plan, fact: PlanFact) -> Plan:
    """The plan after the fact."""
    match fact:
        case PlanAdopted() | PlanProfileChanged():
            return AdoptedPlan(fact.plan_id, fact.profile)
        case _:
            assert_never(fact)


PLAN: Decider[Plan, PlanCommand, PlanFact] = Decider(
    name="plan",
    initial=NoPlan(),
    decide=decide,
    evolve=evolve,
    facts=(PlanAdopted, PlanProfileChanged),
    commands=(AdoptPlan,),
    states=(NoPlan, AdoptedPlan),
)
