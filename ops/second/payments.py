"""What a plan writes of a claim: in full or in part, with numbers and lines as plans write them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Literal

from msgspec.structs import replace

from adapters.edi.remittances.remittance import ClaimPayment, Procedure, ServicePayment
from adapters.edi.values import Amount, CasAdjustment, DatedAs, Reference
from domain.identifiers import SendNumber, line_control_number
from domain.money import Money
from domain.service_line import ServiceLine
from ops.second.billed import Billed

Paid = Sequence[tuple[Money, int]]
"""What is paid for each line of a claim: cents, and the units they are for."""

Numbers = Literal["exact", "lower", "dashed", "in-text", "no-check", "theirs"]
Lines = Literal["exact", "no-control", "no-modifier", "none", "in-two", "as-one"]
NUMBERS: dict[Numbers, int] = {
    "exact": 75,
    "lower": 5,
    "dashed": 5,
    "in-text": 5,
    "no-check": 5,
    "theirs": 5,
}
LINES: dict[Lines, int] = {
    "exact": 75,
    "no-control": 6,
    "no-modifier": 5,
    "none": 5,
    "in-two": 4,
    "as-one": 5,
}


def in_full(claim: Billed) -> Paid:
    """Every line as charged."""
    return [(line.charge, line.units) for line in claim.body.lines]


def in_part(claim: Billed, random: Random) -> Paid:
    """Some lines by fewer units, some cut, some not at all; something is paid."""
    paid: list[tuple[Money, int]] = []
    for line in claim.body.lines:
        units = random.randint(0, line.units)
        cut = random.choice((0, 0, 1, 99, 250))
        paid.append((max(line.charge * units // line.units - cut, 0), units))
    first = claim.body.lines[0]
    return paid if sum(cents for cents, _ in paid) else [(first.charge - 1, first.units), *paid[1:]]


def denied(claim: Billed) -> Paid:
    """Nothing."""
    return [(0, 0)] * len(claim.body.lines)


def payment(
    claim: Billed, paid: Paid, control: str, random: Random, *, send: int = 1, interest: Money = 0
) -> ClaimPayment:
    """The claim as paid; how its numbers and lines are written is chance."""
    numbers = random.choices(list(NUMBERS), list(NUMBERS.values()))[0]
    lines = random.choices(list(LINES), list(LINES.values()))[0]
    if numbers == "theirs":
        lines = "exact"  # nothing else leads to the claim then
    sent = SendNumber(claim.sent_as(send))
    written = [
        each
        for line, one in zip(claim.body.lines, paid, strict=True)
        for each in _written(line, one, sent, lines)
    ]
    if lines == "as-one" and len(written) > 1 and all(cents for cents, _ in paid):
        written = [_as_one(written)]
    cents = sum(money for money, _ in paid)
    charge = claim.body.charge
    return ClaimPayment(
        ordinal=0,
        claim_number=_numbered(sent, numbers, control),
        status="1",
        billed=charge,
        paid=cents,
        payer_control=control,
        filing="MC",
        adjustments=_short(charge - cents) if lines == "none" else (),
        amounts=(Amount("I", interest),) if interest else (),
        lines=() if lines == "none" else tuple(written),
    )


def reversal(paid: ClaimPayment) -> ClaimPayment:
    """The same with every amount turned."""
    return replace(
        paid,
        status="22",
        billed=-(paid.billed or 0),
        paid=-(paid.paid or 0),
        adjustments=_turned(paid.adjustments),
        amounts=(),
        lines=tuple(
            replace(
                line,
                billed=-(line.billed or 0),
                paid=-(line.paid or 0),
                adjustments=_turned(line.adjustments),
            )
            for line in paid.lines
        ),
    )


def unknown(number: str, cents: Money, day: date) -> ClaimPayment:
    """A claim that is none of the hub's."""
    service = Procedure("HC", "99999")
    line = ServicePayment(1, service, cents, cents, dates=(DatedAs("472", day),))
    return ClaimPayment(0, number, "1", cents, cents, payer_control=f"N{number}", lines=(line,))


def _written(
    line: ServiceLine, paid: tuple[Money, int], sent: SendNumber, form: Lines
) -> list[ServicePayment]:
    cents, units = paid
    service = line.service
    whole = ServicePayment(
        ordinal=line.line,
        procedure=Procedure("HC", service.code, () if form == "no-modifier" else service.modifiers),
        billed=line.charge,
        paid=cents,
        units_paid=Decimal(units),
        adjustments=_short(line.charge - cents),
        references=(Reference("6R", line_control_number(sent, line.line)),),
        dates=(DatedAs("472", line.service_on),),
    )
    if form in {"no-control", "no-modifier"}:
        whole = replace(whole, references=())
    if form == "in-two" and units > 1:
        part = replace(
            whole, billed=cents // 2, paid=cents // 2, units_paid=Decimal(1), adjustments=()
        )
        rest = replace(
            whole,
            billed=line.charge - cents // 2,
            paid=cents - cents // 2,
            units_paid=Decimal(units - 1),
        )
        return [part, rest]
    return [whole]


def _as_one(lines: Sequence[ServicePayment]) -> ServicePayment:
    """All lines under the first one's code; it names all of them."""
    billed, paid = sum(line.billed or 0 for line in lines), sum(line.paid or 0 for line in lines)
    return replace(
        lines[0],
        billed=billed,
        paid=paid,
        units_paid=sum((line.units_paid or Decimal(0) for line in lines), Decimal(0)),
        adjustments=_short(billed - paid),
        references=tuple(reference for line in lines for reference in line.references),
    )


def _numbered(sent: SendNumber, form: Numbers, control: str) -> str:
    match form:
        case "lower":
            return sent.lower()
        case "dashed":
            return f"{sent[:3]}-{sent[3:11]}-{sent[11:]}"
        case "in-text":
            return f"{sent}/{control}"
        case "no-check":
            return sent[:-1]
        case "theirs":
            return f"T{control}"
        case _:
            return sent


def _short(cents: Money) -> tuple[CasAdjustment, ...]:
    return (CasAdjustment("CO", "45", cents),) if cents else ()


def _turned(adjustments: Sequence[CasAdjustment]) -> tuple[CasAdjustment, ...]:
    return tuple(replace(each, amount=-each.amount) for each in adjustments)
