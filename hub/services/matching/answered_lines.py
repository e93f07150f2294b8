"""A payment as answers to the lines of a claim, each line once.

Where a plan pays several lines as one, their payment is stated once: it is divided over them in
proportion to their charges, to the cent by largest remainder, the earlier line first. So are its
adjustments. The reason says ``joined``; the file keeps what the plan wrote.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from adapters.edi.remittances.remittance import ClaimPayment, ServicePayment
from adapters.edi.values import CasAdjustment
from domain.adjustment import Adjustment
from domain.claims.claim_account import ClaimAccount
from domain.claims.denial import AnsweredLine
from domain.money import Money, split
from domain.problem import Problem, Refused, refuse
from domain.service_line import ServiceLine
from hub.services.matching.line_matching import INCLUDED, Answering, pair_lines
from hub.services.matching.matches import LineReason

_GROUP = re.compile(r"[A-Z]{2}")  # 005010X221A1 CAS01
_REASON = re.compile(r"[A-Z0-9]{1,6}")  # CAS02
# RARC (LQ*HE, MOA, MIA), or the shorter ones of pharmacies (LQ*RX)
_REMARK = re.compile(r"(?:MA?|N)[0-9]{1,4}|[0-9A-Z]{1,3}")
_MORE_THAN_CHARGED = "94"  # CARC: the payment of other lines is in that of this one
_FEW = 12  # lines whose charges may be added up in every way


class AnsweredLines(NamedTuple):
    """Answers in order of our lines, each with the reason it was told by."""

    lines: tuple[AnsweredLine, ...]
    reasons: tuple[LineReason, ...]


NO_LINES = AnsweredLines((), ())
"""What answers the claim as a whole."""


def answered_lines(account: ClaimAccount, payment: ClaimPayment) -> AnsweredLines | Refused:
    """The payment's lines as answers to ours.

    None where the payment has no lines and is of the whole claim. Refused where a line of the
    payment cannot be told, or its units are no whole number.
    """
    where = f"CLP {payment.ordinal}, segment {payment.segment}"
    if not payment.lines:
        return _by_charge(account, payment, where)
    pairing = pair_lines(tuple(account.lines.values()), payment)
    problems = [*(_unknown_line(line, where) for line in pairing.untold)]
    problems += _fractions(payment.lines, where)
    if problems:
        return Refused(tuple(problems))
    told = [(line, each.reason) for each in pairing.answering for line in _answers(each)]
    told.sort(key=lambda both: both[0].line)
    return AnsweredLines(*zip(*told, strict=True)) if told else NO_LINES


def adjustments_of(stated: Iterable[CasAdjustment]) -> tuple[Adjustment, ...]:
    """Adjustments as the domain keeps them; quantities stay in the file."""
    return tuple(
        [
            Adjustment(_code(one.group, _GROUP), _code(one.reason, _REASON), one.amount)
            for one in stated
        ]
    )


def remarks_of(stated: Iterable[str]) -> tuple[str, ...]:
    """Remark codes as the domain keeps them."""
    return tuple([_code(remark, _REMARK) for remark in stated])


def _code(text: str, form: re.Pattern[str]) -> str:
    """A code as stated; what has not the form of one stays in the file."""
    return text if form.fullmatch(text) else "?"


def _by_charge(account: ClaimAccount, payment: ClaimPayment, where: str) -> AnsweredLines | Refused:
    """A payment without lines is of those whose charges add up to its own (CLP03).

    That is the whole claim, where not a part of it fits: plans split a claim in two and pay each
    part by itself. Divided by charge.
    """
    body = account.body
    if payment.billed in {None, body.charge, account.opened.charge} or len(body.lines) > _FEW:
        return NO_LINES
    parts = _parts_of(body.lines, abs(payment.billed or 0))
    if len(parts) > 1:
        return refuse(
            "remittance.lines-unsaid",
            what="it states no lines, and several parts of the claim have its charge",
            where=where,
            fix="match it by hand; the claim's money waits in suspense",
        )
    if not parts:
        return NO_LINES
    (lines,) = parts
    paid = split(payment.paid or 0, _weights(lines))
    answers = (AnsweredLine(line.line, part, None) for line, part in zip(lines, paid, strict=True))
    return AnsweredLines(tuple(answers), tuple("charge" for _ in lines))


def _parts_of(lines: Sequence[ServiceLine], charge: Money) -> list[tuple[ServiceLine, ...]]:
    """Every choice of lines whose charges add up to `charge`; a line at no charge is in none."""
    sums: list[tuple[Money, tuple[ServiceLine, ...]]] = [(0, ())]
    for line in lines:
        if line.charge:
            sums += [(so_far + line.charge, (*chosen, line)) for so_far, chosen in sums]
    return [chosen for so_far, chosen in sums if chosen and so_far == charge]


def _unknown_line(line: ServicePayment, where: str) -> Problem:
    return Problem(
        code="remittance.line-unknown",
        what=f"line {line.ordinal} is none of the claim's lines, or could be more than one",
        where=where,
        fix="look for the claim with this line: hub claim show; until it is matched it waits",
    )


def _fractions(lines: Iterable[ServicePayment], where: str) -> Iterator[Problem]:
    for line in lines:
        units = line.units_paid
        if units is not None and units != units.to_integral_value():
            yield Problem(
                code="remittance.units-not-whole",
                what=f"line {line.ordinal} is paid for {units} units",
                where=where,
                fix="ask the plan for whole units; the claim's money waits in suspense",
            )


def _answers(answering: Answering) -> Iterator[AnsweredLine]:
    stated, lines = answering.paid, answering.lines
    paid = sum([each.paid or 0 for each in stated])
    adjustments = adjustments_of([one for each in stated for one in each.adjustments])
    remarks = remarks_of([remark for each in stated for remark in each.remarks])
    if len(lines) == 1:
        units = _units([each.units_paid for each in stated])
        yield AnsweredLine(lines[0].line, paid, units, adjustments, remarks)
        return
    parts = split(paid, _weights(lines))
    divided = _divided(adjustments, lines, parts)
    counted = _units_divided(stated, lines)
    for line, part, units, own in zip(lines, parts, counted, divided, strict=True):
        yield AnsweredLine(line.line, part, units, own, remarks)


def _units(stated: Sequence[Decimal | None]) -> int | None:
    known = [units for units in stated if units is not None]
    return int(sum(known)) if known else None


def _units_divided(
    stated: Sequence[ServicePayment], lines: Sequence[ServiceLine]
) -> list[int | None]:
    """The units of each line where all were paid under their own code; else nobody says."""
    own_code = all(each.original is None for each in stated)
    if own_code and _units([each.units_paid for each in stated]) == sum(one.units for one in lines):
        return [line.units for line in lines]
    return [None] * len(lines)


def _divided(
    adjustments: Sequence[Adjustment], lines: Sequence[ServiceLine], paid: Sequence[Money]
) -> list[tuple[Adjustment, ...]]:
    """Adjustments by the weights of the lines; the last one closes what is left of each line.

    What lines paid together lent each other (CARC 94 and 97 that cancel) is undone by dividing.
    """
    lent = [one for one in adjustments if one.reason in {INCLUDED, _MORE_THAN_CHARGED}]
    if sum(one.amount for one in lent) == 0:
        adjustments = [one for one in adjustments if one not in lent]
    columns = [split(one.amount, _weights(lines)) for one in adjustments]
    if columns:
        others = [sum(column[at] for column in columns[:-1]) for at in range(len(lines))]
        left = tuple(
            line.charge - part - gone for line, part, gone in zip(lines, paid, others, strict=True)
        )
        if sum(left) == adjustments[-1].amount:
            columns[-1] = left
    return [
        tuple(
            Adjustment(one.group, one.reason, column[at])
            for one, column in zip(adjustments, columns, strict=True)
            if column[at]
        )
        for at in range(len(lines))
    ]


def _weights(lines: Sequence[ServiceLine]) -> list[Money]:
    """By the charges; evenly where they come to nothing, as those of free lines do."""
    charges = [line.charge for line in lines]
    return charges if sum(charges) else [1] * len(lines)
