"""How balances, entries and months of the books are shown: 80 columns, and as JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from domain.books.account_class import AccountClass, class_of
from domain.books.books import AccountSums, MonthReport
from domain.books.fiscal_year import FiscalYear
from domain.money import Money, show_money
from domain.period import Month
from domain.problem import Problem
from domain.statements.statement_parts import StatementLine
from hub.cli.frame import problem_lines, wrapped
from hub.cli.match_report import told_document
from hub.cli.match_words import told_words
from hub.services.bank.unmatched_lines import UnmatchedLines
from hub.services.books.account_entries import AccountEntries, AccountEntry
from hub.services.books.explained_money import Explained
from hub.services.books.medical_loss import PlanYear
from hub.services.receiving.read_files import ReadFile
from projections.trial_balance import AccountBalance

Document = dict[str, object]

_MOST_TO_KNOW = 10

_CLASSES: dict[AccountClass, str] = {
    "cash": "in the bank",
    "pass-through": "passed through to others",
    "own": "the hub's own",
    "grant": "grants, for what their givers said",
    "unclassed": "in no class",
}
_ORDER = list(_CLASSES)


def balances_document(accounts: Iterable[AccountBalance]) -> Document:
    """What every account holds, debit positive."""
    rows = list(accounts)
    return {
        "accounts": {row.account: show_money(row.cents) for row in rows},
        "classes": {row.account: class_of(row.account) for row in rows},
        "subtotals": _subtotals((row.account, row.cents) for row in rows),
        "sum": show_money(sum(row.cents for row in rows)),
    }


def balances_table(accounts: Iterable[AccountBalance]) -> Iterator[str]:
    """Accounts under the class they are of, each class with its sum."""
    rows = sorted(accounts, key=lambda row: (_ORDER.index(class_of(row.account)), row.account))
    width = max([len(row.account) for row in rows] + [30])
    yield f"{'account':<{width}}  {'debit':>14}  {'credit':>14}"
    for name, group in groupby(rows, key=lambda row: class_of(row.account)):
        held = list(group)
        for row in held:
            yield f"{row.account:<{width}}  {_sides(row.cents)}".rstrip()
        yield f"{'  ' + _CLASSES[name]:<{width}}  {_sides(sum(row.cents for row in held))}".rstrip()
    total = sum(row.cents for row in rows)
    yield f"{'sum':<{width}}  {show_money(total):>14}"


def unmatched_document(unmatched: UnmatchedLines) -> Document:
    """What of the bank's lines stands in no account."""
    return {
        "bank_lines_not_matched": {
            "in": show_money(unmatched.came_in),
            "out": show_money(unmatched.went_out),
            "net": show_money(unmatched.net),
        }
    }


def unmatched_words(unmatched: UnmatchedLines) -> Iterator[str]:
    """The same in a sentence, where there is any."""
    if unmatched.came_in or unmatched.went_out:
        came, went = show_money(unmatched.came_in), show_money(unmatched.went_out)
        yield (
            f"matched to no notice, and in no account: {show_money(unmatched.net)} of the bank's "
            f"lines ({came} in, {went} out): hub deposit list"
        )


def to_know_lines(problems: Sequence[Problem]) -> Iterator[str]:
    """What a person should know before a month is closed, the first of it."""
    for problem in problems[:_MOST_TO_KNOW]:
        yield from problem_lines(problem, word="to know")
    if (more := len(problems) - _MOST_TO_KNOW) > 0:
        yield f"and {more} more: --json has all"
    if problems:
        yield ""


def sums_document(accounts: Iterable[AccountSums]) -> Document:
    """What every account held before some days, what moved in them, and what it held after."""
    rows = list(accounts)
    return {
        "accounts": {
            row.account: {
                "opening": show_money(row.opening),
                "debit": show_money(row.debit),
                "credit": show_money(row.credit),
                "closing": show_money(row.closing),
                "class": class_of(row.account),
            }
            for row in rows
        },
        "subtotals": _subtotals((row.account, row.closing) for row in rows),
        "sum": show_money(sum(row.closing for row in rows)),
    }


def sums_table(accounts: Iterable[AccountSums]) -> Iterator[str]:
    """The same as a table; a long name stands on a line of its own."""
    rows = sorted(accounts, key=lambda row: (_ORDER.index(class_of(row.account)), row.account))
    yield f"{'account':<24}" + "".join(
        f"{name:>14}" for name in ("opening", "debit", "credit", "closing")
    )
    for name, group in groupby(rows, key=lambda row: class_of(row.account)):
        held = list(group)
        for row in held:
            yield from _sums_row(row.account, row.opening, row.debit, row.credit, row.closing)
        yield from _sums_row("  " + _CLASSES[name], *_sums_of(held))
    yield from _sums_row("sum", *_sums_of(rows))


def entry_document(found: AccountEntry) -> Document:
    """One entry of an account as a program reads it."""
    booking, entry = found.booking, found.entry
    month = booking.service_month(entry.line)
    return {
        "position": booking.position,
        "booked_on": booking.booked_on,
        "dated": booking.dated,
        "service_month": str(month) if month else None,
        "account": entry.account,
        "what": booking.what,
        "claim": booking.claim if booking.claim_id else None,
        "number": booking.number or None,
        "line": entry.line or None,
        "notice": booking.trace or None,
        "remittance_id": booking.remittance_id or None,
        "amount": show_money(entry.cents),
        "balance": show_money(found.balance),
    }


def entries_table(found: AccountEntries, *, group: bool) -> Iterator[str]:
    """The entries of an account as a person reads them, one by one as they are found."""
    yield f"{'booked on':<10} {'position':>8} {'amount':>12} {'balance':>13} what"
    if found.opening:
        yield f"{'opening balance':<31} {show_money(found.opening):>14}"
    for each in found.entries:
        yield from _entry_lines(each, group=group)


def month_document(report: MonthReport, first_month: int) -> Document:
    """A closed month in a list of them."""
    return {
        "month": str(report.month),
        "fiscal_year": str(FiscalYear.of(report.month, first_month)),
        "position": report.position,
        "accounts": len(report.accounts),
    }


def title_of_month(month: Month, first_month: int, *, closed: bool) -> str:
    """A month, the fiscal year it is in, and whether it is closed."""
    state = "closed" if closed else "open"
    return f"{month} of {FiscalYear.of(month, first_month)}, {state}"


def explained_document(
    found: Explained, file: ReadFile | None, shown: tuple[list[str], int] | None
) -> Document:
    """One fact that makes a balance, and the file that it was read in.

    `shown` are its segments where they were asked for.
    """
    booking = found.booking
    document: Document = {
        "position": booking.position,
        "booked_on": booking.booked_on,
        "dated": booking.dated,
        "kind": booking.kind,
        "what": booking.what,
        "claim": booking.claim if booking.claim_id else None,
        "number": booking.number or None,
        "notice": booking.trace or None,
        "place": booking.place or None,
        "told_by": told_document(booking.told_by),
        "why": booking.why or None,
        "entries": [
            {"account": e.account, "line": e.line or None, "amount": show_money(e.cents)}
            for e in found.entries
        ],
        "source": _source(file),
    }
    if found.line is not None:
        document |= {"outcome": found.line.outcome, "reasons": _reasons(found.line)}
    if shown is not None:
        document |= {"segments": shown[0], "segments_not_shown": shown[1]}
    return document


def explained_lines(
    found: Explained, file: ReadFile | None, shown: tuple[list[str], int] | None
) -> Iterator[str]:
    """The same as a person reads it."""
    booking = found.booking
    number = f", {booking.number}" if booking.number else ""
    number += f" {booking.place}" if booking.why else ""
    yield from wrapped(
        f"position {booking.position}, {booking.booked_on}: {booking.what}{number}", rest="  "
    )
    for entry in found.entries:
        line = f", line {entry.line}" if entry.line else ""
        yield f"  {show_money(entry.cents):>12}  {entry.account}{line}"
    if not found.entries:
        yield from wrapped(_unmoved(found), first="  ", rest="  ")
    if booking.told_by:
        yield from wrapped(told_words(booking.told_by), first="  told    ", rest=" " * 10)
    if booking.why:
        yield from wrapped(booking.why, first="  said    ", rest=" " * 10)
    yield from wrapped(file.words if file else "no file", first="  read in ", rest=" " * 10)
    if shown is not None:
        for segment in shown[0]:
            yield from wrapped(segment, first="    ", rest="      ")
        if shown[1]:
            parts = "1 part is" if shown[1] == 1 else f"{shown[1]} parts are"
            yield f"    {parts} not shown"


def _unmoved(found: Explained) -> str:
    """What to say of a fact that moved no money."""
    if found.line is None:
        return f"no entry: it moved no money; hub claim show {found.booking.claim}"
    said = " ".join(filter(None, (found.line.outcome, ", ".join(_reasons(found.line)))))
    return f"no entry: the line moved no money; the plan's answer: {said or 'without a reason'}"


def _reasons(line: StatementLine) -> list[str]:
    return [f"{each.code} {show_money(each.amount)}" for each in line.adjustments]


def plan_year_document(row: PlanYear) -> Document:
    """A plan's split of one year."""
    return {
        "plan": row.plan_key,
        "care": show_money(row.care),
        "administration": show_money(row.administration),
        "care_percent": _percent(row.basis_points),
        "care_interest": show_money(row.care_interest),
        "administration_interest": show_money(row.administration_interest),
        "waiting": show_money(row.waiting),
    }


def plan_year_lines(row: PlanYear) -> Iterator[str]:
    """The same as a person reads it."""
    yield row.plan_key
    share = _percent(row.basis_points)
    yield f"  {'care: credited to partners':<44}{show_money(row.care):>14}"
    yield f"  {'administration: fees of the hub':<44}{show_money(row.administration):>14}"
    yield f"  {'part that went to care':<44}{share + '%' if share else 'none':>14}"
    yield f"  {'interest to partners, apart':<44}{show_money(row.care_interest):>14}"
    yield f"  {'interest to the hub, apart':<44}{show_money(row.administration_interest):>14}"
    yield f"  {'waiting for a person, in neither':<44}{show_money(row.waiting):>14}"


def _percent(basis_points: int | None) -> str | None:
    return None if basis_points is None else show_money(basis_points)


def _source(file: ReadFile | None) -> Document | None:
    if file is None:
        return None
    source = file.source
    return {
        "kind": file.kind,
        "control": file.control or None,
        "received_on": file.received_on,
        "archive_id": source.archive_id,
        "segment": source.segment,
        "offset": source.offset,
        "length": source.length,
    }


def _sides(cents: Money) -> str:
    debit = show_money(cents) if cents > 0 else ""
    credit = show_money(-cents) if cents < 0 else ""
    return f"{debit:>14}  {credit:>14}"


def _subtotals(rows: Iterable[tuple[str, Money]]) -> Mapping[str, str]:
    sums: dict[str, Money] = {}
    for account, cents in rows:
        sums[class_of(account)] = sums.get(class_of(account), 0) + cents
    return {name: show_money(sums[name]) for name in _ORDER if name in sums}


def _sums_of(rows: Iterable[AccountSums]) -> tuple[Money, Money, Money, Money]:
    held = list(rows)
    return (
        sum(row.opening for row in held),
        sum(row.debit for row in held),
        sum(row.credit for row in held),
        sum(row.closing for row in held),
    )


def _sums_row(name: str, *amounts: Money) -> Iterator[str]:
    columns = "".join(f"{show_money(cents):>14}" for cents in amounts)
    if len(name) < 24:
        yield f"{name:<24}{columns}"
        return
    yield name
    yield f"{'':<24}{columns}"


def _entry_lines(found: AccountEntry, *, group: bool) -> Iterator[str]:
    """One entry as a person reads it; of a `group` of accounts each names its own."""
    booking, entry = found.booking, found.entry
    first = (
        f"{booking.booked_on} {booking.position:>8}"
        f" {show_money(entry.cents):>12} {show_money(found.balance):>13} "
    )
    parts = [booking.what, f"claim {booking.claim}" if booking.claim_id else booking.claim]
    parts += [f"notice {booking.trace}" if booking.trace else ""]
    parts += [f"dated {booking.dated}" if booking.dated != booking.booked_on else ""]
    month = booking.service_month(entry.line)
    parts += [f"care of {month}" if month else "", entry.account if group else ""]
    yield from wrapped(
        ", ".join(part for part in parts if part), first=first, rest=" " * len(first)
    )
