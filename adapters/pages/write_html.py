"""A page as HTML that stands alone: no script, nothing fetched, one sheet when printed."""

from collections.abc import Iterator
from html import escape

from adapters.pages.page import Page, Table

_FEW_ROWS = 12  # as many stand below the rest of a printed sheet
_STYLE = """
body { font: 1rem/1.4 Georgia, serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #111; background: #fff }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 1.5rem }
caption { text-align: left; font-weight: bold; padding: .3rem 0 }
th, td { border-bottom: 1px solid #767676; padding: .3rem .5rem; text-align: right }
th:first-child, td:first-child, .words { text-align: left }
tr.total > * { font-weight: bold; border-top: 2px solid #111 }
@media print { @page { size: letter; margin: 1.5cm } body { font-size: 9pt; margin: 0 }
  table { break-inside: avoid; margin: .4rem 0 .6rem } th, td { padding: .15rem .3rem }
  .next { break-before: page } .next table { break-inside: auto } }
"""


def write_html(page: Page) -> bytes:
    """The page in UTF-8; every column and row has its header marked as one."""
    return "\n".join(_lines(page)).encode()


def _lines(page: Page) -> Iterator[str]:
    yield "<!doctype html>"
    yield f'<html lang="{escape(page.language)}">'
    yield '<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(page.title)}</title><style>{_STYLE}</style></head>"
    yield f"<body><main><h1>{escape(page.title)}</h1>"
    yield f"<p>{escape(' '.join(page.sentences))}</p>"
    for table in page.tables:
        yield from _table(table)
    yield from (f"<p><small>{escape(each)}</small></p>" for each in page.notes)
    if page.further:
        is_long = sum(len(table.rows) for table in page.further) > _FEW_ROWS
        yield '<section class="next">' if is_long else "<section>"
        for table in page.further:
            yield from _table(table)
        yield "</section>"
    yield "</main></body></html>"


def _table(table: Table) -> Iterator[str]:
    yield f"<table><caption>{escape(table.caption)}</caption><thead><tr>"
    yield "".join(
        f'<th scope="col"{_words(at, table)}>{escape(each)}</th>'
        for at, each in enumerate(table.headers)
    )
    yield "</tr></thead><tbody>"
    for at, (name, *figures) in enumerate(table.rows):
        total = table.has_total and at == len(table.rows) - 1
        cells = "".join(
            f"<td{_words(column, table)}>{escape(each)}</td>"
            for column, each in enumerate(figures, start=1)
        )
        row = ' class="total"' if total else ""
        yield f'<tr{row}><th scope="row">{escape(name)}</th>{cells}</tr>'
    yield "</tbody></table>"


def _words(column: int, table: Table) -> str:
    return ' class="words"' if 0 < column < table.left else ""
