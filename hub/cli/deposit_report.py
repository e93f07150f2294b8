"""How deposits, and what waits for one, are told: to a person and as JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.identifiers import DepositId, RemittanceId
from domain.money import show_money
from domain.sums import Sums
from hub.cli.frame import table, wrapped
from hub.services.bank.named_deposits import SHOWN_OF_AN_ID
from hub.services.bank.waiting_deposits import Awaited, WaitingDeposit
from hub.views import View
from projections.deposit_status import DepositStatus
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance

Announced = Mapping[str, RemittanceBalance]
Waiting = Mapping[DepositId, WaitingDeposit]


def announced_for(view: View, deposits: Iterable[DepositStatus]) -> Announced:
    """The remittances that deposits are matched to."""
    ids = [part.remittance_id for row in deposits for part in row.parts]
    return view.get_many(REMITTANCE_BALANCE, ids)


def deposit_document(
    row: DepositStatus, announced: Announced, waiting: Waiting
) -> dict[str, object]:
    """A deposit as programs read it."""
    waits = waiting.get(row.deposit_id)
    return {
        "deposit_id": row.deposit_id,
        "bank_on": row.bank_on,
        "amount": show_money(row.amount),
        "left": show_money(row.left),
        "traces": row.traces,
        "state": row.state,
        "row": row.source.segment if row.source else None,
        "matched": [
            {
                "remittance_id": part.remittance_id,
                "trace": _trace(announced, part.remittance_id),
                "amount": show_money(part.cents),
                "by": part.by,
            }
            for part in row.parts
        ],
        "waits_days": waits.days if waits else None,
        "who": "hub" if waits else None,
        "to_do": waits.to_do if waits else None,
    }


def awaited_document(each: Awaited) -> dict[str, object]:
    """A remittance that waits for the bank, as programs read it."""
    row = each.remittance
    return {
        "remittance_id": row.remittance_id,
        "plan_key": row.plan_key,
        "trace": row.trace,
        "paid_on": row.paid_on,
        "announced": show_money(row.deposit),
        "in_bank": show_money(row.in_bank),
        "lacking": show_money(each.lacking),
        "waits_days": each.days,
        "who": each.who,
        "to_do": each.to_do,
    }


def deposit_lines(
    rows: Sequence[DepositStatus], announced: Announced, waiting: Waiting
) -> Iterator[str]:
    """Deposits in columns, each with what it is matched to, or what to do about it."""
    cells = [
        (
            row.deposit_id[:SHOWN_OF_AN_ID],
            str(row.bank_on),
            show_money(row.amount),
            row.traces[0] if row.traces else "none",
            _matched_to(row, announced, waiting.get(row.deposit_id)),
        )
        for row in rows
    ]
    yield from table(("deposit", "bank day", "amount", "trace", "matched to"), cells)


def awaited_lines(awaited: Sequence[Awaited]) -> Iterator[str]:
    """Remittances that wait for the bank, each with how long, who acts and what to do."""
    for each in awaited:
        row = each.remittance
        days = "1 day" if each.days == 1 else f"{each.days} days"
        amounts = f"announced {show_money(row.deposit)}, in the bank {show_money(row.in_bank)}"
        yield from wrapped(f"{row.trace or row.remittance_id} ({row.plan_key}): {amounts}")
        yield from wrapped(f"{days}, {each.who}: {each.to_do}", first="  ", rest="  ")


def shown_lines(row: DepositStatus, announced: Announced) -> Iterator[str]:
    """One deposit in full."""
    yield f"deposit {row.deposit_id}"
    yield f"  bank day   {row.bank_on}"
    yield f"  amount     {show_money(row.amount)}"
    yield from wrapped(", ".join(row.traces) or "none", first="  traces     ", rest=" " * 13)
    place = f"row {row.source.segment} of the bank's file" if row.source else "typed by hand"
    yield f"  came       {place}"
    for part in row.parts:
        trace = _trace(announced, part.remittance_id)
        yield f"  matched    {show_money(part.cents)} to {trace}, by {part.by}"
    yield f"  left       {show_money(row.left)}"


def proposal_lines(row: DepositStatus, sums: Sums[RemittanceId], known: Announced) -> Iterator[str]:
    """Which remittances come to what is left, and the command that says so."""
    if not row.left:
        return
    if not sums.found:
        more = "" if sums.complete else ", as far as was searched"
        yield f"  no remittances come to {show_money(row.left)} exactly{more}"
    for keys in sums.found:
        yield from wrapped(_sum(keys, known), first="  proposal   ", rest=" " * 13)
        words = " ".join([row.deposit_id, *keys])
        yield from wrapped(f"hub deposit match {words}", first=" " * 13, rest=" " * 15)
    if len(sums.found) > 1 or (sums.found and not sums.complete):
        yield "  several sets may fit: ask the plan before you choose"


def proposal_document(sums: Sums[RemittanceId]) -> dict[str, object]:
    """The same as programs read it."""
    return {"sets": sums.found, "complete": sums.complete}


def _sum(keys: Sequence[str], known: Announced) -> str:
    rows = [known[key] for key in keys]
    return " + ".join(f"{row.trace} {show_money(abs(row.awaited) or row.in_bank)}" for row in rows)


def _matched_to(row: DepositStatus, announced: Announced, waits: WaitingDeposit | None) -> str:
    said = [_shown(announced, part.remittance_id) for part in row.parts]
    if waits:
        days = "1 day" if waits.days == 1 else f"{waits.days} days"
        left = f"{show_money(row.left)} left" if row.parts else "no remittance yet"
        said.append(f"{left} ({days}, hub: {waits.to_do})")
    return "; ".join(said) or "no remittance"


def _shown(announced: Announced, remittance_id: str) -> str:
    known = announced.get(remittance_id)
    return f"{known.payer}, trace {known.trace}" if known else remittance_id


def _trace(announced: Announced, remittance_id: str) -> str:
    known = announced.get(remittance_id)
    return known.trace if known else ""
