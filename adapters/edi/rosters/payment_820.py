"""Builds one payment out of the segments of loop 2300, and who it is for out of loop 2000."""

from collections.abc import Callable
from typing import ClassVar

from adapters.edi.elements import shown
from adapters.edi.rosters.findings import Findings
from adapters.edi.rosters.parties import Numbers, Party, reference
from adapters.edi.rosters.premium import (
    INDIVIDUAL,
    ORGANIZATION,
    Entity,
    PremiumAdjustment,
    PremiumPayment,
    SummaryCount,
    SummaryLine,
)
from adapters.edi.values import Reference, StatedDays, Verbatim
from adapters.edi.x12 import Segment
from domain.money import Money

# 005010X218 2000A ENT02: corporation, agency, ... ; 2000B ENT02: individual
_KINDS = {"2J": INDIVIDUAL} | dict.fromkeys(("2L", "AG", "NH", "RGA", "UN"), ORGANIZATION)


class EntityInProgress:
    """Who the next payments are for, being read: an ENT, the NM1 and REF under it.

    `unpaid` are its segments as long as nothing is paid or changed for it.
    """

    __slots__ = ("_ent", "_people", "_references", "_stated", "unpaid")

    def __init__(self, ent: Segment) -> None:
        self._ent = ent
        self._people: list[Segment] = []
        self._references: list[Reference] = []
        self._stated: Entity | None = None
        self.unpaid = [ent] if ent.number else []

    @property
    def is_stated(self) -> bool:
        """Whether something was paid or changed for it as it now stands."""
        return self._stated is not None

    def name(self, segment: Segment) -> None:
        """Take an NM1; after something was paid or changed it names the next person."""
        if self.is_stated:
            self._people, self._references, self._stated = [], [], None
        self._people.append(segment)
        self.unpaid.append(segment)

    def number(self, segment: Segment) -> None:
        """Take a REF that stands before anything is paid or changed."""
        self._references.append(reference(segment))
        self.unpaid.append(segment)

    def stated(self, ordinal: int) -> Entity:
        """The entity as it now stands, for what is paid or changed."""
        self.unpaid = []
        if self._stated is None:  # payments for the same people share it
            self._stated = self._as_it_stands(ordinal)
        return self._stated

    def _as_it_stands(self, ordinal: int) -> Entity:
        kind = _KINDS.get(self._ent.get(2), "")
        own = (Reference(self._ent.get(3), self._ent.get(4)),) if self._ent.get(4) else ()
        return Entity(
            ordinal=ordinal,
            # 005010X306 leaves ENT02 out: whoever is named is a person
            kind=kind or (INDIVIDUAL if self._people else ""),
            people=tuple(Party(Verbatim((segment,))) for segment in self._people),
            numbers=Numbers((*own, *self._references)),
        )


class PaymentInProgress:
    """One payment being read: give it the RMR, `take` what follows, then `finish`."""

    __slots__ = (
        "_adjustments",
        "_component",
        "_dates",
        "_entity",
        "_findings",
        "_lines",
        "_ordinal",
        "_others",
        "_references",
        "_segments",
    )

    def __init__(self, start: Segment, ordinal: int, entity: Entity, component: str) -> None:
        self._ordinal = ordinal
        self._entity = entity
        self._component = component
        self._segments = [start]
        self._others: list[Segment] = []
        self._adjustments: list[PremiumAdjustment] = []
        self._references: list[Reference] = []
        self._dates: list[StatedDays] = []
        self._lines: list[list[Segment]] = []
        self._findings = Findings("premium")

    def take(self, segment: Segment) -> None:
        """Add one segment of the payment; one that is not known here is kept and flagged."""
        self._segments.append(segment)
        self._TAKES.get(segment.id, PaymentInProgress._unknown)(self, segment)

    def finish(self) -> PremiumPayment:
        """The payment as it stands."""
        rmr = self._segments[0]
        return PremiumPayment(
            ordinal=self._ordinal,
            entity=self._entity,
            reference_kind=rmr.get(1),
            reference=rmr.get(2),
            action=rmr.get(3),
            paid=self._findings.amount(rmr, 4, "2300"),
            billed=self._findings.amount(rmr, 5, "2300") if rmr.get(5) else None,
            adjustments=tuple(self._adjustments),
            numbers=Numbers(tuple(self._references)),
            dates=tuple(self._dates),
            lines=tuple(self._line(segments) for segments in self._lines),
            segments=Verbatim(tuple(self._segments)),
            others=Verbatim(tuple(self._others)),
            findings=tuple(self._findings.found),
            segment=rmr.number,
            offset=rmr.offset,
            length=self._segments[-1].end - rmr.offset,
        )

    def _adjustment(self, segment: Segment) -> None:
        self._adjustments.append(adjustment(segment, self._findings, "2320"))

    def _reference(self, segment: Segment) -> None:
        self._references.append(reference(segment))

    def _dated(self, segment: Segment) -> None:
        self._dates.extend(dated(segment, self._findings, "2300"))

    def _line_begins(self, segment: Segment) -> None:
        self._lines.append([segment])

    def _of_line(self, segment: Segment) -> None:
        if self._lines:
            self._lines[-1].append(segment)
        else:
            self._unknown(segment)

    def _line(self, segments: list[Segment]) -> SummaryLine:
        return SummaryLine(
            number=segments[0].get(1),
            charges=tuple((s.get(2), self._charge(s)) for s in segments if s.id == "SAC"),
            counts=tuple(
                SummaryCount(
                    s.get(5).partition(self._component)[0],
                    self._findings.quantity(s, 4, "2315"),
                )
                for s in segments
                if s.id == "SLN"
            ),
        )

    def _charge(self, segment: Segment) -> Money | None:
        amount = _hundredths(segment.get(5))
        if amount is None:
            self._findings.add(
                "not-an-amount",
                segment,
                what=f"SAC05 is {shown(segment.get(5))}; it should be an amount in cents",
                fix="ask the sender what the amount is; nothing was assumed in its place",
                loop="2312",
                element="SAC05",
            )
        return amount

    def _unknown(self, segment: Segment) -> None:
        self._others.append(segment)
        self._findings.unknown(segment, "2300")

    _TAKES: ClassVar[dict[str, Callable[["PaymentInProgress", Segment], None]]] = {
        "ADX": _adjustment,
        "REF": _reference,
        "DTM": _dated,
        "IT1": _line_begins,
        "SAC": _of_line,
        "SLN": _of_line,
    }


def adjustment(
    segment: Segment, findings: Findings, loop: str, entity: Entity | None = None
) -> PremiumAdjustment:
    """What one ADX says; the number it names is ADX03/ADX04."""
    named = (Reference(segment.get(3), segment.get(4)),) if segment.get(4) else ()
    return PremiumAdjustment(
        amount=findings.amount(segment, 1, loop),
        reason=segment.get(2),
        numbers=Numbers(named),
        entity=entity or Entity(),
        segment=segment.number,
        offset=segment.offset,
    )


def dated(segment: Segment, findings: Findings, loop: str = "") -> tuple[StatedDays, ...]:
    """The day of a DTM, or the period that DTM06 states."""
    return findings.dated(segment, 6 if segment.get(6) else 2, loop)


def _hundredths(text: str) -> Money | None:
    """An amount without a decimal point, its last two digits cents (SAC05)."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        return None
    return int(text)
