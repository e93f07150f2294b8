"""By which rules a statement shares and holds money, each told by its name; and what is rounded."""

from collections.abc import Iterator

from domain.agreements.terms import (
    ByTheMonth,
    PercentOfPaid,
    PerClaim,
    PerLine,
    PerUnit,
    ShareRule,
    Terms,
    Upstream,
)
from domain.money import show_money
from domain.statements.statement import StatementBody
from domain.statements.statement_parts import StatementLine
from hub.services.partner_words import PartnerWords
from hub.services.statements.month_rule_words import month_rule_agreed


def rule_says(words: PartnerWords, rule: ShareRule | None) -> str:
    """The rule by which the hub's fee is worked out, by its name; empty where there is none."""
    match rule:
        case None:
            return ""
        case PercentOfPaid(hub_basis_points=cents) | ByTheMonth(hub_basis_points=cents):
            amount = show_money(cents)
        case PerUnit(partner_cents=cents) | PerLine(hub_cents=cents):
            amount = show_money(cents)
        case PerClaim(hub_cents=cents, due=due):
            return words(f"rules.per-claim-{due}", amount=show_money(cents))
        case _:
            return words(f"rules.{rule.__struct_config__.tag}")
    return words(f"rules.{rule.__struct_config__.tag}", amount=amount)


def terms_say(words: PartnerWords, terms: Terms) -> str:
    """The rule and all else that was agreed about the hub's fee, each by its name."""
    return "; ".join((rule_says(words, terms.rule), *_further(words, terms)))


def fee_says(words: PartnerWords, body: StatementBody, line: StatementLine) -> str:
    """How the hub's fee of one line is worked out."""
    return (
        rule_says(words, line.rule)
        if line.terms is None
        else terms_say(words, body.terms[line.terms])
    )


def _further(words: PartnerWords, terms: Terms) -> Iterator[str]:
    if terms.minimum:
        yield words("terms.minimum", amount=show_money(terms.minimum))
    if terms.cap is not None:
        yield words("terms.cap", amount=show_money(terms.cap))
    bears = {
        "interest": terms.fee_on_interest,
        "penalties": terms.fee_on_penalties,
        "bonuses": terms.fee_on_bonuses,
    }
    for name, is_borne in bears.items():
        if is_borne:
            yield words(f"terms.on-{name}")
    if not terms.fee_returns:
        yield words("terms.fee-kept")
    if terms.upstream is not None:
        yield _upstream(words, terms.upstream)
    for rule in terms.by_month:
        yield month_rule_agreed(words, rule)


def _upstream(words: PartnerWords, upstream: Upstream) -> str:
    rule = upstream.rule
    cents = rule.hub_basis_points if isinstance(rule, PercentOfPaid) else rule.hub_cents
    kept = words(f"terms.kept-{rule.__struct_config__.tag}", amount=show_money(cents))
    return words(f"terms.upstream-{upstream.states}", entity=upstream.entity, kept=kept)


def rule_rows(words: PartnerWords, body: StatementBody) -> Iterator[tuple[str, str, str]]:
    """By which rules the hub's fee is worked out: plan, service, all that was agreed of it.

    What was paid beside services (interest, a month) is told by them where they were agreed alike.
    """
    told = {
        (line.plan_key or "", str(line.service or ""), fee_says(words, body, line))
        for line in body.lines
        if line.rule is not None
    }
    with_service = {(plan, says) for plan, service, says in told if service}
    yield from sorted(
        (plan, service, says)
        for plan, service, says in told
        if service or (plan, says) not in with_service
    )


def rounding_sentences(words: PartnerWords, body: StatementBody) -> Iterator[str]:
    """How percentages are rounded: of the hub's fee, and of what is held."""
    if any(isinstance(line.rule, PercentOfPaid | ByTheMonth) for line in body.lines):
        yield words("rounding.fee")
    for kind in ("reserve-held", "advance-recouped"):
        shares = {s.basis_points for s in body.settlements if s.kind == kind and s.basis_points}
        for basis_points in sorted(shares):
            yield words(f"rounding.{kind}", percent=show_money(basis_points))
