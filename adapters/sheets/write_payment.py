"""Payment sheets that people fill in, and one as it is kept: its columns are those we know best."""

from collections.abc import Iterator, Sequence

from adapters.sheets.columns import columns_of
from adapters.sheets.layout import FileKind
from adapters.sheets.remittance_sheet import RemittanceSheet
from adapters.sheets.write_sheet import Amount, Cell, write_csv, write_xlsx

_REMITTANCE = (
    *("kind", "control", "plan_claim", "service_on", "code", "modifiers", "units_paid"),
    *("billed", "paid"),
)
_ROSTER = ("kind", "cin", "member_number", "month", "amount", "reasons", "reference")
_PAIRS = 3  # columns for reasons and their amounts that a template has
_PROVIDER = "provider adjustment"


def remittance_template(file: FileKind) -> bytes:
    """An empty sheet for a payment that came without an 835: head, then a row for each line."""
    return _written(file, [*_head("remittance", {}), _titles("remittance", _REMITTANCE, _PAIRS)])


def roster_template(file: FileKind) -> bytes:
    """An empty sheet for a payment by the month: head, then a row for each member and month."""
    return _written(file, [*_head("roster", {}), _titles("roster", _ROSTER, 0)])


def write_remittance(sheet: RemittanceSheet) -> bytes:
    """A payment as CSV in our own columns; read back it is the same, row numbers apart."""
    stated = [len(row.adjustments) for row in sheet.rows]
    pairs = max((*stated, 1))
    head: dict[str, Cell] = {
        "payer": sheet.payer,
        "trace": sheet.trace,
        "method": sheet.method,
        "paid_on": str(sheet.paid_on),
        "total_paid": Amount(sheet.total_paid),
    }
    rows = [*_head("remittance", head), _titles("remittance", _REMITTANCE, pairs)]
    return _written("csv", [*rows, *_rows(sheet)])


def _rows(sheet: RemittanceSheet) -> Iterator[list[Cell]]:
    for row in sheet.rows:
        yield [
            "claim",
            row.control,
            row.plan_claim or "",
            row.service_on,
            row.code,
            " ".join(row.modifiers),
            row.units_paid,
            Amount(row.billed),
            Amount(row.paid),
            *(
                cell
                for one in row.adjustments
                for cell in (f"{one.group}-{one.reason}", Amount(one.amount))
            ),
        ]
    for moved in sheet.provider_adjustments:
        about: list[Cell] = [_PROVIDER, "", moved.reference, *[""] * (len(_REMITTANCE) - 3)]
        yield [*about, moved.reason, Amount(moved.amount)]


def _head(kind: str, values: dict[str, Cell]) -> list[list[Cell]]:
    columns = columns_of(kind)
    order = ("payer", "trace", "method", "paid_on", "total_paid")
    return [[columns.columns[name].title, values.get(name, "")] for name in order]


def _titles(kind: str, names: Sequence[str], pairs: int) -> list[Cell]:
    columns = columns_of(kind).columns
    both = [columns["reasons"].title, columns["amounts"].title] if pairs else []
    numbered = [f"{title} {at}" for at in range(1, pairs + 1) for title in both]
    return [*(columns[name].title for name in names), *numbered]


def _written(file: FileKind, rows: Sequence[Sequence[Cell]]) -> bytes:
    first, rest = [str(cell) for cell in rows[0]], rows[1:]
    return write_csv(first, rest) if file == "csv" else write_xlsx("Payment", first, rest)
