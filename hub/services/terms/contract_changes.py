"""Terms that change from a day on: the contract that ends, the one that begins, and what differs.

Claims keep the terms they were opened under. A change from a day in the past lists those that other
terms would share otherwise; it moves nothing of them by itself: a person accepts or declines that
(`contract_acceptances.py`).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from domain.agreements.contract import (
    CONTRACT,
    AgreeContract,
    AgreedContract,
    Agreement,
    Contract,
    NoContract,
    ReplaceContract,
)
from domain.agreements.terms import Terms
from domain.claims.attribution import attribute, invoice
from domain.claims.claim import CLAIM, KnownClaim, NoClaim
from domain.claims.claim_account import ClaimAccount
from domain.identifiers import ClaimId, ClaimNumber, ContractId
from domain.money import Money
from domain.period import Month, Period
from domain.posting import partner_account
from domain.problem import Refused
from hub.handler import Ask
from hub.services.agreements.contract_terms import UncheckedTerms, read_role, read_terms
from hub.services.agreements.contracts import contracts_of, find_contract, successor
from hub.services.months.roster_placing import place_waiting
from hub.services.statements.period_care import chains_among
from hub.services.statements.period_fees import month_results
from hub.store.chunks import chunks
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS
from projections.contract_book import CONTRACT_BOOK, BookedContract

_CLAIMS_PER_READ = 500


@dataclass(frozen=True)
class Difference:
    """What other terms would make of one claim, in cents.

    `moved` are the accounts that would get more (above zero) or less, `partner` the partner's
    among them; `paid` is what stands paid. Nothing moves where nothing was shared yet.
    """

    claim_id: ClaimId
    number: ClaimNumber
    paid: Money
    partner: Money
    moved: tuple[tuple[str, Money], ...]
    is_shared: bool = False


@dataclass(frozen=True)
class MonthAgain:
    """What a month's rules come to before and after a change, in cents the partner gets."""

    month: Month
    before: Money
    after: Money


@dataclass(frozen=True)
class Change:
    """One contract gives way to another; `is_new` is False where it had before.

    `months` are those that come to other fees by the month: the next statement settles that.
    """

    ended: Agreement
    begun: Agreement
    differences: tuple[Difference, ...]
    is_new: bool = True
    months: tuple[MonthAgain, ...] = ()


def change(
    hub: Hub,
    contract_id: str,
    *,
    first_day: date,
    terms: UncheckedTerms,
    role: str = "",
    dry_run: bool = False,
) -> Change | Refused:
    """Let other terms hold from a day on; the contract's id may be cut short.

    The contract ends the day before and one with the same services begins, both in one transaction.
    The same once more changes nothing.
    """
    found = find_contract(hub, contract_id)
    if isinstance(found, Refused):
        return found
    known_role = read_role(role or found.role)
    read = read_terms(terms, found.role if isinstance(known_role, Refused) else known_role)
    if isinstance(known_role, Refused) or isinstance(read, Refused):
        refusals = (each for each in (known_role, read) if isinstance(each, Refused))
        return Refused(tuple(problem for each in refusals for problem in each.problems))
    period = Period(first_day, found.period.last_day)
    asked = replace(found, role=known_role, terms=read, period=period)
    if (before := _before(hub, found, asked)) is not None:
        return Change(found, before, differences(hub, found, before), is_new=False)
    return _begin(
        hub, found, replace(asked, contract_id=ContractId(hub.ids.new())), dry_run=dry_run
    )


def differences(hub: Hub, ended: Agreement, begun: Agreement) -> tuple[Difference, ...]:
    """The claims under a contract whose care falls on the days of another, and what would differ.

    A claim whose lines fall on both sides is listed with those on the later one, and with what
    belongs to it as a whole. What a person declined is listed no more.
    """
    state: Contract = hub.handler.state(CONTRACT, begun.contract_id)
    declined = state.declined if isinstance(state, AgreedContract) else frozenset[ClaimId]()
    rows = hub.projector.live.rows(CLAIM_STATUS, partner_code=ended.partner_code)
    ids = [
        row.claim_id
        for row in sorted(rows, key=lambda row: row.number)
        if row.contract_id == ended.contract_id and row.claim_id not in declined
    ]
    found = []
    for some in chunks(ids, _CLAIMS_PER_READ):
        states: dict[str, KnownClaim | NoClaim] = hub.handler.states(CLAIM, some)
        accounts = [state.account for state in states.values() if not isinstance(state, NoClaim)]
        found += [each for account in accounts if (each := _difference(account, begun))]
    return tuple(found)


# rules


def _before(hub: Hub, found: Agreement, asked: Agreement) -> Agreement | None:
    """The contract that came in its place with just these terms, where one did."""
    by = successor(hub, found)
    after: Contract = hub.handler.state(CONTRACT, by) if by else NoContract()
    if not isinstance(after, AgreedContract):
        return None
    same = (after.agreement.terms, after.agreement.role, after.agreement.period.first_day)
    return after.agreement if same == (asked.terms, asked.role, asked.period.first_day) else None


def _begin(hub: Hub, found: Agreement, asked: Agreement, *, dry_run: bool) -> Change | Refused:
    if (found.terms, found.role) == (asked.terms, asked.role):
        return Change(found, found, (), is_new=False)
    of_partner = contracts_of(hub, [found.partner_id])
    ordinal = 1 + sum(each.agreement.plan_id == found.plan_id for each in of_partner)
    replaced = ReplaceContract(asked.period.first_day, asked.contract_id)
    agreed = AgreeContract(asked, ordinal)
    state: Contract = hub.handler.state(CONTRACT, found.contract_id)
    # a day on which the contract does not hold is told once, not also as days that end before it
    checked = AgreeContract(replace(asked, period=found.period))
    decided = (CONTRACT.decide(state, replaced), CONTRACT.decide(CONTRACT.initial, checked))
    if wrong := [p for each in decided if isinstance(each, Refused) for p in each.problems]:
        return Refused(tuple(wrong))
    listed, months = differences(hub, found, asked), _months_again(hub, found, asked)
    if not dry_run:
        done = hub.run(
            Ask(CONTRACT, found.contract_id, replaced), Ask(CONTRACT, asked.contract_id, agreed)
        )
        if isinstance(done, Refused):
            return done
        place_waiting(hub)  # new terms may share months that a roster paid
    return Change(found, asked, listed, months=months)


def _months_again(hub: Hub, ended: Agreement, begun: Agreement) -> tuple[MonthAgain, ...]:
    """The months of care so far that other terms by the month reckon otherwise."""
    view, code = hub.projector.live, ended.partner_code
    new = BookedContract(
        contract_id=begun.contract_id, partner_code=code, plan_key=begun.plan_key, agreement=begun
    )
    booked = [
        replace(each, replaced_by=new.contract_id)
        if each.contract_id == ended.contract_id
        else each
        for each in view.rows(CONTRACT_BOOK, partner_code=code)
    ]
    until = Month.of(hub.today)
    before, after = Counter[Month](), Counter[Month]()
    for result in month_results(view, code, until):
        before[result.month] += result.cents
    for result in month_results(view, code, until, by=chains_among([*booked, new])):
        after[result.month] += result.cents
    return tuple(
        MonthAgain(month, before[month], after[month])
        for month in sorted({*before, *after})
        if before[month] != after[month]
    )


def _difference(account: ClaimAccount, begun: Agreement) -> Difference | None:
    body = account.body
    lines = {line.line for line in account.lines.values() if line.service_on in begun.period}
    if not lines or body.terms == begun.terms:
        return None
    was, would = _held(account, body.terms, lines), _held(account, begun.terms, lines)
    moved = {name: would.get(name, 0) - was.get(name, 0) for name in {*was, *would}}
    return Difference(
        claim_id=body.claim_id,
        number=body.number,
        paid=account.money.paid,
        partner=moved.get(partner_account(body.partner_code), 0),
        moved=tuple(sorted((name, cents) for name, cents in moved.items() if cents)),
        is_shared=bool(account.posted),
    )


def _held(account: ClaimAccount, terms: Terms, lines: set[int]) -> dict[str, Money]:
    """What each account would hold of some lines, and of the claim as a whole (line 0)."""
    body = account.body
    shared = invoice if body.is_paid_direct else attribute
    shares = shared(
        terms,
        body.partner_code,
        body.plan_key,
        account.money,
        theirs=account.is_partners,
        most_units=account.most_units,
    )
    held: dict[str, Money] = {}
    for share in shares:
        if share.line in lines or share.line == 0:
            held[share.account] = held.get(share.account, 0) + share.cents
    return held
