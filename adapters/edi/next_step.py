"""The one next step for a line that the plan answered with several codes (domain.md 7.6)."""

from collections.abc import Iterator, Sequence

import msgspec

from adapters.edi.codes import Explanation, code_list

# what can be mended at all comes before what must be argued about, and both before the end
_RANK = "EAPCDFN"
_REMARK_FIRST = frozenset({"16", "96", "A1", "252"})
_NEW_CLAIM = frozenset({"MA130", "N142", "N517"})
_NO_DISPUTE = frozenset({"MA130", "N211", "N704", "MA44", "N83"})
# they say how to answer, never what is wrong
_HOW_TO_ANSWER = _NEW_CLAIM | _NO_DISPUTE | {"N210", "N1", "MA01", "MA02"}


class NextStep(msgspec.Struct, frozen=True):
    """What to do about one line: who acts, the route (`codes.ROUTES`), and in which words.

    `deciding` is the code that decides it. `warnings` must be heeded whatever is done. `wordless`
    are codes that have no plain words yet, so that they could not be weighed.
    """

    deciding: str
    words: str
    fixer: str
    route: str
    next: str
    warnings: tuple[str, ...] = ()
    wordless: tuple[str, ...] = ()


def explain_together(adjustments: Sequence[str], remarks: Sequence[str] = ()) -> NextStep | None:
    """The one next step for the adjustments (``CO-16`` or ``16``) and remarks of one line.

    Reasons that only point to a remark give way to it; a remark may force a new claim or forbid a
    dispute. None where no code has plain words.
    """
    reasons = [each.rpartition("-")[2] for each in adjustments]
    weighed = sorted(_weighed(reasons, remarks), key=lambda one: _RANK.find(one.route))
    if not weighed:
        return None
    deciding, answer = weighed[0], _HOW_TO_ANSWER.intersection(remarks)
    step = _step(deciding, sorted(answer & _NEW_CLAIM), sorted(answer & _NO_DISPUTE))
    alarm = any(each.startswith("PR-") for each in adjustments)
    return msgspec.structs.replace(
        step,
        warnings=(code_list("adjustment_group")["PR"].next,) if alarm else (),
        wordless=tuple(_wordless(reasons, remarks)),
    )


def _weighed(reasons: Sequence[str], remarks: Sequence[str]) -> Iterator[Explanation]:
    telling = [
        found
        for each in remarks
        if each not in _HOW_TO_ANSWER and (found := code_list("rarc").get(each)) and _denies(found)
    ]
    if not reasons:
        yield from telling or (one for each in remarks if (one := code_list("rarc").get(each)))
    for reason in reasons:
        if reason in _REMARK_FIRST and telling:
            yield from telling
        elif found := code_list("carc").get(reason):
            yield found


def _denies(found: Explanation) -> bool:
    return found.route not in ("", "N")


def _step(deciding: Explanation, new_claim: list[str], no_dispute: list[str]) -> NextStep:
    route, next_step = deciding.route, deciding.next
    if new_claim:
        route = "C" if route in ("D", "F", "N") else route
        next_step = f"{_mend(deciding)}; then send a new claim (frequency 1), not a replacement"
    elif no_dispute and route == "D":
        corrects = "N704" in no_dispute
        route = "C" if corrects else "F"
        next_step = "correct the claim and send it again" if corrects else "close the line"
    if no_dispute:
        next_step += f"; no dispute is possible ({', '.join(no_dispute)})"
    return NextStep(deciding.code, deciding.words, deciding.fixer, route, next_step)


def _mend(deciding: Explanation) -> str:
    """What is wrong, without how it would be sent again had it not to be a new claim."""
    if deciding.fixer == "partner":
        return f"ask the partner about it: {deciding.words}"
    return f"mend what {deciding.code} names: {deciding.words}"


def _wordless(reasons: Sequence[str], remarks: Sequence[str]) -> Iterator[str]:
    yield from (f"CARC-{each}" for each in reasons if each not in code_list("carc"))
    yield from (f"RARC-{each}" for each in remarks if each not in code_list("rarc"))
