"""``hub audit``: proof that nothing was changed, and the facts for independent calculations."""

from typing import Annotated

import msgspec
import typer

from domain.care.member import MemberFact
from domain.payments.payee import PayeeChangeAsked
from hub.cli.audit_report import damage_document, damage_problem, verified_lines
from hub.cli.frame import DONE, FAILED, AsJson, finish, open_hub, open_ledger
from hub.cli.streamed import to_file_or_screen
from hub.services.receiving.archived_files import check_files
from hub.store.codec import SealedForEver

app = typer.Typer(
    name="audit",
    help="Proof that nothing was changed, and the facts for independent calculations.",
    no_args_is_help=True,
)


@app.command(epilog="Example: hub audit verify --json")
def verify(as_json: AsJson = False) -> None:
    """Check every event and every archived file; name what is not as it was.

    The chain is recomputed over every event, and the first that is not as recorded is named. Every
    file in the archive is read to its end, and each one that is not as it was kept is named.
    """
    with open_ledger(as_json=as_json) as log:
        found = log.verify()
        files = check_files(log, tell=found.ok)
    is_whole = found.ok and not files.damaged
    problems = [damage_problem(each) for each in files.damaged]
    document = {
        "verified": is_whole,
        "positions": found.positions,
        "first_bad": found.first_bad,
        "what": found.what,
        "files": files.read,
        "sealed_files": files.sealed,
        "damaged_files": [damage_document(each) for each in files.damaged],
    }
    finish(
        document,
        verified_lines(found, files),
        as_json=as_json,
        exit_code=DONE if is_whole else FAILED,
        problems=problems,
    )


@app.command(epilog="Example: hub audit dump --out facts.jsonl")
def dump(
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="Write to this file.")] = "",
) -> None:
    """Write the facts, one JSON object a line, oldest first; none about members.

    Names, birth dates, addresses and CINs are in facts about members alone, and in the files that
    came in; other facts go by ids. What follows is the numbers of claims, plans and partners. Facts
    that hold a payee's bank account are left out too.
    """
    with open_hub() as hub, to_file_or_screen(out) as file:
        for page in hub.log.read():
            for each in page:
                if isinstance(each.fact, MemberFact | PayeeChangeAsked | SealedForEver):
                    continue
                line = {
                    "position": each.position,
                    "stream": each.stream_id,
                    "version": each.version,
                    "recorded_at": each.recorded_at,
                    "actor": each.actor,
                    "command": each.command_id,
                    "type": each.fact.stored_name,
                    "schema": each.fact.stored_version,
                    "fact": msgspec.to_builtins(each.fact),
                }
                file.write(msgspec.json.encode(line).decode() + "\n")
