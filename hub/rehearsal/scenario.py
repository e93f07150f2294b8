"""How a plan in a box answers: rules kept as data, so that the same claims get the same answers."""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from domain.identifiers import SendNumber
from domain.money import Money
from domain.period import Month


class SentLine(msgspec.Struct, frozen=True):
    """One line of a claim as the plan received it; `service` like ``98960 U2``."""

    control: str
    service: str
    units: int
    charge: Money
    service_on: date


class SentClaim(msgspec.Struct, frozen=True):
    """A claim as the plan received it, by 837P or on an invoice sheet.

    `replaces` is the plan's own number of the claim that a replacement (frequency 7) or a void (8)
    is about. Names, CIN and birth date are personal details.
    """

    sent_as: SendNumber
    frequency: str
    replaces: str
    cin: str
    last_name: str
    first_name: str
    born_on: date
    place: str
    lines: tuple[SentLine, ...]

    @property
    def charge(self) -> Money:
        """What all lines charge together."""
        return sum(line.charge for line in self.lines)

    @property
    def month(self) -> Month:
        """The month of its first line."""
        return Month.of(self.lines[0].service_on)


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which claims a rule is about; what is left out fits every claim.

    `service` and `units` fit a claim with such a line, `units` one of so many units or more.
    """

    cin: str = ""
    born_on: date | None = None
    month: str = ""
    service: str = ""
    units: int = 0

    def fits(self, claim: SentClaim) -> bool:
        """Whether the rule is about this claim."""
        return (
            self.cin in {"", claim.cin}
            and self.born_on in {None, claim.born_on}
            and self.month in {"", str(claim.month)}
            and any(self._fits_line(line) for line in claim.lines)
        )

    def _fits_line(self, line: SentLine) -> bool:
        return self.service in {"", line.service} and line.units >= self.units


class Pay(msgspec.Struct, frozen=True, tag_field="kind", tag="pay"):
    """Every line is paid as charged; late by so much that `interest_cents` are added."""

    interest_cents: Money = 0


class Reduce(msgspec.Struct, frozen=True, tag_field="kind", tag="reduce"):
    """Of each line at most `units` are paid; `reason` says why the others are not."""

    units: int
    reason: str = "CO-119"


class Deny(msgspec.Struct, frozen=True, tag_field="kind", tag="deny"):
    """Nothing is paid; the claim status still says 1, as real plans do."""

    reason: str


class PayMonth(msgspec.Struct, frozen=True, tag_field="kind", tag="pay-month"):
    """The member month is paid once, with its first line; every other line is at $0."""

    reason: str = "CO-97"


class Reject(msgspec.Struct, frozen=True, tag_field="kind", tag="reject"):
    """The claim is sent back unread: category, status and entity like ``A7:158:IL``."""

    status: str


class Wait(msgspec.Struct, frozen=True, tag_field="kind", tag="wait"):
    """The claim is taken in, and the plan says no more about it."""


Answer = Pay | Reduce | Deny | PayMonth | Reject | Wait


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the claims that it fits get for an answer; `says` tells a reader why."""

    says: str
    when: When
    answer: Answer


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a payment undoes of an earlier one.

    ``reverse`` undoes the claim's payment, ``correct`` undoes it and decides anew by `answer`,
    ``take-back`` keeps as much of other money and names our claim number.
    """

    says: str
    when: When
    kind: Literal["reverse", "correct", "take-back"]
    answer: Answer = Pay()


class Payment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One payment of the plan: all claims that wait by then, and changes of what it paid before."""

    trace: str
    paid_on: date
    changes: tuple[Change, ...] = ()


class Payer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who the plan is on its files; `prefix` begins its own claim numbers."""

    name: str
    number: str
    tax_number: str
    prefix: str


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One plan in a box: who it is, how it answers, when it pays."""

    payer: Payer
    rules: tuple[Rule, ...] = ()
    payments: tuple[Payment, ...] = ()

    def answer_to(self, claim: SentClaim) -> Answer:
        """What the first rule that fits says; a claim that no rule is about is paid."""
        return next((rule.answer for rule in self.rules if rule.when.fits(claim)), Pay())

    def payments_until(self, day: date, traces: Iterable[str]) -> tuple[Payment, ...]:
        """The payments made up to a day, without those that `traces` name already."""
        known = set(traces)
        return tuple(p for p in self.payments if p.paid_on <= day and p.trace not in known)


def read_scenario(path: Path) -> Scenario:
    """The scenario in a TOML file; raises `msgspec.ValidationError` for one that is not sound."""
    return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Scenario)
