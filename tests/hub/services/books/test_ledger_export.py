"""Journals: beancount opens them and agrees; a county's CSV drops nothing."""

import csv
import io
import tempfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core import data, realization
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.books.account_names import own_name
from adapters.books.beancount import Beancount
from adapters.books.county_codes import CountyCodes
from adapters.books.entry_rows import HEADERS, EntryRows
from adapters.books.hledger import Hledger
from adapters.books.journal import Journal
from domain.period import FOREVER, Month, Period
from hub.clock import standing_clock
from hub.services.books.books import close_month, period_sums, reopen_month
from hub.services.books.ledger_export import Exported, export_lines
from hub.wiring import Hub
from projections.trial_balance import TRIAL_BALANCE
from tests.hub.services.plain_journal import balances_by_hledger, balances_of, read_journal
from tests.support import builders as b
from tests.support.hubs import new_hub
from tests.support.postings import post

REALIZATION: Any = realization  # it has no types
LATER = standing_clock(datetime(2028, 1, 15, 19, tzinfo=UTC))
ALWAYS = Period(date.min, FOREVER)
LPV, FEE, DEPOSIT = "partner:LPV", "hub-fee:acme", "deposit:acme"


def exported(hub: Hub, journal: Journal, period: Period = ALWAYS, **also: Any) -> str:
    codes = also.get("codes", CountyCodes())
    done = also.get("done", Exported())
    return "".join(f"{line}\n" for line in export_lines(hub, journal, codes, period, done))


def opened_by_beancount(text: str) -> tuple[data.Entries, dict[str, int]]:
    """What beancount's own loader makes of a journal, and what its accounts then hold."""
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    held: dict[str, int] = {}
    for account in REALIZATION.iter_children(REALIZATION.realize(entries)):
        amount = account.balance.get_currency_units("USD").number
        if amount:
            held[own_name(account.account)] = int(amount * 100)
    return entries, held


def balances(hub: Hub, last: date = date.max) -> dict[str, int]:
    sums = period_sums(hub, Period(last, last)).accounts
    return {row.account: row.closing for row in sums if row.closing}


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    made = new_hub(tmp_path, LATER)
    post(made, date(2026, 3, 9), 1000, DEPOSIT, LPV)
    post(made, date(2026, 3, 9), 177, DEPOSIT, FEE)
    close_month(made, b.MARCH)
    post(made, date(2026, 3, 20), 250, LPV, DEPOSIT)
    post(made, date(2026, 4, 2), 5, DEPOSIT, "suspense:paid-twice")
    return made


def test_beancount_opens_it_and_agrees_with_every_balance(hub: Hub) -> None:
    entries, held = opened_by_beancount(exported(hub, Beancount()))
    assert held == {LPV: -750, FEE: -177, DEPOSIT: 932, "suspense:paid-twice": -5}
    assert held == {r.account: r.cents for r in hub.projector.live.rows(TRIAL_BALANCE) if r.cents}
    stated = [each for each in entries if isinstance(each, data.Balance)]
    assert {
        (each.date, own_name(each.account), (each.amount.number or 0) * 100) for each in stated
    } == {
        (date(2026, 4, 1), LPV, -1000),
        (date(2026, 4, 1), FEE, -177),
        (date(2026, 4, 1), DEPOSIT, 1177),
    }


def test_a_transaction_says_which_fact_and_which_bytes_it_comes_from(hub: Hub) -> None:
    entries, _ = opened_by_beancount(exported(hub, Beancount()))
    late = next(e for e in entries if isinstance(e, data.Transaction) and "dated" in e.meta)
    assert (late.date, late.meta["dated"]) == (date(2026, 4, 1), "2026-03-20")
    source = b.SOURCE
    assert {name: late.meta[name] for name in ("file", "segment", "offset", "length")} == {
        "file": source.archive_id,
        "segment": source.segment,
        "offset": source.offset,
        "length": source.length,
    }
    assert late.meta["position"] == 4
    assert late.meta["claim"].startswith("LPV0")


def test_a_wrong_balance_would_be_an_error_to_beancount(hub: Hub) -> None:
    text = exported(hub, Beancount())
    assert "-10.00 ~ 0.00 USD" in text
    _, errors, _ = loader.load_string(text.replace("-10.00 ~ 0.00 USD", "-10.01 ~ 0.00 USD"))
    assert [type(each).__name__ for each in errors] == ["BalanceError"]


def test_hledger_reads_it_and_agrees_with_every_balance(hub: Hub) -> None:
    text = exported(hub, Hledger())
    found = read_journal(text)
    assert {own_name(a): cents for a, cents in balances_of(found).items()} == balances(hub)
    assert [each.title for each in found if each.stated] == ["2026-03 closed"]
    by_hledger = balances_by_hledger(text)
    assert by_hledger in (None, balances_of(found))


def test_a_stretch_opens_with_what_was_there_before(hub: Hub) -> None:
    april = Period(date(2026, 4, 2), date(2026, 4, 30))
    _, held = opened_by_beancount(exported(hub, Beancount(), april))
    assert held == balances(hub)
    rows = list(csv.reader(io.StringIO(exported(hub, EntryRows(CountyCodes(), 7), april))))
    assert {row[6]: (row[8], row[9]) for row in rows if row[10] == "opening balance"} == {
        DEPOSIT: ("9.27", ""),
        LPV: ("", "7.50"),
        FEE: ("", "1.77"),
    }


def test_a_county_gets_its_codes_and_what_has_none_is_listed_not_dropped(hub: Hub) -> None:
    codes = CountyCodes(("fund", "object"), ((LPV, ("T60", "5401")), ("deposit:*", ("T60", "1"))))
    done = Exported()
    text = exported(hub, EntryRows(codes, 7), codes=codes, done=done)
    headers, *rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert headers == [*HEADERS, "fund", "object"]
    assert (done.postings, done.entries, len(rows)) == (4, 8, 8)
    assert done.unmapped == {FEE, "suspense:paid-twice"}
    named = [dict(zip(headers, [*row, "", ""], strict=False)) for row in rows]
    assert {row["account"]: (row["fund"], row["object"], row["class"]) for row in named} == {
        DEPOSIT: ("T60", "1", "pass-through"),
        LPV: ("T60", "5401", "pass-through"),
        FEE: ("", "", "own"),
        "suspense:paid-twice": ("", "", "pass-through"),
    }
    late = [row for row in named if row["dated"] != row["booked on"]]
    assert {(row["month"], row["fiscal year"]) for row in late} == {("2026-04", "FY2025-26")}


def test_a_text_that_a_spreadsheet_would_run_is_guarded(hub: Hub) -> None:
    journal = EntryRows(CountyCodes(), 7)
    post(hub, date(2026, 4, 3), 1, "=cmd:x", LPV)
    rows = list(csv.reader(io.StringIO(exported(hub, journal))))
    assert "'=cmd:x" in {row[6] for row in rows}


@pytest.mark.parametrize("odd", ['T;1, | "x"\\\n*y', "\ufeff=A1, b: c", "'", "\\"])
def test_odd_texts_of_a_notice_break_no_journal(hub: Hub, odd: str) -> None:
    post(hub, date(2026, 4, 3), 1, DEPOSIT, LPV, trace=odd)
    entries, held = opened_by_beancount(exported(hub, Beancount()))
    assert held == balances(hub)
    said = [each.meta.get("notice") for each in entries if isinstance(each, data.Transaction)]
    assert odd.replace("\n", " ") in said
    assert len(balances_of(read_journal(exported(hub, Hledger())))) == 4


ACCOUNTS = st.sampled_from([LPV, "partner:ORC", FEE, "suspense:plb", "bank", "carried:acme"])
POST = st.tuples(st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.integers(-9999, 9999), ACCOUNTS)
STEPS = st.lists(st.one_of(POST, st.sampled_from(["close", "reopen"])), max_size=20)


@given(STEPS, st.dates(date(2026, 1, 1), date(2026, 6, 30)))
@settings(max_examples=30, deadline=None)
def test_any_books_are_opened_and_agree_whole_and_from_any_day(steps: list[Any], day: date) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hub = new_hub(Path(folder), LATER)
        month = [0]
        for step in steps:
            _take(hub, month, step)
        for period in (ALWAYS, Period(day, FOREVER), Period(day, day)):
            expected = balances(hub, min(period.last_day, date(2027, 12, 31)))
            text = exported(hub, Beancount(), period)
            assert opened_by_beancount(text)[1] == expected
            journal = exported(hub, Hledger(), period)
            found = balances_of(read_journal(journal))
            assert {own_name(account): cents for account, cents in found.items()} == expected
            rows = csv.DictReader(io.StringIO(exported(hub, EntryRows(CountyCodes(), 7), period)))
            assert _held_in(rows) == expected
        hub.close()


def _take(hub: Hub, month: list[int], step: Any) -> None:
    match step:
        case "close":
            month[0] = min(month[0] + 1, 12)
            close_month(hub, Month(2026, month[0]))
        case "reopen":
            if month[0]:
                reopen_month(hub, Month(2026, month[0]), because="why", by="A. Keeper")
                month[0] -= 1
        case (day, cents, account):
            post(hub, day, cents, DEPOSIT, account)


def _held_in(rows: Any) -> dict[str, int]:
    held: Counter[str] = Counter()
    for row in rows:
        held[row["account"]] += int((row["debit"] or "0").replace(".", ""))
        held[row["account"]] -= int((row["credit"] or "0").replace(".", ""))
    return {account: cents for account, cents in held.items() if cents}
