"""What ``hub remittance list`` and ``show`` tell of a remittance: as lines, and for JSON."""

from collections.abc import Iterable, Iterator

import msgspec

from domain.evidence import Page
from domain.money import show_money
from hub.cli.frame import wrapped
from hub.services.bank.named_deposits import shown_id
from projections.remittance_balance import STANDS_FOR_NOTHING, RemittanceBalance

_REST = " " * 13
_CLASSES = (
    "partners",
    "hub_fees",
    "hub_own",
    "upstream_fees",
    "suspense",
    "carried",
    "refunds",
    "receivable",
)


def remittance_document(
    row: RemittanceBalance, instead: RemittanceBalance | None = None
) -> dict[str, object]:
    """A remittance for JSON; `instead` is the notice that holds in the place of a withdrawn one."""
    amounts = {"deposit", "billed", "paid", "adjusted", "residual", *_CLASSES}
    document = msgspec.to_builtins(row)
    return {
        name: show_money(value) if name in amounts else value
        for name, value in document.items()
        if name not in {"digest", "source"}
    } | {
        "bank_parts": [
            {"deposit_id": p.deposit_id, "bank_on": p.bank_on, "amount": show_money(p.cents)}
            for p in row.bank_parts
        ],
        "in_bank": show_money(row.in_bank),
        "adds_up": row.law_holds,
        "holds_instead": instead.remittance_id if instead else None,
    }


def in_bank_words(row: RemittanceBalance) -> str:
    """The day since which the bank has it; nothing where none is awaited any more."""
    if row.state in STANDS_FOR_NOTHING and not row.in_bank:
        return "-"
    return str(row.bank_on or ("in part" if row.in_bank else "not yet"))


def evidence_lines(pages: Iterable[Page]) -> Iterator[str]:
    """The pages that are kept beside a typed one."""
    for page in pages:
        yield f"  evidence   {page.media}, kept {page.kept_on}"


def told_lines(row: RemittanceBalance, instead: RemittanceBalance | None) -> Iterator[str]:
    """A remittance as a person reads it; `instead` holds in the place of a withdrawn one."""
    yield from wrapped(f"{row.payer} ({row.plan_key}), trace {row.trace}, {row.paid_on}")
    yield f"  state      {row.state}{f' ({row.because})' if row.because else ''}"
    if row.withdrawn_for and instead:
        yield from wrapped(_instead(row.withdrawn_for, instead), first="  instead    ", rest=_REST)
    if row.paid_to:
        yield f"  paid       direct to {row.paid_to}, fee to be invoiced {show_money(row.hub_fees)}"
    else:
        in_part = row.in_bank and not row.bank_on
        in_bank = f"{show_money(row.in_bank)} of it" if in_part else in_bank_words(row)
        yield f"  in bank    {in_bank}"
    counts = f"{row.matched} ours, {row.unmatched} not ours, {row.parked} parked"
    held = "rows  " if row.holds == "months" else "claims"
    yield f"  {held}     {row.claims}; when it came: {counts}"
    yield f"  {'stated':<12}{show_money(row.deposit):>14}"
    for name in _CLASSES:
        cents = getattr(row, name)
        if cents:
            yield f"  {name.replace('_', ' '):<14}{show_money(cents):>12}"
    if row.residual:
        yield from wrapped(_difference(row), first="  ")
    yield f"  every cent placed: {'yes' if row.law_holds else 'no'}"


def _instead(withdrawn_for: str, instead: RemittanceBalance) -> str:
    stands = "holds" if instead.state == "posted" else f"is {instead.state}"
    show = f"hub remittance show {shown_id(instead.remittance_id)}"
    if instead.remittance_id == withdrawn_for:
        return f"{withdrawn_for} {stands}: {show}"
    return f"{instead.remittance_id} {stands}, for {withdrawn_for} was withdrawn too: {show}"


def _difference(row: RemittanceBalance) -> str:
    comes_to = show_money(row.paid - row.adjusted)
    word = "more" if row.residual < 0 else "less"
    return (
        f"does not add up: claims and adjustments come to {comes_to}, "
        f"{show_money(abs(row.residual))} {word} than it states"
    )
