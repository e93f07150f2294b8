"""How a calendar year of payouts is shown, for information returns (1099)."""

from collections.abc import Iterable, Iterator

from domain.money import show_money
from hub.cli.frame import table
from hub.services.payments.payout_totals import PayeeTotal, YearTotals


def totals_document(found: YearTotals) -> dict[str, object]:
    """A calendar year for information returns."""
    threshold = found.threshold
    return {
        "year": found.year,
        "threshold": show_money(threshold.cents) if threshold else None,
        "threshold_source": threshold.source if threshold else None,
        "threshold_confirmed": bool(threshold and threshold.verified_on),
        "payees": [_total_document(each) for each in found.payees],
        "exempt": [_total_document(each) for each in found.exempt],
        "without_w9": list(found.without_w9),
    }


def totals_lines(found: YearTotals) -> Iterator[str]:
    """A calendar year, for a person."""
    yield from _total_rows("Payee", found.payees)
    if found.exempt:
        yield ""
        yield from _total_rows("Exempt", found.exempt)
    if found.threshold is None:
        yield f"no threshold is known for {found.year}: return-thresholds.toml"
    else:
        confirmed = "" if found.threshold.verified_on else "; not confirmed yet by this hub"
        yield f"threshold {show_money(found.threshold.cents)} ({found.threshold.source}){confirmed}"
    for code in found.without_w9:
        yield f"{code}: no W-9 on file: hub payee w9 {code}"


def _total_rows(title: str, totals: Iterable[PayeeTotal]) -> Iterator[str]:
    rows = [
        (
            each.partner_code,
            show_money(each.statements),
            show_money(each.advances),
            show_money(each.total),
            {True: "due", False: "not due", None: "not known"}[each.is_due],
        )
        for each in totals
    ]
    if rows:
        yield from table((title, "Statements", "In advance", "Total", "Return"), rows)
    else:
        yield "nothing was paid"


def _total_document(each: PayeeTotal) -> dict[str, object]:
    return {
        "partner": each.partner_code,
        "names": list(each.names),
        "w9": each.w9.state,
        "statements": show_money(each.statements),
        "advances": show_money(each.advances),
        "total": show_money(each.total),
        "payments": each.payments,
        "return_due": each.is_due,
    }
