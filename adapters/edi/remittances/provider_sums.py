"""Segments of an 835 that are one long row of sums: TS3, TS2, MIA and MOA, each as a value.

The fields of each stand in the order of its elements; those that the guide no longer uses have
the meaning that 004010X091A1 gave them. Amounts are cents, counts and weights decimals; None is
what is not stated, or could not be read. Source: 005010X221A1 2000 TS3 and TS2, 2100 MIA and MOA.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, TypeVar, get_type_hints

import msgspec

from adapters.edi.elements import cents, day, quantity, write_cents, write_day, write_quantity
from adapters.edi.finding import Finding
from adapters.edi.remittances.faults import not_a_date, not_a_quantity, not_an_amount
from adapters.edi.remittances.loop import Loop
from adapters.edi.x12 import Segment
from domain.money import Money


class ProviderSummary(msgspec.Struct, frozen=True, gc=False):
    """Sums of the claims of one provider and facility in one fiscal year (TS3)."""

    segment: ClassVar[str] = "TS3"

    provider: str = ""
    facility: str = ""
    fiscal_date: date | None = None
    claims: Decimal | None = None
    billed: Money | None = None
    covered: Money | None = None
    noncovered: Money | None = None
    denied: Money | None = None
    paid: Money | None = None
    interest: Money | None = None
    contractual: Money | None = None
    budget_reduction: Money | None = None
    primary_payer_paid: Money | None = None
    blood_deductible: Money | None = None
    outside_laboratory: Money | None = None
    coinsurance: Money | None = None
    priced_by_code: Money | None = None
    payable_by_code: Money | None = None
    deductible: Money | None = None
    professional_component: Money | None = None
    liability_met: Money | None = None
    paid_to_members: Money | None = None
    interim_claims: Decimal | None = None
    interim_adjustment: Money | None = None


class HospitalSummary(msgspec.Struct, frozen=True, gc=False):
    """Sums of hospital claims that are paid by diagnosis group, DRG (TS2)."""

    segment: ClassVar[str] = "TS2"

    by_group: Money | None = None
    federal: Money | None = None
    hospital: Money | None = None
    disproportionate_share: Money | None = None
    capital: Money | None = None
    teaching: Money | None = None
    outlier_days: Decimal | None = None
    day_outlier: Money | None = None
    cost_outlier: Money | None = None
    average_stay: Decimal | None = None
    discharges: Decimal | None = None
    cost_report_days: Decimal | None = None
    covered_days: Decimal | None = None
    noncovered_days: Decimal | None = None
    passed_through: Money | None = None
    average_weight: Decimal | None = None
    capital_federal: Money | None = None
    capital_hospital: Money | None = None
    capital_share: Money | None = None


class Inpatient(msgspec.Struct, frozen=True, gc=False):
    """How a hospital stay was priced, and remark codes (MIA); MIA01 may count visits instead."""

    segment: ClassVar[str] = "MIA"

    covered_days: Decimal | None = None
    operating_outlier: Money | None = None
    psychiatric_days: Decimal | None = None
    by_group: Money | None = None
    remark: str = ""
    disproportionate_share: Money | None = None
    passed_through: Money | None = None
    capital: Money | None = None
    capital_federal: Money | None = None
    capital_hospital: Money | None = None
    capital_share: Money | None = None
    old_capital: Money | None = None
    capital_teaching: Money | None = None
    operating_hospital: Money | None = None
    cost_report_days: Decimal | None = None
    operating_federal: Money | None = None
    capital_outlier: Money | None = None
    teaching: Money | None = None
    professional_component: Money | None = None
    second_remark: str = ""
    third_remark: str = ""
    fourth_remark: str = ""
    fifth_remark: str = ""
    capital_exception: Money | None = None


class Outpatient(msgspec.Struct, frozen=True, gc=False):
    """How outpatient care was priced, and remark codes (MOA); `rate` is a share, 1 for all."""

    segment: ClassVar[str] = "MOA"

    rate: Decimal | None = None
    payable_by_code: Money | None = None
    remark: str = ""
    second_remark: str = ""
    third_remark: str = ""
    fourth_remark: str = ""
    fifth_remark: str = ""
    renal: Money | None = None
    professional_component: Money | None = None


Sums = ProviderSummary | HospitalSummary | Inpatient | Outpatient
S = TypeVar("S", ProviderSummary, HospitalSummary, Inpatient, Outpatient)


def take_sums(kind: type[S], loop: Loop) -> S | None:
    """The value of this kind in a loop, None where it has none; what cannot be read is flagged."""
    segment = loop.take(kind.segment)
    if not segment.number:
        return None
    stated: dict[str, Any] = {}
    for at, (name, form) in enumerate(_elements(kind), start=1):
        text = segment.get(at)
        if not text:
            continue
        stated[name] = form.read(text)
        if stated[name] is None:
            loop.findings.append(form.fault(segment, at, loop.name))
    return kind(**stated)


def write_sums(sums: Sums) -> list[str]:
    """The segment of a value."""
    written = [form.write(getattr(sums, name)) for name, form in _elements(type(sums))]
    return [sums.segment, *written]


def remarks(sums: Inpatient | Outpatient | None) -> Iterator[str]:
    """The remark codes of an MIA or MOA, in order; none where there is no such segment."""
    for name in ("remark", "second_remark", "third_remark", "fourth_remark", "fifth_remark"):
        if code := getattr(sums, name, ""):
            yield code


class _Form(msgspec.Struct, frozen=True):
    """How elements of one type are read and written, and what is said of one that cannot be."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    fault: Callable[[Segment, int, str], Finding]


_FORMS = {
    str: _Form(str, str, not_an_amount),  # any text is one
    Money | None: _Form(cents, write_cents, not_an_amount),
    Decimal | None: _Form(quantity, write_quantity, not_a_quantity),
    date | None: _Form(day, write_day, not_a_date),
}


@cache
def _elements(kind: type[Sums]) -> tuple[tuple[str, _Form], ...]:
    """Field and form of each data element."""
    types = get_type_hints(kind)
    return tuple((name, _FORMS[types[name]]) for name in kind.__struct_fields__)
