"""What a payment would be under the contract of its day: every account, every cent, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from adapters.sheets.cells import read_cents
from domain.agreements.contract import AgreedContract, Agreement
from domain.agreements.shares import (
    PaidLine,
    Share,
    claim_shares,
    interest_shares,
    invoiced_addition,
    invoiced_shares,
    memo_fee,
)
from domain.agreements.terms import PerClaim
from domain.identifiers import Malformed, PartnerCode, PlanKey
from domain.money import Money, show_money
from domain.period import Month
from domain.problem import Problem, Refused, refuse
from domain.role import MEANINGS
from domain.service_line import Service
from hub.services.agreements.contracts import contracts_of, read_services
from hub.services.agreements.partners import find_partner
from hub.services.agreements.plans import find_plan
from hub.services.statements.period_fees import BY_THE_MONTH, MonthResult, month_results
from hub.services.statements.statements import known_statement
from hub.wiring import Hub


@dataclass(frozen=True)
class UncheckedPayment:
    """A payment of one line as somebody typed it; `interest` is empty where there is none."""

    partner: str
    plan: str
    service: str
    on: date
    paid: str
    units: int = 1
    interest: str = ""


@dataclass(frozen=True)
class Preview:
    """What a payment would be, in cents: `shares` of the line (1) and of the whole claim (0).

    They add up to the payment, or to zero where the plan pays the partner itself and the hub only
    invoices its fee. `notes` are what the contract says beside the ledger.
    """

    agreement: Agreement
    service: Service
    paid: Money
    units: int
    interest: Money
    shares: tuple[Share, ...]
    notes: tuple[str, ...]

    @property
    def paid_direct(self) -> bool:
        """Whether the plan pays the partner itself."""
        return MEANINGS[self.agreement.role].payee == "the partner"


@dataclass(frozen=True)
class MonthPreview:
    """What is agreed by the month comes to for one month of care, as all is known now.

    `posted` is what statements settled of it already, in cents.
    """

    partner_code: PartnerCode
    plan_key: PlanKey
    month: Month
    results: tuple[MonthResult, ...]
    posted: Money

    @property
    def cents(self) -> Money:
        """All rules together: above zero the partner gets it."""
        return sum(result.cents for result in self.results)


def preview_month(hub: Hub, partner: str, plan: str, month: Month) -> MonthPreview | Refused:
    """What the rules by the month of a partner's contracts with a plan come to for a month."""
    known, adopted = find_partner(hub, partner), find_plan(hub, plan)
    if isinstance(known, Refused) or isinstance(adopted, Refused):
        refusals = (each for each in (known, adopted) if isinstance(each, Refused))
        return Refused(tuple(problem for each in refusals for problem in each.problems))
    code, key = known.details.code, adopted.profile.key
    until = max(month, Month.of(hub.today))
    results = (
        result
        for result in month_results(hub.projector.live, code, until)
        if (result.plan_key, result.month) == (key, month)
    )
    settled = (
        each.cents
        for body in known_statement(hub, known.details).issued
        for each in body.settlements
        if each.kind in BY_THE_MONTH and (each.plan_key, each.month) == (key, month)
    )
    return MonthPreview(code, key, month, tuple(results), sum(settled))


def preview(hub: Hub, asked: UncheckedPayment) -> Preview | Refused:
    """What the contract that covers a service on a day would make of a payment."""
    partner, plan = find_partner(hub, asked.partner), find_plan(hub, asked.plan)
    services = read_services((asked.service,))
    amounts = _amounts(asked)
    if (
        isinstance(partner, Refused)
        or isinstance(plan, Refused)
        or isinstance(services, Refused)
        or isinstance(amounts, Refused)
    ):
        answers = (partner, plan, services, amounts)
        refusals = (each for each in answers if isinstance(each, Refused))
        return Refused(tuple(problem for each in refusals for problem in each.problems))
    (service,) = services
    covering = [
        state.agreement
        for state in contracts_of(hub, [partner.details.partner_id])
        if isinstance(state, AgreedContract)
        and state.agreement.plan_id == plan.plan_id
        and asked.on in state.agreement.period
        and service in state.agreement.services
    ]
    if not covering:
        return _none_covers(asked, service)
    return _previewed(covering[0], service, PaidLine(1, amounts[0], asked.units), amounts[1])


# rules


def _previewed(agreement: Agreement, service: Service, line: PaidLine, added: Money) -> Preview:
    return Preview(
        agreement=agreement,
        service=service,
        paid=line.paid,
        units=line.units,
        interest=added,
        shares=tuple(share for share in _shares(agreement, line, added) if share.cents),
        notes=tuple(_notes(agreement, line.paid)),
    )


def _shares(agreement: Agreement, line: PaidLine, added: Money) -> list[Share]:
    terms, partner, plan = agreement.terms, agreement.partner_code, agreement.plan_key
    match MEANINGS[agreement.role].payee:
        case "nobody":
            return []
        case "the partner":
            owed = invoiced_shares(terms, partner, plan, (line,), (line.paid,))
            return owed + invoiced_addition(terms, partner, plan, added)
        case _:
            parts = claim_shares(terms, partner, plan, (line,), (line.paid,))
            return parts + interest_shares(terms, partner, plan, added)


def _notes(agreement: Agreement, paid: Money) -> Iterator[str]:
    """What the contract says that no account of the payment shows."""
    terms = agreement.terms
    match MEANINGS[agreement.role].payee:
        case "nobody":
            yield "Nobody is billed for this care, so nothing is paid."
        case "the partner":
            yield "The plan pays the partner itself; the hub invoices its fee."
    if terms.upstream is not None and terms.upstream.states == "net":
        kept = show_money(memo_fee(terms.upstream, paid))
        yield f"{terms.upstream.entity} kept {kept} before it paid; it never was the hub's cash."
    if isinstance(terms.rule, PerClaim) and terms.rule.due == "sent":
        fee = show_money(terms.rule.hub_cents)
        yield f"The fee of {fee} is due when the claim is sent; the month's statement charges it."
    if terms.by_month:
        yield "What is agreed by the month is reckoned with the month: --month."


def _amounts(asked: UncheckedPayment) -> tuple[Money, Money] | Refused:
    """What is paid and what is added, in cents; all problems at once."""
    problems: list[Problem] = []
    cents: list[Money] = []
    for option, text in (("--paid", asked.paid), ("--interest", asked.interest or "0")):
        try:
            cents.append(read_cents(text))
        except Malformed as wrong:
            what = f"{text!r}: {wrong.what}"
            problems.append(Problem("contract.amount-unusable", what, option, wrong.fix))
    if asked.units < 0 or (asked.units == 0 and not problems and cents[0]):
        problems.append(
            Problem(
                "contract.units-unusable",
                f"{asked.units} units are paid",
                "--units",
                "give the units that the plan paid, 1 or more",
            )
        )
    return Refused(tuple(problems)) if problems else (cents[0], cents[1])


def _none_covers(asked: UncheckedPayment, service: Service) -> Refused:
    return refuse(
        "contract.none-covers",
        what=f"no contract covers {service} on {asked.on}",
        where=f"contracts of {asked.partner} with {asked.plan}",
        fix="look at services and days: hub contract list",
    )
