"""``hub statement``: what is owed to a partner for a month, and why."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from domain.problem import Problem, Refused
from hub.cli.asked import month_named, partner_named
from hub.cli.frame import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    table,
    talk,
)
from hub.cli.frame import (
    show as show_problems,
)
from hub.cli.known_at import KnownAt, position_known_at
from hub.services.care.visit_labels import visit_labels
from hub.services.partner_words import LANGUAGES, statement_words
from hub.services.statements.run_report import person_document, person_says, run_document, run_rows
from hub.services.statements.statement_forms import (
    FORMS,
    Form,
    default_path,
    statement_document,
    write_statement,
)
from hub.services.statements.statement_run import (
    ForAPerson,
    StatementRun,
    earlier_months,
    run_statements,
    was_issued,
)
from hub.services.statements.statement_text import statement_text
from hub.services.statements.statements import ShownStatement, issue_statement, show_statement
from hub.wiring import Hub

app = typer.Typer(
    name="statement", help="What is owed to a partner for a month, and why.", no_args_is_help=True
)

Partner = Annotated[str, typer.Argument(help="The partner's three letters.")]
MonthText = Annotated[str, typer.Option("--month", help="The month, like 2026-03.")]
Language = Annotated[str, typer.Option("--language", help="en, es or vi.")]

Early = Annotated[
    bool,
    typer.Option(
        "--early",
        help="Issue it though the month still runs: what comes later stands in the next one, "
        "and no earlier month can have one any more.",
    ),
]


@app.command(epilog="Example: hub statement show LPV --month 2026-03 --known-at 2026-04-10")
def show(
    partner: Partner,
    month: MonthText,
    known_at: KnownAt = "",
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Show a partner's statement; the draft where it was not issued yet."""
    code, which, spoken = partner_named(partner), month_named(month), _language(language)
    with open_hub(as_json=as_json) as hub:
        position = position_known_at(hub, known_at)
        answer = show_statement(hub, code, which, known_at=position)
        _finish(hub, accepted(answer, as_json=as_json), spoken, as_json=as_json)


@app.command(
    epilog="Example: hub statement issue LPV --month 2026-03. Exit code 3 says that it states "
    "money of earlier months, which can have no statement of their own any more."
)
def issue(
    partner: Partner,
    month: MonthText,
    language: Language = "en",
    early: Early = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Issue a partner's statement; it never changes after, what comes later is in the next."""
    code, which, spoken = partner_named(partner), month_named(month), _language(language)
    with open_hub(as_json=as_json) as hub:
        is_known = was_issued(hub, code, which)
        answer = issue_statement(hub, code, which, early=early, dry_run=dry_run)
        shown = accepted(answer, as_json=as_json)
        warning = None if is_known else earlier_months(hub, shown)
        _finish(hub, shown, spoken, as_json=as_json, warning=warning)


@app.command(epilog="Example: hub statement run 2026-03 --format pdf --language es")
def run(  # noqa: PLR0913, PLR0917 - one argument for each option
    month: Annotated[str, typer.Argument(help="The month, like 2026-03.")],
    form: Annotated[str, typer.Option("--format", help="Write each as a file too.")] = "",
    language: Language = "en",
    out: Annotated[Path | None, typer.Option("--out", help="The folder of the files.")] = None,
    early: Early = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Issue the month's statement of every partner; what was issued is not issued again."""
    which, spoken = month_named(month), _language(language)
    asked = _form(form) if form else None
    with open_hub(as_json=as_json) as hub:
        found = run_statements(hub, which, early=early, dry_run=dry_run)
        done = accepted(found, as_json=as_json)
        files = [] if asked is None or dry_run else _written(hub, done, asked, spoken, out)
    paths = [path for path in files if isinstance(path, Path)]
    problems = (*done.refused, *_problems(files))
    waiting = done.for_a_person
    if problems and not as_json:
        show_problems(Refused(problems))
    word = "would be issued" if dry_run else "issued"
    lines = [
        *table(("Statement", "Before", "Moved", "At its end", "Payable now"), run_rows(done)),
        f"{len(done.issued)} {word}, {len(done.before)} issued before",
        *(f"written: {path}" for path in paths),
        *(person_says(each) for each in waiting),
    ]
    document = run_document(done, dry_run=dry_run)
    finish(
        {**document, "files": [str(path) for path in paths], "problems": problems},
        lines,
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if waiting or problems else DONE,
        problems=problems,
    )


def _written(
    hub: Hub, done: StatementRun, form: Form, language: str, folder: Path | None
) -> list[Path | Refused]:
    """A file for each statement of the run, those of an earlier one too."""
    files = []
    for shown in (*done.issued, *done.before):
        name = default_path(hub, shown.body, form, language).name
        path = None if folder is None else folder / name
        files.append(write_statement(hub, shown, form, language, path))
    return files


@app.command(
    epilog="Example: hub statement export LPV --month 2026-03 --format pdf --language es "
    "--out lpv-march.pdf"
)
def export(
    partner: Partner,
    month: MonthText,
    form: Annotated[str, typer.Option("--format", help="pdf, html, xlsx, csv or json.")] = "pdf",
    language: Language = "en",
    out: Annotated[Path | None, typer.Option("--out", help="The file to write.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a statement as a file: to print, for a spreadsheet, or for a program."""
    code, which, spoken = partner_named(partner), month_named(month), _language(language)
    asked = _form(form)
    with open_hub(as_json=as_json) as hub:
        shown = accepted(show_statement(hub, code, which), as_json=as_json)
        path = accepted(write_statement(hub, shown, asked, spoken, out), as_json=as_json)
    document = {
        "number": shown.body.number,
        "issued": shown.issued_on is not None,
        "format": asked,
        "language": spoken,
        "file": str(path),
    }
    finish(document, [f"{shown.body.number} written: {path}"], as_json=as_json)


def _problems(files: list[Path | Refused]) -> Iterator[Problem]:
    for each in files:
        if isinstance(each, Refused):
            yield from each.problems


def _finish(
    hub: Hub,
    shown: ShownStatement,
    language: str,
    *,
    as_json: bool,
    warning: ForAPerson | None = None,
) -> None:
    labels = visit_labels(hub, shown.body, initials=False)
    lines = statement_text(statement_words(language), shown, labels)
    document = statement_document(shown)
    if warning is None:
        finish(document, lines, as_json=as_json)
    talk(person_says(warning))  # to the hub, not to the partner
    document["for_a_person"] = [person_document(warning)]
    finish(document, lines, as_json=as_json, exit_code=NEEDS_A_PERSON)


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise typer.BadParameter(f"there are no words in {text!r}; {', '.join(LANGUAGES)}")
    return text


def _form(text: str) -> Form:
    for form in FORMS:
        if text == form:
            return form
    raise typer.BadParameter(f"there is no form {text!r}; {', '.join(FORMS)}")
