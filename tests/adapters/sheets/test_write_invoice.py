"""An invoice sheet says what an 837P says, and the plan's answer finds the same lines."""

from random import Random
from typing import Literal

import pytest
from msgspec.structs import replace

from adapters.edi.claims.professional_claim import ProfessionalBatch
from adapters.edi.claims.write_837p import Written837P, claim_group, write_837p
from adapters.edi.x12 import read_segments
from adapters.sheets.billed_rows import WrittenRows
from adapters.sheets.cells import read_cents
from adapters.sheets.grid import read_grids
from adapters.sheets.layout import Layout, LayoutColumn, find_layout
from adapters.sheets.write_invoice import invoice_columns, write_invoice
from domain.identifiers import Diagnosis, Npi
from domain.problem import Refused
from tests.support.professional_claims import INTERCHANGE, any_batch

BATCH = any_batch(Random(20), 20)  # noqa: S311 - invented claims, not secrets
NAMES = {"98960 U2": "health education, one person"}
Form = Literal["xlsx", "csv"]


def written(batch: ProfessionalBatch, form: Form = "csv") -> WrittenRows:
    found = write_invoice(batch, form, NAMES)
    assert isinstance(found, WrittenRows), found
    return found


def table(content: bytes) -> list[dict[str, str]]:
    grids = read_grids(content)
    assert isinstance(grids, tuple)
    titles, *rows = [row.cells for row in grids[0].rows]
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_every_element_that_a_plan_needs_has_a_column() -> None:
    titles = [column.title for column in invoice_columns()]
    assert len(titles) == len(set(titles))
    assert set(table(written(BATCH).content)[0]) == set(titles)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_rows_are_the_lines_of_the_claims_to_the_cent(form: Form) -> None:
    invoice = written(BATCH, form)
    rows = table(invoice.content)
    lines = [(claim, line) for claim in BATCH.claims for line in claim.lines]
    assert [(row["Control number"], read_cents(row["Charge"]), row["Units"]) for row in rows] == [
        (line.control, line.charge, str(line.units)) for _, line in lines
    ]
    assert sum(read_cents(row["Charge"]) for row in rows) == invoice.total_billed
    assert {read_cents(row["Total billed"]) for row in rows} == {invoice.total_billed}
    assert [(row["CIN"], row["Service start date"], row["Place of service"]) for row in rows] == [
        (claim.subscriber.cin, str(line.service_on), line.place) for claim, line in lines
    ]


def test_an_invoice_and_an_837p_name_their_lines_alike() -> None:
    file = write_837p(BATCH, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
    assert isinstance(file, Written837P)
    references = [s.get(2) for s in read_segments(file.content) if s.elements[:2] == ["REF", "6R"]]
    assert [row["Control number"] for row in table(written(BATCH).content)] == references


def test_a_service_is_named_by_its_code_and_modifiers() -> None:
    rows = table(written(BATCH).content)
    named = {(row["Procedure code"], row["Modifiers"]): row["Service name"] for row in rows}
    assert named["98960", "U2"] == "health education, one person"
    assert named["98960", "U2 GQ 93 95"] == ""


def test_a_unit_cost_is_shown_only_in_whole_cents() -> None:
    claim = BATCH.claims[0]
    line = replace(claim.lines[0], charge=100, units=3)
    uneven = replace(claim, lines=(line,), charge=100)
    (row,) = table(written(replace(BATCH, claims=(uneven,))).content)
    assert row["Unit cost"] == ""
    even = replace(claim, lines=(replace(line, units=4),), charge=100)
    (row,) = table(written(replace(BATCH, claims=(even,))).content)
    assert row["Unit cost"] == "0.25"


def test_one_bad_claim_is_held_and_the_others_go() -> None:
    bad = replace(BATCH.claims[0], charge=-1)
    invoice = written(replace(BATCH, claims=(bad, *BATCH.claims[1:])))
    assert [each.sent_as for each in invoice.held] == [bad.sent_as]
    assert bad.sent_as not in {row["Claim number"] for row in table(invoice.content)}
    assert invoice.total_billed == sum(claim.charge for claim in BATCH.claims[1:])


def test_a_batch_whose_parties_cannot_be_written_is_refused() -> None:
    billing = replace(BATCH.billing, taxonomy="CHW")
    assert isinstance(write_invoice(replace(BATCH, billing=billing), "csv", {}), Refused)


def test_a_plan_may_ask_for_other_columns() -> None:
    columns = (LayoutColumn("Our number", "control"), LayoutColumn("Amount", "charge"))
    layout = Layout(source="invented", verified_on="", columns=columns)
    found = write_invoice(BATCH, "csv", {}, layout)
    assert isinstance(found, WrittenRows)
    assert found.content.decode("utf-8-sig").splitlines()[0] == "Our number,Amount"


# domain.md 4: what the state asks for at least
_ELEMENTS = {
    "provider": {
        *("billing_npi", "billing_name", "billing_tin", "billing_address", "billing_phone"),
        *("rendering_npi", "rendering_name"),
    },
    "member": {
        *("cin", "last_name", "first_name", "born_on", "member_address", "homeless"),
    },
    "service": {
        *("plan_name", "plan_identifier", "code", "modifiers", "service_on", "service_to"),
        *("service_name", "place", "units", "unit_cost", "charge", "diagnoses"),
    },
    "administration": {
        *("invoice_number", "invoice_date", "control", "authorization", "total_billed"),
    },
}


@pytest.mark.parametrize("group", list(_ELEMENTS))
def test_every_element_that_the_state_asks_for_has_a_column(group: str) -> None:
    assert _ELEMENTS[group] - {column.field for column in invoice_columns()} == set()


def test_what_the_hub_does_not_know_stays_empty_by_name() -> None:
    unknown = [column.title for column in invoice_columns() if not column.field]
    assert unknown == ["Plan member ID"]
    assert {row["Plan member ID"] for row in table(written(BATCH).content)} == {""}
    assert find_layout("invoice").verified_on == ""


def test_homelessness_is_said_where_a_diagnosis_says_it_and_never_denied() -> None:
    claim = BATCH.claims[0]
    said = {}
    for code in ("Z5900", "Z5901", "Z5902", "Z5910", "Z559"):
        line = replace(claim.lines[0], pointers=(1,))
        stated = replace(claim, diagnoses=(Diagnosis(code),), lines=(line,), charge=line.charge)
        (row,) = table(written(replace(BATCH, claims=(stated,))).content)
        said[code] = row["Homelessness indicator"]
    assert said == {"Z5900": "Y", "Z5901": "Y", "Z5902": "Y", "Z5910": "", "Z559": ""}


def test_a_claim_that_the_plans_form_has_no_room_for_is_held_and_the_others_go() -> None:
    layout = Layout(
        source="invented",
        verified_on="",
        columns=(
            LayoutColumn("Our number", "control"),
            LayoutColumn("Mod 1", "modifiers", part=1),
            LayoutColumn("Mod 2", "modifiers", part=2),
        ),
    )
    found = write_invoice(BATCH, "csv", NAMES, layout)
    assert isinstance(found, WrittenRows)
    wide = [c.sent_as for c in BATCH.claims if any(len(line.modifiers) > 2 for line in c.lines)]
    assert wide
    assert [each.sent_as for each in found.held] == wide
    assert {p.code for each in found.held for p in each.problems} == {"sheet.no-room"}
    assert found.sent == tuple(c.sent_as for c in BATCH.claims if c.sent_as not in wide)
    controls = [row["Our number"][:14] for row in table(found.content)]
    assert set(controls) == set(found.sent)


def test_the_same_care_twice_in_a_batch_is_held_as_for_an_837p() -> None:
    claim = BATCH.claims[0]
    twin = replace(
        BATCH.claims[1],
        subscriber=claim.subscriber,
        lines=claim.lines,
        providers=claim.providers,
        charge=claim.charge,
        diagnoses=claim.diagnoses,
        frequency="1",
        payer_control=None,
    )
    first = replace(claim, frequency="1", payer_control=None)
    batch = replace(BATCH, claims=(first, twin))
    file = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
    assert isinstance(file, Written837P)
    invoice = written(batch)
    assert file.held
    assert invoice.held == file.held


def test_a_claim_billed_by_a_partner_names_the_partner() -> None:
    partner = replace(BATCH.billing, name="INVENTED PARTNER", npi=Npi("1679576722"))
    claim = replace(BATCH.claims[0], billing=partner)
    rows = table(written(replace(BATCH, claims=(claim,))).content)
    assert {(row["Billing provider name"], row["Billing provider NPI"]) for row in rows} == {
        ("INVENTED PARTNER", "1679576722")
    }
