"""An 834 to a typed roster: header first, then members one at a time. Source: 005010X220A1.

One pass holds one member in memory. Nothing aborts: what is wrong comes as findings.
"""

from collections.abc import Iterator
from itertools import chain

from adapters.edi.elements import day, write_quantity
from adapters.edi.envelope import Transaction, TransactionHeader
from adapters.edi.finding import Finding
from adapters.edi.rosters.findings import Findings, place
from adapters.edi.rosters.member_834 import MemberInProgress
from adapters.edi.rosters.parties import NOWHERE, numbers, parties
from adapters.edi.rosters.roster import Count, Member, RosterHeader
from adapters.edi.values import Verbatim
from adapters.edi.x12 import Segment

SUPPORTED = frozenset({"005010X220", "005010X220A1"})

_OF_HEADER = frozenset({"BGN", "REF", "DTP", "QTY"})
_UNDER_PARTY = frozenset({"ACT"})  # 005010X220A1 1100C


class Reading834:
    """One roster being read.

    `header` is there at once. Iterate `members` once; after it `findings` are complete: those
    outside of members, the transaction's own included. Each member carries its own.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._body = iter(transaction)
        self._found = Findings("roster")
        self._counted = {"TO": 0, "ET": 0, "DT": 0}
        before, self._pending = _before_members(self._body)
        self.header = _header(before, transaction.header, self._found)
        self.members: Iterator[Member] = self._members()

    @property
    def findings(self) -> list[Finding]:
        """What is wrong outside of members, so far."""
        return [*self._found.found, *self._transaction.findings]

    def _members(self) -> Iterator[Member]:
        repetition = self._transaction.delimiters.repetition
        member: MemberInProgress | None = None
        ordinal = 0
        pending = () if self._pending is None else (self._pending,)
        for segment in chain(pending, self._body):
            if segment.id == "INS":
                if member is not None:
                    yield self._count(member.finish())
                ordinal += 1
                member = MemberInProgress(segment, ordinal, repetition)
            elif member is not None:
                member.take(segment)
        if member is not None:
            yield self._count(member.finish())
        self._compare_counts()

    def _count(self, member: Member) -> Member:
        self._counted["TO"] += 1
        self._counted["ET" if member.is_subscriber else "DT"] += 1
        return member

    def _compare_counts(self) -> None:
        start = place(self._transaction.header)
        if not self._counted["TO"]:
            self._found.missing("INS", "who is covered", start)
        for count in self.header.counts:
            counted = self._counted.get(count.qualifier)
            if counted is None or count.number is None or count.number == counted:
                continue
            self._found.add(
                "count",
                start,
                what=f"QTY says {write_quantity(count.number)} members of kind "
                f"{count.qualifier}; the roster has {counted}",
                fix="ask the sender whether members are missing; those in the file were read",
                element="QTY02",
            )


def read_834(transaction: Transaction) -> Reading834:
    """The roster in `transaction`; the caller looks at `SUPPORTED` first."""
    return Reading834(transaction)


def _before_members(body: Iterator[Segment]) -> tuple[list[Segment], Segment | None]:
    before: list[Segment] = []
    for segment in body:
        if segment.id == "INS":
            return before, segment
        before.append(segment)
    return before, None


def _header(segments: list[Segment], start: TransactionHeader, found: Findings) -> RosterHeader:
    organizations, own = parties(segments, _UNDER_PARTY)
    bgn = next((each for each in own if each.id == "BGN"), NOWHERE)
    if not bgn.number:
        found.missing("BGN", "what the file is for", place(start))
    elif day(bgn.get(3)) is None:
        found.dated(bgn, 3)
    others = [each for each in own if each.id not in _OF_HEADER]
    for segment in others:
        found.unknown(segment)
    return RosterHeader(
        purpose=bgn.get(1),
        reference=bgn.get(2),
        created_on=day(bgn.get(3)),
        action=bgn.get(8),
        policy=numbers(each for each in own if each.id == "REF").get("38"),
        dates=tuple(dated for each in own if each.id == "DTP" for dated in found.dated(each, 3)),
        counts=tuple(
            Count(each.get(1), found.quantity(each, 2)) for each in own if each.id == "QTY"
        ),
        organizations=organizations,
        version=start.version,
        segments=Verbatim(tuple(segments)),
        others=Verbatim(tuple(others)),
    )
