"""``hub ledger export``: the books for a county, hledger or beancount."""

from typing import Annotated, Literal

import typer

from hub.cli.books_options import FirstDay, LastDay, period_asked
from hub.cli.frame import DONE, NEEDS_A_PERSON, AsJson, accepted, finish, open_hub, talk
from hub.cli.streamed import to_file_or_screen
from hub.services.books.ledger_export import Exported, county_codes, export_lines, journal_of

Format = Literal["csv", "hledger", "beancount"]


def export(
    kind: Annotated[Format, typer.Option("--format", help="Who is to read it.")],
    first: FirstDay = "",
    last: LastDay = "",
    codes: Annotated[
        str,
        typer.Option(
            "--codes",
            metavar="FILE",
            help="CSV with the county's codes for our accounts; the one in hub.toml otherwise.",
        ),
    ] = "",
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="Write to this file.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write out every posting; balances at each close too, where the format has them."""
    period = period_asked(first, last)
    if as_json and not out:
        raise typer.BadParameter("say with --out where the journal goes; --json tells about it")
    with open_hub(as_json=as_json) as hub:
        known = accepted(county_codes(hub, codes), as_json=as_json)
        journal = journal_of(kind, known, hub.settings.file.books.fiscal_year_begins)
        done = Exported()
        lines = export_lines(hub, journal, known, period, done)
        with to_file_or_screen(out, as_json=as_json) as file:
            for line in lines:
                file.write(f"{line}\n")
    unmapped = sorted(done.unmapped)
    if not as_json:
        talk(f"{done.postings} postings, {done.entries} entries")
        if unmapped:
            talk(f"The county's codes do not name: {', '.join(unmapped)}; add a row for each.")
    document = {
        "file": out,
        "postings": done.postings,
        "entries": done.entries,
        "unmapped": unmapped,
    }
    finish(document, [], as_json=as_json, exit_code=NEEDS_A_PERSON if unmapped else DONE)
