"""Fees by the month and shared months end the same, whenever notices and statements come."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pytest

from domain.identifiers import PartnerCode
from domain.period import Month
from domain.posting import partner_account
from domain.problem import Refused
from hub.clock import standing_clock
from hub.services.months.month_splits import split_months
from hub.services.receiving.receiving import receive_file
from hub.services.statements.period_fees import BY_THE_MONTH, month_results
from hub.services.statements.statements import find_partner, issue_statement, known_statement
from hub.wiring import Hub
from projections.trial_balance import TRIAL_BALANCE
from tests.hub.services.statements.test_period_fees import agree, sent
from tests.support.billing import LPV, Billing, ready_hub
from tests.support.eras import Clp, Plb, era
from tests.support.memory_hub import MemoryHub
from tests.support.rosters import Row, roster
from tests.support.shared_care import YEW, ZED, join, seen

_AUGUST, _LAST = standing_clock(datetime(2026, 8, 15, 19, tzinfo=UTC)), Month(2026, 8)
_PARTNERS = (LPV, YEW, ZED)
_DRAWS, _NOTICES = 12, 6

# one that waited for its claim, which then refuses it, waits on under the name of before
_SAME = {"suspense:claim-not-taken": "suspense:unmatched-claim"}


@cache
def _start() -> tuple[MemoryHub, tuple[str, ...]]:
    """LPV under tiers with a minimum, YEW and ZED sharing months; the CLM01 of every claim."""
    folder = Path(mkdtemp(prefix="hub-months-"))
    billing = ready_hub(folder, _AUGUST)
    agree(billing, percent="10", tiers="0:20 1:10 2:0", month_minimum="12")
    join(billing)
    of_lpv = (*sent(billing, 2, 3, 4), *sent(billing, 6, month=4))
    shared = seen(billing, (YEW, 2), (ZED, 9), (ZED, 16))
    billing.hub.close()
    return MemoryHub(folder, _AUGUST), (*of_lpv, *shared)


def _notice(chance: Random, number: int, billing: Billing, claims: tuple[str, ...]) -> bytes:
    """A payment, a reversal, a takeback, or a month that a roster pays or drops."""
    claim, cents = chance.choice(claims), chance.choice([2666, 2666, 5332, 2000])
    day = f"2026{chance.randint(4, 7):02d}{chance.randint(1, 28):02d}"
    paid = Clp(claim, cents, payer_control=f"P{claim}")
    undone = Clp(claim, -cents, status="22", payer_control=f"P{claim}")
    other = Clp("FOREIGN", cents, payer_control="Z9")
    taken = era(other, plb=(Plb("WO", claim, cents),), trace=f"T{number}", day=day)
    months = (Row("M2", chance.choice([3000, -3000, -1000])), Row("M4", 7000, "202604"))
    return chance.choice(
        [
            era(paid, trace=f"T{number}", day=day),
            era(paid, trace=f"T{number}", day=day),
            era(undone, trace=f"T{number}", day=day),
            taken,
            roster(billing, *months, trace=f"R{number}", day=day),
        ]
    )


def _told(hub: Hub, notices: list[bytes], chance: Random) -> dict[str, int]:
    """What accounts hold once all came, with statements issued and months split between them."""
    due = dict.fromkeys(_PARTNERS, 4)
    for notice in notices:
        receive_file(hub, notice, "notice")
        if chance.random() < 0.3:
            split_months(hub)
        if chance.random() < 0.4:
            code = chance.choice(_PARTNERS)
            _issue(hub, code, Month(2026, due[code]))
            due[code] = min(7, due[code] + 1)
    split_months(hub)
    for code in _PARTNERS:
        _issue(hub, code, _LAST)
    rows = hub.projector.live.rows(TRIAL_BALANCE)
    return {row.account: row.cents for row in rows if row.cents}


def _issue(hub: Hub, code: PartnerCode, month: Month) -> None:
    assert not isinstance(issue_statement(hub, code, month, early=True), Refused)


def _explains_itself(hub: Hub, code: PartnerCode, held: dict[str, int]) -> None:
    """Statements tell the whole account; by the month they come to what the rules now give."""
    details = find_partner(hub, code)
    assert not isinstance(details, Refused)
    issued = known_statement(hub, details).issued
    assert sum(body.moved for body in issued) == -held.get(partner_account(code), 0)
    settled = [each for body in issued for each in body.settlements if each.kind in BY_THE_MONTH]
    rules = month_results(hub.projector.live, code, _LAST)
    for month in {each.month for each in settled} | {each.month for each in rules}:
        posted = sum(each.cents for each in settled if each.month == month)
        assert posted == sum(each.cents for each in rules if each.month == month)


@pytest.mark.parametrize("draw", range(_DRAWS))
def test_months_end_the_same_whatever_the_order_of_notices_and_statements(draw: int) -> None:
    memory, claims = _start()
    chance = Random(draw)  # noqa: S311 - the same notices in every run
    before, billing = memory.kept(), Billing(memory.hub)
    some = tuple(chance.sample(claims, 3))
    notices = [_notice(chance, at, billing, some) for at in range(_NOTICES)]
    ends = []
    for order in (notices, chance.sample(notices, len(notices)), notices[::-1]):
        held = _told(memory.hub, order, chance)
        for code in _PARTNERS:
            _explains_itself(memory.hub, code, held)
        same: dict[str, int] = {}
        for account, cents in held.items():
            name = _SAME.get(account, account)
            same[name] = same.get(name, 0) + cents
        ends.append({account: cents for account, cents in same.items() if cents})
        memory.back_to(before)
    before.close()
    assert ends[0] == ends[1] == ends[2]
    assert sum(ends[0].values()) == 0
