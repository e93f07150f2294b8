"""Contracts: which care of a partner is billed to which plan, on which terms, from when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from msgspec.structs import replace

from adapters.sheets.cells import read_cents
from domain.contract import (
    CONTRACT,
    AgreeContract,
    AgreedContract,
    Agreement,
    ByTheMonth,
    CancelContract,
    CancelledContract,
    EndContract,
    PercentOfPaid,
    PerUnit,
    ShareRule,
    Terms,
)
from domain.identifiers import ContractId, Malformed, modifier, procedure_code
from domain.money import Money, show_money
from domain.period import FOREVER, Period
from domain.problem import Problem, Refused, refuse
from domain.service_line import Service
from hub import lookups
from hub.handler import Ask, Done
from hub.services.partners import find_partner
from hub.services.plans import find_plan
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS
from projections.register import REGISTER, RegisterEntry

_TRIES = 5
_OVERTAKEN = f"{lookups.CONTRACT_ORDINAL}.taken"


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
    for _ in range(_TRIES - 1):
        answer = _agree(hub, agreement)
        if not isinstance(answer, Refused) or answer.codes != [_OVERTAKEN]:
            return answer
    return _agree(hub, agreement)


def unlisted(hub: Hub, agreed: Agreement) -> tuple[Problem, ...]:
    """The services of a contract that the plan's rules for its days do not list."""
    plan = find_plan(hub, agreed.plan_key)
    if isinstance(plan, Refused):
        return plan.problems
    rules = (each for each in plan.profile.rules if each.period.overlaps(agreed.period))
    listed = {str(known.service) for each in rules for known in each.services}
    return tuple(
        Problem(
            code="contract.service-unlisted",
            what=f"the rules of {agreed.plan_key} do not list {service}{_meant(service, listed)}",
            where=f"contract of {agreed.partner_code} with {agreed.plan_key}, {service}",
            fix="cancel the contract and agree it with the right service: hub contract cancel; "
            "or ask the plan whether it pays for this one",
        )
        for service in agreed.services
        if str(service) not in listed
    )


def end(hub: Hub, contract_id: str, *, last_day: date) -> Done | Refused:
    """Let a contract hold for care up to and including a day; its id may be cut short."""
    found = find_contract(hub, contract_id)
    if isinstance(found, Refused):
        return found
    return hub.run(Ask(CONTRACT, found.contract_id, EndContract(last_day)))


def cancel(hub: Hub, contract_id: str, *, reason: str = "") -> Done | Refused:
    """Take a contract back under which no claim was opened; its id may be cut short."""
    found = find_contract(hub, contract_id)
    if isinstance(found, Refused):
        return found
    claims = hub.projector.live.rows(CLAIM_STATUS, partner_code=found.partner_code)
    opened = sum(claim.contract_id == found.contract_id for claim in claims)
    return hub.run(Ask(CONTRACT, found.contract_id, CancelContract(opened, reason)))


def find_contract(hub: Hub, text: str) -> Agreement | Refused:
    """The contract whose id is `text`, or the only one whose id begins so."""
    ids = [row.id for row in hub.projector.live.rows(REGISTER, kind="contract")]
    begun = [text] if text in ids else [each for each in ids if text and each.startswith(text)]
    if len(begun) > 1:
        return refuse(
            "contract.id-too-short",
            what=f"{len(begun)} contracts have an id that begins with {text}",
            where=f"contract {text}",
            fix=f"write more of it: {', '.join(begun)}",
        )
    contract = hub.handler.state(CONTRACT, begun[0] if begun else text)
    if isinstance(contract, AgreedContract | CancelledContract):
        return contract.agreement
    return refuse(
        "contract.unknown",
        what=f"there is no contract {text}",
        where=f"contract {text}",
        fix="look at the contracts: hub contract list",
    )


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
            fix="give one of --percent, --per-unit or --by-the-month",
        )
    try:
        amount = read_cents(asked.per_unit) if asked.per_unit else _percentage(given[0])
    except Malformed as wrong:
        return refuse(
            "contract.amount-unusable",
            what=f"{given[0]!r}: {wrong.what}",
            where="the terms, --per-unit" if asked.per_unit else "the terms, the percentage",
            fix=wrong.fix,
        )
    rule, words = _rule(asked, amount)
    return Terms(rule, asked.text or words, asked.fee_on_interest, asked.capitated)


def _percentage(text: str) -> int:
    """Hundredths of a percent from a text such as ``12.5`` or ``12.5%``."""
    number = text.strip().removesuffix("%").strip()
    if "$" in number:
        raise Malformed("these are dollars, not a percentage", "write it like 12.5")
    try:
        return read_cents(number)
    except Malformed:
        what = "this is no percentage with at most two decimals"
        raise Malformed(what, "write it like 12.5") from None


def _together(*answers: object) -> Refused:
    """The problems of all answers that are refusals."""
    refusals = (answer for answer in answers if isinstance(answer, Refused))
    return Refused(tuple(problem for each in refusals for problem in each.problems))


def _rule(asked: UncheckedTerms, amount: Money) -> tuple[ShareRule, str]:
    """The rule and its words; an amount with two decimals is cents, or hundredths of a percent."""
    shown = show_money(amount)
    if asked.percent:
        return PercentOfPaid(amount), f"The hub keeps {shown}% of what the plan paid."
    if asked.per_unit:
        return PerUnit(amount), f"The partner gets ${shown} for each paid unit."
    return ByTheMonth(amount), f"The hub keeps {shown}% of each member month's payment."


def _agree(hub: Hub, asked: Agreement) -> Agreement | Refused:
    ids = hub.log.find(lookups.CONTRACT, asked.partner_id)
    states = tuple(hub.handler.states(CONTRACT, ids).values())
    known = [state.agreement for state in states if isinstance(state, AgreedContract)]
    for each in known:
        if replace(asked, contract_id=each.contract_id) == each:
            return each
    problems = tuple(_overlaps(asked, known))
    if problems:
        return Refused(problems)
    ordinal = 1 + sum(state.agreement.plan_key == asked.plan_key for state in states)
    done = hub.run(Ask(CONTRACT, asked.contract_id, AgreeContract(asked, ordinal)))
    return done if isinstance(done, Refused) else asked


def _meant(service: Service, listed: Iterable[str]) -> str:
    """The listed services of the same code, else one that is written nearly like it."""
    alike = sorted(each for each in listed if each.split()[0] == service.code)
    found = alike or get_close_matches(str(service), sorted(listed), 1)
    return f"; did you mean {' or '.join(found)}?" if found else ""


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
