"""Deposits and remittances as people name them: by an id, its beginning, or a trace.

A name that leads nowhere is told with those that it may have been meant for.
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import islice

from domain.money import show_money
from domain.notices.deposit import trace_key
from domain.problem import Problem, Refused, refuse
from hub.services.begun_ids import SHORTEST_BEGINNING, begun_with
from hub.views import View
from projections.deposit_status import DEPOSIT_STATUS, DepositStatus
from projections.remittance_balance import (
    REMITTANCE_BALANCE,
    STANDS_FOR_NOTHING,
    RemittanceBalance,
)

SHOWN_OF_AN_ID = 8
_MOST_NEAR = 3
_LAST = 4  # characters at the end of a number that make it look like another


def find_deposit(view: View, named: str) -> DepositStatus | Refused:
    """A deposit by its id, or by the first characters of it where no other begins so."""
    known = view.get(DEPOSIT_STATUS, named)
    if known:
        return known
    rows: dict[str, DepositStatus] = {row.deposit_id: row for row in view.rows(DEPOSIT_STATUS)}
    found = begun_with(rows, named)
    if len(found) == 1:
        return rows[found[0]]
    if found:
        choices = "; ".join(_deposit_words(rows[each], len(each)) for each in found)
        return refuse(
            "deposit.id-too-short",
            what=f"{len(found)} deposits have an id that begins with {named}",
            where=f"deposit {named}",
            fix=f"write more of it: {choices}",
        )
    short = len(named.strip()) < SHORTEST_BEGINNING
    what = f"an id is written with {SHORTEST_BEGINNING} characters of it at least"
    return refuse(
        "deposit.unknown",
        what=what if short else "no deposit has an id that begins so",
        where=f"deposit {named}",
        fix=f"{_meant(_near_deposits(rows.values(), named))}look for its id: hub deposit list",
    )


def shown_id(remittance_id: str) -> str:
    """An id of a remittance as it is shown: cut short, never to digits alone, which are a trace."""
    cut = remittance_id[:SHOWN_OF_AN_ID]
    return remittance_id[: SHOWN_OF_AN_ID + 1] if cut.isdigit() else cut


def find_remittances(
    view: View, named: Sequence[str], deposit: DepositStatus
) -> list[RemittanceBalance] | Refused:
    """The remittances by trace or id; refused with every one that is none or several.

    `deposit` is what they are to be matched to, or are matched to: it tells what may be meant.
    """
    found: list[RemittanceBalance] = []
    problems: list[Problem] = []
    for each in dict.fromkeys(named):
        rows = remittances_named(view, each)
        standing = [row for row in rows if row.state not in STANDS_FOR_NOTHING] or rows
        if len(standing) == 1:
            found += standing
            continue
        problems.append(_unclear(view, each, rows, deposit))
    return Refused(tuple(problems)) if problems else found


def remittances_named(view: View, named: str) -> list[RemittanceBalance]:
    """Those of this id or trace, else those whose id begins so; digits alone are a trace."""
    if by_id := view.get(REMITTANCE_BALANCE, named):
        return [by_id]
    by_trace = view.rows(REMITTANCE_BALANCE, trace=named)
    if by_trace or named.isdigit():
        return by_trace
    rows: dict[str, RemittanceBalance] = {
        row.remittance_id: row for row in view.rows(REMITTANCE_BALANCE)
    }
    return [rows[each] for each in begun_with(rows, named)]


def near_remittances(view: View, named: str, amount: int | None = None) -> str:
    """What may have been meant by a trace that nobody has, as the start of what to do; or nothing.

    It ends alike or looks alike; or it is of this amount, in cents, and waits for the bank.
    """
    rows = [row for row in view.rows(REMITTANCE_BALANCE) if row.trace != named]
    alike = set(_alike(named, [row.trace for row in rows]))
    near = [row for row in rows if row.trace in alike]
    near += [row for row in rows if amount and row.awaited == amount and row.trace not in alike]
    by_name = {row.trace or row.remittance_id: row for row in reversed(near)}
    return _meant(_remittance_words(by_name[each]) for each in reversed(by_name))


def _unclear(
    view: View, named: str, rows: Sequence[RemittanceBalance], deposit: DepositStatus
) -> Problem:
    if rows:
        what = f"{len(rows)} remittances have this trace, or an id that begins so"
        choices = "; ".join(f"{row.remittance_id} ({_remittance_words(row)})" for row in rows)
        fix = f"give the id of the one you mean: {choices}"
    else:
        what = "no remittance has this trace"
        shown = deposit.deposit_id[:SHOWN_OF_AN_ID]
        near = near_remittances(view, named, deposit.left)
        fix = f"{near}see which come to the deposit: hub deposit show {shown}"
    return Problem(
        code="deposit.remittance-unclear", what=what, where=f"remittance {named}", fix=fix
    )


def _near_deposits(rows: Iterable[DepositStatus], named: str) -> Iterator[str]:
    """Deposits with such a trace or such an id."""
    waiting = list(rows)
    ids = {row.deposit_id[: max(len(named), SHORTEST_BEGINNING)]: row for row in waiting}
    alike = [ids[each] for each in get_close_matches(named, ids, _MOST_NEAR)]
    traces = {trace: row for row in waiting for trace in row.traces}
    alike += [traces[each] for each in _alike(named, list(traces))]
    found = {row.deposit_id: row for row in alike}
    return (_deposit_words(row, SHOWN_OF_AN_ID) for row in found.values())


def _alike(named: str, traces: Sequence[str]) -> Iterator[str]:
    """Traces that end as the name does, then those that look like it."""
    key = trace_key(named)
    if not key:
        return
    ends = key[-_LAST:]
    yield from (each for each in traces if len(key) >= _LAST and trace_key(each).endswith(ends))
    yield from get_close_matches(named, traces, _MOST_NEAR)


def _meant(near: Iterable[str]) -> str:
    choices = "; ".join(islice(dict.fromkeys(near), _MOST_NEAR))
    return f"perhaps you mean {choices}; else " if choices else ""


def _deposit_words(row: DepositStatus, shown: int) -> str:
    trace = f", trace {row.traces[0]}" if row.traces else ""
    return f"{row.deposit_id[:shown]} ({row.bank_on}, {show_money(row.amount)}{trace})"


def _remittance_words(row: RemittanceBalance) -> str:
    name = row.trace or row.remittance_id
    return f"{name} ({row.plan_key}, {row.paid_on}, {show_money(row.deposit)})"
