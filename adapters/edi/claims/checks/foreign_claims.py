"""The checks before sending, run on claims that somebody else sends.

What only the plans of our field ask of us is left out. A claim is called by its place in the file:
its number may be a personal detail there.
"""

from collections.abc import Iterator
from operator import is_

from msgspec.structs import replace

from adapters.edi.claims.checks.before_sending import OURS, RULES
from adapters.edi.claims.checks.duplicates import BilledCare, StatedNumbers
from adapters.edi.claims.checks.parties import (
    billing_problems,
    receiver_problems,
    submitter_problems,
)
from adapters.edi.claims.read_837p import ReadClaim
from domain.problem import Problem

_FIX = "ask the sender to correct it and to send the file again"
_RULES = tuple(rule for kind, rules in RULES.items() if kind != OURS for rule in rules)


class ForeignClaims:
    """The claims of one file, judged one at a time and in its order; none of them is kept.

    `file` is what the file is called, a name free of personal details. Care and numbers that
    are stated twice are found over the whole file, by hashes.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._claims = 0
        self._care = BilledCare()
        self._numbers = StatedNumbers()
        self._parties: set[int] = set()
        self._last: tuple[object, ...] = ()

    def problems_of(self, read: ReadClaim) -> tuple[Problem, ...]:
        """What the rules find in a claim, and in whoever sends or bills it for the first time.

        What could not be read is among the findings of the reading, not here.
        """
        self._claims += 1
        at = f"{self._file}, claim {self._claims} (from segment {read.first_segment})"
        found = [*self._of_parties(read, at)]
        if (claim := read.claim) is not None:
            found += (problem for rule in _RULES for problem in rule(claim, at))
            name = f"claim {self._claims} of the file"
            found += self._care.repeated(claim, read.billing.npi, at, name)
            found += self._numbers.repeated(claim, read.billing, read.first_segment, at)
        return tuple(replace(problem, fix=_FIX) for problem in found)

    def _of_parties(self, read: ReadClaim, at: str) -> Iterator[Problem]:
        """Each party once; nearly all claims have those of the claim before them."""
        parties = (read.submitter, read.receiver, read.billing)
        if all(map(is_, parties, self._last)) and self._last:
            return
        self._last = parties
        payer = read.claim.payer if read.claim else None
        for party, problems in (
            (read.submitter, submitter_problems(read.submitter, self._file)),
            (read.receiver, receiver_problems(read.receiver, self._file)),
            (read.billing, billing_problems(read.billing, at, _FIX, payer)),
        ):
            if hash(party) not in self._parties:
                self._parties.add(hash(party))
                yield from problems
