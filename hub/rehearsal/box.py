"""One plan in a box: files of ours go in, its answers come out."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from hub.rehearsal.files import (
    SentFile,
    read_claims,
    read_invoice,
    write_gates,
    write_payment,
    write_payment_sheet,
    write_receipt,
)
from hub.rehearsal.payer import Desk, Paid, pay, take_in
from hub.rehearsal.scenario import Scenario


class AnswerFile(msgspec.Struct, frozen=True):
    """A file that the plan lays into our mailbox."""

    name: str
    content: bytes


class PlanInABox:
    """Remembers what it was sent and what it paid, and answers by its scenario.

    Whoever sends an 837P gets acknowledgements and an 835; an invoice sheet is answered by a
    remittance sheet alone.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._desk = Desk()
        self._latest: SentFile | None = None

    def take(self, name: str, content: bytes, at: datetime) -> tuple[AnswerFile, ...]:
        """Take in a file of claims; the acknowledgements it gets."""
        stem, _, suffix = name.rpartition(".")
        sent = read_claims(content) if suffix == "837" else read_invoice(content)
        self._desk, gates = take_in(self._desk, self._scenario, sent.claims)
        self._latest = sent
        if sent.header is None:
            return ()
        return (
            AnswerFile(f"{stem}.999", write_receipt(sent, at)),
            AnswerFile(f"{stem}.277", write_gates(sent, gates, at)),
        )

    def pay_until(self, day: date, at: datetime) -> Iterator[tuple[AnswerFile, Paid]]:
        """The payments that fall due up to a day, each with its file."""
        for payment in self._scenario.payments_until(day, self._desk.traces):
            self._desk, paid = pay(self._desk, self._scenario, payment)
            yield self._file(paid, at), paid

    def _file(self, paid: Paid, at: datetime) -> AnswerFile:
        assert self._latest is not None, "a plan pays for what it was sent"
        if self._latest.header is None:
            sheet = write_payment_sheet(self._scenario.payer, paid)
            return AnswerFile(f"{paid.trace}.csv", sheet)
        content = write_payment(self._scenario.payer, self._latest, paid, at)
        return AnswerFile(f"{paid.trace}.835", content)
