"""Remittances and bank files for tests of deposits: all invented, posted into suspense at once."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from adapters.bank.bank_columns import common_columns
from domain.identifiers import PlanKey, RemittanceId
from domain.money import show_money
from domain.notices.deposit import DEPOSIT, KnownDeposit
from domain.notices.remittance import (
    REMITTANCE,
    FinishPosting,
    Notice,
    PostedRemittance,
    StartPosting,
)
from domain.posting import Entry, suspense_account
from domain.problem import Refused
from hub.handler import Ask, Done
from hub.services.bank.deposit_import import BankImport, import_bank_file
from hub.services.bank.deposits import match_remittance
from hub.wiring import Hub
from projections.deposit_status import DEPOSIT_STATUS, DepositStatus
from projections.trial_balance import TRIAL_BALANCE
from tests.support import builders as b

FIRST = date(2026, 3, 2)
HEADER = "Date,Description,Amount,Transaction ID"


def announced(
    hub: Hub, name: str, cents: int, trace: str, *, plan: str = "acme", **also: Any
) -> RemittanceId:
    """A remittance of no claims is posted; its money waits in suspense, and deposits may meet it.

    `also` are other fields of the notice.
    """
    known = replace(
        b.NOTICE,
        remittance_id=RemittanceId(name),
        plan_key=PlanKey(plan),
        trace=trace,
        paid_on=FIRST,
        deposit=cents,
        paid=cents,
        billed=cents,
        adjusted=0,
        claims=0,
        digest=f"digest-{name}",
    )
    notice: Notice = replace(known, **also)
    entries = (Entry(notice.cash, cents), Entry(suspense_account("test"), -cents))
    done = hub.run(
        Ask(REMITTANCE, name, StartPosting(notice, 10)),
        Ask(REMITTANCE, name, FinishPosting(entries)),
    )
    assert isinstance(done, Done), done
    match_remittance(hub, notice)
    return notice.remittance_id


def bank_line(cents: int, text: str = "", *, day: int = 0, line_id: str = "") -> str:
    """One line of the bank's file; `day` counts from the first of the story."""
    return f'{FIRST + timedelta(days=day)},"{text}",{show_money(cents)},{line_id}'


def bank_file(lines: Iterable[str]) -> bytes:
    """A file as a bank gives it."""
    return ("\n".join([HEADER, *lines]) + "\n").encode()


def imported(hub: Hub, *lines: str, **also: Any) -> BankImport:
    """What becomes of a bank's file with these lines."""
    found = import_bank_file(hub, bank_file(lines), common_columns(), **also)
    assert not isinstance(found, Refused), found
    return found


def accounts(hub: Hub) -> dict[str, int]:
    """Every account that holds something, without suspense; they sum to zero with it."""
    rows = hub.projector.live.rows(TRIAL_BALANCE)
    assert sum(row.cents for row in rows) == 0
    return {r.account: r.cents for r in rows if r.cents and not r.account.startswith("suspense")}


def remittance(hub: Hub, name: str) -> PostedRemittance:
    """A remittance as it now stands."""
    found: PostedRemittance = hub.handler.state(REMITTANCE, name)
    return found


def deposits(hub: Hub) -> list[DepositStatus]:
    """Every deposit, by day and amount."""
    rows = hub.projector.live.rows(DEPOSIT_STATUS)
    return sorted(rows, key=lambda row: (row.bank_on, row.amount, row.deposit_id))


def matched(hub: Hub) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """For every deposit (day, amount) the remittances and cents it is matched to."""
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for row in deposits(hub):
        state: KnownDeposit = hub.handler.state(DEPOSIT, row.deposit_id)
        parts = [(str(part.remittance_id), part.cents) for part in state.parts]
        assert sorted(parts) == sorted((p.remittance_id, p.cents) for p in row.parts)
        found.setdefault((str(row.bank_on), row.amount), []).extend(parts)
    return found
