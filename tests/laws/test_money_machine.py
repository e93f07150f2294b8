"""Whatever plans do in whatever order, no cent is lost and nobody is charged twice.

A machine draws what happens next to a hub on a real ledger: payments, denials, reversals,
corrections, takebacks announced and taken by every kind of reference, refund receipts, interest,
carried balances, files again, matches and unmatches by hand. After every step all laws are checked.
``HUB_LAW_STEPS`` sets how many steps in all (a hundred thousand for the record); a few hundred
otherwise.
"""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.claim import CLAIM
from domain.claim_recoveries import PostRefund
from domain.posting import payable_account
from domain.problem import Refused
from hub.handler import Ask
from hub.services.hand_matching import Part, Place, match_by_hand, unmatch
from hub.services.receiving import receive_file
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.trial_balance import TRIAL_BALANCE
from tests.support import builders as b
from tests.support.billing import ACME, Billing, ready_hub
from tests.support.eight_notices import MEMBERS, four_claims
from tests.support.eras import Clp, Plb, era
from tests.support.hubs import reopened
from tests.support.paid import CHARGE

_STEPS = int(os.environ.get("HUB_LAW_STEPS", "400"))
_STEPS_OF_ONE = 40
_CLAIMS = st.integers(0, len(MEMBERS) - 1)
_AMOUNTS = st.sampled_from([1, 99, 1000, 2666, 4000, CHARGE - 1, CHARGE, CHARGE + 700])
_REFERENCES = st.sampled_from(["sent", "control", "both", "none", "foreign"])


@cache
def _prepared() -> tuple[Path, tuple[str, ...]]:
    """A hub with four claims sent, kept for this process, and their CLM01s."""
    base = Path(tempfile.mkdtemp(prefix="hub-laws-")) / "base"
    base.mkdir()
    billing = ready_hub(base)
    sent = tuple(four_claims(billing))
    billing.hub.close()
    return base, sent


class Money(RuleBasedStateMachine):
    """A hub, four claims, and a plan that does what it likes."""

    @initialize()
    def begin(self) -> None:
        base, self.sent = _prepared()
        self.folder = Path(tempfile.mkdtemp(prefix="hub-laws-", dir=base.parent))
        shutil.copytree(base, self.folder / "hub")
        self.billing = Billing(reopened(self.folder / "hub"))
        self.count = 0
        self.notices: list[bytes] = []
        self.controls: dict[int, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "billing"):
            self.billing.hub.close()
            shutil.rmtree(self.folder)

    @rule(claim=_CLAIMS, amount=_AMOUNTS, kept=_AMOUNTS)
    def pay(self, claim: int, amount: int, kept: int) -> None:
        self._receive([self._clp(claim, amount)], [Plb("IR", "", kept)])

    @rule(claim=_CLAIMS)
    def deny(self, claim: int) -> None:
        self._receive([self._clp(claim, 0, billed=CHARGE)])

    @rule(claim=_CLAIMS, amount=_AMOUNTS, announced=st.booleans(), named=_REFERENCES)
    def reverse(self, claim: int, amount: int, announced: bool, named: str) -> None:  # noqa: FBT001
        plb = [Plb("WO", self._reference(claim, named), -amount)] if announced else []
        self._receive([self._clp(claim, -amount, status="22")], plb)

    @rule(claim=_CLAIMS, amount=_AMOUNTS, named=_REFERENCES, sign=st.sampled_from([1, -1]))
    def take_back(self, claim: int, amount: int, named: str, sign: int) -> None:
        self._receive([], [Plb("WO", self._reference(claim, named), sign * amount)])

    @rule(
        claim=_CLAIMS,
        amount=_AMOUNTS,
        named=_REFERENCES,
        reason=st.sampled_from(["72", "L6", "FB", "CS", "J1", "B2", "WU", "LE"]),
        sign=st.sampled_from([1, -1]),
    )
    def adjust(self, claim: int, amount: int, named: str, reason: str, sign: int) -> None:
        self._receive([], [Plb(reason, self._reference(claim, named), sign * amount)])

    @rule(claim=_CLAIMS, amount=_AMOUNTS)
    def pay_by_another_number(self, claim: int, amount: int) -> None:
        control = f"ICN{claim}0{self.count}"
        self._receive([Clp(f"THEIRS{self.count}", amount, payer_control=control)])

    @rule(claim=_CLAIMS, amount=_AMOUNTS)
    def refund(self, claim: int, amount: int) -> None:
        self.count += 1
        money = b.money(f"refund-{self.count}", cash=payable_account(ACME))
        body = self.billing.claim(self.sent[claim][:11]).account.body
        ask = Ask(CLAIM, body.claim_id, PostRefund(money, amount))
        self._same_again(lambda: self.billing.hub.run(ask))

    @rule(data=st.data())
    def receive_again(self, data: st.DataObject) -> None:
        if self.notices:
            notice = data.draw(st.sampled_from(self.notices))
            self._same_again(lambda: receive_file(self.billing.hub, notice, "again.835"), adds=0)

    @rule(data=st.data(), claim=_CLAIMS, adjusted=st.booleans())
    def match(self, data: st.DataObject, claim: int, adjusted: bool) -> None:  # noqa: FBT001
        if self.notices:
            at = data.draw(st.integers(1, len(self.notices)))
            part = Part(self.billing.claim(self.sent[claim][:11]).account.body.number)
            where = Place(f"T{at}", 1, adjusted)
            match_by_hand(self.billing.hub, where, [part], "drawn")

    @rule(data=st.data(), adjusted=st.booleans())
    def unmatch(self, data: st.DataObject, adjusted: bool) -> None:  # noqa: FBT001
        if self.notices:
            at = data.draw(st.integers(1, len(self.notices)))
            where = Place(f"T{at}", 1, adjusted)
            if not isinstance(unmatch(self.billing.hub, where, "drawn"), Refused):
                again = unmatch(self.billing.hub, where, "drawn")
                assert isinstance(again, Refused)

    @invariant()
    def every_cent_is_somebodys(self) -> None:
        if not hasattr(self, "billing"):
            return
        view = self.billing.hub.projector.live
        assert sum(row.cents for row in view.rows(TRIAL_BALANCE)) == 0
        for row in view.rows(REMITTANCE_BALANCE):
            assert row.law_holds, row

    @invariant()
    def nobody_is_charged_more_than_was_theirs(self) -> None:
        if not hasattr(self, "billing"):
            return
        for sent in self.sent:
            account = self.billing.claim(sent[:11]).account
            held: dict[str, int] = {}
            for share in account.shares:
                held[share.account] = held.get(share.account, 0) + share.cents
            assert sum(held.values()) == account.money.received
            interest = min(account.money.interest, 0)
            assert held.get("partner:LPV", 0) >= interest, account.money
            assert held.get("hub-fee:acme", 0) >= 0, account.money

    def _clp(self, claim: int, paid: int, *, billed: int | None = None, status: str = "1") -> Clp:
        control = self.controls.setdefault(claim, f"ICN{claim}00")
        return Clp(self.sent[claim], paid, billed=billed, status=status, payer_control=control)

    def _reference(self, claim: int, named: str) -> str:
        control = f"ICN{claim}00"
        return {
            "sent": self.sent[claim],
            "control": control,
            "both": f"{self.sent[claim]}20260302{control}",
            "none": "",
            "foreign": "SOMEBODY-ELSE-77",
        }[named]

    def _receive(self, claims: list[Clp], plb: list[Plb] | None = None) -> None:
        self.count += 1
        number = len(self.notices) + 1
        day = f"202604{self.count % 14 + 1:02d}"
        notice = era(*claims, plb=plb or [], trace=f"T{number}", day=day)
        self.notices.append(notice)
        self._same_again(lambda: receive_file(self.billing.hub, notice, "notice.835"))

    def _same_again(self, do: object, adds: int | None = None) -> None:
        """Three times is once: the second and third change no balance."""
        assert callable(do)
        before = self._balances()
        do()
        after = self._balances()
        assert adds is None or before == after
        do()
        do()
        assert self._balances() == after

    def _balances(self) -> dict[str, int]:
        rows = self.billing.hub.projector.live.rows(TRIAL_BALANCE)
        return {row.account: row.cents for row in rows}


TestMoney = Money.TestCase
TestMoney.settings = settings(
    max_examples=max(_STEPS // _STEPS_OF_ONE, 1),
    stateful_step_count=_STEPS_OF_ONE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
