"""The gap of each partner, programme and month: cost, its sources, and why something is left."""

from collections.abc import Iterable, Iterator

from adapters.sheets.write_sheet import Amount, Cell, write_csv
from domain.braid.braiding import Braided, by_reason
from domain.braid.fund_terms import GapKind, Need
from domain.money import show_money
from hub.services.braid.braiding import Braid, Return

KIND_WORDS: dict[GapKind, str] = {
    "below-cost": "the plan pays less than the care costs",
    "not-billable": "nobody can be billed",
    "denied": "the plan denied it",
    "waiting": "not answered yet",
}
_HEADERS = (
    *("Month", "Programme", "Partner", "Units", "Cost", "Source"),
    *("Kind", "Service", "Reason", "Amount", "Drawn", "To draw or return"),
)


def gap_document(braid: Braid) -> dict[str, object]:
    """The report as a program reads it: amounts as texts with two decimals."""
    months = braid.programme_months
    return {
        "programme_months": [_month(each) for each in months],
        "cost": show_money(sum(each.shortfall.cost for each in months)),
        "medi_cal": show_money(sum(each.shortfall.medi_cal for each in months)),
        "funds": show_money(sum(due.cents for each in months for due in each.dues)),
        "gap": show_money(sum(each.gap_cents for each in months)),
        "returns": [_returned(each) for each in braid.returns()],
        "without_cost": [
            {"partner": code, "service": service, "month": str(month), "encounters": count}
            for (code, service, month), count in sorted(braid.uncosted.items())
        ],
    }


def gap_lines(braid: Braid) -> Iterator[str]:
    """The report as a person reads it."""
    if not braid.programme_months:
        yield "no care with an agreed cost in these months: hub programme cost"
    for braided in braid.programme_months:
        yield from _month_lines(braided)
    for back in braid.returns():
        yield (
            f"return: draw {back.number} of {back.fund_key} stands at {show_money(back.stands)} "
            f"and may keep {show_money(back.keep)}: hub fund return {back.number}"
        )
    for (code, service, month), count in sorted(braid.uncosted.items()):
        yield (
            f"no cost agreed: {count} of {code} in {month}, {service or 'without a code'}: "
            "hub programme cost"
        )


def gap_csv(braid: Braid) -> bytes:
    """One row for each source of each programme month; its amounts come to the cost."""
    return write_csv(_HEADERS, [row for each in braid.programme_months for row in _csv_rows(each)])


def need_document(need: Need) -> dict[str, str]:
    """Part of a cost and why Medi-Cal leaves it, as a program reads it."""
    return {
        "kind": need.kind,
        "service": need.service,
        "reason": need.reason,
        "amount": show_money(need.cents),
    }


def need_words(need: Need) -> str:
    """Part of a cost and why Medi-Cal leaves it, for a person."""
    reason = "" if need.kind == "below-cost" else f" ({need.reason})"
    return (
        f"{show_money(need.cents)} {need.service or 'without a code'}: "
        f"{KIND_WORDS[need.kind]}{reason}"
    )


def _month(braided: Braided) -> dict[str, object]:
    found = braided.shortfall
    return {
        "month": str(found.use.month),
        "programme": found.use.programme,
        "partner": found.use.partner_code,
        "units": found.units,
        "cost": show_money(found.cost),
        "medi_cal": show_money(found.medi_cal),
        "above_cost": show_money(found.above_cost),
        "funds": [
            {
                "fund": due.fund_key,
                "due": show_money(due.cents),
                "drawn": show_money(due.drawn),
                "true_up": show_money(due.true_up),
                "pays_for": [need_document(need) for need in by_reason(due.needs)],
            }
            for due in braided.dues
        ],
        "gap": show_money(braided.gap_cents),
        "reasons": [need_document(need) for need in by_reason(braided.gap)],
        "taken_back": show_money(found.taken_back),
    }


def _returned(back: Return) -> dict[str, str]:
    return {
        "draw": back.number,
        "fund": back.fund_key,
        "stands": show_money(back.stands),
        "keep": show_money(back.keep),
    }


def _month_lines(braided: Braided) -> Iterator[str]:
    found = braided.shortfall
    yield f"{found.use}: {found.units} units"
    yield f"  {'cost':<24}{show_money(found.cost):>12}"
    yield f"  {'Medi-Cal':<24}{show_money(found.medi_cal):>12}"
    for due in braided.dues:
        beside = f"  {_still(due.true_up)}" if due.true_up else "  drawn"
        yield f"  {due.fund_key:<24}{show_money(due.cents):>12}{beside}"
    yield f"  {'gap':<24}{show_money(braided.gap_cents):>12}"
    for need in by_reason(braided.gap):
        yield f"    {need_words(need)}"
    if found.taken_back:
        yield f"    {show_money(found.taken_back)} taken back beyond what plans paid"
    if found.above_cost:
        yield f"  plans paid {show_money(found.above_cost)} above the cost"


def _still(true_up: int) -> str:
    word = "to draw" if true_up > 0 else "to return"
    return f"{show_money(abs(true_up))} {word}"


def _csv_rows(braided: Braided) -> Iterator[tuple[Cell, ...]]:
    found = braided.shortfall
    start: tuple[Cell, ...] = (
        str(found.use.month),
        found.use.programme,
        found.use.partner_code,
        found.units,
        Amount(found.cost),
    )
    yield (*start, "medi-cal", "", "", "", Amount(found.medi_cal), None, None)
    for due in braided.dues:
        amounts = Amount(due.cents), Amount(due.drawn), Amount(due.true_up)
        yield (*start, due.fund_key, "", "", "", *amounts)
    yield from _gap_rows(start, by_reason(braided.gap))
    if found.taken_back:
        back = Amount(found.taken_back)
        yield (*start, "gap", "taken-back", "", "", back, None, None)


def _gap_rows(start: tuple[Cell, ...], needs: Iterable[Need]) -> Iterator[tuple[Cell, ...]]:
    for need in needs:
        told = (need.kind, need.service, need.reason, Amount(need.cents))
        yield (*start, "gap", *told, None, None)
