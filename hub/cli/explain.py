"""`hub explain`: what a code in an answer or remittance means, and what to do about it."""

from collections.abc import Iterator
from typing import Annotated

import typer

from adapters.edi.codes import Explanation, explain
from hub.cli.frame import DONE, FAILED, AsJson, finish, wrapped

app = typer.Typer()

_FIXERS = {"hub": "the hub", "partner": "the partner", "plan": "the plan", "nobody": "nobody"}


@app.command("explain", epilog="Example: hub explain CO-197 N290 A3:21:85 PLB-WO")
def explain_codes(
    codes: Annotated[
        list[str], typer.Argument(metavar="CODE...", help="Codes as a plan wrote them.")
    ],
    as_json: AsJson = False,
) -> None:
    """Say in plain words what codes mean, who must act and how."""
    found = [(code, explain(code)) for code in codes]
    document = {
        "codes": [
            {"code": code, "known": one is not None, "explanation": one} for code, one in found
        ]
    }
    lines = (line for code, one in found for line in _lines(code, one))
    all_known = all(one is not None for _, one in found)
    finish(document, lines, as_json=as_json, exit_code=DONE if all_known else FAILED)


def _lines(code: str, found: Explanation | None) -> Iterator[str]:
    if found is None:
        yield from wrapped(f"{code}: not in our lists; ask the plan that wrote it")
        return
    yield from wrapped(f"{found.code}: {found.words}")
    if found.fixer:
        yield f"  who   {_FIXERS.get(found.fixer, found.fixer)}"
    if found.next:
        yield from wrapped(found.next, first="  next  ", rest=" " * 8)
