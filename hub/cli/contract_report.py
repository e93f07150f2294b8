"""What the commands for contracts answer: documents for programs, lines for people."""

from collections.abc import Iterable, Iterator, Mapping

from domain.agreements.contract import Agreement
from domain.agreements.terms import further_terms, rule_name
from domain.money import show_money
from domain.role import MEANINGS
from hub.cli.frame import table
from hub.services.terms.contract_changes import Change, Difference
from hub.services.terms.contract_preview import MonthPreview, Preview

_MEANINGS = {
    "partner": "owed to the partner",
    "hub-fee": "the hub's fee",
    "hub-own": "the hub's own",
    "upstream-fee": "the lead entity's fee",
    "receivable": "owed by the partner, to be invoiced",
}


def contract_document(agreed: Agreement) -> dict[str, object]:
    """A contract for a program."""
    terms, meaning = agreed.terms, MEANINGS[agreed.role]
    return {
        "contract_id": agreed.contract_id,
        "partner": agreed.partner_code,
        "plan": agreed.plan_key,
        "services": [str(each) for each in agreed.services],
        "period": str(agreed.period),
        "role": agreed.role,
        "bills": meaning.bills,
        "billing_provider": meaning.billing_provider,
        "payee": meaning.payee,
        "rule": rule_name(terms.rule),
        "terms": terms.text,
        "further_terms": further_terms(terms),
    }


def contract_lines(agreed: Agreement, said: str = "") -> list[str]:
    """A contract for a person; `said` tells what became of it."""
    opening = f"{said}: " if said else ""
    return [
        f"{opening}{agreed.partner_code} with {agreed.plan_key}, {agreed.period}",
        *table(
            ("  id", agreed.contract_id),
            [
                ("  services", ", ".join(str(each) for each in agreed.services)),
                ("  role", agreed.role),
                ("  terms", agreed.terms.text),
                *(("", each) for each in further_terms(agreed.terms)),
            ],
        ),
    ]


def role_lines(agreed: Agreement) -> Iterator[str]:
    """What the role of the hub means."""
    meaning = MEANINGS[agreed.role]
    yield from table(
        ("  rule", rule_name(agreed.terms.rule)),
        [
            ("  contract with the plan", meaning.contracts),
            ("  who bills", meaning.bills),
            ("  NPI and TIN on the claim", meaning.billing_provider),
            ("  whom the plan pays", meaning.payee),
            ("  what the hub gets", meaning.hub_money),
        ],
    )


def change_document(changed: Change, *, dry_run: bool) -> dict[str, object]:
    """A change of terms for a program."""
    return {
        "outcome": "changed" if changed.is_new else "unchanged",
        "dry_run": dry_run,
        "ended": contract_document(changed.ended),
        "begun": contract_document(changed.begun),
        "differences": [difference_document(each) for each in changed.differences],
        "partner_difference": sum(each.partner for each in changed.differences),
        "months": [
            {"month": str(each.month), "before": each.before, "after": each.after}
            for each in changed.months
        ],
    }


def difference_document(found: Difference) -> Mapping[str, object]:
    """What other terms would make of a claim, for a program; all amounts in cents."""
    return {
        "number": found.number,
        "paid": found.paid,
        "partner": found.partner,
        "moved": dict(found.moved),
    }


def change_lines(changed: Change, *, dry_run: bool) -> Iterator[str]:
    """A change of terms for a person."""
    if not changed.is_new:
        yield "these terms hold from that day already; nothing changed"
    else:
        first_day = changed.begun.period.first_day
        yield f"{'would hold' if dry_run else 'holds'} from {first_day} on:"
    yield from contract_lines(changed.begun)
    yield from _difference_lines(changed.differences, changed.begun)
    if changed.months:
        yield "by the month; the next statement settles the difference:"
        rows = [
            (str(each.month), _signed(each.before), _signed(each.after)) for each in changed.months
        ]
        yield from table(("Month", "Before", "After"), rows)


def _difference_lines(found: tuple[Difference, ...], begun: Agreement) -> Iterator[str]:
    if not found:
        yield "no claim was opened under other terms for these days"
        return
    yield f"{len(found)} claims keep the terms they were opened under; under these:"
    code, contract = begun.partner_code, begun.contract_id
    yield from table(("Claim", "Paid", code, "Every account"), difference_rows(found))
    together = show_money(sum(each.partner for each in found))
    yield f"together {together} for {code}; nothing was moved"
    yield f"a person judges: hub contract accept {contract}"


def difference_rows(found: Iterable[Difference]) -> Iterator[tuple[str, str, str, str]]:
    """What other terms would make of each claim, for a person."""
    for each in found:
        yield each.number, show_money(each.paid), show_money(each.partner), _moved(each)


def _moved(found: Difference) -> str:
    return ", ".join(f"{name} {_signed(cents)}" for name, cents in found.moved) or "no difference"


def _signed(cents: int) -> str:
    return f"{'+' if cents > 0 else ''}{show_money(cents)}"


def preview_document(found: Preview) -> dict[str, object]:
    """What would be paid, for a program; all amounts in cents."""
    return {
        "contract": contract_document(found.agreement),
        "service": str(found.service),
        "paid": found.paid,
        "units": found.units,
        "interest": found.interest,
        "paid_direct": found.paid_direct,
        "parts": [
            {
                "of": _part_of(share.line),
                "account": share.account,
                "cents": share.cents,
                "meaning": _meaning(share.account),
            }
            for share in found.shares
        ],
        "together": sum(share.cents for share in found.shares),
        "notes": found.notes,
    }


def preview_lines(found: Preview) -> Iterator[str]:
    """What would be paid, for a person."""
    agreed = found.agreement
    added = f" and {show_money(found.interest)} interest" if found.interest else ""
    units = "1 unit" if found.units == 1 else f"{found.units} units"
    yield f"{agreed.partner_code} with {agreed.plan_key}, {found.service}, {units}"
    yield f"paid {show_money(found.paid)}{added}; as {agreed.role}, {rule_name(agreed.terms.rule)}:"
    yield from _indented((agreed.terms.text, *further_terms(agreed.terms)))
    yield f"  contract {agreed.contract_id}, {agreed.period}"
    rows = [
        (show_money(share.cents), _part_of(share.line), share.account, _meaning(share.account))
        for share in found.shares
    ]
    yield from table(("Amount", "Of", "Account", "What it is"), rows)
    yield f"{show_money(sum(share.cents for share in found.shares))} together"
    yield from found.notes


def month_document(found: MonthPreview) -> dict[str, object]:
    """What a month comes to, for a program; all amounts in cents."""
    return {
        "partner": found.partner_code,
        "plan": found.plan_key,
        "month": str(found.month),
        "rules": [
            {
                "contract_id": result.contract_id,
                "cents": rule.cents,
                "text": rule.text,
                "invoiced": result.paid_direct,
            }
            for result in found.results
            for rule in result.rules
        ],
        "together": found.cents,
        "settled": found.posted,
    }


def month_lines(found: MonthPreview) -> Iterator[str]:
    """What a month comes to, for a person."""
    yield f"{found.partner_code} with {found.plan_key}, care of {found.month}, as known now:"
    for result in found.results:
        how = "invoiced to the partner" if result.paid_direct else "by its statement"
        yield f"  contract {result.contract_id}, {how}"
        for rule in result.rules:
            yield f"  {_signed(rule.cents)}  {rule.text}"
    if not found.results:
        yield "  nothing is agreed by the month, or no care was given"
    settled = show_money(found.posted)
    yield f"{show_money(found.cents)} together for {found.partner_code}; {settled} settled so far"


def _indented(texts: Iterable[str]) -> Iterator[str]:
    return (f"  {text}" for text in texts)


def _part_of(line: int) -> str:
    return "line" if line else "interest"


def _meaning(account: str) -> str:
    return _MEANINGS[account.partition(":")[0]]
