"""An 835 written is the 835 read."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.edi.envelope import read_transactions
from adapters.edi.remittances.read_835 import read_835, survey_835
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    ProviderAdjustment,
    RemittanceHeader,
    ServicePayment,
)
from adapters.edi.remittances.write_835 import write_835
from adapters.edi.values import Amount, CasAdjustment, DatedAs, Private, Reference
from adapters.edi.x12 import DelimiterInText, Segment
from tests.support.edi import INTERCHANGE, group, only_transaction

GOLDEN = Path(__file__).parents[1] / "golden" / "835"

_CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
_CENTS = st.integers(min_value=-(10**9), max_value=10**9)
_DAY = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
_UNITS = st.none() | st.decimals(min_value=0, max_value=999, places=1).map(
    lambda number: Decimal(int(number * 10)) / 10
)
_GROUP = st.sampled_from(["CO", "PR", "OA", "PI"])
_ADJUSTMENTS = st.lists(st.builds(CasAdjustment, _GROUP, _CODE, _CENTS, _UNITS), max_size=9).map(
    tuple
)
_AMOUNTS = st.lists(st.builds(Amount, st.sampled_from(["I", "B6", "AU"]), _CENTS), max_size=2)
_LINES = st.builds(
    ServicePayment,
    ordinal=st.just(0),
    qualifier=st.just("HC"),
    code=_CODE,
    modifiers=st.lists(_CODE, max_size=4).map(tuple),
    billed=_CENTS,
    paid=_CENTS,
    units_paid=_UNITS,
    original_code=st.just("") | _CODE,
    units_billed=_UNITS,
    adjustments=_ADJUSTMENTS,
    amounts=_AMOUNTS.map(tuple),
    dates=st.lists(st.builds(DatedAs, st.just("472"), _DAY), max_size=1).map(tuple),
    references=st.lists(st.builds(Reference, st.just("6R"), _CODE), max_size=1).map(tuple),
    remarks=st.lists(_CODE, max_size=3).map(tuple),
)
_CLAIMS = st.builds(
    ClaimPayment,
    ordinal=st.just(0),
    claim_number=_CODE,
    status=st.sampled_from(["1", "4", "22"]),
    billed=_CENTS,
    paid=_CENTS,
    member_responsibility=_CENTS,
    filing=_CODE,
    payer_control=_CODE,
    facility=_CODE,
    frequency=_CODE,
    adjustments=_ADJUSTMENTS,
    amounts=_AMOUNTS.map(tuple),
    remarks=st.lists(_CODE, max_size=5).map(tuple),
    references=st.lists(st.builds(Reference, _CODE, _CODE), max_size=2).map(tuple),
    dates=st.lists(st.builds(DatedAs, _CODE, _DAY), max_size=2).map(tuple),
    lines=st.lists(_LINES, max_size=3).map(tuple),
)
_PAIRS = st.builds(
    ProviderAdjustment,
    st.sampled_from(["1234567893", "1999999984"]),
    _DAY,
    _CODE,
    st.just("") | _CODE,
    _CENTS,
)

HEADER = RemittanceHeader(
    handling="I",
    paid=8050,
    credit_debit="C",
    method="ACH",
    effective_on=date(2026, 4, 1),
    trace="T-100",
    payer_id="1999999999",
    payer_name="SEASIDE PLAN",
    payer_number="SEA01",
    payee_name="LANTERN HUB",
    payee_npi="1234567893",
    payee_tin="999999999",
    payee_references=(Reference("TJ", "999999999"),),
    version="005010X221A1",
    produced_on=date(2026, 3, 31),
)


def _written(
    claims: list[ClaimPayment], pairs: list[ProviderAdjustment], header: RemittanceHeader = HEADER
) -> bytes:
    return write_835(
        header, claims, pairs, interchange=INTERCHANGE, group=group("835"), control="0001"
    )


def _values(claim: ClaimPayment) -> ClaimPayment:
    """The claim without what only a reading has: its place, its ordinals, its balance."""
    lines = tuple(
        msgspec.structs.replace(line, ordinal=0, segment=0, service_date=None, line_control="")
        for line in claim.lines
    )
    return msgspec.structs.replace(
        claim, ordinal=0, segment=0, offset=0, length=0, findings=(), balanced=True, lines=lines
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(_CLAIMS, max_size=3), st.lists(_PAIRS, max_size=8))
def test_what_is_written_is_read(
    claims: list[ClaimPayment], pairs: list[ProviderAdjustment]
) -> None:
    content = _written(claims, pairs)
    reading = read_835(only_transaction(content))
    assert [_values(claim) for claim in reading.claims] == [_values(claim) for claim in claims]
    assert [
        msgspec.structs.replace(each, pair=1, segment=0, offset=0, length=0)
        for each in reading.provider_adjustments
    ] == pairs
    assert msgspec.structs.replace(reading.header, segment=0, offset=0) == HEADER
    assert reading.findings == []


def test_every_sample_is_read_the_same_after_it_is_written(samples: Path) -> None:
    for path in sorted((samples / "835").glob("*.edi")):
        for transaction in read_transactions(path.read_bytes()):
            reading = read_835(transaction)
            claims = list(reading.claims)
            again = only_transaction(
                _written(claims, list(reading.provider_adjustments), reading.header)
            )
            survey = survey_835(again)
            assert (survey.totals, survey.header.paid) == (reading.totals, reading.header.paid)


def test_a_line_says_its_day_and_number_even_where_no_list_holds_them() -> None:
    line = ServicePayment(
        ordinal=1,
        qualifier="HC",
        code="98960",
        modifiers=("U2",),
        billed=100,
        paid=100,
        service_date=date(2026, 3, 1),
        line_control="LAN0000000101X01",
    )
    claim = ClaimPayment(
        ordinal=1, claim_number="LAN", status="1", billed=100, paid=100, lines=(line,)
    )
    (read,) = next(read_835(only_transaction(_written([claim], []))).claims).lines
    assert (read.service_date, read.line_control) == (date(2026, 3, 1), "LAN0000000101X01")


def test_seven_adjustments_of_one_group_need_two_segments() -> None:
    many = tuple(CasAdjustment("CO", str(at), 100) for at in range(7))
    claim = ClaimPayment(
        ordinal=1, claim_number="LAN", status="1", billed=700, paid=0, adjustments=many
    )
    written = _written([claim], []).decode()
    assert "CAS*CO*0*1**1*1**2*1**3*1**4*1**5*1~\nCAS*CO*6*1~" in written


def test_a_name_with_a_delimiter_is_never_written() -> None:
    name = Segment("NM1", ["NM1", "QC", "1", "INVENTED*PERSON"], 0, 0, 0)
    claim = ClaimPayment(
        ordinal=1, claim_number="LAN", status="1", billed=0, paid=0, private=Private((name,))
    )
    with pytest.raises(DelimiterInText) as raised:
        _written([claim], [])
    assert "INVENTED" not in str(raised.value)


def test_a_remittance_of_ours_stays_as_it_was_first_written() -> None:
    content = (GOLDEN / "paid-reduced-reversed.835").read_bytes()
    reading = read_835(only_transaction(content))
    claims = list(reading.claims)
    assert _written(claims, list(reading.provider_adjustments), reading.header) == content
    assert reading.totals.balanced
