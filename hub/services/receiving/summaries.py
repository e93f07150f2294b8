"""What stands in a transaction that the hub reads and does not act upon, in numbers."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

from msgspec.structs import replace

from adapters.edi.envelope import Transaction
from adapters.edi.finding import Finding
from adapters.edi.inquiries.claim_status import StatusAnswer
from adapters.edi.inquiries.coverage import CoverageAnswer
from adapters.edi.inquiries.read_270 import read_270
from adapters.edi.inquiries.read_271 import read_271
from adapters.edi.inquiries.read_276 import read_276
from adapters.edi.inquiries.read_277 import read_277
from adapters.edi.inquiries.read_278 import read_278
from adapters.edi.inquiries.review import Review
from adapters.edi.recognise import kind_of
from adapters.edi.rosters.read_834 import read_834
from adapters.edi.rosters.roster import Member
from domain.problem import Problem
from hub.services.reasons import reason, stated_code
from hub.services.results import TransactionResult

_MAINTENANCE = {  # 005010X220A1 INS03
    "001": "changed",
    "021": "added",
    "024": "ended",
    "025": "back again",
    "030": "listed whole",
}
_INSTEAD = {
    "270": "nothing to do: the hub asks such questions and does not answer them",
    "271": "look at the answers here, and correct the members' coverage: hub member import",
    "276": "nothing to do: the hub asks such questions and does not answer them",
    "277": "compare it with the claims: hub claim show",
    "278": "take what was allowed in as a sheet: hub authorization import",
    "834": "take its members in as a sheet: hub member import",
}


class _Read(Protocol):
    """A transaction, or one thing that it holds, with what is wrong in it."""

    @property
    def findings(self) -> Iterable[Finding]: ...


_U = TypeVar("_U", bound=_Read)
_Counted = tuple[TransactionResult, list[Finding]]


def summary(transaction: Transaction, name: str, *, received: bool) -> TransactionResult:
    """The counts and problems of `transaction`, read to its end, in the file `name`.

    For a kind that `has_summary`. A file that is `received` is told that nothing comes of it; one
    that is only looked at has problems where something is wrong in it.
    """
    header = transaction.header
    kind = kind_of(header)
    counted, findings = _SUMMARIES[kind](transaction)
    unused = Problem(
        code="file.not-acted-upon",
        what=f"the {kind} was read; receiving does nothing else with it",
        where=f"{name}, transaction {header.ordinal}, segment {header.first_segment}",
        fix=_INSTEAD[kind],
    )
    told = (unused,) if received else ()
    problems = (*told, *(finding.in_file(name) for finding in findings))
    return replace(counted, kind=kind, control=header.shown_control, problems=problems)


def has_summary(kind: str) -> bool:
    """Whether transactions of this kind are read and counted here."""
    return kind in _SUMMARIES


def _asked_coverage(transaction: Transaction) -> _Counted:
    reading = read_270(transaction)
    return _count("questions", reading, reading.questions, lambda _: "asked")


def _asked_status(transaction: Transaction) -> _Counted:
    reading = read_276(transaction)
    return _count("questions", reading, reading.questions, lambda _: "asked")


def _coverage(transaction: Transaction) -> _Counted:
    def reasons(answer: CoverageAnswer) -> Iterable[str]:
        return (f"AAA-{rejection.reason}" for rejection in answer.reasons)

    reading = read_271(transaction)
    return _count("members", reading, reading.answers, lambda answer: answer.result, reasons)


def _status(transaction: Transaction) -> _Counted:
    def reasons(answer: StatusAnswer) -> Iterable[str]:
        return (code.code for status in answer.statuses for code in status.codes)

    reading = read_277(transaction)
    return _count("claims", reading, reading.answers, lambda answer: answer.result, reasons)


def _reviews(transaction: Transaction) -> _Counted:
    def reasons(review: Review) -> Iterable[str]:
        decided = (review.decision, *(service.decision for service in review.services))
        yield from (f"HCR-{each.action}" for each in decided if each)
        yield from (f"AAA-{each.reason}" for each in review.rejections)

    reading = read_278(transaction)
    return _count("questions", reading, reading.reviews, lambda review: review.result, reasons)


def _roster(transaction: Transaction) -> _Counted:
    def maintained(member: Member) -> str:
        return _MAINTENANCE.get(member.maintenance, "not told apart")

    reading = read_834(transaction)
    return _count("members", reading, reading.members, maintained)


def _count(
    held: str,
    reading: _Read,
    units: Iterable[_U],
    result_of: Callable[[_U], str],
    reasons_of: Callable[[_U], Iterable[str]] = lambda _: (),
) -> _Counted:
    """The `units` of one transaction, read one at a time and counted; `held` says what they are."""
    number = 0
    findings: list[Finding] = []
    results: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for unit in units:
        number += 1
        findings.extend(unit.findings)
        results[result_of(unit)] += 1
        reasons.update(map(stated_code, reasons_of(unit)))
    result = replace(
        _UNUSED,
        results=dict(results.most_common()),
        reasons=tuple(reason(code, times) for code, times in reasons.most_common()),
        **{held: number},
    )
    return result, [*reading.findings, *findings]


_UNUSED = TransactionResult(kind="", control="", outcome="unsupported", problems=())
_SUMMARIES: Mapping[str, Callable[[Transaction], _Counted]] = {
    "270": _asked_coverage,
    "271": _coverage,
    "276": _asked_status,
    "277": _status,
    "278": _reviews,
    "834": _roster,
}
