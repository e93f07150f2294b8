"""What a remittance did to the claims in it, and the reasons it states, for a person to read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from adapters.edi.codes import explain
from adapters.edi.remittances.remittance import ClaimPayment
from domain.claims.claim_money import REVERSAL
from domain.money import Money, show_money

# CO-A1, N362, AAA-72, A7:21:85: what is longer is no code
_PART = r"(?:[A-Z0-9]{1,3}|[A-Z]{1,2}\d{1,3})"
_CODE = re.compile(rf"{_PART}|[A-Z][A-Z0-9]{{0,2}}(?:[-:]{_PART}){{1,2}}", re.ASCII)


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """One code that a file states, how often, and what it moved; `meaning` in plain words.

    No `meaning`: we have no plain words for it yet. Remark codes move no money: no `amount`.
    """

    code: str
    times: int
    amount: str | None = None
    meaning: str | None = None


def results_and_reasons(
    claims: Iterable[ClaimPayment],
) -> tuple[dict[str, int], tuple[Reason, ...]]:
    """How many claims were paid, part-paid, not paid and reversed, and the codes that say why.

    By money, not by status; the codes are those of claims and lines, the largest amounts first.
    """
    results: Counter[str] = Counter()
    times: Counter[str] = Counter()
    moved: Counter[str] = Counter()
    for claim in claims:
        results[_what_became(claim)] += 1
        for code, amount in _adjusted(claim):
            times[code] += 1
            moved[code] += amount
        times.update(f"RARC-{stated_code(remark)}" for remark in _remarks(claim))
    order = sorted(times, key=lambda code: (code not in moved, -abs(moved[code]), code))
    return (
        {word: results[word] for word in _WORDS if results[word]},
        tuple(reason(code, times[code], moved.get(code)) for code in order),
    )


_WORDS = ("paid", "part-paid", "not paid", "reversed", "unreadable")


def _what_became(claim: ClaimPayment) -> str:
    if claim.paid is None:
        return "unreadable"
    if claim.status == REVERSAL:
        return "reversed"
    if not claim.paid:
        return "not paid"
    return "paid" if claim.paid == claim.billed else "part-paid"


def reason(code: str, times: int, moved: Money | None = None) -> Reason:
    """A stated code with its plain words."""
    known = explain(code)
    return Reason(
        code=code.removeprefix("RARC-"),
        times=times,
        amount=None if moved is None else show_money(moved),
        meaning=known.words if known else None,
    )


def _adjusted(claim: ClaimPayment) -> Iterator[tuple[str, Money]]:
    for adjustments in (claim.adjustments, *(line.adjustments for line in claim.lines)):
        for each in adjustments:
            yield stated_code(each.code), each.amount


def _remarks(claim: ClaimPayment) -> Iterable[str]:
    yield from claim.remarks
    for line in claim.lines:
        yield from line.remarks


def stated_code(text: str) -> str:
    """A code as stated; ``other`` for what has not the form of one, and so may be anything."""
    return text if _CODE.fullmatch(text) else "other"
