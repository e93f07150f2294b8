"""Builds one member out of the segments of loop 2000 and all that stands under it."""

from collections.abc import Callable
from typing import ClassVar

from adapters.edi.elements import shown_code
from adapters.edi.rosters.findings import Findings
from adapters.edi.rosters.parties import Numbers, Party, reference
from adapters.edi.rosters.roster import MEMBER, Category, Coverage, Member, OtherCoverage
from adapters.edi.values import Amount, Reference, StatedDays, Verbatim
from adapters.edi.x12 import Segment

_OF_MEMBER = frozenset({"001", "021", "024", "025", "030"})  # 005010X220A1 2000 INS03
_OF_COVERAGE = _OF_MEMBER | {"002", "026", "032"}  # 005010X220A1 2300 HD01


class _Level:
    """What member, coverage, other coverage and category have in common, being collected."""

    __slots__ = ("amounts", "dates", "loop", "name", "others", "parties", "references", "start")

    def __init__(self, start: Segment, loop: str) -> None:
        self.start = start
        self.loop = loop
        self.name = ""
        self.references: list[Reference] = []
        self.dates: list[StatedDays] = []
        self.amounts: list[Amount] = []
        self.parties: list[list[Segment]] = []
        self.others: list[OtherCoverage] = []

    @property
    def numbers(self) -> Numbers:
        return Numbers(tuple(self.references))

    def as_parties(self) -> tuple[Party, ...]:
        return tuple(Party(Verbatim(tuple(segments))) for segments in self.parties)


class MemberInProgress:
    """One member being read: give it the INS, `take` what follows, then `finish`."""

    __slots__ = (
        "_categories",
        "_coverages",
        "_disability",
        "_findings",
        "_in_categories",
        "_level",
        "_ordinal",
        "_others",
        "_party",
        "_repetition",
        "_segments",
        "_top",
        "_within",
    )

    def __init__(self, start: Segment, ordinal: int, repetition: str | None) -> None:
        self._ordinal = ordinal
        self._repetition = repetition
        self._top = self._level = _Level(start, "2000")
        self._within: _Level | None = None  # the coverage that an other coverage belongs to
        self._party: list[Segment] | None = None
        self._coverages: list[Coverage] = []
        self._categories: list[Category] = []
        self._in_categories = False
        self._disability: list[Segment] = []
        self._segments = [start]
        self._others: list[Segment] = []
        self._findings = Findings("roster")
        self._maintenance(start, 3, _OF_MEMBER)

    def take(self, segment: Segment) -> None:
        """Add one segment of the member; one that is not known here is kept and flagged."""
        self._segments.append(segment)
        self._TAKES.get(segment.id, MemberInProgress._unknown)(self, segment)

    def finish(self) -> Member:
        """The member as it stands."""
        self._close_level()
        top, ins = self._top, self._top.start
        parties = top.as_parties()
        if not any(each.entity in MEMBER for each in parties):
            self._findings.missing("NM1", "who the member is", ins)
        return Member(
            ordinal=self._ordinal,
            is_subscriber=ins.get(1) == "Y",
            relationship=ins.get(2),
            maintenance=ins.get(3),
            reason=ins.get(4),
            benefit_status=ins.get(5),
            medicare=ins.get(6),
            employment=ins.get(8),
            student=ins.get(9),
            confidentiality=ins.get(13),
            numbers=top.numbers,
            dates=tuple(top.dates),
            amounts=tuple(top.amounts),
            parties=parties,
            coverages=tuple(self._coverages),
            categories=tuple(self._categories),
            disability=Verbatim(tuple(self._disability)),
            segments=Verbatim(tuple(self._segments)),
            others=Verbatim(tuple(self._others)),
            findings=tuple(self._findings.found),
            segment=ins.number,
            offset=ins.offset,
            length=self._segments[-1].end - ins.offset,
        )

    def _maintenance(self, segment: Segment, element: int, known: frozenset[str]) -> None:
        code = segment.get(element)
        if code in known:
            return
        self._findings.add(
            "unknown-maintenance",
            segment,
            what=f"{segment.id}{element:02d} is {shown_code(code)}; "
            "it does not say what is to happen to the member's coverage",
            fix="ask the sender whether it is added, changed or ended; nothing was assumed",
            loop=self._level.loop,
            element=f"{segment.id}{element:02d}",
        )

    # what opens a level

    def _coverage(self, segment: Segment) -> None:
        self._close_level()
        self._level = _Level(segment, "2300")
        self._maintenance(segment, 1, _OF_COVERAGE)

    def _other_coverage(self, segment: Segment) -> None:
        self._close_other_coverage()
        if self._level.loop != "2300":
            self._unknown(segment)
            return
        self._within, self._level = self._level, _Level(segment, "2320")

    def _categories_bound(self, segment: Segment) -> None:
        self._close_level()
        self._in_categories = segment.id == "LS"

    def _number(self, segment: Segment) -> None:
        """LX: the next reporting category, or the next provider of a coverage."""
        if self._in_categories:
            self._close_level()
            self._level = _Level(segment, "2700")
        elif self._level.loop in ("2300", "2320"):
            self._close_other_coverage()
        else:
            self._unknown(segment)

    def _close_level(self) -> None:
        self._close_other_coverage()
        level, self._level, self._party = self._level, self._top, None
        if level.loop == "2300":
            self._coverages.append(
                Coverage(
                    maintenance=level.start.get(1),
                    line=level.start.get(3),
                    plan=level.start.get(4),
                    level=level.start.get(5),
                    dates=tuple(level.dates),
                    amounts=tuple(level.amounts),
                    numbers=level.numbers,
                    providers=level.as_parties(),
                    other_coverages=tuple(level.others),
                )
            )
        elif level.loop == "2700":
            self._categories.append(Category(level.name, level.numbers, tuple(level.dates)))

    def _close_other_coverage(self) -> None:
        self._party = None
        level, within = self._level, self._within
        if within is None:
            return
        cob = level.start
        within.others.append(
            OtherCoverage(
                sequence=cob.get(1),
                policy=cob.get(2),
                coordination=cob.get(3),
                service_types=self._repeated(cob.get(4)),
                numbers=level.numbers,
                dates=tuple(level.dates),
                parties=level.as_parties(),
            )
        )
        self._level, self._within = within, None

    def _repeated(self, text: str) -> tuple[str, ...]:
        parts = text.split(self._repetition) if self._repetition else (text,)
        return tuple(part for part in parts if part)

    # what stands in one

    def _reference(self, segment: Segment) -> None:
        self._level.references.append(reference(segment))

    def _dated(self, segment: Segment) -> None:
        if self._disability and self._level is self._top:
            self._disability.append(segment)
            return
        self._level.dates.extend(self._findings.dated(segment, 3, self._level.loop))

    def _amount(self, segment: Segment) -> None:
        amount = self._findings.amount(segment, 2, self._level.loop)
        if amount is not None:
            self._level.amounts.append(Amount(segment.get(1), amount))

    def _name(self, segment: Segment) -> None:
        self._party = [segment]
        self._level.parties.append(self._party)

    def _of_party(self, segment: Segment) -> None:
        if self._party is None:
            self._unknown(segment)
        else:
            self._party.append(segment)

    def _category_name(self, segment: Segment) -> None:
        if self._level.loop == "2700":
            self._level.name = segment.get(2)
        else:
            self._unknown(segment)

    def _disabled(self, segment: Segment) -> None:
        self._disability.append(segment)

    def _other(self, segment: Segment) -> None:
        self._others.append(segment)

    def _unknown(self, segment: Segment) -> None:
        self._others.append(segment)
        self._findings.unknown(segment, self._level.loop)

    _TAKES: ClassVar[dict[str, Callable[["MemberInProgress", Segment], None]]] = {
        "REF": _reference,
        "DTP": _dated,
        "NM1": _name,
        "N3": _of_party,
        "N4": _of_party,
        "DMG": _of_party,
        "PER": _of_party,
        "LUI": _of_party,
        "EC": _of_party,
        "ICM": _of_party,
        "HLH": _of_party,
        "PLA": _of_party,
        "AMT": _amount,
        "DSB": _disabled,
        "HD": _coverage,
        "IDC": _other,
        "LX": _number,
        "COB": _other_coverage,
        "LS": _categories_bound,
        "LE": _categories_bound,
        "N1": _category_name,
    }
