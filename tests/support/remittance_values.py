"""Remittances drawn by chance as typed values, and typed values without where they were read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.edi.remittances.parties import Address, BankAccount, Contact, Delivery, Party
from adapters.edi.remittances.provider_sums import (
    HospitalSummary,
    Inpatient,
    Outpatient,
    ProviderSummary,
)
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    Heading,
    Procedure,
    ProviderAdjustment,
    Quantity,
    RemittanceHeader,
    ServicePayment,
)
from adapters.edi.values import (
    NOTHING_KEPT,
    Amount,
    CasAdjustment,
    DatedAs,
    Private,
    Reference,
    Verbatim,
)
from adapters.edi.x12 import Segment

T = TypeVar("T")

_CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
_MAYBE = st.just("") | _CODE
_CENTS = st.integers(min_value=-(10**9), max_value=10**9)
_DAY = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
_NUMBER = st.integers(min_value=-9999, max_value=9999).map(lambda number: Decimal(number) / 10)
_UNITS = st.none() | _NUMBER


def _some(strategy: st.SearchStrategy[T], most: int) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def _kept(*first: str) -> st.SearchStrategy[Segment]:
    """A segment as it stands in a file, with composites and repetitions inside its texts."""
    texts = st.lists(_MAYBE, max_size=3).map(":".join) | st.just("A^B") | _MAYBE
    return st.lists(texts, max_size=3).map(lambda more: _segment(*first, *more))


def _segment(*elements: str) -> Segment:
    return Segment(elements[0], list(elements), 0, 0, 0)


def _verbatim(segment_id: str) -> st.SearchStrategy[Verbatim]:
    return _some(_kept(segment_id), 2).map(Verbatim)


def _row(kind: Callable[..., T]) -> st.SearchStrategy[T]:
    """A row of sums with any of its elements stated."""
    by_type = {str: _MAYBE, date | None: st.none() | _DAY, Decimal | None: _UNITS}
    fields = kind.__annotations__  # of the class itself, in the order of its elements
    return st.builds(
        kind,
        **{
            name: by_type.get(type_, st.none() | _CENTS)
            for name, type_ in fields.items()
            if name != "segment"
        },
    )


_REFERENCES = _some(st.builds(Reference, _CODE, _CODE), 3)
_CONTACTS = _some(st.builds(Contact, _CODE, _MAYBE, _REFERENCES), 2)
_ADJUSTMENTS = _some(
    st.builds(CasAdjustment, st.sampled_from(["CO", "PR", "OA", "PI"]), _CODE, _CENTS, _UNITS), 9
)
_AMOUNTS = _some(st.builds(Amount, _CODE, _CENTS), 2)
_QUANTITIES = _some(st.builds(Quantity, _CODE, _NUMBER), 2)
_PROCEDURES = st.builds(
    Procedure, _CODE, _CODE, _some(_CODE, 4), st.sampled_from(["", "INVENTED CARE", "CARE:OTHER"])
)
_NAMES = _some(
    st.sampled_from(["QC", "IL", "74", "82", "TT", "PR", "GB"]).flatmap(
        lambda role: _kept("NM1", role, "1")
    ),
    4,
).map(Private)


_LINES = st.builds(
    ServicePayment,
    ordinal=st.just(0),
    procedure=_PROCEDURES,
    billed=_CENTS,
    paid=_CENTS,
    revenue_code=_MAYBE,
    units_paid=_UNITS,
    original=st.none() | _PROCEDURES,
    units_billed=_UNITS,
    adjustments=_ADJUSTMENTS,
    amounts=_AMOUNTS,
    references=_some(st.builds(Reference, st.sampled_from(["6R", "LU", "1S", "HPI"]), _CODE), 3),
    dates=_some(st.builds(DatedAs, st.sampled_from(["472", "150", "151"]), _DAY), 3),
    quantities=_QUANTITIES,
    remarks=_some(_CODE, 3),
    drug_remarks=_some(_CODE, 2),
    others=_verbatim("ZZL"),
)
_HEADINGS = st.builds(
    Heading,
    number=_CODE,
    provider=st.none() | _row(ProviderSummary),
    hospital=st.none() | _row(HospitalSummary),
    others=_verbatim("ZZG"),
)
CLAIMS = st.builds(
    ClaimPayment,
    ordinal=st.just(0),
    claim_number=_CODE,
    status=st.sampled_from(["1", "4", "22"]),
    billed=_CENTS,
    paid=_CENTS,
    member_responsibility=_CENTS,
    filing=_CODE,
    payer_control=_CODE,
    facility=_MAYBE,
    frequency=_MAYBE,
    patient_status=_MAYBE,
    drg=_MAYBE,
    drg_weight=_UNITS,
    discharged_share=_UNITS,
    condition=_MAYBE,
    adjustments=_ADJUSTMENTS,
    amounts=_AMOUNTS,
    references=_REFERENCES,
    dates=_some(st.builds(DatedAs, _CODE, _DAY), 2),
    quantities=_QUANTITIES,
    contacts=_CONTACTS,
    inpatient=st.none() | _row(Inpatient),
    outpatient=st.none() | _row(Outpatient),
    lines=_some(_LINES, 3),
    private=_NAMES,
    heading=_HEADINGS,
    others=_verbatim("ZZC"),
)
PAIRS = st.builds(
    ProviderAdjustment,
    st.sampled_from(["1234567893", "1999999984"]),
    st.none() | _DAY,
    _CODE,
    st.just("") | _CODE | st.just("CLAIM:1"),
    _CENTS,
)
_PARTIES = st.builds(
    Party,
    name=_MAYBE,
    qualifier=_MAYBE,
    number=_MAYBE,
    address=st.none() | st.builds(Address, _CODE, _MAYBE, _CODE, _MAYBE, _MAYBE, _MAYBE, _MAYBE),
    references=_REFERENCES,
    contacts=_CONTACTS,
    delivery=st.none() | st.builds(Delivery, _CODE, _MAYBE, _MAYBE),
    others=_verbatim("ZZP"),
)
_ACCOUNTS = st.builds(BankAccount, _MAYBE, _MAYBE, _MAYBE, _MAYBE)
_STRANGERS = _some(_kept("N1", "ZZ"), 1).flatmap(
    lambda named: _some(_kept("ZZN"), 2 if named else 0).map(lambda more: (*named, *more))
)
HEADERS = st.builds(
    RemittanceHeader,
    handling=_CODE,
    paid=_CENTS,
    credit_debit=_MAYBE,
    method=_MAYBE,
    format=_MAYBE,
    payer_account=_ACCOUNTS,
    originator=_MAYBE,
    originator_supplement=_MAYBE,
    payee_account=_ACCOUNTS,
    effective_on=st.none() | _DAY,
    trace=_CODE,
    payer_id=_MAYBE,
    payer_supplement=_MAYBE,
    currency=_MAYBE,
    references=_REFERENCES,
    produced_on=st.none() | _DAY,
    who_pays=_PARTIES,
    who_is_paid=_PARTIES,
    others=st.tuples(_some(_kept("ZZH"), 2), _STRANGERS).map(
        lambda both: Verbatim((*both[0], *both[1]))
    ),
    version=st.just("005010X221A1"),
)


def header_values(header: RemittanceHeader) -> RemittanceHeader:
    """The header without its place in a file."""
    return replace(header, segment=0, offset=0, segments=NOTHING_KEPT)


def claim_values(claim: ClaimPayment) -> ClaimPayment:
    """The claim without what only a reading has: its place, ordinals, findings and balance."""
    return replace(
        claim,
        ordinal=0,
        segment=0,
        offset=0,
        length=0,
        findings=(),
        balanced=True,
        unread=False,
        segments=NOTHING_KEPT,
        lines=tuple(replace(line, ordinal=0, segment=0) for line in claim.lines),
        private=Private(tuple(_segment(*name.elements) for name in claim.private.names)),
    )


def pair_values(pair: ProviderAdjustment) -> ProviderAdjustment:
    """The provider adjustment without its place in a file."""
    return replace(pair, pair=1, segment=0, offset=0, length=0)
