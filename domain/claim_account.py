"""All that is known of a claim whatever its state: what is billed, sent, answered, paid."""

from dataclasses import dataclass, replace

from domain.answer import Answer, payer_control_of
from domain.attribution import ClaimMoney, Shares
from domain.claim_facts import ClaimAdjudicated, ClaimBody, ClaimMoneyMoved, Frequency, Send
from domain.denial import LineResult
from domain.identifiers import BatchId, PayerControlNumber
from domain.service_line import ServiceLine


@dataclass(frozen=True)
class ClaimAccount:
    """All that is known of a claim whatever its state: what is billed, sent, answered, paid.

    `opened` is the claim as first stated, `body` as it now stands. `frequency_again` is as what it
    goes out next, or again after a rejection. `posted` holds the posting ids.
    """

    opened: ClaimBody
    body: ClaimBody
    sends: tuple[Send, ...] = ()
    frequency_again: Frequency = "1"
    received: bool = False
    answered: bool = False
    payer_control: PayerControlNumber | None = None
    answers: tuple[Answer, ...] = ()
    results: tuple[LineResult, ...] = ()
    money: ClaimMoney = ClaimMoney()
    shares: Shares = ()
    posted: frozenset[str] = frozenset()

    @property
    def batches(self) -> set[BatchId]:
        """Every batch the claim went in."""
        return {send.batch_id for send in self.sends}

    @property
    def lines(self) -> dict[int, ServiceLine]:
        """Every line that was ever billed and may be answered, by number, as it now stands."""
        return {line.line: line for line in (*self.opened.lines, *self.body.lines)}

    @property
    def voiding(self) -> bool:
        """Whether a void is asked for or on its way."""
        return self.frequency_again == "8"

    @property
    def paid_lines(self) -> tuple[int, ...]:
        """The lines that stand paid."""
        return tuple(r.line for r in self.results if r.outcome in {"paid", "part-paid"})

    def after_answer(self, fact: ClaimAdjudicated) -> "ClaimAccount":
        """The account after the plan's answer."""
        answers = (
            *self.answers,
            Answer(fact.paid_on, fact.remittance_id, fact.ordinal, fact.payer_control, fact.answer),
        )
        return replace(
            self,
            answered=True,
            payer_control=payer_control_of(answers) or self.payer_control,
            answers=answers,
            results=fact.results,
            money=fact.money,
            shares=fact.shares,
            posted=self.posted | {fact.posting_id},
        )

    def after_movement(self, fact: ClaimMoneyMoved) -> "ClaimAccount":
        """The account after a reversal, a takeback or interest."""
        return replace(
            self,
            results=fact.results,
            money=fact.money,
            shares=fact.shares,
            posted=self.posted | {fact.posting_id},
        )
