"""Which of our claims, and which of its lines, a payment is about.

The keys are our own numbers, which the plan must echo: CLM01 in CLP01 and REF*6R in its lines;
then the plan's claim number. Names in the remittance are never used (domain.md 8.1).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from adapters.edi.remittances.remittance import ClaimPayment, ServicePayment
from adapters.edi.values import CasAdjustment
from domain.adjustment import Adjustment
from domain.denial import AnsweredLine
from domain.identifiers import read_line_control_number, read_send_number
from domain.problem import Problem, Refused, refuse
from domain.service_line import ServiceLine
from hub.lookups import CLAIM, PAYER_CONTROL
from hub.store.log import FactLog

_GROUP = re.compile(r"[A-Z]{2}")  # 005010X221A1 CAS01
_REASON = re.compile(r"[A-Z0-9]{1,6}")  # CAS02 and remark codes


def match_claims(log: FactLog, payments: Sequence[ClaimPayment]) -> list[str | None]:
    """The claim that each payment is about; None where it is none of ours, or not certain."""
    ours = [_our_number(payment) for payment in payments]
    by_number = log.find_many(CLAIM, [number for number in ours if number])
    unnamed = [p.payer_control for p, number in zip(payments, ours, strict=True) if not number]
    by_control = log.find_many(PAYER_CONTROL, [number for number in unnamed if number])
    return [
        _only(by_number.get(number, ()) if number else by_control.get(payment.payer_control, ()))
        for payment, number in zip(payments, ours, strict=True)
    ]


def names_ours(log: FactLog, payments: Sequence[ClaimPayment]) -> bool:
    """Whether any payment carries a number that we minted; a plan's own number proves nothing."""
    numbers = [number for payment in payments if (number := _our_number(payment))]
    return any(log.find_many(CLAIM, numbers).values())


def is_ours(log: FactLog, number: str) -> bool:
    """Whether a claim number (CLM01) is one under which this hub sent a claim."""
    sent = read_send_number(number.strip())
    return sent is not None and any(log.find_many(CLAIM, [sent[0]]).values())


def match_reference(log: FactLog, reference: str) -> str | None:
    """The claim that a PLB reference names: by our number or the plan's, anywhere in the text."""
    words = [word for word in (reference, *reference.replace("-", " ").split()) if word]
    numbers = [sent[0] for word in words if (sent := read_send_number(word))]
    found = log.find_many(CLAIM, numbers or words)
    for number in numbers or words:
        if found[number]:
            return _only(found[number])
    by_control = log.find_many(PAYER_CONTROL, words)
    return next((_only(by_control[word]) for word in words if by_control[word]), None)


def _our_number(payment: ClaimPayment) -> str | None:
    if sent := read_send_number(payment.claim_number.strip()):
        return sent[0]
    controls = {
        control[0]
        for line in payment.lines
        if (control := read_line_control_number(line.line_control))
    }
    return controls.pop() if len(controls) == 1 else None


def _only(streams: Iterable[str]) -> str | None:
    found = tuple(streams)
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class _Answer:
    line: int
    paid: ServicePayment


def answered_lines(
    billed: Sequence[ServiceLine], payment: ClaimPayment
) -> tuple[AnsweredLine, ...] | Refused:
    """The payment's lines by our line numbers, two answers to one line added up.

    Refused where a line of the payment cannot be told, or its units are no whole number.
    """
    where = f"CLP {payment.ordinal}, segment {payment.segment}"
    answers: list[_Answer] = []
    problems: list[Problem] = []
    for line in payment.lines:
        number = _line_number(billed, line, [each.line for each in answers])
        if number is None:
            problems += _unknown_line(line, where).problems
        else:
            answers.append(_Answer(number, line))
    problems += _fractions(answers, where)
    if problems:
        return Refused(tuple(problems))
    return tuple(_merged(answers))


def adjustments_of(stated: Iterable[CasAdjustment]) -> tuple[Adjustment, ...]:
    """Adjustments as the domain keeps them; quantities stay in the file."""
    return tuple(
        Adjustment(_code(one.group, _GROUP), _code(one.reason, _REASON), one.amount)
        for one in stated
    )


def _code(text: str, form: re.Pattern[str]) -> str:
    """A code as stated; what has not the form of one stays in the file."""
    return text if form.fullmatch(text) else "?"


def _line_number(
    billed: Sequence[ServiceLine], paid: ServicePayment, taken: Sequence[int]
) -> int | None:
    if control := read_line_control_number(paid.line_control):
        return control[2] if any(line.line == control[2] for line in billed) else None
    code = paid.original_code or paid.code
    same = [line for line in billed if line.line not in taken and _is_about(line, paid, code)]
    same_day = [line for line in same if line.service_on == paid.service_date] or same
    same_charge = [line for line in same_day if line.charge == paid.billed] or same_day
    return same_charge[0].line if len(same_charge) == 1 else None


def _is_about(line: ServiceLine, paid: ServicePayment, code: str) -> bool:
    if line.service.code != code:
        return False
    # some plans drop modifiers; wrong ones are another service
    return not paid.modifiers or paid.modifiers == line.service.modifiers


def _unknown_line(line: ServicePayment, where: str) -> Refused:
    return refuse(
        "remittance.line-unknown",
        what=f"line {line.ordinal} is none of the claim's lines, or could be more than one",
        where=where,
        fix="match it by hand; the claim's money waits in suspense",
    )


def _fractions(answers: Sequence[_Answer], where: str) -> Iterator[Problem]:
    for answer in answers:
        units = answer.paid.units_paid
        if units is not None and units != units.to_integral_value():
            yield Problem(
                code="remittance.units-not-whole",
                what=f"line {answer.paid.ordinal} is paid for {units} units",
                where=where,
                fix="ask the plan for whole units; the claim's money waits in suspense",
            )


def _merged(answers: Sequence[_Answer]) -> Iterator[AnsweredLine]:
    for number in sorted({answer.line for answer in answers}):
        parts = [answer.paid for answer in answers if answer.line == number]
        yield AnsweredLine(
            line=number,
            paid=sum(part.paid or 0 for part in parts),
            units=_units([part.units_paid for part in parts]),
            adjustments=adjustments_of(a for part in parts for a in part.adjustments),
            remarks=tuple(_code(remark, _REASON) for part in parts for remark in part.remarks),
        )


def _units(stated: Sequence[Decimal | None]) -> int | None:
    known = [units for units in stated if units is not None]
    return int(sum(known)) if known else None
