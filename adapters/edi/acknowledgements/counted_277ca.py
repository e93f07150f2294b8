"""The claims under a provider and a file, counted and summed as a 277CA does (QTY, AMT).

005010X214: 2200B QTY 90 and AA, 2200C QTY QA and QC, AMT YU and YY at both.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from adapters.edi.acknowledgements.batch_answer import Answer, BatchAnswer, Quantity
from adapters.edi.elements import write_quantity
from adapters.edi.finding import Finding
from adapters.edi.values import Amount
from domain.money import Money, show_money

_COUNTED_AS = {"receiver": ("90", "AA"), "provider": ("QA", "QC")}
_LOOPS = {"receiver": "2200B", "provider": "2200C"}
_ENDS_AT = {
    "receiver": frozenset({"source", "receiver"}),
    "provider": frozenset({"source", "receiver", "provider"}),
}
_TAKEN = frozenset({"accepted", "received"})


class Totals(msgspec.Struct, frozen=True, gc=False):
    """How many claims were accepted and sent back, and what they charge in cents.

    None where one of the claims, or a provider that lists none, does not say.
    """

    accepted: int | None = 0
    rejected: int | None = 0
    accepted_charge: Money | None = 0
    rejected_charge: Money | None = 0

    def __add__(self, other: "Totals") -> "Totals":
        pairs = zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)
        return Totals(*(None if a is None or b is None else a + b for a, b in pairs))


_NOT_SAID = Totals(None, None, None, None)


def with_totals(batch: BatchAnswer) -> BatchAnswer:
    """The same with the counts and sums of every provider and of the file stated."""
    levels = tuple(
        _stating(level, _under(_below(batch.levels, at))) if level.level in _COUNTED_AS else level
        for at, level in enumerate(batch.levels)
    )
    return msgspec.structs.replace(batch, levels=levels)


def count_findings(levels: Sequence[Answer]) -> Iterator[Finding]:
    """Every count and sum that is stated and is not that of the claims listed.

    A file or provider that is rejected as a whole lists no claims: nothing is compared there.
    """
    for at, level in enumerate(levels):
        if level.level in _COUNTED_AS:
            below = _below(levels, at)
            if below or level.result != "rejected":
                yield from _differences(level, _under(below))


def _below(levels: Sequence[Answer], at: int) -> Sequence[Answer]:
    """What stands under a file or provider, up to the next level that is as high."""
    until = _ENDS_AT[levels[at].level]
    numbers = range(at + 1, len(levels))
    return levels[at + 1 : next((n for n in numbers if levels[n].level in until), len(levels))]


def _under(below: Sequence[Answer]) -> Totals:
    totals = Totals()
    for at, level in enumerate(below):
        if level.level == "claim":
            totals += _of_claim(level)
        elif level.level == "provider" and not _below(below, at):
            totals += _stated(level)
    return totals


def _of_claim(claim: Answer) -> Totals:
    if claim.result == "unknown":
        return _NOT_SAID
    if claim.result in _TAKEN:
        return Totals(accepted=1, accepted_charge=claim.amount)
    return Totals(rejected=1, rejected_charge=claim.amount)


def _stated(provider: Answer) -> Totals:
    """What a provider states that lists no claims; it may leave out what is zero."""
    if not (provider.quantities and provider.amounts):
        return _NOT_SAID
    stated = {name: value for name, value, _ in _statements(provider)}
    accepted, rejected, charged, charged_back = (
        int(stated.get(name, 0)) for name in (*_COUNTED_AS["provider"], "YU", "YY")
    )
    return Totals(accepted, rejected, charged, charged_back)


def _statements(level: Answer) -> Iterator[tuple[str, Decimal | Money, str]]:
    """Each QTY and AMT: its qualifier, its value, and its value in words."""
    for count in level.quantities:
        claims = "claim" if count.quantity == 1 else "claims"
        yield count.qualifier, count.quantity, f"{write_quantity(count.quantity)} {claims}"
    for sum_ in level.amounts:
        yield sum_.qualifier, sum_.amount, f"charges of {show_money(sum_.amount)}"


def _listed(level: Answer, totals: Totals) -> dict[str, tuple[int | None, str]]:
    """What QTY and AMT should state, by qualifier, and what each means."""
    accepted, rejected = _COUNTED_AS[level.level]
    return {
        accepted: (totals.accepted, "accepted"),
        rejected: (totals.rejected, "rejected"),
        "YU": (totals.accepted_charge, "accepted"),
        "YY": (totals.rejected_charge, "rejected"),
    }


def _stating(level: Answer, totals: Totals) -> Answer:
    listed = {name: value for name, (value, _) in _listed(level, totals).items() if value}
    return msgspec.structs.replace(
        level,
        quantities=tuple(
            Quantity(name, Decimal(listed[name]))
            for name in _COUNTED_AS[level.level]
            if name in listed
        ),
        amounts=tuple(Amount(name, listed[name]) for name in ("YU", "YY") if name in listed),
    )


def _differences(level: Answer, totals: Totals) -> Iterator[Finding]:
    listed = _listed(level, totals)
    for name, value, stated in _statements(level):
        expected, means = listed.get(name, (None, ""))
        if expected is None or expected == value:
            continue
        is_sum = name in {"YU", "YY"}
        place = next(
            (s for s in level.segments.segments if s.id in {"QTY", "AMT"} and s.get(1) == name),
            None,
        )
        yield Finding(
            code=f"acknowledgement.{'amount' if is_sum else 'count'}-differs",
            what=f"it states {stated} {means}; the claims listed come to "
            f"{show_money(expected) if is_sum else expected}",
            fix="ask the plan which claims are missing; those listed were read",
            segment=place.number if place else level.segment,
            offset=place.offset if place else level.offset,
            loop=_LOOPS[level.level],
            element="AMT02" if is_sum else "QTY02",
        )
