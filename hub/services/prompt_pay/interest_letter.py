"""The letter that asks a plan for interest and penalties it left out: plain text, to be signed.

It names claims by our number and the plan's, never a member.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from textwrap import wrap

from domain.agreements.plan import AdoptedPlan
from domain.money import Money, show_money
from domain.period import FOREVER, Period
from domain.problem import Refused, refuse
from hub.services.agreements.plans import find_plan
from hub.services.prompt_pay.late_payments import LateClaim, LatePart, late_payments
from hub.settings import Organization
from hub.wiring import Hub

FOLDER = "letters"
_WIDTH = 78


@dataclass(frozen=True)
class Letter:
    """A letter to a plan; `path` is None where it was not written, sums are in cents."""

    plan_name: str
    text: str
    claims: int
    growing: int
    owed: Money
    path: Path | None


def write_letter(
    hub: Hub, key: str, *, file: Path | None = None, dry_run: bool = False
) -> Letter | Refused:
    """Write the letter to a plan into a new file; nothing is ever overwritten.

    Without `file` it is laid into the folder `letters` of the hub, named by plan and day.
    """
    plan = find_plan(hub, key)
    if isinstance(plan, Refused):
        return plan
    found = late_payments(hub, plan=plan.profile.key)
    owed, growing = found.of_state("owed"), found.of_state("growing")
    if not owed and not growing:
        return _nothing_owed(key)
    letter = Letter(
        plan_name=plan.profile.name,
        text=letter_text(hub.settings.file.hub, plan, owed, growing, today=hub.today),
        claims=len(owed),
        growing=len(growing),
        owed=sum(each.owed for each in owed),
        path=None,
    )
    path = file or hub.settings.folder / FOLDER / f"interest-{key}-{hub.today}.txt"
    return letter if dry_run else _written(letter, path)


def letter_text(
    sender: Organization,
    plan: AdoptedPlan,
    owed: Sequence[LateClaim],
    growing: Sequence[LateClaim],
    *,
    today: date,
) -> str:
    """The whole letter; what only a person knows stands in square brackets."""
    lines = [
        *_head(sender, plan, today),
        *(_demand(plan, owed) if owed else ()),
        *(_not_paid_yet(growing, today) if growing else ()),
        *_foot(sender),
    ]
    return "\n".join(lines) + "\n"


def _head(sender: Organization, plan: AdoptedPlan, today: date) -> Iterator[str]:
    yield sender.name or "[name of the hub]"
    place = " ".join(part for part in (sender.city, sender.state, sender.zip) if part)
    yield from (line for line in (sender.street, place) if line)
    yield f"NPI {sender.npi or '[NPI]'}"
    yield from ("", str(today), "")
    yield from (plan.profile.name, "[address of its claims department]", "")
    yield from ("Interest on claims that were paid late", "")


def _demand(plan: AdoptedPlan, owed: Sequence[LateClaim]) -> Iterator[str]:
    total = show_money(sum(each.owed for each in owed))
    yield from _paragraph(
        f"{plan.profile.name} paid the {_claims(owed)} below after the last day in time, and no "
        f"interest came with the payment, or too little. Please pay {total}, and name the claims "
        "with it."
    )
    yield from _rules(owed)
    yield from _paragraph(
        "Interest is the amount paid late x 15% x days late / 365, days counted from the first day "
        "after the period, rounded down to the cent for each claim."
    )
    for claim in owed:
        yield from _claim(claim)
    yield f"{'Interest':<24}{show_money(sum(each.interest_unpaid for each in owed)):>12}"
    yield f"{'Penalties':<24}{show_money(sum(each.penalty_unpaid for each in owed)):>12}"
    yield f"{'Together':<24}{total:>12}"
    yield ""


def _rules(owed: Iterable[LateClaim]) -> Iterator[str]:
    """What the law asks, for the claims received while it did."""
    for rule in dict.fromkeys(late.part.rule for each in owed for late in each.parts):
        days = f"{rule.days} calendar days" if rule.days else "the working days that applied to it"
        least = show_money(rule.penalty_least)
        tenth = " or a tenth of the interest, whichever is more" * bool(rule.penalty_basis_points)
        yield from _paragraph(
            f"Claims received {_when(rule.period)}: to be paid within {days}; then interest of "
            f"{rule.interest_basis_points // 100} percent a year, to be added without being asked "
            f"for; where it was left out, {least}{tenth} ({rule.source})."
        )


def _claim(claim: LateClaim) -> Iterator[str]:
    known = f", your number {claim.payer_control}" if claim.payer_control else ""
    yield f"Claim {claim.number}{known}"
    for late in claim.parts:
        yield from _part(late)
    came = claim.paid + claim.penalty_paid
    paid = f", of which {show_money(came)} came" if came else ""
    yield from _paragraph(
        f"interest {show_money(claim.interest.total)}, penalty {show_money(claim.penalty)}{paid}: "
        f"{show_money(claim.owed)}",
        indent="  ",
    )


def _part(late: LatePart) -> Iterator[str]:
    part = late.part
    yield from wrap(
        f"line {part.line}, sent as {late.sent_as}: received {late.proof.received_on} "
        f"({late.proof.by}), due {part.due_on}, {show_money(part.amount)} paid {part.paid_on}, "
        f"{part.days_late} days late",
        _WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
    )


def _not_paid_yet(growing: Sequence[LateClaim], today: date) -> Iterator[str]:
    yield from _paragraph(
        f"The {_claims(growing)} below had to be paid by the day that is named, and no payment "
        f"came. Please pay, with the interest that grows by the day. It is reckoned here up to "
        f"{today}, on what your rates come to."
    )
    for claim in growing:
        first = claim.parts[0]
        known = f", your number {claim.payer_control}" if claim.payer_control else ""
        yield f"Claim {claim.number}{known}"
        yield from wrap(
            f"received {first.proof.received_on} ({first.proof.by}), due {first.part.due_on}: "
            f"{show_money(claim.late_amount)} with interest of {show_money(claim.interest.total)} "
            "so far",
            _WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )
    yield ""


def _foot(sender: Organization) -> Iterator[str]:
    asked = ", ".join(part for part in (sender.contact, sender.phone) if part)
    yield from _paragraph(f"Questions: {asked or '[who answers questions]'}.")
    yield from ("", "[signature]", "[name and title]")


def _when(period: Period) -> str:
    if period.last_day == FOREVER:
        return f"from {period.first_day} on"
    return f"until {period.last_day}"


def _claims(owed: Sequence[LateClaim]) -> str:
    return "claim" if len(owed) == 1 else f"{len(owed)} claims"


def _paragraph(text: str, *, indent: str = "") -> Iterator[str]:
    yield from wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)
    yield ""


def _written(letter: Letter, path: Path) -> Letter | Refused:
    """A file that only its owner may read; one that is there stays as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        return _exists(path) if path.exists() else _not_written(path, error)
    with os.fdopen(opened, "w", encoding="utf-8") as target:
        target.write(letter.text)
    return replace(letter, path=path)


def _exists(path: Path) -> Refused:
    return refuse(
        "letter.exists-already",
        what="there is a file of this name, and nothing is ever overwritten",
        where=path.name,
        fix="move it away, or name another: --file",
    )


def _not_written(path: Path, error: OSError) -> Refused:
    return refuse(
        "letter.not-written",
        what=f"the file cannot be written: {(error.strerror or 'unknown reason').lower()}",
        where=path.name,
        fix="check the folder, or name another file: --file",
    )


def _nothing_owed(key: str) -> Refused:
    return refuse(
        "letter.nothing-owed",
        what=f"{key} owes no interest or penalty that can be claimed today",
        where=f"plan {key}",
        fix=f"see what is paid, may still come or lacks proof: hub interest list --plan {key}",
    )
