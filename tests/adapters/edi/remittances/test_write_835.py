"""An 835 written is the 835 read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.edi.envelope import Transaction, read_transactions
from adapters.edi.remittances.parties import payee, payer
from adapters.edi.remittances.read_835 import read_835
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    Heading,
    Procedure,
    ProviderAdjustment,
    RemittanceHeader,
    ServicePayment,
)
from adapters.edi.remittances.write_835 import body_835, write_835
from adapters.edi.values import CasAdjustment, Private, Verbatim
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from adapters.edi.x12 import DelimiterInText, Segment
from domain.money import Money
from tests.support.edi import INTERCHANGE, group, only_transaction
from tests.support.remittance_values import (
    CLAIMS,
    HEADERS,
    PAIRS,
    claim_values,
    header_values,
    pair_values,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "835"

HEADER = RemittanceHeader(
    handling="I",
    paid=8050,
    credit_debit="C",
    method="ACH",
    format="CCP",
    effective_on=date(2026, 4, 1),
    trace="T-100",
    payer_id="1999999999",
    who_pays=payer("SEASIDE PLAN", "SEA01"),
    who_is_paid=payee("LANTERN HUB", npi="1234567893", tin="999999999"),
    version="005010X221A1",
    produced_on=date(2026, 3, 31),
)


def _written(
    claims: Sequence[ClaimPayment],
    pairs: Sequence[ProviderAdjustment] = (),
    header: RemittanceHeader = HEADER,
) -> bytes:
    return write_835(
        header, claims, pairs, interchange=INTERCHANGE, group=group("835"), control="0001"
    )


@dataclass(frozen=True)
class _Values:
    """All that a remittance states, without where it stands."""

    header: RemittanceHeader
    claims: list[ClaimPayment]
    pairs: list[ProviderAdjustment]
    others: Verbatim


def _values(transaction: Transaction) -> _Values:
    reading = read_835(transaction)
    claims = list(reading.claims)
    return _Values(
        header_values(reading.header),
        [*map(claim_values, claims)],
        [*map(pair_values, reading.provider_adjustments)],
        reading.others,
    )


def _written_again(values: _Values, transaction: Transaction) -> bytes:
    """With the delimiters that it was read with."""
    marks = transaction.delimiters
    body = body_835(values.header, values.claims, values.pairs, values.others, marks.component)
    envelope = replace(group("835"), version=transaction.header.version)
    remittance = TransactionToWrite("835", "1", "", body)
    return write_interchange(INTERCHANGE, [(envelope, [remittance])], delimiters=marks)


@settings(max_examples=100, deadline=None)
@given(HEADERS, st.lists(CLAIMS, max_size=3), st.lists(PAIRS, max_size=8))
def test_what_is_written_is_read(
    header: RemittanceHeader, claims: list[ClaimPayment], pairs: list[ProviderAdjustment]
) -> None:
    reading = read_835(only_transaction(_written(claims, pairs, header)))
    assert [*map(claim_values, reading.claims)] == [*map(claim_values, claims)]
    assert [*map(pair_values, reading.provider_adjustments)] == pairs
    assert header_values(reading.header) == header
    assert reading.others == Verbatim()


def test_every_sample_has_the_same_values_after_it_is_written(samples: Path) -> None:
    seen = 0
    for path in sorted((samples / "835").glob("*.edi")):
        for transaction in read_transactions(path.read_bytes()):
            read = _values(transaction)
            again = _values(only_transaction(_written_again(read, transaction)))
            assert again == read, path.name
            seen += 1
    assert seen == 30


def test_seven_adjustments_of_one_group_need_two_segments() -> None:
    many = tuple(CasAdjustment("CO", str(at), 100) for at in range(7))
    written = _written([_claim(billed=700, adjustments=many)]).decode()
    assert "CAS*CO*0*1**1*1**2*1**3*1**4*1**5*1~\nCAS*CO*6*1~" in written


def test_a_heading_is_written_once_above_all_its_claims() -> None:
    first, second = Heading("1"), Heading("2")
    claims = [_claim(heading=heading) for heading in (first, first, second)]
    names = [line.split("*")[0] for line in _written(claims).decode().splitlines()]
    assert names[9:14] == ["LX", "CLP", "CLP", "LX", "CLP"]


def test_a_description_stands_after_four_modifiers() -> None:
    care = Procedure("HC", "98960", ("U2",), "INVENTED CARE")
    line = ServicePayment(ordinal=1, procedure=care, billed=0, paid=0, original=care)
    composite = "HC:98960:U2::::INVENTED CARE"
    assert f"SVC*{composite}*0*0***{composite}~" in _written([_claim(lines=(line,))]).decode()


def test_a_name_with_a_delimiter_is_never_written() -> None:
    name = Segment("NM1", ["NM1", "QC", "1", "INVENTED*PERSON"], 0, 0, 0)
    with pytest.raises(DelimiterInText) as raised:
        _written([_claim(private=Private((name,)))])
    assert "INVENTED" not in str(raised.value)


def test_claims_are_written_as_they_come_and_never_held_together() -> None:
    given_out = 0

    def claims() -> Iterator[ClaimPayment]:
        nonlocal given_out
        for _ in range(3):
            given_out += 1
            yield _claim()

    body = body_835(HEADER, claims())
    while not (given_out or next(body) is None):
        pass
    assert given_out == 1


def test_a_remittance_of_ours_stays_as_it_was_first_written() -> None:
    content = (GOLDEN / "paid-reduced-reversed.835").read_bytes()
    reading = read_835(only_transaction(content))
    claims = list(reading.claims)
    assert _written(claims, reading.provider_adjustments, reading.header) == content
    assert reading.totals.balanced


def _claim(billed: Money = 0, paid: Money = 0, **stated: Any) -> ClaimPayment:
    return ClaimPayment(
        ordinal=1, claim_number="LAN", status="1", billed=billed, paid=paid, **stated
    )
