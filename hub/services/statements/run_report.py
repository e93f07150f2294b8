"""What a statement run says: for a person, and for a program."""

from domain.money import show_money
from hub.services.statements.statement_run import ForAPerson, StatementRun

_WHY = {
    "invoice-due": "owes {amount} still: hub partner recoup invoice",
    "invoiced": "owes {amount}, which it was invoiced for and has not paid",
    "below-zero": "owes {amount}; the next statements are to meet it",
    "not-covered": "{amount} of what it is owed is not covered by the bank",
    "visits-do-not-add-up": "its visits do not come to what was handed in",
    "earlier-months": "{amount} of it moved in earlier months that have no statement and can get "
    "none once this one is issued",
    "waits-for-a-person": "{amount} of its lines waits in suspense",
}


def run_document(run: StatementRun, *, dry_run: bool) -> dict[str, object]:
    """The run as a program reads it."""
    new = {shown.body.number for shown in run.issued}
    return {
        "month": str(run.month),
        "dry_run": dry_run,
        "statements": [
            {
                "number": body.number,
                "partner": body.partner_code,
                "issued_now": body.number in new and not dry_run,
                "opening": show_money(body.opening),
                "net": show_money(body.net),
                "settled": show_money(body.settled),
                "closing": show_money(body.closing),
                "payable": show_money(body.payable),
            }
            for body in run.bodies
        ],
        "nothing_to_tell": list(run.nothing),
        "for_a_person": [person_document(each) for each in run.for_a_person],
        "problems": run.refused,
    }


def run_rows(run: StatementRun) -> list[tuple[str, ...]]:
    """A row for each statement: number, before, moved, owed now, payable."""
    return [
        (
            body.number,
            *(f"{show_money(c):>11}" for c in (body.opening, body.closing - body.opening)),
            *(f"{show_money(c):>11}" for c in (body.closing, body.payable)),
        )
        for body in run.bodies
    ]


def person_document(item: ForAPerson) -> dict[str, object]:
    """What a person has to look at, as a program reads it."""
    return {
        "partner": item.partner_code,
        "number": item.number,
        "why": item.why,
        "amount": show_money(item.cents),
    }


def person_says(item: ForAPerson) -> str:
    """What a person has to look at, in a line."""
    return f"{item.number}: {_WHY[item.why].format(amount=show_money(item.cents))}"
