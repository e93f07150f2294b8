"""How payouts, payees and the hub's own money are shown; never a bank number."""

from collections.abc import Iterable, Iterator

from domain.identifiers import PartnerCode
from domain.money import show_money
from domain.payments.disbursement import DisbursementFile
from domain.payments.payout_facts import Recipient
from hub.cli.frame import counted_rows, table
from hub.services.bank.bank_cover import BankCover, Missing
from hub.services.payments.disbursements import Sent
from hub.services.payments.hub_advances import HubAdvanceAnswer
from hub.services.payments.payout_answers import AnswersTaken
from hub.services.payments.payouts import Proposal, Proposals, shortfall_problems
from projections.hub_advances import HubAdvanceStatus
from projections.payee_status import PayeeStatus, ShownPayee
from projections.payout_status import PayoutStatus, PayoutWarrant

_KINDS = {"statement": "statement", "advance": "seed money:"}


# payouts


def payout_document(row: PayoutStatus) -> dict[str, object]:
    """A payout as a program reads it."""
    payout = row.payout
    return {
        "number": payout.number,
        "partner": payout.partner_code,
        "kind": payout.kind,
        "about": payout.about,
        "amount": show_money(payout.amount),
        "state": row.state,
        "proposed_on": payout.proposed_on,
        "proposed_by": row.proposed_by,
        "approved_by": row.approved_by,
        "held": dict(row.held),
        "file": row.file_number,
        "sent_on": row.sent_on,
        "payee": _recipient_document(row.recipient) if row.recipient else None,
        "warrants": [_warrant_document(each) for each in row.warrants],
    }


def payout_rows(rows: Iterable[PayoutStatus]) -> Iterator[str]:
    """Payouts in a table."""
    return table(
        ("Number", "State", "Amount", "For"),
        [(r.payout.number, r.state, show_money(r.payout.amount), _about(r)) for r in rows],
    )


def payout_lines(row: PayoutStatus) -> Iterator[str]:
    """One payout with all that is known of it."""
    payout = row.payout
    yield f"{payout.number}: {row.state}, {show_money(payout.amount)} to {payout.partner_code}"
    yield f"  for         {_about(row)}"
    yield f"  proposed    {payout.proposed_on} by {row.proposed_by}"
    if row.approved_by:
        yield f"  approved    by {row.approved_by}"
    for reason in row.held.values():
        yield f"  held        {reason}"
    if row.recipient:
        yield f"  paid to     {_recipient_words(row.recipient)}"
    if row.file_number:
        yield f"  sent        {row.sent_on} in file {row.file_number}"
    for warrant in row.warrants:
        yield f"  warrant     {_warrant_words(warrant)}"


def proposal_document(found: Proposals, *, dry_run: bool) -> dict[str, object]:
    """What was proposed, or would be."""
    return {
        "outcome": "would propose" if dry_run else "proposed",
        "proposals": [
            {
                "partner": each.partner_code,
                "number": each.payout.number if each.payout else None,
                "amount": show_money(each.payout.amount if each.payout else 0),
                "about": each.payout.about if each.payout else None,
                "held": each.held,
                "short": show_money(each.short),
                "why": each.why,
            }
            for each in found.proposals
        ],
        "missing": missing_document(found.missing),
    }


def proposal_lines(found: Proposals, *, dry_run: bool) -> Iterator[str]:
    """What was proposed, a line for each partner."""
    for each in found.proposals:
        yield one_proposal(each, dry_run=dry_run)
    yield from missing_lines(found.missing)


def one_proposal(each: Proposal, *, dry_run: bool) -> str:
    """What was proposed for one partner."""
    if each.payout is None:
        return f"{each.partner_code}: nothing; {each.why}"
    end = " (dry run)" if dry_run else ""
    held = f"; held: {each.held}" if each.held else ""
    amount = show_money(each.payout.amount)
    short = f"; the bank is {show_money(each.short)} short" if each.short else ""
    return f"{each.payout.number}: {amount} for {each.payout.about}{short}{held}{end}"


def cover_document(cover: BankCover, only: PartnerCode | None) -> dict[str, object]:
    """What the bank covers, partner by partner, or of one alone."""
    return {
        "rooms": [
            {
                "partner": code,
                "owed": show_money(owed),
                "under_way": show_money(cover.under_way.get(code, 0)),
                "short": show_money(cover.short.get(code, 0)),
                "room": show_money(cover.room.get(code, 0)),
            }
            for code, owed in cover.owed.items()
            if only in {None, code}
        ],
        "hub_room": show_money(cover.hub_room),
        "missing": missing_document(cover.missing),
    }


def cover_lines(cover: BankCover, only: PartnerCode | None) -> Iterator[str]:
    """What may be paid out now, to all or to one alone, and what the bank lacks."""
    rows = [
        (
            code,
            show_money(owed),
            show_money(cover.under_way.get(code, 0)),
            show_money(cover.short.get(code, 0)),
            show_money(cover.room.get(code, 0)),
        )
        for code, owed in cover.owed.items()
        if only in {None, code}
    ]
    if rows:
        yield ""
        yield from table(("Partner", "In the bank", "Under way", "Short", "May be paid"), rows)
    yield f"of the hub's own money {show_money(cover.hub_room)} may be paid out, as seed money"
    yield from missing_lines(cover.missing)


def missing_document(missing: Iterable[Missing]) -> list[dict[str, object]]:
    """What the bank has not got, account by account."""
    return [{"account": each.account, "amount": show_money(each.cents)} for each in missing]


def missing_lines(missing: Iterable[Missing]) -> Iterator[str]:
    """What the bank has not got, and what closes it."""
    accounts = list(missing)
    for problem in shortfall_problems(accounts):
        yield f"short: {problem.what}"
        yield f"  fix    {problem.fix}"
    # cents that a deposit lacks are borne by those whom its notice paid
    if any(not each.account.startswith("deposit:") for each in accounts):
        yield "until then all who are owed wait for a part of it, each in proportion"


def answers_document(taken: AnswersTaken, *, dry_run: bool) -> dict[str, object]:
    """What became of a file of answers, as a program reads it."""
    return {
        "outcome": "would take" if dry_run else "taken",
        "rows": taken.rows,
        "new": taken.new,
        "by_outcome": taken.by_outcome,
        "payouts": [payout_document(row) for row in taken.payouts],
        "unclear": [row.payout.number for row in taken.payouts if row.unclear],
    }


def answers_lines(taken: AnswersTaken, *, dry_run: bool) -> Iterator[str]:
    """What became of a file of answers, warrant by warrant; last what a person has to look at."""
    counts = ", ".join(f"{count} {word}" for word, count in taken.by_outcome.items())
    end = " (dry run)" if dry_run else ""
    yield f"{counted_rows(taken.rows)}: {counts or 'none'}; {taken.new} told something new{end}"
    yield from payout_rows(taken.payouts)
    for row in taken.payouts:
        yield from (f"{row.payout.number}: {_warrant_words(each)}" for each in row.warrants)
    for row in taken.payouts:
        for warrant in row.unclear:
            paid_by = row.standing.number if row.standing else ""
            yield f"unclear: {row.payout.number} stays paid by {paid_by}; {_warrant_words(warrant)}"
            yield f"  fix    if {paid_by} is meant, say so by its number in another file"


# files


def sent_document(sent: Sent, *, dry_run: bool) -> dict[str, object]:
    """The file that was made, with its control totals."""
    outcome = "would send" if dry_run else "sent" if sent.file else "nothing to send"
    return {
        "outcome": outcome,
        "file": _file_document(sent.file) if sent.file else None,
        "path": str(sent.path) if sent.path else None,
        "laid_out": bool(sent.file) and sent.laid_out,
        "count": sent.count,
        "total": show_money(sent.total),
        "other_way": list(sent.other_way),
    }


def sent_lines(sent: Sent, *, dry_run: bool) -> Iterator[str]:
    """The file that was made, for a person."""
    if sent.file:
        yield f"{sent.path}"
        if not sent.laid_out:
            yield "the outbox cannot be written: the next command lays the file there"
    elif not dry_run:
        yield "nothing to send: no approved payout fits the form"
    if sent.count:
        word = "payout" if sent.count == 1 else "payouts"
        yield f"{sent.count} {word}, control total {show_money(sent.total)}"
    for number in sent.other_way:
        yield f"{number} is paid in another way than this form is for"


def _file_document(file: DisbursementFile) -> dict[str, object]:
    return {
        "number": file.number,
        "form": file.form,
        "file_name": file.file_name,
        "payouts": [
            {"number": each.number, "amount": show_money(each.amount)} for each in file.payouts
        ],
    }


# payees


def payee_document(row: PayeeStatus) -> dict[str, object]:
    """How a partner is paid, as far as anyone may see it."""
    return {
        "partner": row.partner_code,
        "state": row.state,
        "pay_to": _shown_document(row.pay_to),
        "confirmed_by": row.confirmed_by,
        "asked": _shown_document(row.asked),
        "asked_by": row.by,
        "w9": {
            "state": row.w9.state,
            "tin_kind": row.w9.tin_kind,
            "signed_on": row.w9.signed_on,
            "reason": row.w9.reason,
        },
    }


def payee_lines(row: PayeeStatus) -> Iterator[str]:
    """How a partner is paid, for a person."""
    yield f"{row.partner_code}: {_payee_states[row.state]}"
    if row.pay_to:
        yield f"  paid to     {_shown_words(row.pay_to)}; confirmed by {row.confirmed_by}"
    if row.asked:
        yield f"  asked       {_shown_words(row.asked)}; by {row.by}"
    yield f"  W-9         {_w9_words(row)}"


_payee_states = {
    "missing": "nobody said whom to pay",
    "asked": "waits for a second person to confirm",
    "confirmed": "confirmed",
    "changing": "a change waits for a second person; nothing is paid out until then",
}


def payee_row(row: PayeeStatus) -> tuple[str, ...]:
    """A payee in a table."""
    pay_to = _shown_words(row.pay_to) if row.pay_to else "-"
    return (row.partner_code, row.state, row.w9.state, pay_to)


# the hub's own money


def hub_advance_document(answer: HubAdvanceAnswer) -> dict[str, object]:
    """What stands for a partner's debt."""
    return {
        "outcome": "changed" if answer.changed else "unchanged",
        "partner": answer.partner_code,
        "standing": show_money(answer.standing),
        "free": show_money(answer.free),
    }


def hub_advance_row(row: HubAdvanceStatus) -> tuple[str, ...]:
    """One movement of the hub's own money in a table."""
    state = "waits for a second person" if row.waits else row.kind
    return (row.partner_code, str(row.on), show_money(row.amount), state, row.reference)


# words


def _about(row: PayoutStatus) -> str:
    return f"{_KINDS[row.payout.kind]} {row.payout.about}"


def _recipient_document(recipient: Recipient) -> dict[str, object]:
    return {
        "name": recipient.name,
        "method": recipient.method,
        "account_ends": recipient.account_ends,
    }


def _recipient_words(recipient: Recipient) -> str:
    account = f" to the account ending {recipient.account_ends}" if recipient.account_ends else ""
    return f"{recipient.name}, by {recipient.method}{account}"


def _shown_document(shown: ShownPayee | None) -> dict[str, object] | None:
    if shown is None:
        return None
    return _recipient_document(shown.recipient) | {"vendor": shown.vendor}


def _shown_words(shown: ShownPayee) -> str:
    vendor = f", vendor {shown.vendor}" if shown.vendor else ""
    return f"{_recipient_words(shown.recipient)}{vendor}"


def _warrant_document(warrant: PayoutWarrant) -> dict[str, object]:
    return {
        "number": warrant.number,
        "paid_on": warrant.paid_on,
        "cleared_on": warrant.cleared_on,
        "voided_on": warrant.voided_on,
        "because": warrant.because,
        "replaced_by": list(warrant.replaced_by),
    }


def _warrant_words(warrant: PayoutWarrant) -> str:
    words = [warrant.number or "without a number"]
    words += [f"paid {warrant.paid_on}"] if warrant.paid_on else []
    words += [f"cleared {warrant.cleared_on}"] if warrant.cleared_on else []
    # another one took its place on a day of its own
    stale = "stale: " if warrant.because == "stale" else ""
    words += [f"{stale}worth nothing since {warrant.voided_on}"] if warrant.voided_on else []
    words += [f"replaced by {' and '.join(warrant.replaced_by)}"] if warrant.replaced_by else []
    return ", ".join(words)


def _w9_words(row: PayeeStatus) -> str:
    match row.w9.state:
        case "on-file":
            return f"on file, signed {row.w9.signed_on}, {row.w9.tin_kind.upper()}"
        case "exempt":
            return f"exempt: {row.w9.reason}"
        case _:
            return "missing"
