"""All that is known of a claim whatever its state: what is billed, sent, answered, paid."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

from domain.agreements.contract import ByTheMonth
from domain.agreements.shares import Shares
from domain.claims.answer import Answer, never_taken_in, payer_control_of
from domain.claims.attribution import ClaimMoney, Place
from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimBody,
    ClaimMoneyMoved,
    ClaimMonthSettled,
    Frequency,
    MoneyKind,
    Send,
)
from domain.claims.denial import LineResult
from domain.identifiers import BatchId, PayerControlNumber
from domain.money import Money
from domain.service_line import ServiceLine

_UNDOING: frozenset[MoneyKind] = frozenset({"reversal", "takeback", "refund"})


class Posted(msgspec.Struct, frozen=True, gc=False):
    """What one posting did: its kind, its cash effect, and its place in a remittance."""

    kind: MoneyKind
    amount: Money
    place: Place


class VoidAsked(msgspec.Struct, frozen=True, gc=False):
    """What was known when a void was asked for: all that stood `posted`.

    The void is answered once what was undone in all comes to `undone` cents: what had been undone
    by then, and all that stood paid.
    """

    posted: frozenset[str]
    undone: Money


class ClaimAccount(msgspec.Struct, frozen=True, gc=False):
    """All that is known of a claim whatever its state: what is billed, sent, answered, paid.

    `opened` is the claim as first stated, `body` as it now stands. `file_by` is the last day
    the plan takes it as a new claim. `frequency_again` is as what it is to go out next, or again
    after a rejection. `receipts` are the plan's numbers that receipts gave it. `posted` holds what
    stands posted, by its id.
    `month_elsewhere` is the first payment that stands of the member month's other claims, under
    monthly terms only. `voided_at_once` tells that it is void without an answer of the plan.
    """

    opened: ClaimBody
    body: ClaimBody
    file_by: date | None = None
    sends: tuple[Send, ...] = ()
    frequency_again: Frequency = "1"
    received: bool = False
    payer_control: PayerControlNumber | None = None
    receipts: tuple[PayerControlNumber, ...] = ()
    answers: tuple[Answer, ...] = ()
    results: tuple[LineResult, ...] = ()
    money: ClaimMoney = ClaimMoney()
    shares: Shares = ()
    posted: Mapping[str, Posted] = {}
    month_elsewhere: Place | None = None
    voided_at_once: bool = False
    void_asked: VoidAsked | None = None

    @property
    def answered(self) -> bool:
        """Whether an answer of the plan stands."""
        return bool(self.answers)

    @property
    def batches(self) -> set[BatchId]:
        """Every batch the claim went in."""
        return {send.batch_id for send in self.sends}

    @property
    def known_as(self) -> frozenset[str]:
        """The plan's numbers of the claim, as receipts, answers and reversals that stand say."""
        answers = (answer.payer_control for answer in self.answers)
        reversals = (reversal.payer_control for reversal in self.money.reversals)
        return frozenset(number for number in (*self.receipts, *answers, *reversals) if number)

    @property
    def lines(self) -> Mapping[int, ServiceLine]:
        """Every line that was ever billed and may be answered, by number, as it now stands."""
        return {line.line: line for line in (*self.opened.lines, *self.body.lines)}

    @property
    def voiding(self) -> bool:
        """Whether a void is asked for or on its way."""
        return self.frequency_again == "8"

    @property
    def frequency_next(self) -> Frequency:
        """As what it goes out next; what the plan says it never took in cannot be replaced."""
        again = self.frequency_again
        return "1" if again == "7" and never_taken_in(self.answers, self.body.lines) else again

    @property
    def void(self) -> bool:
        """Whether nothing that is paid may be the partner's: its care may be billed again."""
        return self.voided_at_once or self.void_answered

    @property
    def by_the_month(self) -> bool:
        """Whether the plan pays the member month, not the care."""
        return isinstance(self.body.terms.rule, ByTheMonth)

    @property
    def pays_month_from(self) -> Place | None:
        """The first payment by which this claim would pay its member month; none where none is."""
        return self.money.stands_from if self.by_the_month and not self.void else None

    @property
    def month_paid(self) -> bool:
        """Whether the member month is paid, by this claim or by another."""
        return (self.month_elsewhere or self.pays_month_from) is not None

    @property
    def is_partners(self) -> bool:
        """Whether what is paid may be the partner's.

        Not on a void claim, whose care may be billed again; nor where another claim paid the month
        first, told by day and remittance, never by arrival.
        """
        own, other = self.pays_month_from, self.month_elsewhere
        return not self.void and (other is None or (own is not None and own < other))

    @property
    def most_units(self) -> Mapping[int, int]:
        """The most units of each line, as first billed or as it now stands."""
        most = {line.line: line.units for line in self.opened.lines}
        for line in self.body.lines:
            most[line.line] = max(line.units, most.get(line.line, 0))
        return most

    @property
    def paid_lines(self) -> tuple[int, ...]:
        """The lines that stand paid."""
        return tuple(r.line for r in self.results if r.outcome in {"paid", "part-paid"})

    def after_receipt(self, number: PayerControlNumber | None) -> "ClaimAccount":
        """The account after a receipt, by the plan's number where it gives one."""
        if not number:
            return replace(self, received=True)
        receipts = (*self.receipts, number)
        return replace(self, received=True, payer_control=number, receipts=receipts)

    @property
    def undone_by(self) -> frozenset[str]:
        """The postings that stand by which plan or hub undid a payment, whole or in part."""
        return frozenset(at for at, posted in self.posted.items() if posted.kind in _UNDOING)

    @property
    def stands_paid(self) -> bool:
        """Whether anything that a plan paid stands: not reversed, nor kept or sent back whole."""
        return bool(self.money.payments) and not self.money.recovered_whole

    @property
    def void_answered(self) -> bool:
        """Whether what came since a void was asked for undid all that stood paid when it was.

        What is paid or added since has no part in it: it may come before what answers the void as
        well as after, and is nobody's either way. A reversal with the takeback that was announced
        beside it, or with the hub's cheque and the plan's thanks for it, undoes once.
        """
        asked = self.void_asked
        if asked is None or not self.voiding or self.undone_by <= asked.posted:
            return False
        return self.money.undone_in_all >= asked.undone

    def asking_void(self) -> "ClaimAccount":
        """The account once the plan is to be told that the claim is void."""
        money = self.money
        announced = max(money.announced - money.taken, 0)
        undone = money.undone_in_all + max(money.received - money.added - announced, 0)
        asked = VoidAsked(frozenset(self.posted), undone)
        return replace(self, frequency_again="8", void_asked=asked)

    def having(self, posting_id: str, posted: Posted) -> "ClaimAccount":
        """The account with one posting more; its money is left as it is."""
        return replace(self, posted={**self.posted, posting_id: posted})

    def after_answer(self, fact: ClaimAdjudicated) -> "ClaimAccount":
        """The account after the plan's answer."""
        answer = Answer(
            fact.paid_on,
            fact.remittance_id,
            fact.ordinal,
            fact.payer_control,
            fact.answer,
            fact.correct_by,
        )
        return replace(
            self,
            payer_control=fact.known_as,
            answers=(*self.answers, answer),
            results=fact.results,
            money=fact.money,
            shares=fact.shares,
            posted={**self.posted, fact.posting_id: Posted(fact.kind, fact.paid, answer.place)},
        )

    def after_movement(self, fact: ClaimMoneyMoved) -> "ClaimAccount":
        """The account after what the plan took or added, or what a person moved or undid."""
        moved = replace(self, results=fact.results, money=fact.money, shares=fact.shares)
        if new := fact.agreed:
            terms, contract_id = new.terms, new.contract_id
            body = replace(self.body, terms=terms, contract_id=contract_id)
            moved = replace(moved, body=body)
        if fact.undoes:
            return moved.without(fact.undoes)
        place = (fact.paid_on, fact.remittance_id, fact.ordinal)
        return moved.having(fact.posting_id, Posted(fact.kind, fact.amount, place))

    def without(self, posting_id: str) -> "ClaimAccount":
        """The account as if one posting had answered nothing; its money is left as it is."""
        undone = self.posted.get(posting_id)
        if undone is None:
            return self
        left = {at: posted for at, posted in self.posted.items() if at != posting_id}
        asked = self.void_asked
        if asked and undone.kind == "payment" and posting_id in asked.posted:
            asked = replace(asked, undone=asked.undone - undone.amount)
        answers = tuple(
            each for each in self.answers if undone.kind != "payment" or each.place != undone.place
        )
        if answers == self.answers:
            return replace(self, posted=left, void_asked=asked)
        known = payer_control_of(answers) or next(reversed(self.receipts), None)
        return replace(self, posted=left, void_asked=asked, answers=answers, payer_control=known)

    def after_month(self, fact: ClaimMonthSettled) -> "ClaimAccount":
        """The account after another claim came to pay the member month, or ceased to."""
        return replace(
            self,
            month_elsewhere=fact.month_elsewhere,
            results=fact.results,
            shares=fact.shares,
        )


def month_paid_from(accounts: Iterable[ClaimAccount]) -> Place | None:
    """The first payment that stands among claims of one member month; none where none stands."""
    places = (account.pays_month_from for account in accounts)
    return min((place for place in places if place is not None), default=None)
