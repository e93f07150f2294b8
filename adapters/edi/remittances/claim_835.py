"""Builds one claim payment out of the segments of loops 2100 and 2110."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar

from adapters.edi.elements import cents, day, quantity, shown
from adapters.edi.finding import Finding
from adapters.edi.remittances.remittance import ClaimPayment, ServicePayment
from adapters.edi.values import Amount, CasAdjustment, DatedAs, Private, Reference
from adapters.edi.x12 import Segment
from domain.money import Money, show_money

_FIX_AMOUNT = "ask the plan what the amount is; nothing was assumed in its place"
_FIX_BALANCE = "ask the plan for a corrected remittance; this claim waits for a person"
_MOA_REMARKS = range(3, 8)  # 005010X221A1 2100 MOA03-MOA07
_MIA_REMARKS = (5, 20, 21, 22, 23)  # 005010X221A1 2100 MIA05, MIA20-MIA23


class _Level:
    """What claim and line have in common, being collected."""

    __slots__ = ("adjustments", "amounts", "dates", "references", "remarks", "start")

    def __init__(self, start: Segment) -> None:
        self.start = start
        self.adjustments: list[CasAdjustment] = []
        self.amounts: list[Amount] = []
        self.dates: list[DatedAs] = []
        self.references: list[Reference] = []
        self.remarks: list[str] = []


class ClaimInProgress:
    """One claim payment being read: give it the CLP, `take` what follows, then `finish`."""

    __slots__ = (
        "_component",
        "_end",
        "_findings",
        "_level",
        "_lines",
        "_names",
        "_ordinal",
        "_others",
        "_top",
        "_unread",
    )

    def __init__(self, start: Segment, ordinal: int, component: str) -> None:
        self._component = component
        self._ordinal = ordinal
        self._top = self._level = _Level(start)
        self._end = start.offset + start.length
        self._lines: list[ServicePayment] = []
        self._names: list[Segment] = []
        self._others: list[Segment] = []
        self._findings: list[Finding] = []
        self._unread = False

    def take(self, segment: Segment) -> None:
        """Add one segment of the claim; one that is not known here is kept and flagged."""
        self._end = segment.offset + segment.length
        self._TAKES.get(segment.id, ClaimInProgress._unknown)(self, segment)

    def finish(self) -> ClaimPayment:
        """The claim as it stands, with what does not balance in it."""
        self._close_line()
        top, clp = self._top, self._top.start
        billed, paid = self._amount(clp, 3), self._amount(clp, 4)
        member = self._amount(clp, 5) if clp.get(5) else 0
        adjustments, lines = tuple(top.adjustments), tuple(self._lines)
        uneven = list(_imbalances(clp, self._ordinal, billed, paid, adjustments, lines))
        self._findings.extend(uneven)
        return ClaimPayment(
            ordinal=self._ordinal,
            claim_number=clp.get(1),
            status=clp.get(2),
            billed=billed,
            paid=paid,
            member_responsibility=member or 0,
            filing=clp.get(6),
            payer_control=clp.get(7),
            facility=clp.get(8),
            frequency=clp.get(9),
            adjustments=adjustments,
            amounts=tuple(top.amounts),
            remarks=tuple(top.remarks),
            references=tuple(top.references),
            dates=tuple(top.dates),
            lines=lines,
            private=Private(tuple(self._names)),
            others=tuple(self._others),
            findings=tuple(self._findings),
            balanced=not uneven and not self._unread,
            unread=self._unread,
            segment=clp.number,
            offset=clp.offset,
            length=self._end - clp.offset,
        )

    def _amount(self, segment: Segment, element: int) -> Money | None:
        text = segment.get(element)
        amount = cents(text)
        if amount is None:
            self._unread = True
            self._findings.append(not_an_amount(segment, element, self._loop))
        return amount

    def _quantity(self, segment: Segment, element: int) -> Decimal | None:
        text = segment.get(element)
        number = quantity(text) if text else None
        if text and number is None:
            self._findings.append(
                Finding(
                    code="remittance.not-a-quantity",
                    what=f"{segment.id}{element:02d} is {shown(text)}; it should be a number",
                    fix="ask the plan how many units it means; the amount was read all the same",
                    segment=segment.number,
                    offset=segment.offset,
                    loop=self._loop,
                    element=f"{segment.id}{element:02d}",
                )
            )
        return number

    @property
    def _loop(self) -> str:
        return "2100" if self._level is self._top else "2110"

    def _line(self, segment: Segment) -> None:
        self._close_line()
        self._level = _Level(segment)

    def _close_line(self) -> None:
        level, svc = self._level, self._level.start
        if level is self._top:
            return
        qualifier, code, modifiers = _procedure(svc.get(1), self._component)
        _, original, _ = _procedure(svc.get(6), self._component)
        self._lines.append(
            ServicePayment(
                ordinal=len(self._lines) + 1,
                qualifier=qualifier,
                code=code,
                modifiers=modifiers,
                billed=self._amount(svc, 2),
                # 005010X221A1 2110 SVC03 may be left out for zero; the balance check guards it
                paid=self._amount(svc, 3) if svc.get(3) else 0,
                units_paid=self._quantity(svc, 5),
                original_code=original,
                units_billed=self._quantity(svc, 7),
                service_date=_service_date(level.dates),
                line_control=_line_control(level.references),
                adjustments=tuple(level.adjustments),
                amounts=tuple(level.amounts),
                remarks=tuple(level.remarks),
                references=tuple(level.references),
                dates=tuple(level.dates),
                segment=svc.number,
            )
        )
        self._level = self._top

    def _adjustment(self, segment: Segment) -> None:
        """Up to six triplets of reason, amount and quantity."""
        elements = segment.elements
        for at in range(2, len(elements), 3):
            if not (elements[at] or segment.get(at + 1)):
                continue
            amount = self._amount(segment, at + 1)
            if amount is None:
                continue
            self._level.adjustments.append(
                CasAdjustment(
                    elements[1],
                    elements[at],
                    amount,
                    self._quantity(segment, at + 2) if segment.get(at + 2) else None,
                )
            )

    def _informing_amount(self, segment: Segment) -> None:
        amount = cents(segment.get(2))
        if amount is None:
            self._findings.append(not_an_amount(segment, 2, self._loop))
            return
        self._level.amounts.append(Amount(segment.get(1), amount))

    def _day(self, segment: Segment) -> None:
        read = day(segment.get(2))
        if read is None:
            self._findings.append(
                Finding(
                    code="remittance.not-a-date",
                    what=f"DTM02 is {shown(segment.get(2))}; it should be a day as CCYYMMDD",
                    fix="ask the plan which day it means",
                    segment=segment.number,
                    offset=segment.offset,
                    loop=self._loop,
                    element="DTM02",
                )
            )
            return
        self._level.dates.append(DatedAs(segment.get(1), read))

    def _reference(self, segment: Segment) -> None:
        self._level.references.append(Reference(segment.get(1), segment.get(2)))

    def _name(self, segment: Segment) -> None:
        self._names.append(segment)

    def _line_remark(self, segment: Segment) -> None:
        if segment.get(1) == "HE":
            self._level.remarks.append(segment.get(2))
        else:
            self._others.append(segment)

    def _outpatient(self, segment: Segment) -> None:
        self._remarks_at(segment, _MOA_REMARKS)

    def _inpatient(self, segment: Segment) -> None:
        self._remarks_at(segment, _MIA_REMARKS)

    def _remarks_at(self, segment: Segment, places: range | tuple[int, ...]) -> None:
        self._top.remarks.extend(code for at in places if (code := segment.get(at)))

    def _other(self, segment: Segment) -> None:
        self._others.append(segment)

    def _unknown(self, segment: Segment) -> None:
        self._others.append(segment)
        self._findings.append(
            Finding(
                code="remittance.unknown-segment",
                what="a segment stands here that the guide does not know",
                fix="nothing to do for the money; ask the plan what it means",
                segment=segment.number,
                offset=segment.offset,
                loop=self._loop,
            )
        )

    _TAKES: ClassVar[dict[str, Callable[["ClaimInProgress", Segment], None]]] = {
        "SVC": _line,
        "CAS": _adjustment,
        "NM1": _name,
        "REF": _reference,
        "DTM": _day,
        "AMT": _informing_amount,
        "LQ": _line_remark,
        "MOA": _outpatient,
        "MIA": _inpatient,
        "PER": _other,
        "QTY": _other,
    }


def not_an_amount(segment: Segment, element: int, loop: str) -> Finding:
    """An element that should state an amount and does not."""
    place = f"{segment.id}{element:02d}"
    return Finding(
        code="remittance.not-an-amount",
        what=f"{place} is {shown(segment.get(element))}; "
        "it should be an amount in dollars and cents",
        fix=_FIX_AMOUNT,
        segment=segment.number,
        offset=segment.offset,
        loop=loop,
        element=place,
    )


def _service_date(dates: list[DatedAs]) -> date | None:
    for qualifier in ("472", "150"):  # the day itself, else the first day of a period
        for dated in dates:
            if dated.qualifier == qualifier:
                return dated.day
    return None


def _line_control(references: list[Reference]) -> str:
    for reference in references:
        if reference.qualifier == "6R":
            return reference.value
    return ""


@lru_cache(1 << 12)
def _procedure(composite: str, component: str) -> tuple[str, str, tuple[str, ...]]:
    """Qualifier, code and up to four modifiers (005010X221A1 2110 SVC01, SVC06)."""
    if not composite:
        return "", "", ()
    qualifier, _, rest = composite.partition(component)
    code, *more = rest.split(component)
    return qualifier, code, tuple(text for text in more[:4] if text)


def _imbalances(
    clp: Segment,
    ordinal: int,
    billed: Money | None,
    paid: Money | None,
    adjustments: tuple[CasAdjustment, ...],
    lines: tuple[ServicePayment, ...],
) -> Iterator[Finding]:
    """The three sums that must hold inside one claim (domain.md 7.4, 2 and 3)."""
    own = sum(adjustment.amount for adjustment in adjustments)
    of_lines = 0
    for line in lines:
        lowered = sum(adjustment.amount for adjustment in line.adjustments)
        of_lines += lowered
        if line.billed is not None and line.paid is not None and line.billed - lowered != line.paid:
            yield Finding(
                code="remittance.line-out-of-balance",
                fix=_FIX_BALANCE,
                segment=line.segment,
                loop="2110",
                element="SVC03",
                what=f"line {line.ordinal} of claim {ordinal} is billed {show_money(line.billed)} "
                f"and adjusted by {show_money(lowered)}, but paid {show_money(line.paid)}",
            )
    if paid is None:
        return
    if billed is not None and billed - own - of_lines != paid:
        yield _uneven(
            clp,
            "claim",
            f"claim {ordinal} is billed {show_money(billed)} and adjusted by "
            f"{show_money(own + of_lines)}, but paid {show_money(paid)}",
        )
    line_paid = sum(line.paid or 0 for line in lines)
    if lines and line_paid - own != paid:
        yield _uneven(
            clp,
            "lines",
            f"the lines of claim {ordinal} are paid {show_money(line_paid)} and the claim adjusted "
            f"by {show_money(own)}, but it is paid {show_money(paid)}",
        )


def _uneven(clp: Segment, which: str, what: str) -> Finding:
    return Finding(
        code=f"remittance.{which}-out-of-balance",
        what=what,
        fix=_FIX_BALANCE,
        segment=clp.number,
        offset=clp.offset,
        loop="2100",
        element="CLP04",
    )
