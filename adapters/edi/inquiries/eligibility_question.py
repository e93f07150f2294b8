"""A question to a plan: is this member covered, for what, when. Source: 005010X279A1."""

import calendar
from datetime import date, datetime

import msgspec

from adapters.edi.inquiries.stated import Party, Person, Procedure, Unit
from adapters.edi.values import StatedDays

HEALTH_PLAN = "30"
"""EQ01 for the health benefit plan as a whole: what every plan must answer."""


class AskedService(msgspec.Struct, frozen=True, gc=False):
    """One service type (EQ01), or a procedure; `coverage_level` is IND, FAM ... or empty."""

    service_type: str = HEALTH_PLAN
    procedure: Procedure | None = None
    coverage_level: str = ""


class EligibilityQuestion(msgspec.Struct, frozen=True, gc=False):
    """What is asked about one member; `trace` is our number, `trace_by` who gave it (TRN03).

    Without `dates` the plan answers for the day it is asked.
    """

    trace: str
    member: Person
    services: tuple[AskedService, ...] = (AskedService(),)
    dates: tuple[StatedDays, ...] = ()
    trace_by: str = ""


class EligibilityInquiry(msgspec.Struct, frozen=True):
    """Questions about many members to one plan: one transaction. `reference` is BHT03."""

    reference: str
    made_at: datetime
    plan: Party
    asker: Party
    questions: tuple[EligibilityQuestion, ...]


class AskedEligibility(Unit, frozen=True, gc=False, kw_only=True):
    """One question as it stands in a 270."""

    question: EligibilityQuestion


def service_month(first_day: date) -> StatedDays:
    """The whole month of a day, as the plan days (291) a question is about."""
    last = calendar.monthrange(first_day.year, first_day.month)[1]
    return StatedDays("291", first_day.replace(day=1), first_day.replace(day=last))
