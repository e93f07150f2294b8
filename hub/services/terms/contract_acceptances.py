"""Terms that came to hold for days already past, as a person accepts or declines them for claims.

Accepting moves what stands of a claim by the difference, in transactions of a few hundred claims:
where it is stopped it goes on, and the second time there is nothing left. What is declined is
listed no more.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from domain.agreements.contract import CONTRACT, Agreement, DeclineTerms
from domain.agreements.terms import ByTheMonth
from domain.claims.claim import CLAIM, KnownClaim, NoClaim
from domain.claims.claim_acceptances import AcceptTerms
from domain.claims.claim_account import ClaimAccount
from domain.claims.claim_money import MoneySource
from domain.identifiers import RemittanceId
from domain.problem import Problem, Refused, refuse
from hub.handler import Ask
from hub.services.agreements.contracts import find_contract
from hub.services.terms.contract_changes import Difference, differences
from hub.store.chunks import chunks
from hub.wiring import Hub
from projections.contract_book import CONTRACT_BOOK, BookedContract

_CLAIMS_PER_STEP = 300


@dataclass(frozen=True)
class Open:
    """What a contract's terms would change of claims shared by earlier ones, and nobody judged."""

    contract: Agreement
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Accepted:
    """What was accepted: `moved` are the claims, `unpaid` those that no plan has paid yet.

    `problems` are claims that these terms cannot share; they keep theirs.
    """

    contract: Agreement
    moved: tuple[Difference, ...]
    unpaid: tuple[Difference, ...]
    problems: tuple[Problem, ...]


def open_differences(hub: Hub, contract_id: str) -> Open | Refused:
    """The claims that a contract's terms would share otherwise; its id may be cut short."""
    found = find_contract(hub, contract_id)
    if isinstance(found, Refused):
        return found
    listed = (each for before in _earlier(hub, found) for each in differences(hub, before, found))
    return Open(found, tuple(sorted(listed, key=lambda each: each.number)))


def all_open_differences(hub: Hub) -> tuple[Open, ...]:
    """The same of every contract that came in the place of another; those with none left out."""
    rows = hub.projector.live.rows(CONTRACT_BOOK)
    begun = {row.replaced_by for row in rows if row.replaced_by}
    found = (open_differences(hub, row.contract_id) for row in rows if row.contract_id in begun)
    return tuple(each for each in found if isinstance(each, Open) and each.differences)


def accept_differences(
    hub: Hub,
    contract_id: str,
    *,
    why: str,
    claims: Collection[str] = (),
    dry_run: bool = False,
    advance: Callable[[int], None] = lambda _count: None,
) -> Accepted | Refused:
    """Let a contract's terms share claims of earlier ones: all that are listed, or some."""
    found = _chosen(hub, contract_id, claims)
    if isinstance(found, Refused):
        return found
    paid = [each for each in found.differences if each.is_shared]
    moved: list[Difference] = []
    problems: list[Problem] = []
    for some in chunks(paid, _CLAIMS_PER_STEP):
        states = hub.handler.states(CLAIM, [each.claim_id for each in some])
        fitting = []
        for each in some:
            wrong = _cannot(found.contract, states[each.claim_id])
            problems += wrong
            if not wrong:
                fitting.append(each)
        if not dry_run:
            asks = [_accept(hub, found.contract, states[each.claim_id], why) for each in fitting]
            done = hub.run(*asks)
            if isinstance(done, Refused):
                return done
        moved += fitting
        advance(len(some))
    unpaid = tuple(each for each in found.differences if not each.is_shared)
    return Accepted(found.contract, tuple(moved), unpaid, tuple(problems))


def decline_differences(
    hub: Hub, contract_id: str, *, why: str, claims: Collection[str] = (), dry_run: bool = False
) -> Open | Refused:
    """Let claims keep their earlier terms: all that are listed, or some; gives those."""
    found = _chosen(hub, contract_id, claims)
    if isinstance(found, Refused) or dry_run or not found.differences:
        return found
    command = DeclineTerms(tuple(each.claim_id for each in found.differences), why)
    done = hub.run(Ask(CONTRACT, found.contract.contract_id, command))
    return done if isinstance(done, Refused) else found


# rules


def _earlier(hub: Hub, begun: Agreement) -> Iterator[Agreement]:
    """The contracts that this one took the place of, one after the other."""
    rows = hub.projector.live.rows(CONTRACT_BOOK, partner_code=begun.partner_code)
    before: dict[str, BookedContract] = {row.replaced_by: row for row in rows if row.replaced_by}
    at = before.get(begun.contract_id)
    while at is not None:
        yield at.agreement
        at = before.get(at.contract_id)


def _chosen(hub: Hub, contract_id: str, claims: Collection[str]) -> Open | Refused:
    found = open_differences(hub, contract_id)
    if isinstance(found, Refused) or not claims:
        return found
    listed = {str(each.number): each for each in found.differences}
    unknown = [each for each in dict.fromkeys(claims) if each not in listed]
    if unknown:
        return refuse(
            "contract.claim-not-listed",
            what=f"{', '.join(unknown)}: these terms stand open for no such claim",
            where=f"contract {found.contract.contract_id}",
            fix="look at those that are listed: hub contract differences",
        )
    return Open(found.contract, tuple(listed[each] for each in dict.fromkeys(claims)))


def _cannot(begun: Agreement, claim: KnownClaim | NoClaim) -> Sequence[Problem]:
    """Terms of other days, of another bank or for another thing that is paid cannot be taken on."""
    assert not isinstance(claim, NoClaim)  # it was listed
    account = claim.account
    body, where = account.body, f"claim {account.body.number}"
    problems = []
    if any(line.service_on not in begun.period for line in account.lines.values()):
        problems.append(
            Problem(
                code="contract.care-on-both-sides",
                what=f"it has care outside of {begun.period} too",
                where=where,
                fix="decline it, and settle the difference with the partner by hand; or void it "
                "and bill each side by itself",
            )
        )
    if body.role != begun.role:
        problems.append(
            Problem(
                code="contract.other-role",
                what=f"the hub is {begun.role} in the contract, and was {body.role} in the claim",
                where=where,
                fix="decline it: whose bank the money came to does not change afterwards",
            )
        )
    if isinstance(body.terms.rule, ByTheMonth) != isinstance(begun.terms.rule, ByTheMonth):
        problems.append(
            Problem(
                code="contract.other-thing-paid",
                what="one of the two terms is by the month and the other is not",
                where=where,
                fix="decline it: what the plan paid for does not change afterwards",
            )
        )
    return problems


def _accept(hub: Hub, begun: Agreement, claim: KnownClaim, why: str) -> Ask:
    account = claim.account
    body = account.body
    money = MoneySource(
        posting_id=f"{begun.contract_id}/{body.number}",
        remittance_id=_remittance(account),
        cash="",
        paid_on=hub.today,
        source=None,
    )
    ask = AcceptTerms(begun.terms, begun.contract_id, why, money)
    return Ask(CLAIM, body.claim_id, ask)


def _remittance(account: ClaimAccount) -> RemittanceId:
    """The notice that the difference is told with: of the payment that stands, else of the last."""
    standing = [payment.remittance_id for payment in account.money.payments]
    last = max(account.posted.values(), key=lambda posted: posted.place)
    return standing[0] if standing else RemittanceId(last.place[1])
