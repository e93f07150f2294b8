"""What a provider adjustment is about, by the reference it states (005010X221A1 PLB03-2).

Plans write it in styles of their own: the account number (our CLM01), a claim number, or the two
with the first day of care between, run together or not. Whatever else it says, the number of an
earlier payment too, leads to no claim.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.claims.claim import CLAIM as CLAIMS
from domain.claims.claim import Claim, NoClaim
from domain.identifiers import ClaimId, PlanKey
from hub.handler import Work
from hub.lookups import CLAIM
from hub.services.matching.matches import (
    NoMatch,
    Referenced,
    ReferencedClaim,
    ReferenceStyle,
)
from hub.services.matching.our_numbers import (
    LONGEST,
    claim_numbers_alone,
    claim_numbers_in,
    claim_numbers_without_check,
    rest_of,
)
from hub.services.matching.plan_numbers import claims_known_as
from hub.store.log import FactLog

# a dash may be part of a plan's number, and a slash of few
_BETWEEN = tuple(map(re.compile, (r"\s+", r"[\s/:,;]+", r"[\s/:,;-]+")))
_SHORTEST = 4  # a number of the plan that is run together with a day is at least so long
_YEARS = range(2015, 2100)
# year, month and day in eight or six digits, as CCYYMMDD, MMDDCCYY, YYMMDD, MMDDYY
_DAY_FORMS = (
    (8, slice(0, 4), slice(4, 6), slice(6, 8)),
    (8, slice(4, 8), slice(0, 2), slice(2, 4)),
    (6, slice(0, 2), slice(2, 4), slice(4, 6)),
    (6, slice(4, 6), slice(0, 2), slice(2, 4)),
)
_NONE = NoMatch(0, "none-of-ours")
_ACCOUNT_STYLES: dict["Beside", ReferenceStyle] = {
    "nothing": "account-number",
    "day": "account-number-and-date",
    "more": "account-date-and-claim-number",
}


Beside = Literal["nothing", "day", "more"]


@dataclass(frozen=True)
class Reading:
    """What a reference may say: numbers of claims of ours, numbers of the plan, a day.

    `accounts` were written as CLM01, `numbers` as the claim's number for people. `controls` stand
    in it by themselves, `parts` are what is left of them where a day is run together with them;
    `day_stands` where a day stands by itself. `beside_account` is what else it says.
    """

    accounts: tuple[str, ...]
    numbers: tuple[str, ...]
    controls: tuple[str, ...]
    parts: tuple[str, ...]
    day_stands: bool
    beside_account: Beside

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that may be the plan's number of a claim, tried now and whenever one is learnt."""
        return (*self.controls, *self.parts)


def resolve_references(
    work: Work, log: FactLog, plan_key: PlanKey, references: Sequence[str]
) -> list[Referenced]:
    """What each reference in a remittance of the plan names: one claim, or none.

    A reference that fits two claims names none. Looked up for all references together.
    """
    readings = [read_reference(reference) for reference in references]
    found = _Found.of(work, log, plan_key, readings)
    return [found.claim(reading) for reading in readings]


def read_reference(text: str) -> Reading:
    """What may stand in a reference; nothing is looked up."""
    text = text[:LONGEST]
    rest = rest_of(text)
    # what looks like a number of ours may be none: then the text is read as it stands
    words = _distinct(word for one in (rest, text) for cut in _BETWEEN for word in cut.split(one))
    together = "".join(filter(str.isalnum, rest))
    parts = (part for word in (*words, together) for part in _without_day(word))
    return Reading(
        accounts=claim_numbers_in(text) or claim_numbers_without_check(text),
        numbers=claim_numbers_alone(text),
        controls=_distinct((text.strip(), rest, *words, together)),
        parts=_distinct(part for part in parts if len(part) >= _SHORTEST),
        day_stands=any(map(_is_day, words)),
        beside_account=("day" if _is_day(together) else "more") if together else "nothing",
    )


@dataclass(frozen=True)
class _Found:
    """Which claims of the plan the numbers lead to; `others` are known, but of another plan."""

    by_number: Mapping[str, tuple[str, ...]]
    by_control: Mapping[str, tuple[str, ...]]
    others: frozenset[str]

    @classmethod
    def of(
        cls, work: Work, log: FactLog, plan_key: PlanKey, readings: Sequence[Reading]
    ) -> "_Found":
        numbers = _distinct(n for each in readings for n in (*each.accounts, *each.numbers))
        controls = _distinct(n for each in readings for n in each.spellings)
        by_number = log.find_many(CLAIM, numbers)
        by_control = claims_known_as(work, log, plan_key, controls)
        known = {claim_id for found in by_number.values() for claim_id in found}
        work.load(CLAIMS, sorted(known))
        others = frozenset(each for each in known if not _is_of_plan(work, each, plan_key))
        return cls(dict(by_number), dict(by_control), others)

    def claim(self, reading: Reading) -> Referenced:
        """The one claim of the plan that a reference names."""
        accounts = self._ids(self.by_number, reading.accounts)
        numbers = self._ids(self.by_number, reading.numbers)
        controls = self._ids(self.by_control, reading.controls)
        parts = self._ids(self.by_control, reading.parts)
        every = _distinct((*accounts, *numbers, *controls, *parts))
        own = [claim_id for claim_id in every if claim_id not in self.others]
        if set(accounts) & self.others or (set(numbers) & self.others and not accounts):
            return NoMatch(len(every), "other-plan")
        if len(own) > 1:
            return NoMatch(len(own), "numbers-disagree" if accounts else "several-claims")
        if not own:
            return _NONE
        return ReferencedClaim(ClaimId(own[0]), _style(reading, accounts, numbers, controls))

    @staticmethod
    def _ids(found: Mapping[str, tuple[str, ...]], numbers: Iterable[str]) -> tuple[str, ...]:
        return _distinct(claim_id for number in numbers for claim_id in found[number])


def _style(
    reading: Reading, accounts: Sequence[str], numbers: Sequence[str], controls: Sequence[str]
) -> ReferenceStyle:
    if accounts:
        return _ACCOUNT_STYLES[reading.beside_account]
    if numbers:
        return "claim-number"
    dated = reading.day_stands or not controls
    return "payer-control-number-and-date" if dated else "payer-control-number"


def _is_of_plan(work: Work, claim_id: str, plan_key: PlanKey) -> bool:
    claim: Claim = work.state(CLAIMS, claim_id)
    return not isinstance(claim, NoClaim) and claim.account.body.plan_key == plan_key


def _without_day(word: str) -> Iterator[str]:
    """What is left of a word where a day is run together with it, before or after."""
    for length in {form[0] for form in _DAY_FORMS}:
        if len(word) > length and _is_day(word[:length]):
            yield word[length:]
        if len(word) > length and _is_day(word[-length:]):
            yield word[:-length]


def _is_day(text: str) -> bool:
    if not (text.isascii() and text.isdigit()):
        return False
    return any(
        _is_date(int(text[year]), int(text[month]), int(text[day]))
        for length, year, month, day in _DAY_FORMS
        if len(text) == length
    )


def _is_date(year: int, month: int, day: int) -> bool:
    century = year if year >= 100 else 2000 + year
    try:
        date(century, month, day)
    except ValueError:
        return False
    return century in _YEARS


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
