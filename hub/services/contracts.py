"""Contracts: which care of a partner is billed to which plan, on which terms, from when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from domain.contract import (
    CONTRACT,
    AgreeContract,
    AgreedContract,
    Agreement,
    ByTheMonth,
    EndContract,
    PercentOfPaid,
    PerUnit,
    ShareRule,
    Terms,
)
from domain.identifiers import ContractId, Malformed, modifier, procedure_code
from domain.money import NotAnAmount, read_money, show_money
from domain.period import FOREVER, Period
from domain.problem import Problem, Refused, refuse
from domain.service_line import Service
from hub import lookups
from hub.handler import Ask, Done
from hub.services.partners import find_partner
from hub.services.plans import find_plan
from hub.wiring import Hub
from projections.register import REGISTER, RegisterEntry


@dataclass(frozen=True)
class UncheckedTerms:
    """Terms as somebody typed them: exactly one of the three rules, the others empty.

    `percent` is the hub's percentage of what the plan paid, `per_unit` the partner's dollars for
    each paid unit, `by_the_month` the hub's percentage of a month's payment.
    """

    percent: str = ""
    per_unit: str = ""
    by_the_month: str = ""
    text: str = ""
    fee_on_interest: bool = False
    capitated: bool = False


@dataclass(frozen=True)
class UncheckedContract:
    """A contract as somebody typed it; services like ``98960 U2``."""

    partner: str
    plan: str
    services: tuple[str, ...]
    first_day: date
    last_day: date | None
    terms: UncheckedTerms


def agree(hub: Hub, asked: UncheckedContract) -> Agreement | Refused:
    """Agree a contract; the same once more changes nothing.

    Refused where another contract of the partner with the plan bills one of the services on one of
    the days: a payment would have two owners.
    """
    partner, plan = find_partner(hub, asked.partner), find_plan(hub, asked.plan)
    services, terms = read_services(asked.services), read_terms(asked.terms)
    if (
        isinstance(partner, Refused)
        or isinstance(plan, Refused)
        or isinstance(services, Refused)
        or isinstance(terms, Refused)
    ):
        return _together(partner, plan, services, terms)
    agreement = Agreement(
        contract_id=ContractId(hub.ids.new()),
        partner_id=partner.details.partner_id,
        partner_code=partner.details.code,
        plan_id=plan.plan_id,
        plan_key=plan.profile.key,
        role="hub",
        services=services,
        period=Period(asked.first_day, asked.last_day or FOREVER),
        terms=terms,
    )
    return _agree(hub, agreement)


def end(hub: Hub, contract_id: str, *, last_day: date) -> Done | Refused:
    """Let a contract hold for care up to and including a day."""
    contract = hub.handler.state(CONTRACT, contract_id)
    if not isinstance(contract, AgreedContract):
        return refuse(
            "contract.unknown",
            what=f"there is no contract {contract_id}",
            where=f"contract {contract_id}",
            fix="look at the contracts: hub contract list",
        )
    return hub.run(Ask(CONTRACT, contract_id, EndContract(last_day)))


def list_contracts(hub: Hub) -> list[RegisterEntry]:
    """Every contract as it now stands, by partner and plan, then by first day."""
    rows = hub.projector.live.rows(REGISTER, kind="contract")
    return sorted(rows, key=lambda row: (row.key, row.period.first_day if row.period else date.min))


def read_services(texts: tuple[str, ...]) -> tuple[Service, ...] | Refused:
    """Services as typed, code and modifiers; all problems at once."""
    services: list[Service] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            code, *modifiers = text.split() or [""]
            found = tuple(modifier(each) for each in modifiers)
            services.append(Service(procedure_code(code), found))
        except Malformed as wrong:
            where = f"service {text!r}"
            problems.append(Problem("contract.service-unusable", wrong.what, where, wrong.fix))
    return Refused(tuple(problems)) if problems else tuple(dict.fromkeys(services))


def read_terms(asked: UncheckedTerms) -> Terms | Refused:
    """Terms as typed; exactly one rule says how a payment is shared."""
    given = [text for text in (asked.percent, asked.per_unit, asked.by_the_month) if text]
    if len(given) != 1:
        return refuse(
            "contract.one-share-rule",
            what=f"{len(given)} share rules are given; a contract has one",
            where="the terms",
            fix="give one of percent, per unit, by the month",
        )
    try:
        amount = read_money(given[0])
    except NotAnAmount:
        return refuse(
            "contract.amount-unusable",
            what=f"{given[0]!r} is no amount with at most two decimals",
            where="the terms",
            fix="write a percentage like 12.5, or dollars like 20.00",
        )
    rule, words = _rule(asked, amount)
    return Terms(rule, asked.text or words, asked.fee_on_interest, asked.capitated)


def _together(*answers: object) -> Refused:
    """The problems of all answers that are refusals."""
    refusals = (answer for answer in answers if isinstance(answer, Refused))
    return Refused(tuple(problem for each in refusals for problem in each.problems))


def _rule(asked: UncheckedTerms, amount: int) -> tuple[ShareRule, str]:
    """The rule and its words; an amount with two decimals is cents, or hundredths of a percent."""
    shown = show_money(amount)
    if asked.percent:
        return PercentOfPaid(amount), f"The hub keeps {shown}% of what the plan paid."
    if asked.per_unit:
        return PerUnit(amount), f"The partner gets ${shown} for each paid unit."
    return ByTheMonth(amount), f"The hub keeps {shown}% of each member month's payment."


def _agree(hub: Hub, asked: Agreement) -> Agreement | Refused:
    ids = hub.log.find(lookups.CONTRACT, asked.partner_id)
    states = hub.handler.states(CONTRACT, ids).values()
    known = [state.agreement for state in states if isinstance(state, AgreedContract)]
    for each in known:
        if replace(asked, contract_id=each.contract_id) == each:
            return each
    problems = tuple(_overlaps(asked, known))
    if problems:
        return Refused(problems)
    done = hub.run(Ask(CONTRACT, asked.contract_id, AgreeContract(asked)))
    return done if isinstance(done, Refused) else asked


def _overlaps(asked: Agreement, known: list[Agreement]) -> Iterator[Problem]:
    """One service of a partner is billed to a plan under one contract on any day."""
    for each in known:
        shared = [str(service) for service in each.services if service in asked.services]
        if each.plan_key == asked.plan_key and each.period.overlaps(asked.period) and shared:
            yield Problem(
                code="contract.overlaps",
                what=f"a contract for {each.period} bills {', '.join(shared)} already; "
                f"this one is for {asked.period}",
                where=f"contract {each.contract_id} of {each.partner_code} with {each.plan_key}",
                fix="end that contract before this one begins: hub contract end",
            )
