"""What a fund was given for, what was drawn for which care, what was returned, what is left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adapters.sheets.write_sheet import Amount, Cell, write_csv
from domain.braid.fund_terms import FundTerms
from domain.money import show_money
from domain.problem import Refused, refuse
from hub.services.braid.gap_report import need_document, need_words
from hub.views import View
from hub.wiring import Hub
from projections.fund_draws import FUND_DRAWS, DrawStatus
from projections.fund_status import FUND_STATUS, FundStatus

_HEADERS = (
    *("Fund", "Draw", "Month", "Programme", "Partner", "Drawn on"),
    *("Service", "Kind", "Reason", "Amount", "Returned", "Stands at"),
)


@dataclass(frozen=True)
class FundReport:
    """A fund and its draws, by month, programme and partner."""

    fund: FundStatus
    draws: tuple[DrawStatus, ...]


def fund_report(hub: Hub, key: str, *, known_at: int | None = None) -> FundReport | Refused:
    """The draws of a fund, as they stand or as they were known at a position of the log."""
    view = _view(hub, known_at)
    fund = view.get(FUND_STATUS, key)
    if fund is None:
        return refuse(
            "fund.unknown",
            what=f"there is no fund {key}",
            where=f"fund {key}",
            fix="list the funds: hub fund list",
        )
    draws = sorted(view.rows(FUND_DRAWS, fund_key=key), key=lambda each: each.draw.use)
    return FundReport(fund, tuple(draws))


def list_funds(hub: Hub, *, known_at: int | None = None) -> list[FundStatus]:
    """Every fund in the order in which they are drawn."""
    return sorted(_view(hub, known_at).rows(FUND_STATUS), key=lambda each: each.terms.turn)


def fund_document(fund: FundStatus) -> dict[str, object]:
    """A fund as a program reads it."""
    terms, asked = fund.terms, fund.terms.restriction
    return {
        "fund": fund.fund_key,
        "name": terms.name,
        "kind": terms.kind,
        "order": terms.order,
        "period": str(terms.period),
        "state": fund.state,
        "in_our_bank": terms.is_banked,
        "budget": show_money(fund.budget),
        "received": show_money(fund.received),
        "drawn": show_money(fund.drawn),
        "left": show_money(fund.left),
        "restriction": {
            "partners": list(asked.partners),
            "programmes": list(asked.programmes),
            "services": [str(service) for service in asked.services],
            "counties": list(asked.counties),
            "populations": list(asked.populations),
            "pays_for": list(asked.pays_for),
            "last_resort": asked.last_resort,
            "note": asked.note,
        },
        "amendments": [
            {
                "before": show_money(each.before),
                "budget": show_money(each.budget),
                "reason": each.reason,
            }
            for each in fund.amendments
        ],
    }


def fund_lines(fund: FundStatus) -> Iterator[str]:
    """A fund as a person reads it."""
    terms = fund.terms
    yield f"{fund.fund_key}: {terms.name}, {terms.period}, {fund.state}"
    for word, cents in _amounts(fund):
        yield f"  {word:<12}{show_money(cents):>14}"
    yield from (f"  pays only {text}" for text in _limits(terms))
    yield f"  pays for: {', '.join(terms.restriction.pays_for)}"
    if terms.restriction.last_resort:
        yield "  pays last, once plans have answered"
    if not terms.is_banked:
        yield "  its money does not lie in the hub's bank: draws post nothing"
    if terms.restriction.note:
        yield f"  {terms.restriction.note}"
    for each in fund.amendments:
        told = f"{show_money(each.before)} to {show_money(each.budget)}"
        yield f"  budget changed from {told}: {each.reason}"


def report_document(report: FundReport) -> dict[str, object]:
    """The draw report as a program reads it."""
    return {**fund_document(report.fund), "draws": [_draw(each) for each in report.draws]}


def report_lines(report: FundReport) -> Iterator[str]:
    """The draw report as a person reads it."""
    yield from fund_lines(report.fund)
    for each in report.draws:
        draw = each.draw
        yield f"{each.number}, drawn {draw.drawn_on}: {show_money(draw.amount)}"
        yield (
            f"  cost {show_money(draw.cost)}, Medi-Cal {show_money(draw.medi_cal)}, "
            f"other draws {show_money(draw.others)}"
        )
        yield from (f"    {need_words(need)}" for need in draw.needs)
        for back in each.returned:
            yield f"  returned {back.returned_on}: {show_money(back.amount)}, {back.reason}"
        if each.returned:
            yield f"  stands at {show_money(each.kept)}"


def report_csv(report: FundReport) -> bytes:
    """One row for each part of a draw, and one for what of it was returned."""
    return write_csv(_HEADERS, _csv_rows(report.draws))


def _view(hub: Hub, known_at: int | None) -> View:
    if known_at is None:
        return hub.projector.live
    return hub.projector.known_at(known_at, FUND_STATUS, FUND_DRAWS)


def _amounts(fund: FundStatus) -> Iterator[tuple[str, int]]:
    yield "budget", fund.budget
    yield "drawn", fund.drawn
    yield "left", fund.left
    if fund.terms.is_banked:
        yield "in the bank", fund.received


def _limits(terms: FundTerms) -> Iterator[str]:
    asked = terms.restriction
    for word, listed in (
        ("partners", asked.partners),
        ("programmes", asked.programmes),
        ("services", tuple(str(service) for service in asked.services)),
        ("counties", asked.counties),
        ("populations", asked.populations),
    ):
        if listed:
            yield f"{word} {', '.join(listed)}"


def _draw(status: DrawStatus) -> dict[str, object]:
    draw = status.draw
    return {
        "draw": status.number,
        "month": status.month,
        "programme": status.programme,
        "partner": status.partner_code,
        "drawn_on": str(draw.drawn_on),
        "cost": show_money(draw.cost),
        "medi_cal": show_money(draw.medi_cal),
        "other_draws": show_money(draw.others),
        "amount": show_money(draw.amount),
        "stands_at": show_money(status.kept),
        "pays_for": [need_document(need) for need in draw.needs],
        "returned": [
            {
                "amount": show_money(back.amount),
                "on": str(back.returned_on),
                "reason": back.reason,
            }
            for back in status.returned
        ],
    }


def _csv_rows(draws: Iterable[DrawStatus]) -> Iterator[tuple[Cell, ...]]:
    for each in draws:
        start = (each.fund_key, each.number, each.month, each.programme, each.partner_code)
        for need in each.draw.needs:
            told = (need.service, need.kind, need.reason)
            yield (*start, each.draw.drawn_on, *told, Amount(need.cents), None, None)
        for back in each.returned:
            returned = ("", "returned", back.reason)
            yield (*start, back.returned_on, *returned, None, Amount(back.amount), None)
        yield (*start, None, "", "", "", None, None, Amount(each.kept))
