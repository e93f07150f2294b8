"""Which lines of a claim the lines of its payment answer.

By line control number (REF*6R) first; what has none is told by its service, day and charge.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from adapters.edi.remittances.remittance import ClaimPayment, ServicePayment
from domain.money import Money
from domain.service_line import ServiceLine
from hub.services.matching.matches import LineReason
from hub.services.matching.our_numbers import line_of
from hub.services.matching.stated_services import StatedLine, stated_line

INCLUDED = "97"  # CARC: what is paid for this line is in the payment of another
_MOST = 99  # lines of a claim, as many as line control numbers can count


class Answering(NamedTuple):
    """Lines of a payment, and the lines of ours that they answer together."""

    paid: tuple[ServicePayment, ...]
    lines: tuple[ServiceLine, ...]
    reason: LineReason


class Pairing(NamedTuple):
    """Which lines answer which; `untold` are those of the payment that answer none for certain."""

    answering: tuple[Answering, ...]
    untold: tuple[ServicePayment, ...]


@dataclass(frozen=True)
class _Asking:
    """A line of a payment that no number tells, and what it says was billed."""

    paid: ServicePayment
    states: StatedLine

    def best(self, free: Mapping[int, ServiceLine]) -> tuple[int, tuple[ServiceLine, ...]]:
        """The lines that it fits best, and how well."""
        points = [(self.states.points(line), line) for line in free.values()]
        most = max((each for each, _ in points), default=0)
        return most, tuple(line for each, line in points if each == most) if most else ()


_Fits = Sequence[tuple[_Asking, int, tuple[ServiceLine, ...]]]


def pair_lines(billed: Sequence[ServiceLine], payment: ClaimPayment) -> Pairing:
    """Which of the billed lines each line of the payment answers.

    Several lines may answer one of ours: those that state its line control number, or whose charges
    add up to its charge. One may answer several of ours: all whose line control numbers it states,
    or whose charges add up to its own. Those that a plan paid under one code answer together.
    """
    named, rest, untold = _by_number(billed, payment)
    if not rest and len(named) == len(billed):  # numbers tell all, as they mostly do
        return Pairing(tuple(_under_one_code(payment, named)), tuple(untold))
    taken = {line.line for each in named for line in each.lines}
    free = {line.line: line for line in billed if line.line not in taken}
    asking = [_Asking(paid, stated_line(payment, paid)) for paid in rest]
    found, left = _by_service(asking, free) if len(asking) <= _MOST else ([], asking)
    answering = _widened(payment, [*named, *found], free)
    untold += [each.paid for each in left]
    return Pairing(tuple(_under_one_code(payment, answering)), tuple(untold))


def _by_number(
    billed: Sequence[ServiceLine], payment: ClaimPayment
) -> tuple[list[Answering], list[ServicePayment], list[ServicePayment]]:
    """What line control numbers tell; the lines that state none of ours; those that are unknown."""
    by_number = {line.line: line for line in billed}
    named: list[Answering] = []
    taken: set[int] = set()
    rest: list[ServicePayment] = []
    unknown: list[ServicePayment] = []
    for paid in payment.lines:
        numbers = _numbers(paid)
        lines = tuple([by_number[number] for number in numbers if number in by_number])
        if not numbers:
            rest.append(paid)
        elif len(lines) < len(numbers):
            unknown.append(paid)
        else:
            new = Answering((paid,), lines, "line-control-number")
            named = [*named, new] if taken.isdisjoint(numbers) else _merged(named, new)
            taken.update(numbers)
    return named, rest, unknown


def _numbers(paid: ServicePayment) -> list[int]:
    """The lines of ours that the line names, in order; a plan may echo several (2110 REF*6R)."""
    found = [line_of(each.value) for each in paid.references if each.qualifier == "6R"]
    return sorted({line[1] for line in found if line})


def _merged(answering: Sequence[Answering], new: Answering) -> list[Answering]:
    """What shares a line of ours is answered together."""
    numbers = {line.line for line in new.lines}
    shared = [each for each in answering if any(line.line in numbers for line in each.lines)]
    paid = (*(one for each in shared for one in each.paid), *new.paid)
    lines = {line.line: line for each in (*shared, new) for line in each.lines}
    together = Answering(paid, tuple(lines[at] for at in sorted(lines)), new.reason)
    return [*(each for each in answering if each not in shared), together]


def _by_service(
    asking: Sequence[_Asking], free: dict[int, ServiceLine]
) -> tuple[list[Answering], list[_Asking]]:
    """What service, day and charge tell, the surest first; `free` loses what is answered."""
    answering: list[Answering] = []
    left = list(asking)
    while left:
        fits = [(each, *each.best(free)) for each in left]
        found = _sure(fits) or _alike(fits) or _in_parts(fits) or _joined(fits)
        if not found:
            break
        answering += found
        _take(free, found)
        told = {paid.ordinal for one in found for paid in one.paid}
        left = [each for each in left if each.paid.ordinal not in told]
    return answering, left


def _take(free: dict[int, ServiceLine], answering: Iterable[Answering]) -> None:
    for each in answering:
        for line in each.lines:
            free.pop(line.line, None)


def _sure(fits: _Fits) -> list[Answering]:
    """Lines that fit one of ours best, which no other fits as well."""
    wanted: dict[int, list[int]] = {}
    for _, points, lines in fits:
        for line in lines:
            wanted.setdefault(line.line, []).append(points)
    return [
        Answering((asking.paid,), lines, "services")
        for asking, points, lines in fits
        if len(lines) == 1 and sum(each >= points for each in wanted[lines[0].line]) == 1
    ]


def _alike(fits: _Fits) -> list[Answering]:
    """As many lines as lines of ours that bill the very same, in their order."""
    for _, _, lines in fits:
        same = [asking.paid for asking, _, theirs in fits if theirs == lines]
        sold = {(line.service, line.service_on, line.charge, line.units) for line in lines}
        if len(sold) == 1 and len(same) == len(lines) > 1:
            pairs = zip(same, lines, strict=True)
            return [Answering((paid,), (line,), "services") for paid, line in pairs]
    return []


def _in_parts(fits: _Fits) -> list[Answering]:
    """One line of ours, returned as several whose charges add up to its charge."""
    parts: dict[int, list[ServicePayment]] = {}
    by_number: dict[int, ServiceLine] = {}
    for asking, _, lines in fits:
        if len(lines) == 1:
            by_number[lines[0].line] = lines[0]
            parts.setdefault(lines[0].line, []).append(asking.paid)
    return [
        Answering(tuple(paid), (by_number[at],), "in-parts")
        for at, paid in parts.items()
        if len(paid) > 1 and sum(map(_charge, paid)) == by_number[at].charge
    ]


def _joined(fits: _Fits) -> list[Answering]:
    """Lines of ours, returned as one whose charge is the sum of theirs."""
    for asking, _, lines in fits:
        alone = not any(set(theirs) & set(lines) for other, _, theirs in fits if other != asking)
        if alone and len(lines) > 1 and _charge(asking.paid) == _charges(lines):
            return [Answering((asking.paid,), lines, "joined")]
    return []


def _widened(
    payment: ClaimPayment, answering: Sequence[Answering], free: dict[int, ServiceLine]
) -> list[Answering]:
    """A line charged more than the one it answers also answers the free ones of its day.

    Only where the charges of all of them add up to its own.
    """
    if not free:
        return [*answering]
    wide = []
    for each in answering:
        together = _with_those_beside(payment, each, free)
        _take(free, [together])
        wide.append(together)
    return wide


def _with_those_beside(
    payment: ClaimPayment, each: Answering, free: Mapping[int, ServiceLine]
) -> Answering:
    (paid, *more), (line, *others) = each.paid, each.lines
    if more or others or _charge(paid) <= line.charge:
        return each
    day = stated_line(payment, paid).day or line.service_on
    lines = [line, *(one for one in free.values() if one.service_on == day)]
    if len(lines) == 1 or _charge(paid) != _charges(lines):
        return each
    return Answering(each.paid, tuple(sorted(lines, key=lambda one: one.line)), "joined")


def _under_one_code(payment: ClaimPayment, answering: Sequence[Answering]) -> list[Answering]:
    """Lines paid under one code, their payment stated at one of them, answer together.

    The others state $0, what was billed in SVC06, and that their payment is in another (CARC 97).
    """
    included = [each for each in answering if any(map(_is_included, each.paid))]
    together = list(answering)
    for each in included:
        under = {(paid.procedure, stated_line(payment, paid).day) for paid in each.paid}
        same = [
            other
            for other in together
            if any((p.procedure, stated_line(payment, p).day) in under for p in other.paid)
        ]
        if len(same) > 1 and any((paid.paid or 0) > 0 for one in same for paid in one.paid):
            paid = tuple(paid for one in same for paid in one.paid)
            lines = {line.line: line for one in same for line in one.lines}
            ordered = tuple(lines[at] for at in sorted(lines))
            rest = [one for one in together if one not in same]
            together = [*rest, Answering(paid, ordered, "joined")]
    return together


def _is_included(paid: ServicePayment) -> bool:
    if paid.original is None or paid.paid:
        return False
    return any(adjustment.reason == INCLUDED for adjustment in paid.adjustments)


def _charge(paid: ServicePayment) -> Money:
    return abs(paid.billed or 0)


def _charges(lines: Iterable[ServiceLine]) -> Money:
    return sum(line.charge for line in lines)
