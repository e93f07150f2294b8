"""Three hundred 835s drawn by chance: oxedi, written in Rust by others, reads the same from them.

Every field is compared that both give, with these exceptions, each for a reason:

- Hard-wrapped lines: oxedi keeps the line breaks inside its values. It gets the same file before
  it was wrapped; we get the wrapped one.
- CLP05 left out: None with oxedi, zero with us.
- What the files drawn do not state: bank accounts, the sums of MIA, MOA, TS2 and TS306 on.
- Findings, positions and segments kept as they stand: oxedi keeps them elsewhere or not at all.

Modifiers, SVC06, the remarks of LQ, MOA and MIA, LX with TS3, and all REF, DTM, AMT, QTY, PER and
NM1 are not in its own tables; it is given them by a patch of its spec, its documented way.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from random import Random
from typing import Any

import oxedi
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from adapters.edi.envelope import read_transactions
from adapters.edi.remittances.parties import Address, Party
from adapters.edi.remittances.provider_sums import ProviderSummary
from adapters.edi.remittances.read_835 import Reading835, read_835
from adapters.edi.remittances.remittance import ClaimPayment, Heading, ServicePayment
from tests.support.any_remittance import Drawn, any_remittance

FILES = 300
_QUALIFIED = {"first": {"element": 1}, "second": {"element": 2}}
_OTHER_TABLES = {
    "REF": "references",
    "DTM": "dates",
    "AMT": "amounts",
    "QTY": "quantities",
    "LQ": "remarks",
}
_PATCH = {
    "tables": {
        "services": {
            "columns": {
                **{
                    f"modifier_{at}": {"segment": "SVC", "element": 1, "component": at + 2}
                    for at in range(1, 5)
                },
                "original_code": {"segment": "SVC", "element": 6, "component": 2},
            }
        },
        "claims": {
            "columns": {
                **{f"moa_{at}": {"segment": "MOA", "element": at} for at in range(3, 8)},
                "mia_5": {"segment": "MIA", "element": 5},
            }
        },
        **{
            f"{level}_{name}": {"loops": [loop], "segment": segment, "columns": _QUALIFIED}
            for level, loop in (("claim", "2100"), ("line", "2110"))
            for segment, name in _OTHER_TABLES.items()
            if (level, segment) != ("claim", "LQ")  # the guide has none there
        },
        "claim_contacts": {
            "loops": ["2100"],
            "segment": "PER",
            "columns": {f"per_{at}": {"element": at} for at in (1, 2, 3, 4)},
        },
        "headings": {
            "loops": ["2000"],
            "columns": {
                "number": {"segment": "LX", "element": 1},
                **{f"ts3_{at}": {"segment": "TS3", "element": at} for at in range(1, 6)},
            },
        },
        "claim_names": {
            "loops": ["2100"],
            "segment": "NM1",
            "columns": {f"nm1_{at}": {"element": at} for at in (1, 2, 3, 4, 8, 9)},
        },
        **{
            f"{party}_references": {"loops": [loop], "segment": "REF", "columns": _QUALIFIED}
            for party, loop in (("payer", "1000A"), ("payee", "1000B"))
        },
    }
}
SPEC = oxedi.Spec.builtin().patch(_PATCH)

# our fields, and the columns of oxedi that say the same
_HEADER = {
    "handling": "handling_code",
    "paid": "total_payment_amount",
    "credit_debit": "credit_debit_flag",
    "method": "payment_method",
    "effective_on": "payment_date",
    "trace": "trace_number",
    "payer_id": "payer_identifier",
    "payer_name": "payer_name",
    "payer_number": "payer_id",
    "payee_name": "payee_name",
    "payee_npi": "payee_id",
    "produced_on": "production_date",
    "format": "payment_format",
}
_ADDRESS = {"first_line": "address", "city": "city", "state": "state", "postal_code": "zip"}
_CONTACT = ("contact_qualifier", "contact_number", "contact_name")
_CLAIM = {
    "claim_number": "claim_id",
    "status": "claim_status",
    "billed": "charge_amount",
    "paid": "payment_amount",
    "member_responsibility": "patient_responsibility",
    "filing": "filing_indicator",
    "payer_control": "payer_control_number",
    "facility": "facility_type",
    "frequency": "frequency_code",
    "drg": "drg_code",
    "drg_weight": "drg_weight",
    "discharged_share": "discharge_fraction",
}
_LINE = {
    "qualifier": "procedure_qualifier",
    "code": "procedure_code",
    "billed": "charge_amount",
    "paid": "payment_amount",
    "units_paid": "units_paid",
    "original_code": "original_code",
    "units_billed": "original_units",
    "line_control": "line_item_control_number",
}
_MOVED = ("provider_id", "fiscal_period_date", "reason_code", "reference_id", "amount")
_REMARKS = ("mia_5", *(f"moa_{at}" for at in range(3, 8)))
_NM1 = (1, 2, 3, 4, 8, 9)
_QUANTITIES = (
    *("units_paid", "original_units", "quantity", "ts3_4"),
    *("drg_weight", "discharge_fraction"),
)
_TEXTS = frozenset(
    {
        *(name for name in _HEADER.values() if not name.endswith(("_amount", "_date"))),
        *(name for name in _CLAIM.values() if not name.endswith(("_amount", "responsibility"))),
        *(f"nm1_{at}" for at in _NM1),
        *("original_code", "line_item_control_number", "reference_id", "ts3_1", "ts3_2"),
    }
) - set(_QUANTITIES)

Row = dict[str, Any]
Tables = dict[str, dict[int, list[Row]]]


@pytest.mark.parametrize("seed", range(FILES))
def test_oxedi_reads_the_same_from_a_remittance_drawn_by_chance(seed: int) -> None:
    drawn = any_remittance(Random(seed))  # noqa: S311 - invented remittances, not secrets
    assert _ours(drawn) == _theirs(drawn)


def test_the_files_drawn_hold_what_they_are_drawn_for() -> None:
    drawn = [any_remittance(Random(seed)) for seed in range(FILES)]  # noqa: S311 - invented
    remittances = [each for file in drawn for each in _ours(file)]
    claims = [claim for each in remittances for claim in each["claims"]]
    adjustments = [one for claim in claims for one in claim["adjustments"]]
    assert len(claims) > 2_000
    assert {each["uneven"] for each in remittances} >= {0, 1}
    assert any(claim["status"] == "22" for claim in claims)
    assert any(claim["lines"] == [] for claim in claims)
    assert any(one[3] for one in adjustments), "no quantity at claim level"
    assert max(len(each["provider_adjustments"]) for each in remittances) >= 36
    assert sum(file.content != file.unwrapped for file in drawn) > 10


def _theirs(drawn: Drawn) -> list[Row]:
    result = oxedi.parse(drawn.unwrapped, spec=SPEC)
    rows = {name: _rows(result.tables[name]) for name in result.tables}
    by_payment, by_claim, by_line = (
        {name: _by(each, parent) for name, each in rows.items()}
        for parent in ("payment", "claim", "service")
    )
    uneven = sum("transaction_balance" in each.rule for each in result.diagnostics)
    return [
        {
            "header": {field: payment[column] for field, column in _HEADER.items()}
            | {
                "payer_references": _pairs(by_payment["payer_references"][payment["row"]]),
                "payee_references": _pairs(by_payment["payee_references"][payment["row"]]),
                "payer_address": [payment[f"payer_{column}"] or "" for column in _ADDRESS.values()],
                "payee_address": [payment[f"payee_{column}"] or "" for column in _ADDRESS.values()],
                "contact": tuple(payment[f"payer_technical_{column}"] for column in _CONTACT),
                "receiver": payment["receiver_id"] or "",
            },
            "claims": [
                _their_claim(claim, by_claim, by_line)
                | {"heading": _their_heading(rows["headings"][claim["headings"]])}
                for claim in by_payment["claims"][payment["row"]]
            ],
            "provider_adjustments": [
                tuple(moved[column] for column in _MOVED)
                for moved in by_payment["provider_adjustments"][payment["row"]]
            ],
            "uneven": uneven,
        }
        for payment in rows["payments"]
    ]


def _their_heading(heading: Row) -> tuple[Any, ...]:
    return (str(heading["number"]), *(heading[f"ts3_{at}"] for at in range(1, 6)))


def _their_claim(claim: Row, by_claim: Tables, by_line: Tables) -> Row:
    at = claim["row"]
    of_claim = {
        name: [row for row in tables[at] if row.get("service") is None]
        for name, tables in by_claim.items()
    }
    return {field: claim[column] for field, column in _CLAIM.items()} | {
        "member_responsibility": claim["patient_responsibility"] or 0,  # CLP05 left out is zero
        "remarks": [claim[name] for name in _REMARKS if claim[name]],
        "adjustments": _adjustments(of_claim["adjustments"]),
        "references": _pairs(of_claim["claim_references"]),
        "dates": _pairs(of_claim["claim_dates"]),
        "amounts": _pairs(of_claim["claim_amounts"]),
        "quantities": _pairs(of_claim["claim_quantities"]),
        "contacts": [
            tuple(row[f"per_{at}"] for at in (1, 2, 3, 4)) for row in of_claim["claim_contacts"]
        ],
        "names": [tuple(row[f"nm1_{at}"] for at in _NM1) for row in of_claim["claim_names"]],
        "lines": [_their_line(line, by_line) for line in by_claim["services"][at]],
    }


def _their_line(line: Row, by_line: Tables) -> Row:
    at = line["row"]
    return {field: line[column] for field, column in _LINE.items()} | {
        "modifiers": [line[f"modifier_{at}"] for at in range(1, 5) if line[f"modifier_{at}"]],
        "adjustments": _adjustments(by_line["adjustments"][at]),
        "references": _pairs(by_line["line_references"][at]),
        "dates": _pairs(by_line["line_dates"][at]),
        "amounts": _pairs(by_line["line_amounts"][at]),
        "quantities": _pairs(by_line["line_quantities"][at]),
        "remarks": [row["second"] for row in by_line["line_remarks"][at]],
    }


def _rows(table: Any) -> list[Row]:
    """Texts decoded, amounts in cents; what is absent is None or empty, as with us."""
    read = pa.record_batch(table).to_pylist()
    counts = table.name.endswith("_quantities")
    return [
        {
            name: value if counts and name == "second" else _value(name, value)
            for name, value in row.items()
        }
        for row in read
    ]


def _value(name: str, value: Any) -> Any:
    if name in _TEXTS:
        return value.decode() if value else ""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, Decimal) and name not in _QUANTITIES:
        return int(value * 100)
    return value


def _by(rows: Iterable[Row], parent: str) -> dict[int, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        if row.get(parent) is not None:
            found[row[parent]].append(row)
    return found


def _pairs(rows: Iterable[Row]) -> list[tuple[Any, Any]]:
    return [(row["first"], row["second"]) for row in rows]


def _adjustments(rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    columns = ("group_code", "reason_code", "amount", "quantity")
    return [tuple(row[column] for column in columns) for row in rows]


def _ours(drawn: Drawn) -> list[Row]:
    read = []
    for transaction in read_transactions(drawn.content):
        reading = read_835(transaction)
        claims = [_our_claim(claim) for claim in reading.claims]
        read.append(_our_remittance(reading, claims))
    uneven = sum(each.pop("balanced") is False for each in read)
    return [{**each, "uneven": uneven} for each in read]


def _our_remittance(reading: Reading835, claims: list[Row]) -> Row:
    header = reading.header
    return {
        "header": {field: getattr(header, field) for field in _HEADER}
        | {
            "payer_references": [(r.qualifier, r.value) for r in header.payer_references],
            "payee_references": [(r.qualifier, r.value) for r in header.payee_references],
            "payer_address": _our_address(header.who_pays),
            "payee_address": _our_address(header.who_is_paid),
            "contact": next(
                (contact.ways[0].qualifier, contact.ways[0].value, contact.name)
                for contact in header.who_pays.contacts
                if contact.function == "BL"
            ),
            "receiver": next((r.value for r in header.references if r.qualifier == "EV"), ""),
        },
        "claims": claims,
        "provider_adjustments": [
            (moved.provider, moved.fiscal_date, moved.reason, moved.reference, moved.amount)
            for moved in reading.provider_adjustments
        ],
        "balanced": reading.totals.balanced,
    }


def _our_address(party: Party) -> list[str]:
    address = party.address or Address()
    return [getattr(address, field) for field in _ADDRESS]


def _our_heading(heading: Heading) -> tuple[Any, ...]:
    sums = heading.provider or ProviderSummary()
    stated = (sums.provider, sums.facility, sums.fiscal_date, sums.claims, sums.billed)
    return (heading.number, *stated)


def _our_claim(claim: ClaimPayment) -> Row:
    return {field: getattr(claim, field) for field in _CLAIM} | {
        "remarks": list(claim.remarks),
        **_our_level(claim),
        "heading": _our_heading(claim.heading),
        "contacts": [
            (contact.function, contact.name, contact.ways[0].qualifier, contact.ways[0].value)
            for contact in claim.contacts
        ],
        "names": [tuple(name.get(at) for at in _NM1) for name in claim.private.names],
        "lines": [_our_line(line) for line in claim.lines],
    }


def _our_line(line: ServicePayment) -> Row:
    return {field: getattr(line, field) for field in _LINE} | {
        "modifiers": list(line.modifiers),
        **_our_level(line),
        "remarks": list(line.remarks),
    }


def _our_level(level: ClaimPayment | ServicePayment) -> Row:
    return {
        "adjustments": [(a.group, a.reason, a.amount, a.quantity) for a in level.adjustments],
        "references": [(r.qualifier, r.value) for r in level.references],
        "dates": [(d.qualifier, d.day) for d in level.dates],
        "amounts": [(a.qualifier, a.amount) for a in level.amounts],
        "quantities": [(q.qualifier, q.quantity) for q in level.quantities],
    }
