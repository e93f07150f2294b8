"""What a plan does about a claim over its payment notices, now and later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random

from msgspec.structs import replace

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claims.claim import CLAIM, CorrectClaim, SubmitClaim
from domain.claims.claim_money import MoneySource
from domain.claims.claim_recoveries import PostRefund
from domain.identifiers import BatchId, Diagnosis, PlanKey, RemittanceId
from domain.money import Money
from domain.posting import payable_account
from hub.handler import Ask
from ops.second.billed import FILING_DAYS, Billed
from ops.second.payments import Paid, denied, in_full, in_part, payment, reversal, unknown


@dataclass(frozen=True)
class Stated:
    """A claim payment of a notice, and the number of the claim that is meant; empty for none."""

    payment: ClaimPayment
    meant: str


@dataclass(frozen=True)
class Kept:
    """A PLB pair of a notice, above zero where it lowers the payment, and the claims it means."""

    reason: str
    reference: str
    amount: Money
    meant: tuple[str, ...] = ()


@dataclass
class Slot:
    """A payment notice in the making; `before` is what the hub does before it arrives."""

    day: date
    stated: list[Stated] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    before: list[Ask] = field(default_factory=list)


class Plan:
    """A plan, its notices, and what it makes of claims, by chance."""

    def __init__(self, key: PlanKey, days: Sequence[date], random: Random) -> None:
        self.key = key
        self.slots = [Slot(day) for day in days]
        self._random = random
        self._controls = count(1)

    def answer(self, claim: Billed, at: int) -> None:
        """Draw what becomes of a claim that is first answered in a notice."""
        story = self._random.choices(list(_STORIES), list(_STORIES.values()))[0]
        story(self, claim, at)

    def answer_month(self, claims: Sequence[Billed], at: int) -> None:
        """One claim of a member month is paid, the others stand at $0; some are undone later."""
        random = self._random
        first, *others = random.sample(list(claims), len(claims))
        stated = self.pay(first, in_full(first), at + random.choice((0, 0, 1, 2)))
        for claim in others:
            when = at + random.choice((0, 0, 1, 2))
            self.pay(claim, denied(claim), when)
            if self.chance(0.01):
                self.pay(claim, in_full(claim), when + 9)  # the month again
        if self.chance(0.1):
            self.reverse(first, stated, at + random.randint(3, 30))

    def stranger(self, at: int) -> None:
        """Money that no claim of the hub's explains."""
        random = self._random
        number = next(self._controls)
        if random.random() < 0.5:
            foreign = unknown(f"Z9-{number}", random.randint(900, 9_000), self.slots[at].day)
            self.slots[at].stated.append(Stated(foreign, ""))
        else:
            reference = random.choice(("", f"OTHER{number}"))
            self.keep(at, Kept("WO", reference, random.randint(100, 4_000)))

    def own(self, at: int) -> None:
        """What is the hub's alone: withheld, levied, allowed for early payment."""
        reason = self._random.choice(("IR", "LE", "90"))
        self.keep(at, Kept(reason, "", self._random.randint(-300, 900)))

    # what stories are made of

    def control(self) -> str:
        """The plan's next number of a claim."""
        return f"{self.key[:2].upper()}{next(self._controls):09d}"

    def pay(
        self, claim: Billed, paid: Paid, at: int, *, send: int = 1, interest: Money = 0
    ) -> ClaimPayment:
        """State the claim in a notice; `interest` is what it says of it itself."""
        control = self.control()
        stated = payment(claim, paid, control, self._random, send=send, interest=interest)
        self.state(at, stated, claim)
        return stated

    def state(self, at: int, stated: ClaimPayment, claim: Billed) -> None:
        """Put a claim payment into a notice; after the last notice nothing is said."""
        if at < len(self.slots):
            self.slots[at].stated.append(Stated(stated, claim.number))

    def keep(self, at: int, kept: Kept) -> None:
        """Put a PLB pair into a notice."""
        if at < len(self.slots) and kept.amount:
            self.slots[at].kept.append(kept)

    def reverse(self, claim: Billed, stated: ClaimPayment, at: int) -> None:
        """Undo a payment, its numbers as they were or as the plan now writes them."""
        undone = reversal(stated)
        if self._random.random() < 0.2:
            undone = replace(undone, claim_number=f"OLD{stated.payer_control}", lines=())
            undone = replace(undone, adjustments=())
            undone = replace(undone, billed=undone.paid)
        self.state(at, undone, claim)

    def ask(self, at: int, *asks: Ask) -> None:
        """The hub does something before a notice arrives."""
        if at < len(self.slots):
            self.slots[at].before += asks

    def named(self, claim: Billed, control: str) -> str:
        """A reference to a claim in a style of plans."""
        sent, day = claim.sent_as(), claim.day
        return self._random.choice(
            (
                sent,
                claim.number,
                control,
                f"{control} {day:%Y%m%d}",
                f"{sent}{day:%Y%m%d}{control}",
                f"{sent} {day:%m%d%Y} {control}",
            )
        )

    def later(self) -> int:
        """How many notices later; mostly soon, sometimes a year."""
        return self._random.choice((1, 2, 3, 5, 8, 13, 30, 90, 200))

    def cents(self, most: Money) -> Money:
        """An amount up to the most, often all of it."""
        return self._random.choice((most, most, self._random.randint(1, most)))

    def chance(self, share: float) -> bool:
        """Whether something happens in a share of cases."""
        return self._random.random() < share

    def part(self, claim: Billed) -> Paid:
        """A part of what was charged."""
        return in_part(claim, self._random)


def _paid(plan: Plan, claim: Billed, at: int) -> None:
    plan.pay(claim, in_full(claim), at)


def _part_paid(plan: Plan, claim: Billed, at: int) -> None:
    plan.pay(claim, plan.part(claim), at)


def _denied(plan: Plan, claim: Billed, at: int) -> None:
    plan.pay(claim, denied(claim), at)


def _replaced(plan: Plan, claim: Billed, at: int) -> None:
    """Denied, stated anew, paid."""
    _denied(plan, claim, at)
    later, body = at + 9, claim.body
    if later >= len(plan.slots):
        return
    day = plan.slots[later - 3].day
    anew = CorrectClaim(body.lines, (Diagnosis("Z550"),), "diagnosis")
    again = SubmitClaim(BatchId(f"again-{plan.key}-{day:%Y%m}"), day, FILING_DAYS, 30)
    plan.ask(later - 3, Ask(CLAIM, body.claim_id, anew), Ask(CLAIM, body.claim_id, again))
    plan.pay(claim, in_full(claim), later, send=2)


def _corrected(plan: Plan, claim: Billed, at: int) -> None:
    """Undone and stated anew in one notice."""
    stated = plan.pay(claim, in_full(claim), at)
    later = at + plan.later()
    plan.reverse(claim, stated, later)
    plan.pay(claim, plan.part(claim), later)


def _reversed(plan: Plan, claim: Billed, at: int) -> None:
    plan.reverse(claim, plan.pay(claim, plan.part(claim), at), at + plan.later())


def _announced(plan: Plan, claim: Billed, at: int) -> None:
    """Undone, the money left for now, and kept later: at once or over several notices."""
    stated = plan.pay(claim, in_full(claim), at)
    cents, later = stated.paid or 0, at + plan.later()
    plan.reverse(claim, stated, later)
    reference = "" if plan.chance(0.2) else plan.named(claim, stated.payer_control)
    plan.keep(later, Kept("WO", reference, -cents, (claim.number,)))
    while cents:
        later += plan.later()
        part = plan.cents(cents)
        named = plan.named(claim, stated.payer_control)
        plan.keep(later, Kept("WO", named, part, (claim.number,)))
        cents -= part


def _taken_back(plan: Plan, claim: Billed, at: int) -> None:
    """Kept without a reversal, in part or whole, once or twice."""
    stated = plan.pay(claim, plan.part(claim), at)
    left, later = stated.paid or 0, at
    for _ in range(2 if plan.chance(0.3) else 1):
        later += plan.later()
        part = plan.cents(left) if left else 0
        named = plan.named(claim, stated.payer_control)
        plan.keep(later, Kept("WO", named, part, (claim.number,)))
        left -= part


def _interest(plan: Plan, claim: Billed, at: int) -> None:
    stated = plan.pay(claim, in_full(claim), at)
    for reason in ("L6", "L3") if plan.chance(0.2) else ("L6",):
        named = plan.named(claim, stated.payer_control)
        plan.keep(at, Kept(reason, named, -plan.cents(900), (claim.number,)))


def _interest_by_amount(plan: Plan, claim: Billed, at: int) -> None:
    """The claim says its interest itself; one PLB without a reference pays that of all."""
    plan.pay(claim, in_full(claim), at, interest=plan.cents(900))


def _refunded(plan: Plan, claim: Billed, at: int) -> None:
    """The hub sends a cheque, or none is known; the plan keeps the money and gives it back."""
    stated = plan.pay(claim, in_full(claim), at)
    cents, later = plan.cents(stated.paid or 0), at + 4 + plan.later()
    if plan.chance(0.8) and later < len(plan.slots):
        name = f"refund-{claim.number}"
        money = MoneySource(
            name, RemittanceId(name), payable_account(plan.key), plan.slots[later - 3].day, None
        )
        plan.ask(later - 3, Ask(CLAIM, claim.body.claim_id, PostRefund(money, cents)))
    named = plan.named(claim, stated.payer_control)
    plan.keep(later, Kept("WO", named, cents, (claim.number,)))
    plan.keep(later, Kept("72", named, -cents, (claim.number,)))


def _paid_twice(plan: Plan, claim: Billed, at: int) -> None:
    """Paid again without a reversal; mostly the plan finds out."""
    plan.pay(claim, in_full(claim), at)
    later = at + plan.later()
    again = plan.pay(claim, in_full(claim), later)
    if plan.chance(0.9):
        plan.reverse(claim, again, later + plan.later())


_STORIES: dict[Callable[[Plan, Billed, int], None], int] = {
    _paid: 600,
    _part_paid: 90,
    _denied: 50,
    _replaced: 30,
    _corrected: 50,
    _reversed: 25,
    _announced: 40,
    _taken_back: 45,
    _interest: 30,
    _interest_by_amount: 12,
    _refunded: 15,
    _paid_twice: 6,
}
