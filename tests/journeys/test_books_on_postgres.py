"""The books are the same on PostgreSQL: closed, counted again, and written out."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from adapters.books.beancount import Beancount
from adapters.books.county_codes import CountyCodes
from domain.books.books import MonthReport
from domain.period import FOREVER, Period
from hub.clock import standing_clock
from hub.services.books.books import close_month, month_sums
from hub.services.books.ledger_export import Exported, export_lines
from tests.support import builders as b
from tests.support.hubs import new_hub
from tests.support.postings import post

LATER = standing_clock(datetime(2028, 1, 15, 19, tzinfo=UTC))


def kept(folder: Path) -> tuple[MonthReport, int]:
    folder.mkdir()
    hub = new_hub(folder, LATER)
    post(hub, date(2026, 3, 9), 1000, "deposit:acme", "partner:LPV")
    post(hub, date(2026, 4, 1), 250, "deposit:acme", "hub-fee:acme")
    report = close_month(hub, b.MARCH)
    assert isinstance(report, MonthReport)
    post(hub, date(2026, 3, 9), 77, "deposit:acme", "partner:LPV")
    assert month_sums(hub, b.MARCH).problems == ()
    codes, done = CountyCodes(), Exported()
    period = Period(date(2026, 4, 1), FOREVER)
    lines = sum(1 for _ in export_lines(hub, Beancount(), codes, period, done))
    assert (done.postings, done.entries) == (2, 4)
    hub.close()
    return report, lines


def test_a_month_is_closed_and_written_out_alike_on_both_databases(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite = kept(tmp_path / "sqlite")
    monkeypatch.setenv("HUB_DATABASE_URL", postgres_url)
    assert kept(tmp_path / "postgres") == on_sqlite
