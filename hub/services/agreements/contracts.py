"""Contracts: which care of a partner is billed to which plan, on which terms, from when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from msgspec.structs import replace

from domain.agreements.contract import (
    CONTRACT,
    AgreeContract,
    AgreedContract,
    Agreement,
    CancelContract,
    CancelledContract,
    Contract,
    EndContract,
    NoContract,
    ReplacedContract,
)
from domain.identifiers import ContractId, Malformed, PartnerId, modifier, procedure_code
from domain.period import FOREVER, Period
from domain.problem import Problem, Refused, refuse
from domain.service_line import Service
from hub import lookups
from hub.handler import Ask, Done
from hub.services.agreements.contract_terms import UncheckedTerms, read_role, read_terms
from hub.services.agreements.partners import find_partner
from hub.services.agreements.plans import find_plan
from hub.services.begun_ids import SHORTEST_BEGINNING, begun_with
from hub.services.months.roster_placing import place_waiting
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS
from projections.register import REGISTER, RegisterEntry

_TRIES = 5
_OVERTAKEN = f"{lookups.CONTRACT_ORDINAL}.taken"


@dataclass(frozen=True)
class UncheckedContract:
    """A contract as somebody typed it; services like ``98960 U2``.

    `place` is where it stands, where it is one of many: ``contracts.toml, contract 3``.
    """

    partner: str
    plan: str
    services: tuple[str, ...]
    first_day: date
    last_day: date | None
    terms: UncheckedTerms
    role: str = "hub"
    place: str = ""


def agree(hub: Hub, asked: UncheckedContract) -> Agreement | Refused:
    """Agree a contract; the same once more changes nothing."""
    answer = agree_all(hub, (asked,))
    return answer if isinstance(answer, Refused) else answer[0]


def agree_all(
    hub: Hub, asked: Sequence[UncheckedContract], *, dry_run: bool = False
) -> tuple[Agreement, ...] | Refused:
    """Agree all contracts, or none with every reason; those that stand already stay as they are.

    Refused where another contract of the partner with the plan bills one of the services on one of
    the days: a payment would have two owners.
    """
    read = [(each, _read(hub, each)) for each in asked]
    agreements = [(each.place, found) for each, found in read if isinstance(found, Agreement)]
    unread = [found for _, found in read if isinstance(found, Refused)]
    if unread:
        return _together(*unread, _agree(hub, agreements, dry_run=True))
    for _ in range(_TRIES - 1):
        answer = _agree(hub, agreements, dry_run=dry_run)
        if not isinstance(answer, Refused) or answer.codes != [_OVERTAKEN]:
            return answer
    return _agree(hub, agreements, dry_run=dry_run)


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
    begun = begun_with(ids, text)
    if len(begun) > 1:
        return refuse(
            "contract.id-too-short",
            what=f"{len(begun)} contracts have an id that begins with {text}",
            where=f"contract {text}",
            fix=f"write more of it: {', '.join(begun)}",
        )
    contract: Contract = hub.handler.state(CONTRACT, begun[0] if begun else text)
    if not isinstance(contract, NoContract):
        return contract.agreement
    return refuse(
        "contract.unknown",
        what=f"there is no contract {text}",
        where=f"contract {text}",
        fix=f"look at the contracts: hub contract list; {SHORTEST_BEGINNING} characters of an id "
        "are enough where no other begins so",
    )


def successor(hub: Hub, agreed: Agreement) -> ContractId | None:
    """The contract that took a contract's place with other terms; None where none did."""
    state: Contract = hub.handler.state(CONTRACT, agreed.contract_id)
    return state.replaced_by if isinstance(state, AgreedContract | ReplacedContract) else None


def in_the_place_of(hub: Hub, contract_id: ContractId) -> frozenset[ContractId]:
    """A contract and all that took its place, one after the other."""
    found = {contract_id}
    state: Contract = hub.handler.state(CONTRACT, contract_id)
    while isinstance(state, AgreedContract | ReplacedContract) and state.replaced_by:
        found.add(state.replaced_by)
        state = hub.handler.state(CONTRACT, state.replaced_by)
    return frozenset(found)


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


def _together(*answers: object) -> Refused:
    """The problems of all answers that are refusals."""
    refusals = (answer for answer in answers if isinstance(answer, Refused))
    return Refused(tuple(problem for each in refusals for problem in each.problems))


def _read(hub: Hub, asked: UncheckedContract) -> Agreement | Refused:
    """A contract as typed, its names looked up; all problems at once."""
    partner, plan = find_partner(hub, asked.partner), find_plan(hub, asked.plan)
    services, role = read_services(asked.services), read_role(asked.role)
    terms = read_terms(asked.terms, "hub" if isinstance(role, Refused) else role)
    if (
        isinstance(partner, Refused)
        or isinstance(plan, Refused)
        or isinstance(services, Refused)
        or isinstance(role, Refused)
        or isinstance(terms, Refused)
    ):
        return _placed(asked.place, _together(partner, plan, services, role, terms))
    return Agreement(
        contract_id=ContractId(hub.ids.new()),
        partner_id=partner.details.partner_id,
        partner_code=partner.details.code,
        plan_id=plan.plan_id,
        plan_key=plan.profile.key,
        role=role,
        services=services,
        period=Period(asked.first_day, asked.last_day or FOREVER),
        terms=terms,
    )


def _agree(
    hub: Hub, asked: Sequence[tuple[str, Agreement]], *, dry_run: bool
) -> tuple[Agreement, ...] | Refused:
    """Contracts each with its place, as they follow from those that stand and from each other."""
    states = contracts_of(hub, {each.partner_id for _, each in asked})
    known = [(_name(s.agreement), s.agreement) for s in states if isinstance(s, AgreedContract)]
    count = Counter(_parties(state.agreement) for state in states)
    answers: list[Agreement] = []
    asks: list[Ask] = []
    problems: list[Problem] = []
    for place, each in asked:
        same = next((k for _, k in known if replace(each, contract_id=k.contract_id) == k), None)
        answers.append(same or each)
        if same:
            continue
        count[_parties(each)] += 1
        command = AgreeContract(each, count[_parties(each)])
        asks.append(Ask(CONTRACT, each.contract_id, command))
        decided = CONTRACT.decide(CONTRACT.initial, command)
        found = decided if isinstance(decided, Refused) else Refused(())
        problems += _placed(place, Refused(tuple(_overlaps(each, known))), by=" and ").problems
        problems += _placed(place, found).problems
        known.append((place or _name(each), each))
    if problems:
        return Refused(tuple(problems))
    if asks and not dry_run:
        done = hub.run(*asks)
        if isinstance(done, Refused):
            return done
        place_waiting(hub)  # a roster may have paid a month before there were terms for it
    return tuple(answers)


def contracts_of(
    hub: Hub, partners: Iterable[PartnerId]
) -> tuple[AgreedContract | ReplacedContract | CancelledContract, ...]:
    """Every contract that these partners ever had, as it now stands."""
    ids = hub.log.find_many(lookups.CONTRACT, list(partners)).values()
    states = hub.handler.states(CONTRACT, [each for found in ids for each in found])
    return tuple(states.values())


def _parties(agreement: Agreement) -> tuple[str, str]:
    return (agreement.partner_id, agreement.plan_key)


def _name(agreement: Agreement) -> str:
    return f"contract {agreement.contract_id} of {agreement.partner_code} with {agreement.plan_key}"


def _placed(place: str, why: Refused, *, by: str = ", ") -> Refused:
    """Problems of one contract of many, each with the place of that contract."""
    if not place:
        return why
    return Refused(tuple(replace(p, where=f"{place}{by}{p.where}") for p in why.problems))


def _meant(service: Service, listed: Iterable[str]) -> str:
    """The listed services of the same code, else one that is written nearly like it."""
    alike = sorted(each for each in listed if each.split()[0] == service.code)
    found = alike or get_close_matches(str(service), sorted(listed), 1)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def _overlaps(asked: Agreement, known: Iterable[tuple[str, Agreement]]) -> Iterator[Problem]:
    """One service of a partner is billed to a plan under one contract on any day."""
    for name, each in known:
        shared = [str(service) for service in each.services if service in asked.services]
        if _parties(each) == _parties(asked) and each.period.overlaps(asked.period) and shared:
            yield Problem(
                code="contract.overlaps",
                what=f"a contract for {each.period} bills {', '.join(shared)} already; "
                f"this one is for {asked.period}",
                where=name,
                fix="end that contract before this one begins (hub contract end), or change its "
                "terms from a day on (hub contract change)",
            )
