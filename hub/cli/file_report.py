"""A received or inspected file as a page: what it is, what it says, what is wrong in it."""

from collections.abc import Iterable, Iterator

from domain.problem import Problem
from hub.cli.frame import wrapped
from hub.services.notices.waiting_claims import WaitingClaim
from hub.services.reasons import Reason
from hub.services.results import FileResult, TransactionResult

_LABEL = 12
_MOST = 20  # answers or reasons on one page; --json has them all
_MOST_WAITING = 10
_PLACES = 3  # where the same problem stands


def page(results: Iterable[FileResult], *, foreseen: bool = False) -> Iterator[str]:
    """Every file with its transactions, a blank line between two files.

    `foreseen`: the files were only looked at, so that an outcome is what would come of them.
    """
    for at, file in enumerate(results):
        if at:
            yield ""
        words = {_outcome(each, foreseen=foreseen) for each in file.transactions}
        outcome = words.pop() if len(words) == 1 else file.outcome
        yield from wrapped(f"{file.file}: {outcome}")
        for transaction in file.transactions:
            yield from _transaction(transaction, foreseen=foreseen)
        yield from _problems(file.problems)


def _outcome(result: TransactionResult, *, foreseen: bool) -> str:
    if result.outcome == "unsupported" and _is_read(result):
        return "read" if foreseen else "not acted upon"
    return f"would be {result.outcome}" if foreseen and _is_done(result) else result.outcome


def _is_done(result: TransactionResult) -> bool:
    return result.outcome in {"posted", "parked"}


def _is_read(result: TransactionResult) -> bool:
    counted = (result.claims, result.members, result.questions, result.payments)
    return any(count is not None for count in counted)


def _transaction(result: TransactionResult, *, foreseen: bool) -> Iterator[str]:
    was = f" (it was {result.was})" if result.was else ""
    outcome = _outcome(result, foreseen=foreseen)
    title = f"{result.kind} {result.control}: {outcome}{was}"
    yield from wrapped(title, first="  ", rest="    ")
    for label, text in _facts(result):
        yield from _labelled(label, text)
    yield from _waiting(result.waiting or (), foreseen=foreseen)
    yield from _answers(result.answers or {})
    yield from _reasons(result.reasons or ())
    yield from _problems(result.problems)


def _facts(result: TransactionResult) -> Iterator[tuple[str, str]]:
    """Each thing the transaction states, under its label."""
    moved, off, results = result.provider_adjustments, result.residual, result.results or {}
    stated = (
        ("from", result.payer),
        ("trace", result.trace),
        ("pays", result.deposit),
        ("members", result.members),
        ("questions", result.questions),
        ("payments", result.payments),
        ("claims", ", ".join(_claims(result)) if result.claims is not None else None),
        ("paid", result.paid if result.claims is None else None),
        ("adjusted", ", ".join(f"{k} {v}" for k, v in (result.adjustments or {}).items())),
        ("besides", f"{moved} in provider adjustments" if moved not in {None, "0.00"} else None),
        ("off by", off if off != "0.00" else None),
        ("paid direct", result.paid_to and f"to {result.paid_to}: no money of the hub's moves"),
        ("in suspense", result.suspense if result.suspense != "0.00" else None),
        ("answers", ", ".join(_counts(result))),
        ("checks", _checked(result)),
        ("of these", ", ".join(f"{count} {word}" for word, count in results.items())),
    )
    return ((label, str(text)) for label, text in stated if text not in {None, ""})


def _checked(result: TransactionResult) -> str | None:
    """The verdict on claims of others: what keeps them from being sent stands below."""
    if result.kind != "837P" or result.claims is None:
        return None
    found = sum(problem.code.startswith("837p.") for problem in result.problems)
    things = "1 thing" if found == 1 else f"{found} things"
    return f"{things} to mend before sending" if found else "nothing found"


def _counts(result: TransactionResult) -> Iterator[str]:
    if result.accepted is not None:
        yield f"{result.accepted} accepted"
    if result.rejected is not None:
        yield f"{result.rejected} rejected"


def _claims(result: TransactionResult) -> Iterator[str]:
    yield f"{result.claims} billed {result.billed}" if result.billed else str(result.claims)
    if result.paid is not None:
        yield f"paid {result.paid}"
    if result.unreadable_claims:
        yield f"{result.unreadable_claims} with amounts that cannot be read"
    if result.unmatched_claims:
        yield f"{result.unmatched_claims} with no claim of ours"
    if result.parked_claims:
        yield f"{result.parked_claims} parked"


def _answers(answers: dict[str, str]) -> Iterator[str]:
    for at, (number, answer) in enumerate(answers.items()):
        if at == _MOST:
            yield from _labelled("", f"and {len(answers) - _MOST} more: --json shows all")
            return
        yield from _labelled("", f"{number}: {answer}")


def _waiting(waiting: tuple[WaitingClaim, ...], *, foreseen: bool) -> Iterator[str]:
    """The first claim payments that wait, each with why."""
    for at, each in enumerate(waiting):
        if at == _MOST_WAITING:
            yield from _labelled("", f"and {len(waiting) - _MOST_WAITING} more: --json shows all")
            return
        label = ("would wait" if foreseen else "waits") if at == 0 else ""
        yield from _labelled(label, f"CLP {each.clp}: {each.why}  [{each.code}]")


def _reasons(reasons: tuple[Reason, ...]) -> Iterator[str]:
    for at, each in enumerate(reasons):
        if at == _MOST:
            yield from _labelled("", f"and {len(reasons) - _MOST} more: --json shows all")
            break
        label = "why" if at == 0 else ""
        moved = f" {each.amount}" if each.amount else ""
        times = "once" if each.times == 1 else f"{each.times} times"
        words = each.meaning or "no plain words yet"
        yield from _labelled(label, f"{each.code}{moved}, {times}: {words}")
    if wordless := sum(each.meaning is None for each in reasons):
        codes = "1 code has" if wordless == 1 else f"{wordless} codes have"
        yield from _labelled("", f"{codes} no plain words yet")


def _problems(problems: Iterable[Problem]) -> Iterator[str]:
    """Each kind of problem once, with the first places where it stands."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for problem in problems:
        same = places.setdefault((problem.code, problem.what, problem.fix), [])
        if problem.where:
            same.append(problem.where)
    for (code, what, fix), where in places.items():
        yield from wrapped(f"{what}  [{code}]", first="    - ", rest="      ")
        for at, place in enumerate(where[:_PLACES]):
            label = "where  " if at == 0 else " " * 7
            yield from wrapped(place, first=f"      {label}", rest=" " * 13)
        if len(where) > _PLACES:
            yield f"{' ' * 13}and {len(where) - _PLACES} more: --json shows all"
        yield from wrapped(fix, first="      fix    ", rest=" " * 13)


def _labelled(label: str, text: str) -> Iterator[str]:
    yield from wrapped(text, first=f"    {label:<{_LABEL}}", rest=" " * (_LABEL + 4))
