"""What single segments state in any guide: REF, AMT, DTM, CAS; and what is kept as it stands."""

from datetime import date
from decimal import Decimal

import msgspec

from adapters.edi.x12 import Segment
from domain.money import Money


class Reference(msgspec.Struct, frozen=True, gc=False):
    """A REF: what kind of number, and the number."""

    qualifier: str
    value: str


class Amount(msgspec.Struct, frozen=True, gc=False):
    """An AMT: it informs and is never part of a balance (domain.md 7.4)."""

    qualifier: str
    amount: Money


class DatedAs(msgspec.Struct, frozen=True, gc=False):
    """A DTM: what kind of day, and the day."""

    qualifier: str
    day: date


class StatedDays(msgspec.Struct, frozen=True, gc=False):
    """A DTP or DTM: what kind of days, from the first to the last of them; mostly one day."""

    qualifier: str
    first_day: date
    last_day: date


class CasAdjustment(msgspec.Struct, frozen=True, gc=False):
    """One of the six triplets of a CAS; a positive amount lowers the payment."""

    group: str
    reason: str
    amount: Money
    quantity: Decimal | None = None

    @property
    def code(self) -> str:
        """Group and reason as people write them: ``CO-197``."""
        return f"{self.group}-{self.reason}"


class Private(msgspec.Struct, frozen=True, gc=False):
    """Personal details, kept apart: printing one shows none of them.

    `names` are NM1 segments as they stand, NM101 says whose, NM109 is the number.
    """

    names: tuple[Segment, ...] = ()

    def __repr__(self) -> str:
        return f"<{len(self.names)} names, not shown>"

    def number(self, entity: str) -> str:
        """NM109 of the first NM1 of that entity (QC, IL, 74, 82 ...), empty where absent."""
        return next((name.get(9) for name in self.names if name.get(1) == entity), "")


class Verbatim(msgspec.Struct, frozen=True, gc=False, eq=False):
    """Segments as they stand in a file, in its order; printing them shows none of their texts.

    Two are equal where they say the same, wherever in a file they stand.
    """

    segments: tuple[Segment, ...] = ()

    def __repr__(self) -> str:
        return f"<{len(self.segments)} segments, not shown>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verbatim) and self._texts() == other._texts()

    def __hash__(self) -> int:
        return hash(tuple(tuple(elements) for elements in self._texts()))

    def _texts(self) -> list[list[str]]:
        return [segment.elements for segment in self.segments]


NOTHING_KEPT = Verbatim()
