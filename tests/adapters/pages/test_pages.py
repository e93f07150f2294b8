"""Pages to print: one sheet where it can be, the rest behind it, the same bytes every time."""

import re

import pytest

from adapters.pages.page import Page, Table
from adapters.pages.write_html import write_html
from adapters.pages.write_pdf import write_pdf

SUMS = Table("Số dư", ("What", "Dollars"), (("Owed", "42.50"), ("All", "42.50")), has_total=True)
LINES = Table("Lines", ("Day", "What it is", "Yours"), (("2026-03-02", "a < b", "1.00"),), left=2)


def page(rows: int = 0) -> Page:
    """A page whose further tables have so many rows beside the one they begin with."""
    further = Table("Lines", LINES.headers, LINES.rows * (rows + 1), left=2)
    return Page(
        "Bản kê", "vi", ("Một câu.",), (SUMS,), ("A note.",), one_sheet=False, further=(further,)
    )


def sheets(content: bytes) -> int:
    return max(map(int, re.findall(rb"/Count (\d+)", content)), default=1)


@pytest.mark.parametrize(("rows", "expected"), [(0, 1), (20, 1), (120, 4)])
def test_what_does_not_fit_on_one_sheet_goes_on_behind_it(rows: int, expected: int) -> None:
    assert sheets(write_pdf(page(rows))) == expected


def test_the_same_page_gives_the_same_bytes() -> None:
    assert write_pdf(page(3)) == write_pdf(page(3))
    assert write_html(page(3)) == write_html(page(3))


def test_columns_of_words_are_told_from_figures_and_texts_are_no_markup() -> None:
    written = write_html(page()).decode()
    assert '<th scope="col" class="words">What it is</th>' in written
    assert '<td class="words">a &lt; b</td><td>1.00</td>' in written
    assert "<td>42.50</td>" in written
    assert '<html lang="vi">' in written


def test_many_further_rows_begin_on_a_sheet_of_their_own() -> None:
    assert '<section class="next">' in write_html(page(20)).decode()
    assert "<section>" in write_html(page()).decode()
