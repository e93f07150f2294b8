"""A visit is told by the partner's own number too, where that can be nothing but a number."""

import csv
import io

import pytest

from domain.period import Month
from domain.problem import Refused
from hub.services.care.intake import EncounterOptions, import_encounters
from hub.services.care.own_visit_ids import is_told, own_visit_ids
from hub.services.care.visit_labels import visit_labels
from hub.services.partner_words import statement_words
from hub.services.statements.statement_forms import statement_file
from hub.services.statements.statement_text import statement_text
from hub.services.statements.statements import ShownStatement, issue_statement, show_statement
from tests.support import planted
from tests.support.billing import LPV, Billing
from tests.support.eras import Clp, era
from tests.support.paid import receive

APRIL = Month(2026, 4)
HEADER = "Row ID,CIN,Date of service,Code,Modifiers,Minutes,Diagnosis\n"


def handed_in(billing: Billing, *rows: str) -> None:
    sheet = (HEADER + "".join(f"{row}\n" for row in rows)).encode()
    assert not isinstance(import_encounters(billing.hub, sheet, EncounterOptions("LPV")), Refused)


def text(billing: Billing, shown: ShownStatement) -> str:
    labels = visit_labels(billing.hub, shown.body, initials=False)
    return " ".join(" ".join(statement_text(statement_words("en"), shown, labels)).split())


def paid(billing: Billing, own: str) -> ShownStatement:
    """A visit of M1 under a number of the partner's own is billed and paid."""
    handed_in(billing, f"{own},{planted.CIN},2026-03-02,98960,U2,60,Z559")
    (number,) = billing.built()
    billing.sent()
    sent_as = billing.claim(number).account.sends[-1].sent_as
    receive(billing, era(Clp(sent_as, 5332)))
    shown = issue_statement(billing.hub, LPV, APRIL, early=True)
    assert not isinstance(shown, Refused), shown
    return shown


def test_a_visit_is_told_by_its_row_and_the_partners_own_number(billing: Billing) -> None:
    shown = paid(billing, "LPV-0042")
    assert "row 2 (LPV-0042): paid" in text(billing, shown)
    content = statement_file(billing.hub, shown, "csv", "en").decode("utf-8-sig")
    headers, _, line, *_ = csv.reader(io.StringIO(content))
    assert line[headers.index("Row of your sheet")] == "row 2 (LPV-0042)"
    assert "row 2 (LPV-0042)" in statement_file(billing.hub, shown, "html", "en").decode()


def test_a_row_that_could_not_be_taken_is_told_by_the_partners_own_number(billing: Billing) -> None:
    handed_in(billing, "R7,nobody,2026-04-02,98960,U2,60,Z559")
    handed_in(billing, "R8,nobody,2026-04-02,98960,U2,60,Z559")
    shown = show_statement(billing.hub, LPV, APRIL)
    assert not isinstance(shown, Refused)
    # both are row 2, each of its own sheet
    said = text(billing, shown)
    assert "row 2 (R7)" in said
    assert "row 2 (R8)" in said


def test_what_may_tell_who_was_visited_is_not_told(billing: Billing) -> None:
    shown = paid(billing, f"{planted.LAST_NAME}-1")
    assert "row 2: paid" in text(billing, shown)
    assert planted.planted_in(statement_file(billing.hub, shown, "html", "en")) == []


@pytest.mark.parametrize("own", ["R2", "LPV-0042", "visit-17", "2026/118", "ENC000123", "7"])
def test_a_number_of_a_visit_is_told(own: str) -> None:
    assert is_told(own)


@pytest.mark.parametrize(
    "own",
    [
        "",
        "Mona",
        "Mona-1",
        "M1 again",
        "90000001A",
        "90000001A20260101",
        "1980-01-31",
        "01311980",
        "123-45-6789",
        "5555550100",
        "A1" * 13,
    ],
)
def test_what_may_be_more_than_a_number_is_not_told(own: str) -> None:
    assert not is_told(own)


def test_a_sheet_that_is_no_longer_there_tells_no_number(billing: Billing) -> None:
    assert own_visit_ids(billing.hub, [("a sheet of nobody", 2)]) == {}  # type: ignore[list-item]
