"""How late payments are told on the screen and in JSON."""

from collections.abc import Iterator

from domain.identifiers import PlanKey
from domain.money import Money, show_money
from hub.cli.frame import wrapped
from hub.services.prompt_pay.late_payments import LateClaim, LatePart, LatePayments, UnprovenClaim

_STATES = {
    "owed": "to be claimed",
    "may-still-come": "may still come by itself",
    "growing": "not paid yet, interest grows",
    "settled": "paid",
}
_LOOK = (
    "A plan's clock stands while it waits for information that it asked for in time. Look for such "
    "a notice before you claim, and record it: hub interest contested."
)


def late_document(found: LatePayments) -> dict[str, object]:
    """All that is owed, for a program: amounts are texts with two decimals."""
    return {
        "claims": [_claim_document(each) for each in found.claims],
        "cannot_be_claimed_yet": [_unproven_document(each) for each in found.unproven],
        "plans": [
            {"plan_key": key, **{name: show_money(cents) for name, cents in sums.items()}}
            for key, sums in plan_totals(found).items()
        ],
        "contested": [
            {
                "number": each.number,
                "partner_code": each.partner_code,
                "plan_key": each.plan_key,
                "asked_on": each.asked_on,
            }
            for each in found.contested
        ],
    }


def plan_totals(found: LatePayments) -> dict[PlanKey, dict[str, Money]]:
    """What each plan still owes that can be claimed now, and what grows, in cents."""
    totals: dict[PlanKey, dict[str, Money]] = {}
    for each in sorted(found.claims, key=lambda claim: claim.plan_key):
        nothing = {"interest": 0, "penalty": 0, "owed": 0, "growing": 0}
        sums = totals.setdefault(each.plan_key, nothing)
        if each.state == "owed":
            sums["interest"] += each.interest_unpaid
            sums["penalty"] += each.penalty_unpaid
            sums["owed"] += each.owed
        if each.state == "growing":
            sums["growing"] += each.interest.total
    return totals


def late_lines(found: LatePayments) -> Iterator[str]:
    """All that is owed, for a person: what can be claimed first, sums last."""
    for state, words in _STATES.items():
        for each in found.claims:
            if each.state == state:
                yield from _claim_lines(each, words)
    if found.unproven:
        yield "cannot be claimed yet:"
        for missing in found.unproven:
            yield from _unproven_lines(missing)
    for waiting in found.contested:
        yield from wrapped(
            f"{waiting.number} ({waiting.plan_key}): contested {waiting.asked_on}, the clock "
            "stands; once the plan has what it asked for: hub interest information"
        )
    if not found.claims and not found.unproven:
        yield "no plan owes interest or a penalty"
        return
    for key, sums in plan_totals(found).items():
        yield from wrapped(
            f"{key}: {show_money(sums['owed'])} to be claimed (interest "
            f"{show_money(sums['interest'])}, penalties {show_money(sums['penalty'])}); "
            f"{show_money(sums['growing'])} grows on what is not paid yet"
        )
    yield from wrapped(_LOOK)


def _claim_document(claim: LateClaim) -> dict[str, object]:
    return {
        "number": claim.number,
        "partner_code": claim.partner_code,
        "plan_key": claim.plan_key,
        "payer_control": claim.payer_control,
        "state": claim.state,
        "late": [_part_document(each) for each in claim.parts],
        "late_amount": show_money(claim.late_amount),
        "interest": show_money(claim.interest.total),
        "interest_by_line": {
            str(line): show_money(cents) for line, cents in claim.interest.by_line
        },
        "penalty": show_money(claim.penalty),
        "paid": show_money(claim.paid),
        "penalty_paid": show_money(claim.penalty_paid),
        "interest_unpaid": show_money(claim.interest_unpaid),
        "penalty_unpaid": show_money(claim.penalty_unpaid),
        "owed": show_money(claim.owed),
        "may_come_until": claim.may_come_until,
    }


def _part_document(late: LatePart) -> dict[str, object]:
    part = late.part
    return {
        "line": part.line,
        "sent_as": late.sent_as,
        "received_on": late.proof.received_on,
        "proof": late.proof.by,
        "due_on": part.due_on,
        "paid_on": part.paid_on,
        "days_late": part.days_late,
        "amount": show_money(part.amount),
        "rate_percent": show_money(part.rule.interest_basis_points),
        "rule": part.rule.source,
    }


def _unproven_document(missing: UnprovenClaim) -> dict[str, object]:
    return {
        "number": missing.number,
        "partner_code": missing.partner_code,
        "plan_key": missing.plan_key,
        "sent_on": missing.sent_on,
        "paid_on": missing.paid_on,
        "amount": show_money(missing.amount),
        "because": missing.because,
    }


def _claim_lines(claim: LateClaim, words: str) -> Iterator[str]:
    until = f" until {claim.may_come_until}" if claim.may_come_until else ""
    yield from wrapped(
        f"{claim.number} ({claim.plan_key}): {words}{until}, {show_money(claim.owed)}"
    )
    for late in claim.parts:
        part = late.part
        came = "unpaid today," if claim.state == "growing" else f"paid {part.paid_on},"
        yield from wrapped(
            f"line {part.line}: received {late.proof.received_on} ({late.proof.by}), due "
            f"{part.due_on}; {show_money(part.amount)} {came} {part.days_late} days late",
            first="  ",
            rest="    ",
        )
    percent = claim.parts[0].part.rule.interest_basis_points // 100
    yield from wrapped(
        f"interest {show_money(claim.interest.total)} at {percent}% a year, penalty "
        f"{show_money(claim.penalty)}, paid {show_money(claim.paid)} and "
        f"{show_money(claim.penalty_paid)}",
        first="  ",
        rest="    ",
    )


def _unproven_lines(missing: UnprovenClaim) -> Iterator[str]:
    came = f"paid {missing.paid_on}" if missing.paid_on else "not paid yet"
    yield from wrapped(
        f"{missing.number} ({missing.plan_key}): {show_money(missing.amount)} sent "
        f"{missing.sent_on}, {came}; {missing.because}",
        first="  ",
        rest="    ",
    )
