"""One claim payment out of its segments (005010X221A1 loops 2100 and 2110)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar

from adapters.edi.elements import cents, day, quantity
from adapters.edi.finding import Finding
from adapters.edi.remittances.balance_835 import imbalances
from adapters.edi.remittances.faults import (
    no_reason,
    not_a_date,
    not_a_quantity,
    not_an_amount,
    repeated_segment,
    unknown_group,
    unknown_segment,
)
from adapters.edi.remittances.loop import part_of
from adapters.edi.remittances.parties import Contact, read_contact
from adapters.edi.remittances.provider_sums import Inpatient, Outpatient, S, read_sums
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    Heading,
    Procedure,
    Quantity,
    ServicePayment,
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

_GROUPS = frozenset({"CO", "OA", "PI", "PR"})  # 005010X221A1 2100 and 2110 CAS01
_REPEATED = 1 << 13  # the same days, amounts and procedures come again and again in one file
_NUMBER = attrgetter("number")

V = TypeVar("V")
Level = dict[str, list[Segment]]
_Seldom = tuple[tuple[Quantity, ...], tuple[Contact, ...], Inpatient | None, Outpatient | None]
_SeldomOfLine = tuple[tuple[Quantity, ...], tuple[str, ...], tuple[str, ...]]
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
        top, *below = _levels(segments)
        clp, last = top.pop("CLP")[0], segments[-1]
        texts = _texts(clp, 14)
        billed, paid = self._amount(clp, 3, texts[3]), self._amount(clp, 4, texts[4])
        member = self._amount(clp, 5, texts[5]) if texts[5] else 0
        weight = self._quantity(clp, 12, texts[12]) if texts[12] else None
        share = self._quantity(clp, 13, texts[13]) if texts[13] else None
        adjustments = self._adjustments(top.pop("CAS", ()))
        names = Private(tuple(top.pop("NM1", ())))
        references = _references(top.pop("REF", ()))
        dates = self._each(top.pop("DTM", ()), _dated, not_a_date)
        amounts = self._each(top.pop("AMT", ()), _stated, not_an_amount)
        quantities, contacts, inpatient, outpatient = self._seldom(top) if top else _SELDOM
        others = self._others()
        self._loop = "2110"
        lines = tuple([self._line(level, at) for at, level in enumerate(below, start=1)])
        uneven = list(imbalances(clp, ordinal, billed, paid, adjustments, lines))
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
            adjustments,
            amounts,
            references,
            dates,
            quantities,
            contacts,
            inpatient,
            outpatient,
            lines,
            names,
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

    def _line(self, level: Level, ordinal: int) -> ServicePayment:
        svc = level.pop("SVC")[0]
        _, procedure, billed, paid, revenue, units, original, sent_units = _texts(svc, 7)
        dates = self._each(level.pop("DTM", ()), _dated, not_a_date)
        adjustments = self._adjustments(level.pop("CAS", ()))
        references = _references(level.pop("REF", ()))
        amounts = self._each(level.pop("AMT", ()), _stated, not_an_amount)
        seldom = self._seldom_of_line(level) if level else _SELDOM_OF_LINE
        return ServicePayment(
            ordinal,
            _procedure(procedure, self._component),
            self._amount(svc, 2, billed),
            # 005010X221A1 2110 SVC03 may be left out for zero; the balance check guards it
            self._amount(svc, 3, paid) if paid else 0,
            revenue,
            self._quantity(svc, 5, units) if units else None,
            _procedure(original, self._component) if original else None,
            self._quantity(svc, 7, sent_units) if sent_units else None,
            _service_date(dates),
            _line_control(references),
            adjustments,
            amounts,
            references,
            dates,
            *seldom,
            self._others(),
            svc.number,
        )

    def _seldom(self, level: Level) -> _Seldom:
        """What most claims do not state, and what the guide does not know."""
        found = (
            self._each(level.pop("QTY", ()), _counted, not_a_quantity),
            tuple([read_contact(segment) for segment in level.pop("PER", ())]),
            self._sums(Inpatient, level.pop("MIA", ())),
            self._sums(Outpatient, level.pop("MOA", ())),
        )
        self._unknown(level)
        return found

    def _seldom_of_line(self, level: Level) -> _SeldomOfLine:
        """What most lines do not state, and what the guide does not know."""
        quantities = self._each(level.pop("QTY", ()), _counted, not_a_quantity)
        remarks: dict[str, list[str]] = {"HE": [], "RX": []}
        for segment in level.pop("LQ", ()):
            if segment.get(1) in remarks and segment.get(2):
                remarks[segment.get(1)].append(segment.get(2))
            else:
                self._keep(segment, unknown_segment(segment, self._loop))
        self._unknown(level)
        return quantities, tuple(remarks["HE"]), tuple(remarks["RX"])

    def _amount(self, segment: Segment, element: int, text: str) -> Money | None:
        amount = cents(text)
        if amount is None:
            self._unread = True
            self._findings.append(not_an_amount(segment, element, self._loop))
        return amount

    def _quantity(self, segment: Segment, element: int, text: str) -> Decimal | None:
        number = quantity(text)
        if number is None:
            self._findings.append(not_a_quantity(segment, element, self._loop))
        return number

    def _each(
        self,
        segments: Iterable[Segment],
        read: Callable[..., V | None],
        fault: Callable[[Segment, int, str], Finding],
    ) -> tuple[V, ...]:
        """What `read` makes of the first two elements of each; what it cannot read is kept."""
        values = []
        for segment in segments:
            value = read(*segment.elements[1:3])
            if value is None:
                self._keep(segment, fault(segment, 2, self._loop))
            else:
                values.append(value)
        return tuple(values)

    def _sums(self, kind: type[S], segments: Sequence[Segment]) -> S | None:
        if not segments:
            return None
        for segment in segments[1:]:
            self._keep(segment, repeated_segment(segment, self._loop))
        value, found = read_sums(kind, segments[0], self._loop)
        self._findings += found
        return value

    def _adjustments(self, segments: Iterable[Segment]) -> tuple[CasAdjustment, ...]:
        """Up to six triplets of reason, amount and quantity in each CAS."""
        adjustments = []
        for segment in segments:
            elements = segment.elements
            for at in range(2, max(len(elements), 3), 3):
                one = _adjustment(*elements[1:2], *elements[at : at + 3])
                if one is None:
                    one = self._odd_adjustment(segment, at)
                if one is not None:
                    adjustments.append(one)
        return tuple(adjustments)

    def _odd_adjustment(self, segment: Segment, at: int) -> CasAdjustment | None:
        """A triplet in which something is not as it should be; None where its amount is."""
        group, texts = segment.get(1), [segment.get(at + part) for part in range(3)]
        if not any(texts) and any(segment.elements[2:]):
            return None  # between other triplets, it says nothing
        amount = self._amount(segment, at + 1, texts[1])
        if amount is None:  # the other triplets are read
            self._kept.append(part_of(segment, ["CAS", group, *texts]))
            return None
        if at == 2 and group not in _GROUPS:
            self._findings.append(unknown_group(segment, self._loop))
        if not texts[0]:
            self._findings.append(no_reason(segment, at, self._loop))
        number = self._quantity(segment, at + 2, texts[2]) if texts[2] else None
        return CasAdjustment(group, texts[0], amount, number)

    def _unknown(self, level: Level) -> None:
        for segments in level.values():
            for segment in segments:
                self._keep(segment, unknown_segment(segment, self._loop))

    def _keep(self, segment: Segment, finding: Finding) -> None:
        self._kept.append(segment)
        self._findings.append(finding)

    def _others(self) -> Verbatim:
        """What was kept since the last level, in the order of the file."""
        if not self._kept:
            return NOTHING_KEPT
        kept, self._kept = sorted(self._kept, key=_NUMBER), []
        return Verbatim(tuple(kept))

    def _said(self, uneven: list[Finding]) -> tuple[Finding, ...]:
        return (*sorted(self._findings, key=attrgetter("segment")), *uneven)


def _levels(segments: Iterable[Segment]) -> list[Level]:
    """The segments of the claim and of each of its lines, each level by segment id."""
    level: Level = {}
    levels = [level]
    for segment in segments:
        name = segment.id
        if name == "SVC":
            level = {name: [segment]}
            levels.append(level)
        elif name in level:
            level[name].append(segment)
        else:
            level[name] = [segment]
    return levels


def _texts(segment: Segment, count: int) -> list[str]:
    """The segment's id and its first `count` data elements, empty where it has fewer."""
    texts = segment.elements
    return texts if len(texts) > count else [*texts, *[""] * (count + 1 - len(texts))]


def _reference(qualifier: str = "", value: str = "") -> Reference:
    return Reference(qualifier, value)


def _references(segments: Iterable[Segment]) -> tuple[Reference, ...]:
    return tuple([_reference(*segment.elements[1:3]) for segment in segments])


@lru_cache(_REPEATED)
def _dated(qualifier: str = "", text: str = "") -> DatedAs | None:
    read = day(text)
    return DatedAs(qualifier, read) if read else None


@lru_cache(_REPEATED)
def _stated(qualifier: str = "", text: str = "") -> Amount | None:
    amount = cents(text)
    return None if amount is None else Amount(qualifier, amount)


@lru_cache(_REPEATED)
def _counted(qualifier: str = "", text: str = "") -> Quantity | None:
    number = quantity(text)
    return None if number is None else Quantity(qualifier, number)


@lru_cache(_REPEATED)
def _adjustment(
    group: str = "", reason: str = "", text: str = "", units: str = ""
) -> CasAdjustment | None:
    """The triplet of a CAS; None where anything in it is not as it should be."""
    amount, number = cents(text), quantity(units) if units else None
    if group not in _GROUPS or not reason or amount is None or (units and number is None):
        return None
    return CasAdjustment(group, reason, amount, number)


@lru_cache(_REPEATED)
def _procedure(composite: str, component: str) -> Procedure:
    """Qualifier, code, up to four modifiers and a description (2110 SVC01, SVC06)."""
    qualifier, _, following = composite.partition(component)
    code, *more = following.split(component)
    modifiers = tuple([text for text in more[:4] if text])
    return Procedure(qualifier, code, modifiers, component.join(more[4:]))


def _service_date(dates: tuple[DatedAs, ...]) -> date | None:
    for qualifier in ("472", "150"):  # the day itself, else the first day of a period
        for dated in dates:
            if dated.qualifier == qualifier:
                return dated.day
    return None


def _line_control(references: tuple[Reference, ...]) -> str:
    for reference in references:
        if reference.qualifier == "6R":
            return reference.value
    return ""
