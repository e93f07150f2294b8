"""Whatever happens in whatever order, no more is paid out than the bank covers, to nobody else.

A machine draws what happens next: plans pay and take back, money finds nobody, reserves are held,
payouts are proposed, approved, sent and answered, the hub puts its own money in. ``HUB_LAW_STEPS``
sets how many steps in all.
"""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from adapters.disbursements.file_layout import known_layouts
from domain.identifiers import PartnerCode, PartnerId
from domain.money import show_money
from domain.payments.payout_facts import Payout
from domain.problem import Refused
from hub.handler import Work
from hub.services.payments.disbursements import send_payouts
from hub.services.payments.hub_advances import (
    approve_hub_advance,
    ask_hub_advance,
    return_hub_advance,
)
from hub.services.payments.payouts import (
    approve_payouts,
    ask_payout,
    cover_now,
    list_payouts,
    next_number,
    payout_id,
)
from tests.support.billing import LPV, ORC, Billing, ready_hub
from tests.support.hubs import reopened
from tests.support.paying import ADA, BEN, accounts, answers, confirmed
from tests.support.postings import post

_STEPS = int(os.environ.get("HUB_LAW_STEPS", "400"))
_STEPS_OF_ONE = 40
_CODES = st.sampled_from([LPV, ORC])
_CENTS = st.sampled_from([1, 99, 4250, 10_000])
_PLAIN = known_layouts()["plain"]


@cache
def _prepared() -> Path:
    """A hub with two partners whose payees are confirmed, kept for this process."""
    base = Path(tempfile.mkdtemp(prefix="hub-laws-")) / "base"
    base.mkdir()
    hub = ready_hub(base).hub
    for code in (LPV, ORC):
        confirmed(hub, code)
    hub.close()
    return base


class Payouts(RuleBasedStateMachine):
    """Two partners, a bank, and staff who pay out whatever they may."""

    @initialize()
    def begin(self) -> None:
        base = _prepared()
        self.folder = Path(tempfile.mkdtemp(prefix="hub-laws-", dir=base.parent))
        shutil.copytree(base, self.folder / "hub")
        self.billing = Billing(reopened(self.folder / "hub"))
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "billing"):
            self.billing.hub.close()
            shutil.rmtree(self.folder)

    # the world

    @rule(code=_CODES, cents=_CENTS)
    def plan_pays(self, code: str, cents: int) -> None:
        self._post(cents, "bank", f"partner:{code}")

    @rule(cents=_CENTS, account=st.sampled_from(["hub-fee:acme", "suspense:unmatched-claim"]))
    def others_are_paid(self, cents: int, account: str) -> None:
        self._post(cents, "bank", account)

    @rule(cents=_CENTS)
    def the_hub_spends(self, cents: int) -> None:
        self._post(cents, "hub-fee:acme", "bank")

    @rule(code=_CODES, cents=_CENTS, account=st.sampled_from(["bank", "suspense:plb-wo", "other"]))
    def plan_takes_back(self, code: str, cents: int, account: str) -> None:
        other = f"partner:{ORC if code == LPV else LPV}" if account == "other" else account
        self._post(cents, f"partner:{code}", other)

    @rule(code=_CODES, cents=_CENTS)
    def reserve_is_held(self, code: str, cents: int) -> None:
        if -accounts(self.billing.hub).get(f"partner:{code}", 0) >= cents:
            self._post(cents, f"partner:{code}", f"reserve:{code}")

    # staff

    @rule(code=_CODES)
    def all_that_may_be_is_proposed(self, code: str) -> None:
        hub, own = self.billing.hub, PartnerCode(code)
        cover = cover_now(hub)
        room = cover.room.get(own, 0)
        if not room:
            return
        assert cover.owed[own] >= room, "a partner below zero is never paid"
        number = next_number(hub, own)
        payout = Payout(
            payout_id(number), number, PartnerId(code), own, "statement", "", room, hub.today
        )

        def once(work: Work) -> None:
            assert not isinstance(ask_payout(work, payout, by=ADA, room=room), Refused)
            work.commit()

        hub.handler.attempt(once)
        hub.projector.catch_up()
        assert cover_now(hub).room[own] == 0, "the same money is never proposed twice"

    @rule()
    def all_that_may_be_is_approved(self) -> None:
        hub = self.billing.hub
        for row in list_payouts(hub, state="proposed"):
            if not isinstance(approve_payouts(hub, [row.payout.number], by=BEN), Refused):
                self._within_the_bank()

    @rule()
    def all_that_may_be_is_sent(self) -> None:
        hub = self.billing.hub
        if list_payouts(hub, state="approved") and not isinstance(
            send_payouts(hub, _PLAIN), Refused
        ):
            self._within_the_bank()

    @rule(code=_CODES)
    def a_partner_is_paid_to_the_end(self, code: str) -> None:
        before = cover_now(self.billing.hub).room
        self.all_that_may_be_is_proposed(code)
        self.all_that_may_be_is_approved()
        self.all_that_may_be_is_sent()
        for _ in list_payouts(self.billing.hub, state="sent"):
            self.an_answer_comes("paid")
        expected = {each: 0 if each == code else cents for each, cents in before.items()}
        assert cover_now(self.billing.hub).room == expected, "paid first, nobody gets more"

    @rule(outcome=st.sampled_from(["paid", "void", "cleared"]))
    def an_answer_comes(self, outcome: str) -> None:
        hub = self.billing.hub
        for row in list_payouts(hub):
            is_cashed = any(warrant.cleared_on for warrant in row.warrants)
            fits = {"paid": row.state == "sent", "void": not is_cashed, "cleared": True}
            if row.state in {"sent", "paid"} and fits[outcome]:
                number, cents = row.payout.number, show_money(row.payout.amount)
                answers(hub, f"{number},{outcome},W{number},,{hub.today},{cents}")
                return

    @rule(code=_CODES, cents=_CENTS)
    def the_hub_puts_its_own_money_in(self, code: str, cents: int) -> None:
        hub, name = self.billing.hub, self._name()
        asked = ask_hub_advance(hub, code, cents, reference=name, bank_on=hub.today, by=ADA)
        assert not isinstance(asked, Refused)
        assert not isinstance(approve_hub_advance(hub, code, reference=name, by=BEN), Refused)

    @rule(code=_CODES)
    def the_hub_takes_back_what_is_free(self, code: str) -> None:
        hub = self.billing.hub
        free = cover_now(hub).hub_free.get(PartnerCode(code), 0)
        if free:
            back = return_hub_advance(
                hub, code, free, reference=self._name(), returned_on=hub.today, by=ADA
            )
            assert not isinstance(back, Refused)

    # laws

    @invariant()
    def every_account_together_is_zero(self) -> None:
        if hasattr(self, "billing"):
            assert sum(accounts(self.billing.hub).values()) == 0

    @invariant()
    def nobody_is_promised_more_than_is_owed(self) -> None:
        if hasattr(self, "billing"):
            cover = cover_now(self.billing.hub)
            promised = sum(cover.room.values())
            assert promised <= max(0, cover.for_partners - sum(cover.under_way.values()))
            assert cover.for_partners <= max(0, accounts(self.billing.hub).get("bank", 0))
            # and nobody waits but for money that is missing under the name of whose it is
            assert "bank" not in {each.account for each in cover.missing}
            for code, cents in cover.owed.items() if not cover.missing else ():
                assert cover.room[code] == max(0, cents - cover.under_way.get(code, 0))

    def _within_the_bank(self) -> None:
        """What was let go leaves the bank what is kept for others than partners."""
        held = accounts(self.billing.hub)
        let_go = sum(
            row.payout.amount
            for state in ("approved", "sent")
            for row in list_payouts(self.billing.hub, state=state)
        )
        kept = sum(-cents for name, cents in held.items() if name.startswith("suspense:un"))
        kept += max(0, -held.get("hub-fee:acme", 0))
        for code in (LPV, ORC):
            balance, reserve = -held.get(f"partner:{code}", 0), -held.get(f"reserve:{code}", 0)
            kept += max(0, min(reserve, reserve + balance))
        assert held.get("bank", 0) - let_go >= kept

    def _post(self, cents: int, debit: str, credit: str) -> None:
        post(self.billing.hub, self.billing.hub.today, cents, debit, credit)

    def _name(self) -> str:
        self.count += 1
        return f"transfer {self.count}"


TestPayouts = Payouts.TestCase
TestPayouts.settings = settings(
    max_examples=max(1, _STEPS // _STEPS_OF_ONE),
    stateful_step_count=_STEPS_OF_ONE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_who_proposes_first_gets_no_more_of_what_the_bank_has() -> None:
    """100.00 and 0.99 are owed, the hub has spent 100.00 of it: a cent is what LPV may be paid."""
    money = Payouts()
    money.begin()
    money.plan_pays(LPV, 99)
    money.plan_pays(ORC, 10_000)
    money.the_hub_spends(10_000)
    assert cover_now(money.billing.hub).room == {LPV: 1, ORC: 98}
    money.all_that_may_be_is_proposed(LPV)
    assert cover_now(money.billing.hub).room == {LPV: 0, ORC: 98}
    money.teardown()


def test_who_is_paid_first_gets_no_more_of_what_the_bank_has() -> None:
    """100.00 is owed to each and the hub has spent 100.00 of it: LPV is paid 50.00, and no more."""
    money = Payouts()
    money.begin()
    money.plan_pays(LPV, 10_000)
    money.plan_pays(ORC, 10_000)
    money.the_hub_spends(10_000)
    for _ in range(3):
        money.a_partner_is_paid_to_the_end(LPV)
        assert cover_now(money.billing.hub).room == {LPV: 0, ORC: 5_000}
    money.others_are_paid(10_000, "hub-fee:acme")
    assert cover_now(money.billing.hub).room == {LPV: 5_000, ORC: 10_000}
    money.teardown()
