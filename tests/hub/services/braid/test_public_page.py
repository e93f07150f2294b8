"""The page for a public meeting: figures as they are, and nothing that tells of few people."""

from msgspec.structs import replace

from adapters.pages.page import Page
from adapters.pages.write_html import write_html
from adapters.pages.write_pdf import write_pdf
from domain.braid.braiding import CostedCare, FundStanding, braid, shortfall
from domain.braid.cost import ProgrammeKey
from domain.braid.fund_terms import FundKey, FundTerms, ProgrammeMonth, Restriction
from domain.period import Month
from hub.services.braid.braiding import Braid
from hub.services.braid.costed_care import Served
from hub.services.braid.public_page import WITHHELD, public_page
from projections.fund_status import FundStatus
from tests.support import builders as b
from tests.support import funds as f

MARCH = Month(2026, 3)
DOULA_FUND = FundTerms(
    FundKey("doula-gift"),
    "Doula gift",
    "donation",
    1,
    b.YEAR,
    Restriction(programmes=(ProgrammeKey("doula"),)),
)


def page_of(*served: tuple[str, int], funds: tuple[FundTerms, ...] = (f.TERMS,)) -> Page:
    """Each person had two units for 122.40, of which a plan paid 45.32."""
    months, seen = [], []
    for key, people in served:
        use = ProgrammeMonth(MARCH, ProgrammeKey(key), b.PARTNER_CODE)
        care = CostedCare(b.SERVED_ON, str(b.CHW), 2, 12_240, 4_532, "below-cost", "rate")
        stated = replace(f.PROGRAMME, key=ProgrammeKey(key), name=key.title())
        months.append(shortfall(use, stated, [care] * people, 4_532 * people))
        seen += [Served(use, f"{key} person {at}", (care,)) for at in range(people)]
    standings = [FundStanding(terms, 100_000) for terms in funds]
    statuses = tuple(FundStatus(fund_key=terms.key, terms=terms, budget=100_000) for terms in funds)
    found = Braid(braid(months, standings), statuses, (), tuple(seen), {})
    return public_page(found, "Exampleton Care Hub", [MARCH], threshold=11, known_on="2026-04-15")


def rows(page: Page, caption: str) -> dict[str, tuple[str, ...]]:
    (table,) = [each for each in page.tables if each.caption == caption]
    return {name: tuple(figures) for name, *figures in table.rows}


def test_figures_are_shown_where_many_were_served() -> None:
    shown = rows(page_of(("home", 20), ("doula", 12)), "Programmes")
    # 20 people: 2,448.00 of cost, 906.40 of Medi-Cal; the fund's 1,000.00 is shared by need
    assert shown["Home"][:3] == ("20", "$2,448.00", "$906.40")
    assert shown["All programmes"] == ("32", "$3,916.80", "$1,450.24", "$1,000.00", "$1,466.56")


def test_a_small_count_is_not_shown_and_cannot_be_worked_out() -> None:
    page = page_of(("home", 20), ("doula", 4), ("groups", 15))
    shown = rows(page, "Programmes")
    assert shown["Doula"] == ("<11", *(WITHHELD,) * 4)
    assert shown["Groups"] == (WITHHELD,) * 5
    assert shown["Home"][0] == "20"
    assert shown["All programmes"][0] == "39"
    assert "from 1 to 10" in page.notes[0]
    assert page.notes[-1] == "Figures as the hub knew them on 2026-04-15."


def test_a_small_programme_alone_shows_no_total_and_no_reason_either() -> None:
    page = page_of(("doula", 4))
    assert rows(page, "Programmes")["All programmes"] == (WITHHELD,) * 5
    assert set(rows(page, "Why there is a gap").values()) == {(WITHHELD,)}
    assert rows(page, "Funds")["Proposition 10"] == ("$1,000.00", *(WITHHELD,) * 3)


def test_a_fund_for_a_small_programme_alone_does_not_tell_its_cost() -> None:
    page = page_of(("home", 20), ("doula", 4), ("groups", 15), funds=(DOULA_FUND, f.TERMS))
    shown = rows(page, "Funds")
    assert shown["Doula gift"] == ("$1,000.00", *(WITHHELD,) * 3)
    assert shown["Proposition 10"][1] == WITHHELD


def test_the_page_as_pdf_is_one_tagged_sheet_with_the_same_bytes_each_time() -> None:
    page = page_of(*[(f"programme {at}", 20 + at) for at in range(30)])
    written = write_pdf(page)
    assert written == write_pdf(page)
    assert written.startswith(b"%PDF")
    assert b"/Count 1" in written
    assert b"/StructTreeRoot" in written
    assert b"/Lang(en)" in written.replace(b"/Lang (", b"/Lang(")


def test_texts_of_people_are_no_commands_of_the_page() -> None:
    page = page_of(("home", 20))
    title = '#panic("x") $a$ <b>*_`@ \\ "'
    strange = replace(page, title=title)
    assert write_pdf(strange).startswith(b"%PDF")
    assert b"&lt;b&gt;" in write_html(strange)


def test_the_page_as_html_names_its_language_and_marks_headers() -> None:
    written = write_html(page_of(("home", 20))).decode()
    assert '<html lang="en">' in written
    assert '<th scope="col">People served</th>' in written
    assert '<th scope="row">Home</th>' in written
    assert "<caption>Funds</caption>" in written
    assert "http" not in written
