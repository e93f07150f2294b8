"""``hub remittance look``: the plan's numbers of one payment, for a person at the screen."""

from collections.abc import Iterator
from datetime import date

from domain.money import Money, show_money
from hub.cli.frame import accepted, finish, open_hub, table, wrapped
from hub.cli.match_report import Clp, PaidOn, Plan, Plb, Trace, place_of, which_of
from hub.services.notices.stated_payment import StatedPayment, look_at


def look_command(
    trace: Trace,
    clp: Clp = None,
    plb: Plb = None,
    plan: Plan = None,
    paid_on: PaidOn = None,
) -> None:
    """Look at one payment as the plan wrote it: its numbers, days and codes, never a name.

    It is read from the sealed archive, and shown on the screen alone. There is no --json: what a
    plan writes as a number may be a personal detail, and JSON is kept in logs.
    """
    where = place_of(trace, clp, plb, which_of(plan, paid_on), as_json=False)
    with open_hub(as_json=False) as hub:
        stated = accepted(look_at(hub, where), as_json=False)
    finish({}, [*wrapped(where.words), *_lines(stated, plb is not None)], as_json=False)


def _lines(stated: StatedPayment, is_adjustment: bool) -> Iterator[str]:
    if is_adjustment:
        yield from wrapped(stated.code, first="  reason         ")
        yield from wrapped(stated.sent_as or "-", first="  reference      ")
    else:
        yield from wrapped(stated.plan_number or "-", first="  plan's number  ")
        yield from wrapped(stated.sent_as or "-", first="  sent as        ")
        yield from wrapped(stated.code or "-", first="  status         ")
    yield f"  amount         {_shown(stated.amount)}"
    if stated.lines:
        headers = ("line", "day", "service", "billed", "paid", "not paid because")
        cells = (
            (
                str(at),
                _day(line.day),
                line.service,
                _shown(line.billed),
                _shown(line.paid),
                " ".join(line.reasons) or "-",
            )
            for at, line in enumerate(stated.lines, start=1)
        )
        yield from table(headers, cells)


def _day(day: date | None) -> str:
    return str(day or "-")


def _shown(cents: Money | None) -> str:
    return "-" if cents is None else show_money(cents)
