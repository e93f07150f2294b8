"""A page as PDF: letter size, tagged for screen readers (PDF/UA-1), the same bytes every time."""

import msgspec
import typst

from adapters.pages.page import Page

# The largest size at which all of it stands on one sheet is taken; one that need not stand on one
# sheet is never made too small to read: then that at which all but its further tables does. The
# page comes in as data, so no text of it is ever read as a command.
_TEMPLATE = r"""
#let sheet = json(bytes(sys.inputs.page))
#let small = if sheet.one_sheet { (7.5pt, 6.5pt, 5.5pt) } else { () }
#let sizes = (10.5pt, 9.5pt, 8.5pt) + small
#set document(title: sheet.title, date: none)
#set page(paper: "us-letter", margin: (x: 1.8cm, y: 1.6cm))
#let figures(table-of) = {
  let last = table-of.rows.len() - 1
  let right-ones = table-of.headers.len() - table-of.left
  heading(level: 2, table-of.caption)
  table(
    columns: (auto,) * (table-of.left - 1) + (1fr,) + (auto,) * right-ones,
    align: (column, _) => if column < table-of.left { left } else { right },
    stroke: (_, y) => if y == 0 { (bottom: 0.8pt) } else { (bottom: 0.3pt + luma(60%)) },
    inset: (x: 5pt, y: 4pt),
    table.header(..table-of.headers.map(each => strong(each))),
    ..table-of.rows.enumerate().map(((at, row)) => row.map(cell =>
      if table-of.has_total and at == last { strong(cell) } else { [#cell] })).flatten(),
  )
}
#let all(size, further: true, apart: false) = {
  set text(font: "Libertinus Serif", size: size, lang: sheet.language)
  set heading(outlined: false)
  heading(level: 1, sheet.title)
  par(sheet.sentences.join(" "))
  for each in sheet.tables { figures(each) }
  for each in sheet.notes { par(text(size: 0.85em, each)) }
  if further {
    if apart { colbreak(weak: true) }
    set text(size: calc.min(size, 8.5pt))
    for each in sheet.further { figures(each) }
  }
}
#set text(lang: sheet.language)
#layout(room => {
  let fits(it) = measure(block(width: room.width, it)).height <= room.height
  // more rows than one sheet ever holds are not tried at every size
  let is-long = sheet.further.map(each => each.rows.len()).sum(default: 0) > 80
  let found = if is-long { none } else { sizes.find(size => fits(all(size))) }
  let first = sizes.find(size => fits(all(size, further: false)))
  if found != none { all(found) } else {
    all(if first == none { sizes.last() } else { first }, apart: true)
  }
})
"""


def write_pdf(page: Page) -> bytes:
    """The page as a PDF; what does not fit on one sheet runs on to the next."""
    written = typst.compile(
        _TEMPLATE.encode(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"page": msgspec.json.encode(page).decode()},
        pdf_standards="ua-1",
        timestamp=0,
    )
    assert isinstance(written, bytes)
    return written
