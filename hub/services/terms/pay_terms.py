"""How a partner is paid: rules are agreed, and what they have done so far is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.agreements.partner import FormerPartner, PartnerDetails
from domain.agreements.pay_terms import PAY_TERMS, AgreePayRule, PayRule, PayTerms
from domain.identifiers import PartnerCode
from domain.money import Money
from domain.period import Month
from domain.posting import advance_account
from domain.problem import Refused
from domain.statements.recoupment import (
    Standing,
    below_zero,
    held_by_month,
    recoupment_plan,
    release_month,
)
from domain.statements.statement import Statement
from domain.statements.statement_parts import RecoupmentPlan
from hub.handler import Ask
from hub.services.payments.partner_debts import known_debt
from hub.services.statements.statements import (
    find_partner,
    known_partner,
    known_statement,
    pay_terms_stream,
)
from hub.wiring import Hub
from projections.trial_balance import TRIAL_BALANCE


@dataclass(frozen=True)
class HeldReserve:
    """What one month's statement held back, and the month whose statement gives it back.

    `back_in` is None where no rule tells.
    """

    held_in: Month
    cents: Money
    back_in: Month | None


@dataclass(frozen=True)
class PayStanding:
    """The rules that were agreed with a partner, and what stands by them, in cents.

    `month` is that of the hub's day. `closing` is what the last statement closed with; `recoupment`
    how it is met where that is below zero; `unpaid` is left of what it was invoiced for.
    """

    details: PartnerDetails
    month: Month
    terms: PayTerms
    held: tuple[HeldReserve, ...]
    advance: Money
    closing: Money
    left_on: date | None
    recoupment: RecoupmentPlan | None
    unpaid: Mapping[str, Money]


def agree_pay_rule(
    hub: Hub, code: PartnerCode, rule: PayRule, *, dry_run: bool = False
) -> PayTerms | Refused:
    """A rule holds for the partner's statements from its month on; gives the rules after it.

    The same again adds nothing.
    """
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details
    issued = known_statement(hub, details).issued
    ask = AgreePayRule(code, rule, issued[-1].month if issued else None)
    stream_id = pay_terms_stream(details.partner_id)
    before: PayTerms = hub.handler.state(PAY_TERMS, stream_id)
    decision = PAY_TERMS.decide(before, ask)
    if isinstance(decision, Refused):
        return decision
    if not dry_run and isinstance(done := hub.run(Ask(PAY_TERMS, stream_id, ask)), Refused):
        return done
    return PayTerms((*before.rules, *(fact.rule for fact in decision)))


def pay_standing(hub: Hub, code: PartnerCode) -> PayStanding | Refused:
    """How a partner is paid, what is held back from it and what it has to give back."""
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details
    terms: PayTerms = hub.handler.state(PAY_TERMS, pay_terms_stream(details.partner_id))
    statement = known_statement(hub, details)
    standing = _standing(hub, details, statement)
    return PayStanding(
        details=details,
        month=standing.month,
        terms=terms,
        held=tuple(
            HeldReserve(month, cents, release_month(terms, standing, month))
            for month, cents in standing.held.items()
        ),
        advance=standing.advance,
        closing=statement.closing,
        left_on=standing.left_on,
        recoupment=recoupment_plan(terms, standing, (), statement.closing),
        unpaid=known_debt(hub, details).unpaid,
    )


def _standing(hub: Hub, details: PartnerDetails, statement: Statement) -> Standing:
    partner = known_partner(hub, details)
    advance = hub.projector.live.get(TRIAL_BALANCE, advance_account(details.code))
    before = statement.issued[:-1]
    lines = (line for body in statement.issued for line in body.lines if line.kind == "payment")
    return Standing(
        partner=details.code,
        month=statement.issued[-1].month if statement.issued else Month.of(hub.today),
        balance=statement.closing,
        plan_payments=0,
        brought=0,
        held=held_by_month(statement.issued),
        advance=advance.cents if advance else 0,
        below_zero=below_zero(before),
        left_on=partner.left_on if isinstance(partner, FormerPartner) else None,
        last_paid_on=max((line.paid_on for line in lines), default=None),
    )
