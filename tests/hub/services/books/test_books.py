"""Whatever is posted, closed and learned later: a closed month stays, and nothing is lost."""

import tempfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.books.books import MonthClosed, MonthReport, first_day_after
from domain.identifiers import StreamId
from domain.period import FOREVER, Month, Period
from domain.problem import Refused
from hub.clock import standing_clock
from hub.services.books.bookings import BOOKS_ID, read_books
from hub.services.books.books import close_month, month_sums, period_sums, reopen_month
from hub.store.log import Change
from hub.wiring import Hub
from projections.trial_balance import TRIAL_BALANCE
from tests.support.hubs import new_hub
from tests.support.postings import post

LATER = standing_clock(datetime(2028, 1, 15, 19, tzinfo=UTC))
MARCH, APRIL = Month(2026, 3), Month(2026, 4)
LPV, FEE, DEPOSIT = "partner:LPV", "hub-fee:acme", "deposit:acme"


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return new_hub(tmp_path, LATER)


def closed(hub: Hub, month: Month) -> MonthReport:
    report = close_month(hub, month)
    assert isinstance(report, MonthReport), report
    return report


def moved(hub: Hub, month: Month) -> dict[str, tuple[int, int, int, int]]:
    sums = month_sums(hub, month)
    assert sums.problems == ()
    return {r.account: (r.opening, r.debit, r.credit, r.closing) for r in sums.accounts}


def test_a_month_is_what_was_booked_in_it_and_what_was_there_before(hub: Hub) -> None:
    post(hub, date(2026, 2, 27), 1000, DEPOSIT, LPV)
    post(hub, date(2026, 3, 1), 250, DEPOSIT, LPV)
    post(hub, date(2026, 3, 31), 100, LPV, DEPOSIT)
    post(hub, date(2026, 4, 1), 40, DEPOSIT, FEE)
    expected = {DEPOSIT: (1000, 250, 100, 1150), LPV: (-1000, 100, 250, -1150)}
    assert moved(hub, MARCH) == expected
    report = closed(hub, MARCH)
    assert {row.account: row.closing for row in report.accounts} == {DEPOSIT: 1150, LPV: -1150}
    assert [(row.day, row.account, row.debit, row.credit) for row in report.ahead] == [
        (date(2026, 4, 1), DEPOSIT, 40, 0),
        (date(2026, 4, 1), FEE, 0, 40),
    ]
    assert moved(hub, MARCH) == expected
    assert moved(hub, APRIL) == {
        DEPOSIT: (1150, 40, 0, 1190),
        FEE: (0, 0, 40, -40),
        LPV: (-1150, 0, 0, -1150),
    }


def test_what_is_learned_after_the_close_is_booked_in_the_open_month(hub: Hub) -> None:
    post(hub, date(2026, 3, 9), 500, DEPOSIT, LPV)
    before = moved(hub, MARCH)
    closed(hub, MARCH)
    post(hub, date(2026, 3, 10), 70, DEPOSIT, LPV)
    assert moved(hub, MARCH) == before == {DEPOSIT: (0, 500, 0, 500), LPV: (0, 0, 500, -500)}
    assert moved(hub, APRIL) == {DEPOSIT: (500, 70, 0, 570), LPV: (-500, 0, 70, -570)}


def test_a_month_opened_again_takes_what_is_learned_from_then_on(hub: Hub) -> None:
    post(hub, date(2026, 3, 9), 500, DEPOSIT, LPV)
    closed(hub, MARCH)
    post(hub, date(2026, 3, 10), 70, DEPOSIT, LPV)
    assert reopen_month(hub, MARCH, because="mistyped", by="A. Keeper") is None
    post(hub, date(2026, 3, 11), 3, DEPOSIT, LPV)
    assert moved(hub, MARCH)[LPV] == (0, 0, 503, -503)
    closed(hub, MARCH)
    assert moved(hub, APRIL)[LPV] == (-503, 0, 70, -573)


def test_a_dry_run_closes_nothing_and_tells_all_reasons_against_it(hub: Hub) -> None:
    assert isinstance(close_month(hub, MARCH, dry_run=True), MonthReport)
    assert read_books(hub).closed == ()
    refused = close_month(hub, Month(2028, 1), dry_run=True)
    assert isinstance(refused, Refused)
    assert refused.codes == ["books.month-not-ended"]


def test_a_closed_month_that_counts_otherwise_is_told(hub: Hub) -> None:
    post(hub, date(2026, 3, 9), 500, DEPOSIT, LPV)
    report = closed(hub, MARCH)
    wrong = tuple(
        replace(row, debit=row.debit * 2, credit=row.credit * 2) for row in report.accounts
    )
    false = MonthClosed(report=replace(report, month=APRIL, accounts=wrong), closed_on=hub.today)
    change = Change(StreamId(BOOKS_ID), 1, (false,))
    hub.log.append([change], actor="test", command_id="command-false")
    assert month_sums(hub, MARCH).problems == ()
    (problem,) = month_sums(hub, APRIL).problems
    assert problem.code == "books.closed-month-differs"
    assert "deposit:acme, partner:LPV" in problem.what
    assert month_sums(hub, APRIL).accounts == wrong


def test_the_books_as_known_before_a_close_are_open(hub: Hub) -> None:
    position = post(hub, date(2026, 3, 9), 500, DEPOSIT, LPV)
    closed(hub, MARCH)
    assert month_sums(hub, MARCH).recorded
    assert not month_sums(hub, MARCH, position).recorded


MONTHS = [Month(2026, number) for number in range(1, 13)]
DAYS = st.dates(date(2026, 1, 1), date(2026, 8, 31))
POST = st.tuples(DAYS, st.integers(-5000, 5000), st.sampled_from([LPV, FEE, "suspense:plb"]))
STEPS = st.lists(st.one_of(POST, st.sampled_from(["close", "reopen"])), min_size=4, max_size=24)


class Model:
    """The same books told anew: a list of entries by the month they are booked in."""

    def __init__(self) -> None:
        self.entries: list[tuple[Month, str, int]] = []
        self.recorded: dict[Month, dict[str, int]] = {}

    @property
    def through(self) -> Month | None:
        return max(self.recorded, default=None)

    def post(self, day: date, cents: int, account: str) -> None:
        month = Month.of(day)
        if self.through and month <= self.through:
            month = Month.of(first_day_after(self.through))
        self.entries += [(month, DEPOSIT, cents), (month, account, -cents)]

    def held(self, month: Month) -> dict[str, int]:
        sums: Counter[str] = Counter()
        for booked, account, cents in self.entries:
            if booked <= month:
                sums[account] += cents
        return {account: cents for account, cents in sums.items() if cents}


@given(STEPS)
@settings(max_examples=40, deadline=None)
def test_closing_and_learning_later_never_change_a_closed_month(steps: list[object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hub, model = new_hub(Path(folder), LATER), Model()
        for step in steps:
            _take(hub, model, step)
        _agree(hub, model)
        hub.close()


def _take(hub: Hub, model: Model, step: object) -> None:
    match step:
        case (date() as day, int(cents), str(account)):
            post(hub, day, cents, DEPOSIT, account)
            model.post(day, cents, account)
        case "close":
            at = MONTHS.index(model.through) + 1 if model.through else 0
            closed(hub, MONTHS[at % 12])
            if at < 12:
                model.recorded[MONTHS[at]] = model.held(MONTHS[at])
        case _:
            if model.through:
                assert reopen_month(hub, model.through, because="why", by="A. Keeper") is None
                del model.recorded[model.through]


def _agree(hub: Hub, model: Model) -> None:
    for month in MONTHS:
        sums = month_sums(hub, month)
        assert sums.problems == ()
        assert sums.recorded == (month in model.recorded)
        held = {row.account: row.closing for row in sums.accounts if row.closing}
        assert held == model.recorded.get(month, model.held(month))
        assert sum(row.debit - row.credit for row in sums.accounts) == 0
    whole = period_sums(hub, Period(date.min, FOREVER)).accounts
    rows = hub.projector.live.rows(TRIAL_BALANCE)
    balances = {row.account: row.cents for row in rows if row.cents}
    assert {row.account: row.closing for row in whole if row.closing} == balances
    by_month: Counter[str] = Counter()
    for month in MONTHS:
        for row in month_sums(hub, month).accounts:
            by_month[row.account] += row.debit - row.credit
    assert {account: cents for account, cents in by_month.items() if cents} == balances
