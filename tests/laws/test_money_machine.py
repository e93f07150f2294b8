"""Whatever plans do in whatever order, no cent is lost and nobody is charged twice.

A machine draws what happens next to a hub on a real ledger in memory: payments, denials, reversals,
corrections, takebacks announced and taken by every kind of reference, refund receipts, interest,
penalties, carried balances, payments to a partner itself, files again, matches, unmatches, what is
said to be the hub's own and what people accept. After every step all laws are checked.
``HUB_LAW_STEPS`` sets how many steps; `make laws` does a hundred thousand.
"""

import os
from collections import Counter
from collections.abc import Callable
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.agreements.contract import PercentOfPaid, PerUnit, Terms
from domain.agreements.shares import Share
from domain.agreements.terms import PerClaim
from domain.claims.claim import CLAIM, KnownClaim
from domain.claims.claim_acceptances import AcceptPaidTwice, AcceptTerms
from domain.claims.claim_account import ClaimAccount
from domain.claims.claim_recoveries import PostRefund
from domain.identifiers import ContractId
from domain.posting import payable_account
from domain.problem import Refused
from hub.handler import Ask
from hub.services.notices.hand_matching import Part, match_by_hand, unmatch
from hub.services.notices.hub_own_money import say_hub_own
from hub.services.notices.places import Place
from hub.services.receiving.receiving import receive_file
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.trial_balance import TRIAL_BALANCE
from tests.support import builders as b
from tests.support.billing import ACME
from tests.support.claims_of_every_shape import (
    CHARGES,
    CLAIM_IDS,
    SENT,
    SHAPES,
    memory_hub,
    paid_lines,
)
from tests.support.direct import ORC_NPI
from tests.support.eras import HUB_NPI, Clp, Plb, era

STEPS_OF_ONE = 40
_EXAMPLES = max(int(os.environ.get("HUB_LAW_STEPS", "400")) // STEPS_OF_ONE, 1)
_CHARGE = sum(CHARGES)
_CLAIMS = st.integers(0, len(SENT) - 1)
_AMOUNTS = st.one_of(
    st.sampled_from([1, 99, 1000, 4000, _CHARGE - 1, _CHARGE, _CHARGE, _CHARGE + 700]),
    st.integers(1, _CHARGE),
)
_REFERENCES = st.sampled_from(["sent", "control", "both", "none", "foreign"])
_TERMS = st.one_of(
    st.integers(0, 4_000).map(lambda fee: Terms(PercentOfPaid(fee), "agreed anew")),
    st.integers(0, 3_000).map(lambda rate: Terms(PerUnit(rate), "agreed anew")),
    st.integers(0, 900).map(lambda fee: Terms(PerClaim(fee), "agreed anew", fee_returns=False)),
)


class Money(RuleBasedStateMachine):
    """A hub, claims under terms of every shape, and a plan that does what it likes."""

    done: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        self.memory = memory_hub()
        self.hub = self.memory.hub
        self.before = self.memory.kept()
        self.seen = self.hub.log.head().position
        self.ledger: Counter[str] = Counter()
        self.count = 0
        self.notices: list[bytes] = []
        self.done.update(ledgers=1, steps=-1)  # the laws are checked before the first step too

    def teardown(self) -> None:
        if hasattr(self, "memory"):
            self.memory.back_to(self.before)
            self.before.close()

    @rule(claim=_CLAIMS, amount=_AMOUNTS, kept=_AMOUNTS)
    def pay(self, claim: int, amount: int, kept: int) -> None:
        self._receive([self._clp(claim, amount)], [Plb("IR", "", kept)])

    @rule(claim=_CLAIMS, first=_AMOUNTS, second=_AMOUNTS)
    def pay_by_line(self, claim: int, first: int, second: int) -> None:
        lines = paid_lines(claim, first, second)
        self._receive([self._clp(claim, first + second, segments=lines)])

    @rule(claim=_CLAIMS)
    def deny(self, claim: int) -> None:
        self._receive([self._clp(claim, 0, billed=_CHARGE)])

    @rule(claim=_CLAIMS, amount=_AMOUNTS, announced=st.booleans(), named=_REFERENCES)
    def reverse(self, claim: int, amount: int, announced: bool, named: str) -> None:  # noqa: FBT001
        plb = [Plb("WO", self._reference(claim, named), -amount)] if announced else []
        self._receive([self._clp(claim, -amount, status="22")], plb)

    @rule(claim=_CLAIMS, amount=_AMOUNTS, again=_AMOUNTS)
    def correct(self, claim: int, amount: int, again: int) -> None:
        self._receive([self._clp(claim, -amount, status="22"), self._clp(claim, again)])

    @rule(claim=_CLAIMS, amount=_AMOUNTS, named=_REFERENCES, sign=st.sampled_from([1, -1]))
    def take_back(self, claim: int, amount: int, named: str, sign: int) -> None:
        self._receive([], [Plb("WO", self._reference(claim, named), sign * amount)])

    @rule(
        claim=_CLAIMS,
        amount=_AMOUNTS,
        named=_REFERENCES,
        reason=st.sampled_from(
            ["72", "L6", "L6", "L3", "51", "FB", "CS", "J1", "B2", "WU", "LE", "E3"]
        ),
        sign=st.sampled_from([1, -1]),
    )
    def adjust(self, claim: int, amount: int, named: str, reason: str, sign: int) -> None:
        self._receive([], [Plb(reason, self._reference(claim, named), sign * amount)])

    @rule(claim=_CLAIMS, amount=_AMOUNTS)
    def pay_by_another_number(self, claim: int, amount: int) -> None:
        control = f"ICN{claim}0{self.count}"
        self._receive([Clp(f"THEIRS{self.count}", amount, payer_control=control)])

    @rule(claim=_CLAIMS, amount=_AMOUNTS, status=st.sampled_from(["1", "22"]))
    def pay_the_partner(self, claim: int, amount: int, status: str) -> None:
        cents = -amount if status == "22" else amount
        self._receive([self._clp(claim, cents, status=status)], payee=ORC_NPI)

    @rule(claim=_CLAIMS, amount=_AMOUNTS)
    def refund(self, claim: int, amount: int) -> None:
        self.count += 1
        money = b.money(f"refund-{self.count}", cash=payable_account(ACME))
        self._ask(claim, PostRefund(money, amount))

    @rule(data=st.data(), claim=_CLAIMS)
    def accept_paid_twice(self, data: st.DataObject, claim: int) -> None:
        if posted := sorted(self._claim(claim).account.posted):
            place = data.draw(st.sampled_from(posted))
            self._ask(claim, AcceptPaidTwice(place, "drawn", b.PAID_ON))

    @rule(claim=_CLAIMS, terms=_TERMS)
    def accept_terms(self, claim: int, terms: Terms) -> None:
        self.count += 1
        contract = ContractId(f"contract-{self.count}")
        money = b.money(f"accepted-{self.count}/1")
        self._ask(claim, AcceptTerms(terms, contract, "drawn", money))

    @rule(data=st.data())
    def receive_again(self, data: st.DataObject) -> None:
        if self.notices:
            notice = data.draw(st.sampled_from(self.notices))
            self._same_again(lambda: receive_file(self.hub, notice, "again.835"), adds=False)

    @rule(data=st.data(), claim=_CLAIMS, adjusted=st.booleans())
    def match(self, data: st.DataObject, claim: int, adjusted: bool) -> None:  # noqa: FBT001
        if self.notices:
            at = data.draw(st.integers(1, len(self.notices)))
            part = Part(self._claim(claim).account.body.number)
            match_by_hand(self.hub, Place(f"T{at}", 1, adjusted), [part], "drawn")

    @rule(data=st.data())
    def say_hub_own(self, data: st.DataObject) -> None:
        if self.notices:
            at = data.draw(st.integers(1, len(self.notices)))
            where = Place(f"T{at}", 1, is_adjustment=True)
            self._same_again(lambda: say_hub_own(self.hub, where, "drawn"))

    @rule(data=st.data(), adjusted=st.booleans())
    def unmatch(self, data: st.DataObject, adjusted: bool) -> None:  # noqa: FBT001
        if self.notices:
            at = data.draw(st.integers(1, len(self.notices)))
            where = Place(f"T{at}", 1, adjusted)
            if not isinstance(unmatch(self.hub, where, "drawn"), Refused):
                assert isinstance(unmatch(self.hub, where, "drawn"), Refused)

    @invariant()
    def every_cent_is_somebodys(self) -> None:
        """Every posting is zero, what was posted is what stands, and each remittance adds up."""
        if not hasattr(self, "memory"):
            return
        self.done["steps"] += 1
        for page in self.hub.log.read(self.seen):
            for recorded in page:
                entries = getattr(recorded.fact, "entries", ())
                self.done["postings"] += bool(entries)
                assert sum(entry.cents for entry in entries) == 0
                for entry in entries:
                    self.ledger[entry.account] += entry.cents
                self.seen = recorded.position
        assert self.ledger == self._balances()
        assert sum(self.ledger.values()) == 0
        for row in self.hub.projector.live.rows(REMITTANCE_BALANCE):
            assert row.law_holds, row

    @invariant()
    def nobody_is_charged_more_than_was_theirs(self) -> None:
        if not hasattr(self, "memory"):
            return
        for claim in self.hub.handler.states(CLAIM, CLAIM_IDS).values():
            _check_shares(claim.account)

    def _clp(self, claim: int, paid: int, **also: object) -> Clp:
        return Clp(SENT[claim], paid, payer_control=f"ICN{claim}00", **also)  # type: ignore[arg-type]

    def _reference(self, claim: int, named: str) -> str:
        control = f"ICN{claim}00"
        return {
            "sent": SENT[claim],
            "control": control,
            "both": f"{SENT[claim]}20260302{control}",
            "none": "",
            "foreign": "SOMEBODY-ELSE-77",
        }[named]

    def _claim(self, claim: int) -> KnownClaim:
        known: KnownClaim = self.hub.handler.state(CLAIM, CLAIM_IDS[claim])
        return known

    def _receive(
        self, claims: list[Clp], plb: list[Plb] | None = None, payee: str = HUB_NPI
    ) -> None:
        self.count += 1
        number = len(self.notices) + 1
        day = f"202604{self.count % 14 + 1:02d}"
        notice = era(*claims, plb=plb or [], trace=f"T{number}", day=day, payee=payee)
        self.notices.append(notice)
        self.done["notices"] += 1
        self._same_again(lambda: receive_file(self.hub, notice, "notice.835"))

    def _ask(self, claim: int, command: object) -> None:
        self._same_again(lambda: self.hub.run(Ask(CLAIM, CLAIM_IDS[claim], command)))

    def _same_again(self, do: Callable[[], object], *, adds: bool = True) -> None:
        """Three times is once: the second and third change no balance."""
        before = self._balances()
        do()
        after = self._balances()
        assert adds or before == after
        do()
        do()
        assert self._balances() == after

    def _balances(self) -> Counter[str]:
        rows = self.hub.projector.live.rows(TRIAL_BALANCE)
        return Counter({row.account: row.cents for row in rows})


def _check_shares(account: ClaimAccount) -> None:
    """The shares are all that was received; no recovery charges anybody more than was theirs.

    Only a fee that stays is the partner's to bear, and what it gets for a unit the hub's.
    """
    terms = account.body.terms
    is_direct = account.body.is_paid_direct
    assert sum(share.cents for share in account.shares) == (
        0 if is_direct else account.money.received
    )
    stays = 0 if terms.fee_returns or not isinstance(terms.rule, PerClaim) else terms.rule.hub_cents
    assert _held(account.shares, "partner:") >= -stays, account.money
    if not isinstance(terms.rule, PerUnit):
        assert _held(account.shares, "hub-fee:") >= 0, account.money
    assert _held(account.shares, "upstream-fee:") >= 0, account.money
    if is_direct:
        owed = _held(account.shares, "receivable:")
        assert owed == -_held(account.shares, "hub-fee:")


def _held(shares: tuple[Share, ...], kind: str) -> int:
    return sum(share.cents for share in shares if share.account.startswith(kind))


def run(examples: int) -> settings:
    """How the machine is run: so many lives of a ledger, each of up to `STEPS_OF_ONE` steps."""
    return settings(
        max_examples=examples,
        stateful_step_count=STEPS_OF_ONE,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


TestMoney = Money.TestCase
TestMoney.settings = run(_EXAMPLES)


def test_the_shapes_are_of_every_rule_that_a_payment_can_tell() -> None:
    rules = {type(terms.rule).__name__ for _, _, terms in SHAPES}
    assert rules == {"PercentOfPaid", "PerUnit", "PerClaim", "PerLine", "ByTheMonth"}
