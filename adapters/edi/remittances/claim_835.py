"""One claim payment out of its segments (005010X221A1 loops 2100 and 2110)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter

from adapters.edi.elements import cents, quantity
from adapters.edi.finding import Finding
from adapters.edi.remittances.balance_835 import imbalances
from adapters.edi.remittances.faults import (
    empty_segment,
    no_reason,
    not_a_date,
    not_a_quantity,
    not_an_amount,
    unknown_group,
    unknown_segment,
)
from adapters.edi.remittances.loop import Loop, part_of
from adapters.edi.remittances.parties import Contact, read_contact
from adapters.edi.remittances.provider_sums import Inpatient, Outpatient, take_sums
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    Heading,
    Quantity,
    ServicePayment,
)
from adapters.edi.remittances.single_segments import (
    GROUPS,
    adjustments,
    counted,
    dated,
    procedure,
)
from adapters.edi.values import (
    NOTHING_KEPT,
    Amount,
    CasAdjustment,
    DatedAs,
    Private,
    Reference,
    Verbatim,
)
from adapters.edi.x12 import Segment
from domain.money import Money

_Seldom = tuple[tuple[Quantity, ...], tuple[Contact, ...], Inpatient | None, Outpatient | None]
_SeldomOfLine = tuple[tuple[Quantity, ...], tuple[str, ...], tuple[str, ...]]
_PAIRS = frozenset({"REF", "DTM", "AMT"})
_Level = tuple[
    tuple[CasAdjustment, ...],
    tuple[Amount, ...],
    tuple[Reference, ...],
    tuple[DatedAs, ...],
    tuple[Segment, ...],
    Sequence[Segment],
    Segment | None,
]
_ABSENT = [""] * 14  # after a CLP or SVC that has fewer elements than the guide
_SELDOM: _Seldom = ((), (), None, None)
_SELDOM_OF_LINE: _SeldomOfLine = ((), (), ())


def read_claim(
    segments: Sequence[Segment], ordinal: int, heading: Heading, component: str
) -> ClaimPayment:
    """The claim that a CLP begins, `segments` being all up to the next one."""
    return _ClaimReader(component).claim(segments, ordinal, heading)


class _ClaimReader:
    """Reads one claim, and gathers what is wrong in it."""

    __slots__ = ("_component", "_findings", "_kept", "_loop", "_unread")

    def __init__(self, component: str) -> None:
        self._component = component
        self._loop = "2100"
        self._findings: list[Finding] = []
        self._kept: list[Segment] = []
        self._unread = False

    def claim(self, segments: Sequence[Segment], ordinal: int, heading: Heading) -> ClaimPayment:
        following = iter(segments)
        clp, last = next(following), segments[-1]
        lowered, amounts, references, dates, names, seldom, svc = self._level(following)
        texts = clp.elements + _ABSENT
        billed, paid = cents(texts[3]), cents(texts[4])
        member = cents(texts[5]) if texts[5] else 0
        if billed is None or paid is None or member is None:
            self._unreadable(clp, {3: billed, 4: paid, 5: member})
        weight = self._quantity(clp, 12, texts[12]) if texts[12] else None
        share = self._quantity(clp, 13, texts[13]) if texts[13] else None
        stated = self._seldom(seldom) if seldom else _SELDOM
        others = self._others() if self._kept else NOTHING_KEPT
        lines = self._lines(svc, following)
        # a sum over what could be read would state a zero in place of what could not
        uneven = [] if self._unread else imbalances(clp, ordinal, billed, paid, lowered, lines)
        # in the order of the fields: by their names a value takes ten times as long to build
        return ClaimPayment(
            ordinal,
            texts[1],
            texts[2],
            billed,
            paid,
            member,
            texts[6],
            texts[7],
            texts[8],
            texts[9],
            texts[10],
            texts[11],
            weight,
            share,
            texts[14],
            lowered,
            amounts,
            references,
            dates,
            *stated,
            lines,
            Private(names),
            heading,
            others,
            Verbatim(tuple(segments)),
            self._said(uneven),
            not uneven and not self._unread,
            self._unread,
            clp.number,
            clp.offset,
            last.offset + last.length - clp.offset,
        )

    def _lines(
        self, svc: Segment | None, following: Iterator[Segment]
    ) -> tuple[ServicePayment, ...]:
        self._loop = "2110"
        lines: list[ServicePayment] = []
        while svc is not None:
            level = self._level(following)
            lines.append(self._line(svc, level, len(lines) + 1))
            svc = level[-1]
        return tuple(lines)

    def _line(self, svc: Segment, level: _Level, ordinal: int) -> ServicePayment:
        component = self._component
        lowered, amounts, references, dates, _, seldom, _ = level
        texts = svc.elements if len(svc.elements) >= 8 else svc.elements + _ABSENT
        _, care, charge, payment, revenue, units, original, units_billed = texts[:8]
        # 005010X221A1 2110 SVC03 may be left out for zero; the balance check guards it
        billed, paid = cents(charge), cents(payment) if payment else 0
        if billed is None or paid is None:
            self._unreadable(svc, {2: billed, 3: paid})
        return ServicePayment(
            ordinal,
            procedure(care, component),
            billed,
            paid,
            revenue,
            self._quantity(svc, 5, units) if units else None,
            procedure(original, component) if original else None,
            self._quantity(svc, 7, units_billed) if units_billed else None,
            lowered,
            amounts,
            references,
            dates,
            *(self._seldom_of_line(seldom) if seldom else _SELDOM_OF_LINE),
            self._others() if self._kept else NOTHING_KEPT,
            svc.number,
        )

    def _level(self, following: Iterator[Segment]) -> _Level:
        """All up to the next SVC; most of the time that reading takes is spent here."""
        lowered: list[CasAdjustment] = []
        amounts: list[Amount] = []
        references: list[Reference] = []
        dates: list[DatedAs] = []
        names: list[Segment] = []
        seldom: list[Segment] = []
        loop, svc = self._loop, None
        for segment in following:
            name, elements = segment.id, segment.elements
            if name in _PAIRS:
                if len(elements) > 2:
                    qualifier, text = elements[1], elements[2]
                else:
                    qualifier, text = segment.get(1), ""
                if name == "REF":
                    references.append(Reference(qualifier, text))
                elif name == "DTM" and (day := dated(qualifier, text)):
                    dates.append(day)
                elif name == "AMT" and (amount := cents(text)) is not None:
                    amounts.append(Amount(qualifier, amount))
                else:
                    fault = not_a_date if name == "DTM" else not_an_amount
                    self._keep(segment, fault(segment, 2, loop))
            elif name == "CAS":
                lowered += adjustments(*elements[1:]) or self._odd_adjustments(segment)
            elif name == "SVC":
                svc = segment
                break
            elif name == "NM1" and loop == "2100":
                names.append(segment)
            else:
                seldom.append(segment)
        return (
            tuple(lowered),
            tuple(amounts),
            tuple(references),
            tuple(dates),
            tuple(names),
            seldom,
            svc,
        )

    def _seldom(self, segments: Iterable[Segment]) -> _Seldom:
        """What most claims do not state, and what the guide does not know."""
        loop = Loop("2100", segments)
        found = (
            self._quantities(loop.take_all("QTY")),
            tuple([read_contact(segment) for segment in loop.take_all("PER")]),
            take_sums(Inpatient, loop),
            take_sums(Outpatient, loop),
        )
        self._kept += loop.rest().segments
        self._findings += loop.findings
        return found

    def _seldom_of_line(self, segments: Iterable[Segment]) -> _SeldomOfLine:
        """What most lines do not state, and what the guide does not know."""
        quantities: list[Segment] = []
        remarks: list[str] = []
        drug_remarks: list[str] = []
        for segment in segments:
            match segment.elements:
                case ["LQ", "HE", code, *_] if code:
                    remarks.append(code)
                case ["LQ", "RX", code, *_] if code:
                    drug_remarks.append(code)
                case ["QTY", *_]:
                    quantities.append(segment)
                case _:
                    self._keep(segment, unknown_segment(segment, "2110"))
        return self._quantities(quantities), tuple(remarks), tuple(drug_remarks)

    def _quantities(self, segments: Iterable[Segment]) -> tuple[Quantity, ...]:
        quantities = []
        for segment in segments:
            if (number := counted(*segment.elements[1:3])) is not None:
                quantities.append(number)
            else:
                self._keep(segment, not_a_quantity(segment, 2, self._loop))
        return tuple(quantities)

    def _unreadable(self, segment: Segment, amounts: Mapping[int, Money | None]) -> None:
        """Say which of the elements of `segment` should state an amount and do not."""
        self._unread = True
        for element, amount in amounts.items():
            if amount is None:
                self._findings.append(not_an_amount(segment, element, self._loop))

    def _quantity(self, segment: Segment, element: int, text: str) -> Decimal | None:
        number = quantity(text)
        if number is None:
            self._findings.append(not_a_quantity(segment, element, self._loop))
        return number

    def _odd_adjustments(self, segment: Segment) -> Iterator[CasAdjustment]:
        """A CAS in which something is not as it should be: what counts all the same."""
        group = segment.get(1)
        if not any(segment.elements[2:]):
            self._keep(segment, empty_segment(segment, self._loop))
        elif group not in GROUPS:
            self._findings.append(unknown_group(segment, self._loop))
        for at in range(2, len(segment.elements), 3):
            reason, text, units = (segment.get(at + part) for part in range(3))
            if not (reason or text or units):
                continue  # between others it says nothing
            amount = cents(text)
            if amount is None:  # the other triplets are read
                self._unreadable(segment, {at + 1: amount})
                self._kept.append(part_of(segment, ["CAS", group, reason, text, units]))
                continue
            if not reason:
                self._findings.append(no_reason(segment, at, self._loop))
            number = self._quantity(segment, at + 2, units) if units else None
            yield CasAdjustment(group, reason, amount, number)

    def _said(self, uneven: list[Finding]) -> tuple[Finding, ...]:
        if not self._findings:
            return tuple(uneven)
        return (*sorted(self._findings, key=attrgetter("segment")), *uneven)

    def _keep(self, segment: Segment, finding: Finding) -> None:
        self._kept.append(segment)
        self._findings.append(finding)

    def _others(self) -> Verbatim:
        """What was kept since the last level, in the order of the file."""
        kept, self._kept = sorted(self._kept, key=attrgetter("number")), []
        return Verbatim(tuple(kept))
