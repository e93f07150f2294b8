"""Every form of a statement tells the same money; what was issued gives the same bytes for ever."""

import csv
import io
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from domain.adjustment import Adjustment
from domain.agreements.period_rules import MonthlyLimits
from domain.agreements.reckoning import CountedRule
from domain.care.encounter import ENCOUNTER, ClaimedEncounter, CorrectEncounter
from domain.care.member import MEMBER, CorrectMember, KnownMember
from domain.identifiers import MemberId
from domain.money import read_money
from domain.period import Month
from domain.problem import Refused
from domain.statements.statement import Settlement, StatementIssued
from domain.statements.statement_parts import OpenItems, StatementLine
from hub.handler import Ask
from hub.services.care.visit_labels import visit_labels
from hub.services.partner_words import LANGUAGES, statement_words
from hub.services.statements.statement_forms import FORMS, Form, statement_file, write_statement
from hub.services.statements.statement_page import statement_page
from hub.services.statements.statement_reasons import reason_rows
from hub.services.statements.statement_text import statement_text
from hub.services.statements.statements import ShownStatement, issue_statement, show_statement
from tests.architecture.test_glossary import HUB_WORDS
from tests.support import planted
from tests.support.billing import LPV, Billing
from tests.support.edi import interchange
from tests.support.paid import facts, receive

MARCH = Month(2026, 3)
TRACE = "=1+2"  # a spreadsheet would reckon it


def notice(trace: str, *claims: tuple[str, str], amount: str, reason: str = "") -> bytes:
    lines = [f"CLP*{at}*1*53.32*{paid}**MC*ICN-{at}*11*1" for at, paid in claims]
    if reason:
        lines.append(reason)
    return interchange(
        [
            f"BPR*I*{amount}*C*ACH*CCP***********20260310",
            f"TRN*1*{trace}*1990000001",
            "N1*PR*ACME HEALTH PLAN*XV*ACME0",
            "N1*PE*EXAMPLETON CARE HUB*XX*1234567893",
            *lines,
        ]
    )


@pytest.fixture
def shown(billing: Billing) -> ShownStatement:
    """50.00 of 53.32 is paid in March: fee 7.50, the partner's part 42.50."""
    billing.visit("M1")
    (number,) = billing.built()
    billing.sent()
    at = billing.claim(number).account.sends[-1].sent_as
    paid = notice(TRACE, (at, "50.00"), amount="50.00", reason="CAS*CO*45*3.32")
    assert receive(billing, paid).outcome == "posted"
    found = issue_statement(billing.hub, LPV, MARCH)
    assert not isinstance(found, Refused), found
    return found


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cells(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_tells_the_same_net(
    billing: Billing, shown: ShownStatement, language: str
) -> None:
    hub = billing.hub
    document = msgspec.json.decode(statement_file(hub, shown, "json", language))
    assert document["net"] == document["lines"][0]["net"] == document["closing"] == "42.50"
    yours = statement_words(language)("lines.net")
    headers, *table = rows(statement_file(hub, shown, "csv", language))
    at = headers.index(yours)
    nets = [read_money(row[at]) for row in table if row[at]]
    assert nets == [0, 4250, 4250]
    titles, *sheet = cells(statement_file(hub, shown, "xlsx", language))
    figures = [row[titles.index(yours)] for row in sheet]
    assert [round(each * 100) for each in figures if each != ""] == nets
    page = statement_page(statement_words(language), shown, {})
    assert page.tables[0].rows[-1][-1] == "42.50"
    assert "42.50" in statement_file(hub, shown, "html", language).decode()
    assert any(line.endswith(" 42.50") for line in text(billing, shown, language))


def text(billing: Billing, shown: ShownStatement, language: str) -> list[str]:
    labels = visit_labels(billing.hub, shown.body, initials=False)
    return statement_text(statement_words(language), shown, labels)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_statement_that_was_issued_gives_the_same_bytes(
    billing: Billing, shown: ShownStatement, form: Form, language: str
) -> None:
    first = statement_file(billing.hub, shown, form, language)
    billing.visit("M2")
    billing.built()
    again = show_statement(billing.hub, LPV, MARCH)
    assert not isinstance(again, Refused)
    assert statement_file(billing.hub, again, form, language) == first


@pytest.mark.parametrize("form", FORMS)
def test_a_visit_and_a_member_corrected_later_leave_the_bytes_of_what_was_issued(
    billing: Billing, shown: ShownStatement, form: Form
) -> None:
    first = statement_file(billing.hub, shown, form, "en")
    said = text(billing, shown, "en")
    (visit,) = shown.body.lines[0].encounters
    known = billing.encounter(visit)
    assert isinstance(known, ClaimedEncounter)
    assert known.report.source is not None
    elsewhere = replace(known.report.source, segment=99)
    report = replace(known.report, source=elsewhere, content="a sheet of its own")
    billing.done(Ask(ENCOUNTER, visit, CorrectEncounter(report, None)))
    member = billing.hub.vault.members([MemberId("M1")])[MemberId("M1")]
    assert isinstance(member, KnownMember)
    renamed = replace(member.details, first_name="Zz", last_name="Zz")
    billing.done(Ask(MEMBER, "M1", CorrectMember(renamed)))
    again = show_statement(billing.hub, LPV, MARCH)
    assert not isinstance(again, Refused)
    assert statement_file(billing.hub, again, form, "en") == first
    assert text(billing, again, "en") == said


def test_no_cell_is_taken_for_a_formula(billing: Billing, shown: ShownStatement) -> None:
    headers, _, line, *_ = rows(statement_file(billing.hub, shown, "csv", "en"))
    assert line[headers.index("Payment number")] == f"'{TRACE}"
    titles, _, told, *_ = cells(statement_file(billing.hub, shown, "xlsx", "en"))
    assert told[titles.index("Payment number")] == f"'{TRACE}"


def test_a_workbook_tells_the_visits_what_waits_and_the_year_too(
    billing: Billing, shown: ShownStatement
) -> None:
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(statement_file(billing.hub, shown, "xlsx", "en"))
    )
    assert book.sheet_names == ["LPV-2026-03", "Visits", "What waits", "Year"]
    visits = book.get_sheet_by_name("Visits").to_python()
    assert ["paid", 1, 1] in visits
    assert ["Your part", 42.5] in book.get_sheet_by_name("Year").to_python()


# whose care


def test_a_member_is_told_by_initials_only_where_a_file_is_handed_over(
    billing: Billing, shown: ShownStatement
) -> None:
    headers, _, line, *_ = rows(statement_file(billing.hub, shown, "csv", "en"))
    initials = f"{planted.FIRST_NAME[0]}.{planted.LAST_NAME[0]}."
    assert (line[headers.index("Member")], line[headers.index("Row of your sheet")]) == (
        initials,
        "row 12",
    )
    assert initials not in statement_file(billing.hub, shown, "json", "en").decode()
    assert initials not in "\n".join(text(billing, shown, "en"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_no_planted_detail_stands_in_any_form(
    billing: Billing, shown: ShownStatement, form: Form, language: str
) -> None:
    assert planted.planted_in(statement_file(billing.hub, shown, form, language)) == []


def test_no_planted_detail_stands_in_the_fact(billing: Billing, shown: ShownStatement) -> None:
    (fact,) = facts(billing, StatementIssued)
    written = msgspec.json.encode(fact)
    assert planted.planted_in(written) == []
    assert b"member" not in written
    assert shown.body.number.encode() in written


# on paper and in a folder


def test_a_short_statement_is_one_page(billing: Billing, shown: ShownStatement) -> None:
    content = statement_file(billing.hub, shown, "pdf", "en")
    assert content.startswith(b"%PDF")
    assert re.findall(rb"/Type /Pages[^>]*/Count (\d+)", content) in ([b"1"], [])


def test_a_file_of_another_content_is_not_overwritten(
    billing: Billing, shown: ShownStatement, tmp_path: Path
) -> None:
    place = tmp_path / "march.csv"
    assert write_statement(billing.hub, shown, "csv", "en", place) == place
    assert write_statement(billing.hub, shown, "csv", "en", place) == place
    place.write_text("mine", "utf-8")
    found = write_statement(billing.hub, shown, "csv", "en", place)
    assert isinstance(found, Refused)
    assert list(found.codes) == ["statement.file-exists"]
    assert place.read_text("utf-8") == "mine"
    nowhere = write_statement(billing.hub, shown, "csv", "en", tmp_path / "no" / "march.csv")
    assert isinstance(nowhere, Refused)
    assert list(nowhere.codes) == ["statement.not-written"]


def test_without_a_name_it_lies_in_the_folder_of_statements(
    billing: Billing, shown: ShownStatement
) -> None:
    place = write_statement(billing.hub, shown, "html", "vi")
    assert place == billing.hub.settings.folder / "statements" / "LPV-2026-03.vi.html"


# what it says


def test_every_amount_says_where_it_comes_from(billing: Billing, shown: ShownStatement) -> None:
    headers, _, line, *_ = rows(statement_file(billing.hub, shown, "csv", "en"))
    told = dict(zip(headers, line, strict=True))
    expected = {
        "Units": "2",
        "Per unit": "26.66",
        "Billed": "53.32",
        "Plan paid": "50.00",
        "Hub's fee": "7.50",
        "How the fee is worked out": "the hub keeps 15.00% of what the plan paid (percent of paid)",
        "The plan's reasons": "CO-45",
        "Notice of": "2026-03-10",
        "In the hub's bank on": "",
    }
    assert {name: told[name] for name in expected} == expected


def test_every_reason_tells_what_it_took_off(billing: Billing, shown: ShownStatement) -> None:
    """26.66 of 53.32 is paid: 20.00 was above what was approved, 6.66 above the plan's price."""
    (line,) = shown.body.lines
    cut = (Adjustment("CO", "198", 2000), Adjustment("CO", "45", 666))
    partly = replace(line, adjustments=cut, outcome="part-paid")
    told = shown._replace(body=replace(shown.body, lines=(partly,)))
    said = " ".join(" ".join(text(billing, told, "en")).split())
    assert "paid in part (CO-198 20.00, CO-45 6.66)" in said
    _, _, row, *_ = rows(statement_file(billing.hub, told, "csv", "en"))
    assert "paid in part (CO-198 20.00, CO-45 6.66)" in row
    assert "CO-198 20.00" in statement_file(billing.hub, told, "html", "en").decode()


def test_a_fee_by_the_month_is_told_with_its_rule(billing: Billing, shown: ShownStatement) -> None:
    rule = CountedRule(MonthlyLimits(1000))
    plan = shown.body.lines[0].plan_key
    fee = Settlement("period-fee", rule.text, -250, "hub-fee:acme", plan, MARCH, (rule,))
    body = replace(shown.body, settlements=(fee,), closing=4000)
    words = " ".join(" ".join(text(billing, shown._replace(body=body), "en")).split())
    assert "The hub's fee by the month, acme, 2026-03: at least $10.00 in the month" in words
    assert "-2.50" in words


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"upstream": 500}, "the organization between plan and hub kept 5.00"),
        ({"hub_own": 100}, "1.00 is the hub's alone"),
        ({"waiting": -300}, "3.00 waited for a person at the hub and waits no more"),
        ({"direct": 5000}, "the plan paid you 50.00 itself"),
        ({"kind": "refund"}, "money that goes back to the plan"),
        ({"waiting": 300}, "3.00 waits for a person at the hub"),
        ({"invoiced": 750}, "the hub's fee of 7.50 is billed to you"),
        ({"kind": "interest", "outcome": None}, "interest for late payment"),
        ({"kind": "penalty", "outcome": None}, "extra for interest left out"),
    ],
)
def test_what_else_happened_to_the_plans_money_is_told(
    billing: Billing, shown: ShownStatement, change: dict[str, Any], said: str
) -> None:
    (line,) = shown.body.lines
    changed: StatementLine = replace(line, **change)
    words = text(billing, shown._replace(body=replace(shown.body, lines=(changed,))), "en")
    assert said in " ".join(" ".join(words).split())


@pytest.mark.parametrize(
    ("language", "meaning"),
    [
        ("en", "it is above the plan's price"),
        ("es", "está por encima del precio del plan"),
        ("vi", "cao hơn giá của chương trình"),
    ],
)
def test_what_a_reason_means_is_told_in_the_partners_language(
    billing: Billing, shown: ShownStatement, language: str, meaning: str
) -> None:
    assert any(f"CO-45: {meaning}" in line for line in text(billing, shown, language))


def test_a_reason_without_words_in_a_language_says_whom_to_ask(shown: ShownStatement) -> None:
    (line,) = shown.body.lines
    rare = replace(line, adjustments=(Adjustment("OA", "100", 5),))
    body = replace(shown.body, lines=(rare,))
    ((_, said),) = reason_rows(statement_words("en"), body)
    assert said.startswith("the money went to the member or someone else")
    ((_, said),) = reason_rows(statement_words("es"), body)
    assert said.endswith("pregunte al centro.")


def test_what_waits_is_told_by_whom_it_waits_for_and_visits_by_their_row(
    billing: Billing, shown: ShownStatement
) -> None:
    waiting = (
        OpenItems("hub", "held-visit", 1, 0, None, ("visit-1",)),
        OpenItems("plan", "plan-silent", 2, 700, MARCH.period.last_day, ("LPV00000001", "LPV2")),
        OpenItems("hub", "a-kind-to-come", 9, 0, None, ()),
    )
    told = shown._replace(body=replace(shown.body, open_items=waiting))
    words = " ".join(" ".join(text(billing, told, "en")).split())
    assert "Waiting on the hub: 1, visit that cannot be billed as it stands (row 12)" in words
    assert (
        "Waiting on the plan: 2, claim the plan has, not answered yet (LPV00000001, LPV2); 7.00; "
        "By 2026-03-31"
    ) in words
    assert "Waiting on the hub: 9, something a person at the hub looks at" in words
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(statement_file(billing.hub, told, "xlsx", "en"))
    )
    assert book.get_sheet_by_name("What waits").to_python()[2][-1] == "LPV00000001, LPV2"


def test_how_and_by_when_to_question_it_is_told_and_that_nobody_confirmed_it(
    billing: Billing, shown: ShownStatement
) -> None:
    said = " ".join(" ".join(text(billing, shown, "en")).split())
    assert "within 30 days of the day it was given to you, by 2026-05-15" in said
    assert "is not confirmed by the hub" in said


# the words


def _words(language: str) -> dict[str, str]:
    place = files("hub.services") / "statement_words" / f"{language}.toml"
    sections = tomllib.loads(place.read_text("utf-8"))
    return {f"{at}.{name}": text for at, of in sections.items() for name, text in of.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_with_the_same_figures(language: str) -> None:
    english, other = _words("en"), _words(language)
    assert other.keys() == english.keys()
    for name, words in english.items():
        blanks = set(re.findall(r"{(\w+)}", words))
        assert set(re.findall(r"{(\w+)}", other[name])) == blanks, name


def test_partners_never_read_the_hubs_own_words() -> None:
    for name, words in _words("en").items():
        assert not set(re.findall(r"[a-z]+", words.lower())) & HUB_WORDS, name


def test_every_language_is_laid_out_for_a_screen(billing: Billing, shown: ShownStatement) -> None:
    for language in LANGUAGES:
        assert [line for line in text(billing, shown, language) if len(line) > 80] == []
