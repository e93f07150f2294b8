"""How claims are told on the screen and in JSON."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from domain.money import show_money
from domain.problem import Problem
from hub.cli.frame import table, wrapped
from hub.services.billing.claim_building import Building, NewClaim
from hub.services.billing.claim_history import Moment
from projections.claim_status import ClaimStatus, LineStatus

_AMOUNTS = frozenset(
    {"billed", "paid", "interest", "penalties", "charge", "taken_back", "looked_at"}
)

_NEXT = {
    "send": "send it: hub batch build",
    "fix-and-send": "mend what holds it, then: hub batch build",
    "fix-and-send-again": "mend it, then: hub claim rebatch",
    "wait-for-plan": "wait for the plan",
    "answer-denial": "answer the denial: hub claim correct, or hub claim close",
    "answer-takeback": "look whether the plan was right to take it back: hub due",
    "settle-money": "settle what of its money waits: hub due",
    "bill-again": "nothing, or bill it again: hub claim correct; or end it: hub claim close",
    "none": "nothing",
}


def claim_document(row: ClaimStatus) -> dict[str, object]:
    """A claim for a program: amounts are texts with two decimals."""
    document: dict[str, object] = _shown(msgspec.to_builtins(row))
    document["lines"] = [_shown(msgspec.to_builtins(line)) for line in row.lines]
    return document


def _shown(fields: Mapping[str, object]) -> dict[str, object]:
    return {
        name: show_money(value) if name in _AMOUNTS and isinstance(value, int) else value
        for name, value in fields.items()
    }


def list_lines(rows: Sequence[ClaimStatus]) -> Iterator[str]:
    """Claims in a table; a claim's number begins with its partner's letters."""
    if not rows:
        yield "no such claims"
        return
    headers = ("claim", "plan", "state", "waits on", "until", "billed", "paid")
    yield from table(
        headers,
        (
            (
                row.number,
                row.plan_key,
                row.state,
                row.waiting_on,
                str(row.act_by or "-"),
                show_money(row.billed),
                show_money(row.paid),
            )
            for row in rows
        ),
    )


def claim_lines(row: ClaimStatus) -> Iterator[str]:
    """One claim for a person."""
    yield from wrapped(f"claim {row.number} to {row.plan_key}: {row.state}")
    until = f" until {row.act_by}" if row.act_by else ""
    yield f"  waits on   {row.waiting_on}{until}"
    yield from wrapped(_NEXT.get(row.next_step, row.next_step), first="  next       ")
    yield f"  billed     {show_money(row.billed)}"
    direct = " to the partner itself" if row.is_paid_direct else ""
    yield f"  paid       {show_money(row.paid)}{direct}"
    if row.interest:
        yield f"  interest   {show_money(row.interest)}"
    if row.penalties:
        yield f"  penalties  {show_money(row.penalties)}"
    if row.sends:
        yield from wrapped(", ".join(row.sends), first="  sent as    ", rest=" " * 13)
    if row.payer_control:
        yield f"  plan's no. {row.payer_control}"
    if row.reject_reasons:
        yield from wrapped(", ".join(row.reject_reasons), first="  rejected   ", rest=" " * 13)
    yield from problem_list(row.problems)
    headers = ("line", "day", "service", "units", "charge", "paid", "outcome")
    yield from table(
        headers,
        (
            (
                str(line.line),
                str(line.service_on),
                line.service,
                str(line.units),
                show_money(line.charge),
                show_money(line.paid),
                " ".join((_outcome(row, line), *line.reasons, *line.remarks)),
            )
            for line in row.lines
        ),
    )


def _outcome(row: ClaimStatus, line: LineStatus) -> str:
    """What became of a line; what is paid to the partner itself reads ``paid direct``."""
    direct = " direct" if row.is_paid_direct and line.outcome in {"paid", "part-paid"} else ""
    return f"{line.outcome or '-'}{direct}"


def moment_document(moment: Moment) -> dict[str, object]:
    """One fact for a program."""
    return {
        "position": moment.position,
        "recorded_at": moment.recorded_at,
        "actor": moment.actor,
        "fact": moment.fact,
        "says": moment.says,
    }


def moment_lines(moment: Moment) -> Iterator[str]:
    """One fact for a person."""
    yield from wrapped(
        moment.says, first=f"{moment.recorded_at:%Y-%m-%d %H:%M} UTC  ", rest=" " * 22
    )


def building_document(built: Building, *, dry_run: bool) -> dict[str, object]:
    """What building came to, for a program."""
    return {
        "dry_run": dry_run,
        "claims": [_new_document(claim) for claim in built.claims],
        "billed": show_money(sum(claim.charge for claim in built.claims)),
        "held": [
            {"encounter_id": each.report.encounter_id, "problems": each.problems}
            for each in built.held
        ],
        "problems": built.problems,
    }


def _new_document(claim: NewClaim) -> dict[str, object]:
    return {
        "number": claim.number,
        "partner_code": claim.partner_code,
        "plan_key": claim.plan_key,
        "member_id": claim.member_id,
        "month": str(claim.month),
        "lines": claim.lines,
        "units": claim.units,
        "charge": show_money(claim.charge),
        "file_by": claim.file_by,
    }


def building_lines(built: Building, *, dry_run: bool) -> Iterator[str]:
    """What building came to, for a person: what is held first, the sum last."""
    for each in built.held:
        yield from problem_list(each.problems)
    yield from problem_list(built.problems)
    if built.claims:
        headers = ("claim", "partner", "plan", "month", "lines", "units", "charge")
        yield from table(headers, (_new_row(claim) for claim in built.claims))
    lines = sum(claim.lines for claim in built.claims)
    charge = show_money(sum(claim.charge for claim in built.claims))
    opened = "claims would be opened" if dry_run else "claims opened"
    yield from wrapped(
        f"{len(built.claims)} {opened} with {lines} lines, {charge} billed; "
        f"{len(built.held)} visits held"
    )


def _new_row(claim: NewClaim) -> tuple[str, ...]:
    return (
        claim.number or "-",
        claim.partner_code,
        claim.plan_key,
        str(claim.month),
        str(claim.lines),
        str(claim.units),
        show_money(claim.charge),
    )


def problem_list(problems: Sequence[Problem]) -> Iterator[str]:
    """Problems as a compact list: where, what, how to mend it."""
    for problem in problems:
        yield from wrapped(f"{problem.where}: {problem.what}  [{problem.code}]")
        yield from wrapped(problem.fix, first="  fix  ", rest=" " * 7)
