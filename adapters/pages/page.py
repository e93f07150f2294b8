"""A page to print: a title, some sentences, and tables whose headers say what stands under them."""

import msgspec


class Table(msgspec.Struct, frozen=True):
    """Rows of texts under headers; the first column names the row, the others hold figures.

    With `has_total` the last row is the total of those above it. So many columns as `left` says
    hold words, the first one among them.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = False
    left: int = 1


class Page(msgspec.Struct, frozen=True):
    """One page; `language` is its tag, such as ``en``, for those who have it read to them.

    It is made small enough for one sheet; where it is not `one_sheet`, only as long as that reads
    well, and goes on to further sheets otherwise. The tables of `further` stand behind the notes;
    where not all fits on one sheet they begin on the next.
    """

    title: str
    language: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    one_sheet: bool = True
    further: tuple[Table, ...] = ()
