"""`hub explain`: what a code of a file means, and what to do about it."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from adapters.edi.codes import ROUTES, Explanation, explain, explanations, sources, title
from adapters.edi.next_step import NextStep, explain_together
from adapters.edi.typed_codes import part_codes
from hub.cli.frame import DONE, NEEDS_A_PERSON, AsJson, finish, wrapped

app = typer.Typer()

_FIXERS = {"hub": "the hub", "partner": "the partner", "plan": "the plan", "nobody": "nobody"}
_INDENT = " " * 10
_PRACTICE = (
    "The words are the hub's own. Who acts, the route and what comes next are practice; the "
    "contract decides."
)


@app.command(
    "explain",
    epilog="Example: hub explain CO-197 N290 A3:21:85 98960:U2 PLB-WO. As they are met will do: "
    "hub explain CO45,M15 'CARC 97' RARC:N290",
)
def explain_codes(
    codes: Annotated[
        list[str], typer.Argument(metavar="CODE...", help="Codes as a plan wrote them.")
    ],
    together: Annotated[
        bool,
        typer.Option("--together", help="They stand on one line: say the one next step."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say in plain words what codes mean, who must act and how."""
    found = [(code, explanations(code)) for code in part_codes(codes)]
    step = _step(found) if together else None
    wordless = tuple(dict.fromkeys(_wordless(found)))
    document = {
        "codes": [
            {"code": code, "known": bool(meanings), "explanations": meanings}
            for code, meanings in found
        ],
        **({"together": step} if together else {}),
        "without_words": wordless,
    }
    finish(
        document,
        _page(found, step, wordless),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if wordless else DONE,
    )


Found = Sequence[tuple[str, tuple[Explanation, ...]]]


def _step(found: Found) -> NextStep | None:
    """The step for the adjustments and remarks among the codes; other lists have no say in it."""
    likeliest = [one for code, _ in found if (one := explain(code))]
    return explain_together(
        [one.code for one in likeliest if one.list == "carc" or one.code.startswith("PR-")],
        [one.code for one in likeliest if one.list == "rarc"],
        [code for code, meanings in found if not meanings],
    )


def _wordless(found: Found) -> Iterator[str]:
    for code, meanings in found:
        if not meanings:
            yield code
        for meaning in meanings:
            yield from meaning.wordless


def _page(found: Found, step: NextStep | None, wordless: Sequence[str]) -> Iterator[str]:
    for code, meanings in found:
        if not meanings:
            yield from wrapped(f"{code}: no plain words yet; ask the plan that wrote it")
            yield ""
        for meaning in meanings:
            yield from _lines(meaning)
            yield ""
    if step:
        yield from _together(step)
        yield ""
    if used := dict.fromkeys(one.source for _, meanings in found for one in meanings):
        yield from _sources(list(used))
    if wordless:
        yield from wrapped(f"Without plain words: {len(wordless)} ({', '.join(wordless)})")


def _lines(found: Explanation) -> Iterator[str]:
    yield from wrapped(f"{found.code}: {found.words}")
    yield from _field("list", f"{title(found)}{_days(found)}")
    yield from _doing(found)
    unverified = "" if sources()[found.source].verified else ", unverified"
    yield from _field("source", f"{found.source}{unverified}")
    for part in found.wordless:
        yield from _field("besides", f"{part} has no plain words yet")


def _together(step: NextStep) -> Iterator[str]:
    known = "On one line, as far as known" if step.wordless else "On one line"
    yield from wrapped(f"{known}: {step.deciding} decides: {step.words}")
    yield from _doing(step)
    for warning in step.warnings:
        yield from _field("mind", warning)


def _doing(one: Explanation | NextStep) -> Iterator[str]:
    yield from _field("who", _FIXERS[one.fixer])
    if one.route:
        yield from _field("route", f"{one.route}, {ROUTES[one.route]}")
    yield from _field("next", one.next)


def _days(found: Explanation) -> str:
    parts = (
        f"from {found.first_day}" if found.first_day else "",
        f"until {found.last_day}" if found.last_day else "",
    )
    return ", in use " + " ".join(part for part in parts if part) if any(parts) else ""


def _field(name: str, text: str) -> list[str]:
    return wrapped(text, first=f"  {name:<8}", rest=_INDENT)


def _sources(used: Sequence[str]) -> Iterator[str]:
    yield "Sources"
    for key in used:
        yield from _field(key, sources()[key].words)
    yield from wrapped(_PRACTICE)
