"""What a statement is made of: its lines, its counts, what waits, what the year came to."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from domain.adjustment import Adjustment
from domain.agreements.terms import ShareRule
from domain.books.fiscal_year import FiscalYear
from domain.claims.claim_facts import MoneyKind
from domain.claims.denial import Outcome
from domain.identifiers import ArchiveId, ClaimNumber, EncounterId, PlanKey
from domain.money import Money
from domain.period import Month
from domain.service_line import Service

Arrival = Literal["in-bank", "awaited", "set-off", "paid-direct", "withdrawn", "no-money"]
"""Whether the money is in the bank, still awaited, or is not to come by the bank: the plan set it
off against other payments, or paid the partner itself; its notice was withdrawn, or comes to
nothing.
"""

Actor = Literal["partner", "hub", "plan"]
REFUSED_ROW = "refused-row"
"""The kind of open items that are rows of sheets which could not be taken."""


def refused_row_name(archive_id: ArchiveId, row: int) -> str:
    """A row of a sheet: the file as the archive knows it, and the row's number."""
    return f"{archive_id}#{row}"


def refused_row_named(name: str) -> tuple[ArchiveId, int]:
    """The file and the row of such a name."""
    archive_id, _, row = name.rpartition("#")
    return ArchiveId(archive_id), int(row)


class Original(msgspec.Struct, frozen=True, gc=False):
    """The payment that a plan undid or took back: its notice, and the statement that told it.

    `statement` is empty where this same statement tells it.
    """

    posting_id: str
    trace: str
    paid_on: date
    statement: str = ""


class StatementLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One movement of money about one billed line (line 0: about the whole claim), in cents.

    `posting_id` is where the money was posted. `plan_paid` is the plan's money: `fee` what the hub
    keeps of it by `rule` and whatever else was agreed (`terms` is the place of that in the
    statement), `upstream` what a lead entity kept before, `hub_own` what is the hub's
    alone, `waiting` what waits for a person, `net` the partner's part; all are below zero where
    money was taken back. `rate` is the charge for one unit, None where there is no whole one.
    `arrival` tells whether there is still something to wait for, `bank_on` since when the bank has
    all of the notice. `original` is the payment that a takeback is about. `repriced` tells that the
    plan paid the same care anew at another price. `direct` is what the plan paid the partner
    itself, `invoiced` the hub's fee of it; then nothing else moved. `notice_on` is the day of the
    notice, None in statements that do not tell it; `paid_on` is the day for which it counts.
    `paid_later_on` is the day of the notice by which the plan paid what it had denied here.
    """

    posting_id: str
    kind: MoneyKind
    claim: ClaimNumber
    line: int
    service: Service | None
    service_on: date | None
    units: int
    billed: Money
    plan_paid: Money
    fee: Money
    net: Money
    outcome: Outcome | None
    adjustments: tuple[Adjustment, ...]
    trace: str
    paid_on: date
    arrival: Arrival
    plan_key: PlanKey | None = None
    rate: Money | None = None
    upstream: Money = 0
    hub_own: Money = 0
    waiting: Money = 0
    rule: ShareRule | None = None
    terms: int | None = None
    remarks: tuple[str, ...] = ()
    bank_on: date | None = None
    encounters: tuple[EncounterId, ...] = ()
    original: Original | None = None
    repriced: bool = False
    invoiced: Money = 0
    direct: Money = 0
    notice_on: date | None = None
    paid_later_on: date | None = None


class OtherMove(msgspec.Struct, frozen=True, gc=False):
    """What moved a partner's balance beside the lines: a payout, one that came back.

    `move_id` is the same for ever; `cents` are above zero where the partner is owed more after it.
    `paid_as` is the warrant of a payout. What a notice moved after the month of a statement is
    told by its trace, as `TAKEN_SINCE` or `PAID_SINCE`.
    """

    move_id: str
    kind: str
    number: str
    on: date
    cents: Money
    paid_as: str = ""


_VOID = frozenset({"payout.voided", "payout.void-redated"})
"""A warrant is void since a day, and not since that day after all."""


def standing_moves(moves: Iterable[OtherMove]) -> tuple[OtherMove, ...]:
    """The moves without a void that an earlier day took the place of: it says nothing any more."""
    found = tuple(moves)
    sums = Counter[tuple[str, str, date]]()
    for each in found:
        if each.kind in _VOID:
            sums[each.number, each.paid_as, each.on] += each.cents
    gone = {key for key, cents in sums.items() if not cents}
    return tuple(
        each
        for each in found
        if each.kind not in _VOID or (each.number, each.paid_as, each.on) not in gone
    )


TAKEN_SINCE, PAID_SINCE = "taken-back", "paid"
"""The kinds of what notices moved after the month of a statement: its lines are in the next one."""


class OpenItems(msgspec.Struct, frozen=True, gc=False):
    """Things of one kind that wait for the same side; `subjects` are the numbers people know.

    Those of `REFUSED_ROW` are rows of the partner's sheets: `refused_row_name`. `amount` is what is
    at stake in cents, `due_on` the earliest last day, where there is one.
    """

    who: Actor
    kind: str
    count: int
    amount: Money
    due_on: date | None
    subjects: tuple[str, ...]


class EncounterCount(msgspec.Struct, frozen=True):
    """Every encounter handed in, each in exactly one place.

    `handed_in` is counted from the sheets alone, the places from the encounters themselves: where
    the two differ, an encounter was lost or counted twice. Rows that were refused are among
    `fix_needed`.
    """

    handed_in: int = 0
    fix_needed: int = 0
    waiting_hub: int = 0
    waiting_plan: int = 0
    paid: int = 0
    part_paid: int = 0
    not_payable: int = 0
    not_billable: int = 0

    @property
    def placed(self) -> int:
        """All places together."""
        return (
            self.fix_needed
            + self.waiting_hub
            + self.waiting_plan
            + self.paid
            + self.part_paid
            + self.not_payable
            + self.not_billable
        )

    @property
    def adds_up(self) -> bool:
        """Whether every encounter handed in is in exactly one place."""
        return self.handed_in == self.placed


class YearSums(msgspec.Struct, frozen=True):
    """What the statements of a year came to, this one included, in cents.

    `interest` is the partner's part of what plans added, `taken_back` of what they undid or kept;
    what was paid anew at another price is not taken back. `repaid` is what the partner paid the hub
    of what it owed, `direct` what plans paid it themselves.
    """

    year: FiscalYear
    plan_paid: Money = 0
    fees: Money = 0
    net: Money = 0
    interest: Money = 0
    taken_back: Money = 0
    settled: Money = 0
    paid_out: Money = 0
    repaid: Money = 0
    direct: Money = 0


class Question(msgspec.Struct, frozen=True):
    """How a partner questions a statement, and within how many days of its issue.

    Not `confirmed`: the hub has not said so, it is what the software assumes.
    """

    days: int
    how: str
    confirmed: bool


class RecoupmentPlan(msgspec.Struct, frozen=True):
    """How a balance below zero is met, in cents; nobody else's money ever is taken for it.

    `owed` is left after `from_reserve`. `statements` more may bring it back to zero; what is then
    still owed is invoiced with that for `invoice_with`.
    """

    owed: Money
    from_reserve: Money
    statements: int
    invoice_with: Month
    pay_days: int
    confirmed: bool


TAKEN_BACK = frozenset({"reversal", "takeback", "takeback-announced", "refund"})
ADDED = frozenset({"interest", "penalty"})


def year_sums(
    year: FiscalYear,
    lines: Iterable[StatementLine],
    settled: Money,
    moves: Iterable[OtherMove],
) -> YearSums:
    """What the lines, settlements and moves of a year's statements come to."""
    sums = dict.fromkeys(("plan_paid", "fees", "net", "interest", "taken_back", "direct"), 0)
    for line in lines:
        sums["plan_paid"] += line.plan_paid
        sums["fees"] += line.fee
        sums["net"] += line.net
        sums["direct"] += line.direct
        if line.kind in ADDED:
            sums["interest"] += line.net
        if line.kind in TAKEN_BACK and not line.repriced:
            sums["taken_back"] += line.net
    paid = Counter[str]()
    for move in moves:
        paid[move.kind.partition(".")[0]] += move.cents
    paid_out, repaid = -paid.pop("payout", 0), sum(paid.values())
    return YearSums(year=year, settled=settled, paid_out=paid_out, repaid=repaid, **sums)
