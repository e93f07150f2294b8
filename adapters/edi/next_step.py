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

    `deciding` is the code that decides it, as it was written. `warnings` must be heeded whatever is
    done. `wordless` are codes that have no plain words yet and could not be weighed: while there
    are any, the step is what is known so far.
    """

    deciding: str
    words: str
    fixer: str
    route: str
    next: str
    warnings: tuple[str, ...] = ()
    wordless: tuple[str, ...] = ()


def explain_together(
    adjustments: Sequence[str], remarks: Sequence[str] = (), unknown: Sequence[str] = ()
) -> NextStep | None:
    """The one next step for the adjustments (``CO-16`` or ``16``) and remarks of one line.

    Reasons that only point to a remark give way to it; a remark may force a new claim or forbid a
    dispute. `unknown` are codes of the line that stand in no list. None where no code has plain
    words.
    """
    weighed = sorted(_weighed(adjustments, remarks), key=lambda one: _RANK.find(one.route))
    if not weighed:
        return None
    deciding, answer = weighed[0], _HOW_TO_ANSWER.intersection(map(_bare, remarks))
    step = _step(deciding, sorted(answer & _NEW_CLAIM), sorted(answer & _NO_DISPUTE))
    wordless = (*_wordless(adjustments, remarks), *unknown)
    return msgspec.structs.replace(
        step, warnings=tuple(_warnings(adjustments, wordless)), wordless=wordless
    )


def _weighed(adjustments: Sequence[str], remarks: Sequence[str]) -> Iterator[Explanation]:
    said = [found for each in remarks if (found := _found("rarc", each))]
    telling = [one for one in said if _bare(one.code) not in _HOW_TO_ANSWER and _denies(one)]
    if not adjustments:
        yield from telling or said
    for each in adjustments:
        if _bare(each) in _REMARK_FIRST and telling:
            yield from telling
        elif found := _found("carc", each):
            yield found


def _found(name: str, written: str) -> Explanation | None:
    """A code of a list, named as it was written."""
    found = code_list(name).get(_bare(written))
    return found and msgspec.structs.replace(found, code=written)


def _bare(written: str) -> str:
    return written.rpartition("-")[2]


def _warnings(adjustments: Sequence[str], wordless: Sequence[str]) -> Iterator[str]:
    if any(each.startswith("PR-") for each in adjustments):
        yield code_list("adjustment_group")["PR"].next
    if wordless:
        yield (
            f"not decided for {', '.join(wordless)}: no plain words yet, so the step may change; "
            "ask the plan that wrote it"
        )


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


def _wordless(adjustments: Sequence[str], remarks: Sequence[str]) -> Iterator[str]:
    yield from (each for each in adjustments if _bare(each) not in code_list("carc"))
    yield from (each for each in remarks if _bare(each) not in code_list("rarc"))
