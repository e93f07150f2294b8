"""Payouts: proposed from statements, agreed to by a second person, held, released, cancelled.

Before each step the bank is asked again: no more goes out than it covers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.agreements.partner import PartnerDetails
from domain.identifiers import PartnerCode, PayoutId
from domain.money import Money, show_money
from domain.payments.payee import PAYEE
from domain.payments.payout import (
    PAYOUT,
    ApprovePayout,
    CancelPayout,
    HoldPayout,
    PayoutCommand,
    ProposePayout,
    ReleasePayout,
)
from domain.payments.payout_facts import Payout
from domain.problem import Problem, Refused
from domain.statements.statement import StatementBody
from hub.handler import Ask, Done, Work, certain
from hub.ids import outside_id
from hub.services.agreements.partners import find_partner, list_partners
from hub.services.agreements.payees import payee_hold, payee_stream
from hub.services.bank.bank_cover import NEEDED, BankCover, Missing, bank_cover
from hub.services.moment import of_one_moment
from hub.services.staff import staff_name
from hub.services.statements.statements import known_statement
from hub.views import View
from hub.wiring import Hub
from projections.payout_status import PAYOUT_STATUS, PayoutStatus
from projections.untold_payouts import UNTOLD_PAYOUTS

_NOT_COVERED = "payout.above-what-is-payable"


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a partner; `payout` is None where nothing is, `why` in plain words.

    `held` tells what holds it from the start, `short` what more of it the bank does not cover.
    """

    partner_code: PartnerCode
    payout: Payout | None
    why: str = ""
    held: str = ""
    short: Money = 0


@dataclass(frozen=True)
class Proposals:
    """What is proposed for each partner, and what the bank has not got."""

    proposals: tuple[Proposal, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class _Left:
    """The last statement of a partner, and what of its closing balance no payout took, in cents."""

    statement: StatementBody
    cents: Money


def cover_now(hub: Hub, *, known_at: int | None = None) -> BankCover:
    """How far the bank covers what is owed, by rows of one moment; or what was known of it then."""
    if known_at is not None:
        return bank_cover(hub.projector.known_at(known_at, *NEEDED))
    return of_one_moment(hub, lambda view, _: bank_cover(view), *NEEDED)


def propose_payouts(
    hub: Hub, codes: Sequence[str], *, by: str, dry_run: bool = False
) -> Proposals | Refused:
    """Propose what may be paid out of the last statement of each partner, or of these alone.

    What is under way counts, so the same money is never proposed twice.
    """
    asked = codes or [entry.key for entry in list_partners(hub)]
    found = [find_partner(hub, code) for code in dict.fromkeys(asked)]
    unknown = [p for each in found if isinstance(each, Refused) for p in each.problems]
    if unknown:
        return Refused(tuple(unknown))
    partners = [each.details for each in found if not isinstance(each, Refused)]

    def once(work: Work) -> Proposals | Refused:
        cover = cover_now(hub)
        left = cover.for_partners - sum(cover.under_way.values())
        proposals: list[Proposal] = []
        problems: list[Problem] = []
        for details in partners:
            room = min(cover.room.get(details.code, 0), left)
            answer = _propose(hub, work, details, cover, room, staff_name(hub, by))
            if isinstance(answer, Refused):
                problems += answer.problems
                continue
            proposals.append(answer)
            left -= answer.payout.amount if answer.payout else 0
        if problems:
            return Refused(tuple(dict.fromkeys(problems)))
        if not dry_run:
            work.commit()
        return Proposals(tuple(proposals), cover.missing)

    done = hub.handler.attempt(once)
    hub.projector.catch_up()
    return done


def approve_payouts(
    hub: Hub, numbers: Sequence[str], *, by: str, dry_run: bool = False
) -> tuple[PayoutStatus, ...] | Refused:
    """A second person agrees; refused where the bank no longer covers one, with the reason."""

    def once(work: Work) -> Done | Refused | None:
        cover = cover_now(hub)
        rows = find_payouts(hub, numbers)
        if isinstance(rows, Refused):
            return rows
        problems: list[Problem] = []
        for row in rows:
            command = ApprovePayout(staff_name(hub, by), hub.today, room_of(hub, cover, row))
            payee = work.state(PAYEE, payee_stream(row.payout.partner_id))
            if row.state == "proposed" and (why := payee_hold(payee)):
                problems.append(payee_not_certain(row.payout, why))
            answer = work.decide(Ask(PAYOUT, row.payout.payout_id, command))
            if isinstance(answer, Refused):
                problems += answer.problems
        if problems:
            return Refused((*problems, *named_shortfall(cover, problems)))
        return None if dry_run else work.commit()

    done = hub.handler.attempt(once)
    if isinstance(done, Refused):
        return done
    return _after(hub, numbers)


def hold_payouts(
    hub: Hub, numbers: Sequence[str], *, reason: str, dry_run: bool = False
) -> tuple[PayoutStatus, ...] | Refused:
    """Do not pay them out for now; an approval is void."""
    return _each(hub, numbers, HoldPayout("person", reason), dry_run=dry_run)


def release_payouts(
    hub: Hub, numbers: Sequence[str], *, dry_run: bool = False
) -> tuple[PayoutStatus, ...] | Refused:
    """What a person held is held no longer; it needs a second person's approval again."""
    return _each(hub, numbers, ReleasePayout("person"), dry_run=dry_run)


def cancel_payouts(
    hub: Hub, numbers: Sequence[str], *, reason: str, dry_run: bool = False
) -> tuple[PayoutStatus, ...] | Refused:
    """Do not pay them out; nothing was sent yet."""
    return _each(hub, numbers, CancelPayout(reason), dry_run=dry_run)


def list_payouts(
    hub: Hub,
    *,
    partner: PartnerCode | None = None,
    state: str = "",
    known_at: int | None = None,
) -> list[PayoutStatus]:
    """Payouts as they stand, or as they were known to, by number."""
    asked = {"partner_code": partner, "state": state}
    only: dict[str, Any] = {name: value for name, value in asked.items() if value}
    rows = _view(hub, known_at).rows(PAYOUT_STATUS, **only)
    return sorted(rows, key=lambda row: row.payout.number)


def find_payouts(
    hub: Hub, numbers: Iterable[str], *, known_at: int | None = None
) -> list[PayoutStatus] | Refused:
    """The payouts with these numbers, each once; or every number that is none's."""
    wanted = list(dict.fromkeys(number.strip().upper() for number in numbers))
    ids = {number: payout_id(number) for number in wanted}
    rows = _view(hub, known_at).get_many(PAYOUT_STATUS, ids.values())
    unknown = [number for number in wanted if ids[number] not in rows]
    if unknown:
        return Refused(tuple(map(unknown_payout, unknown)))
    return [rows[ids[number]] for number in wanted]


def payout_id(number: str) -> PayoutId:
    """The id of the payout that people know by a number."""
    return PayoutId(outside_id("payout", number))


def next_number(hub: Hub, code: PartnerCode) -> str:
    """The number of the partner's next payout; who takes it at the same moment conflicts."""
    return f"{code}-P{len(list_payouts(hub, partner=code)) + 1:04d}"


def room_of(hub: Hub, cover: BankCover, row: PayoutStatus) -> Money:
    """What may be paid out now, this payout included."""
    amount = row.payout.amount if row.is_under_way else 0
    if row.payout.kind == "advance":
        return max(0, cover.hub_left + amount)
    room = cover.room_with(row.partner_code, amount)
    partner = find_partner(hub, row.partner_code)
    left = None if isinstance(partner, Refused) else _left_of(hub, partner.details)
    # a warrant that took the place of a void one may have used what this payout was proposed from
    return max(0, min(room, left.cents + amount)) if left else room


def shortfall_problems(missing: Iterable[Missing]) -> Iterator[Problem]:
    """What the bank has not got, each with whose it is."""
    for each in missing:
        what, fix = _why_missing(each.account, show_money(each.cents))
        yield Problem("payout.bank-short", what, f"account {each.account}", fix)


def _why_missing(account: str, cents: str) -> tuple[str, str]:
    """Why an account lacks so much, and what to do about it."""
    kind, _, code = account.partition(":")
    look = f"look at what it holds: hub ledger account '{account}*'"
    match kind:
        case "partner":
            what = f"{code} owes {cents} that the bank has not got"
            fix = f"wait until it is recouped, or: hub hub-advance give {code} --amount {cents}"
        case "payouts":
            what = f"payouts under way take {cents} more than {code} is still owed"
            fix = f"cancel what was not sent: hub payout list --partner {code}"
        case "suspense":
            what = f"a plan kept {cents} and nobody said whose it is ({account})"
            fix = "find it with hub due --who hub; then place it: hub remittance match"
        case "carried":
            what = f"{code} kept {cents} more as balances from earlier notices than those told of"
            fix = f"ask {code} which notice told of it: hub ledger account {account}"
        case "hub":
            what = f"{cents} more was spent of the hub's own than there is"
            fix = "put the hub's own money in for the partner it was spent on: hub hub-advance give"
        case "deposit":
            what = f"the bank has {cents} less than {code} announced to partners"
            fix = f"ask {code} about the cents: hub deposit list --waiting"
        case "bank":
            what = f"the bank holds {cents} less than all that is owed out of it"
            fix = "compare it with the bank's own statement: hub ledger account bank"
        case _:
            what, fix = f"{account} is {cents} below zero", look
    return what, fix


def unknown_payout(number: str) -> Problem:
    """What to say of a number that no payout has."""
    return Problem(
        code="payout.unknown",
        what=f"no payout has the number {number}",
        where=f"payout {number}",
        fix="list the payouts: hub payout list",
    )


# rules


def _view(hub: Hub, known_at: int | None) -> View:
    projector = hub.projector
    return projector.live if known_at is None else projector.known_at(known_at, PAYOUT_STATUS)


def _propose(
    hub: Hub, work: Work, details: PartnerDetails, cover: BankCover, room: Money, by: str
) -> Proposal | Refused:
    code = details.code
    left = _left_of(hub, details)
    if left is None:
        return Proposal(code, None, "no statement was issued yet")
    amount = min(room, left.cents)
    if amount <= 0:
        return Proposal(code, None, _why_nothing(cover, left.statement, room))
    number = next_number(hub, code)
    payout = Payout(
        payout_id=payout_id(number),
        number=number,
        partner_id=details.partner_id,
        partner_code=code,
        kind="statement",
        about=left.statement.number,
        amount=amount,
        proposed_on=hub.today,
    )
    asked = ask_payout(work, payout, by=by, room=room)
    if isinstance(asked, Refused):
        return asked
    return replace(asked, short=cover.short.get(code, 0))


def ask_payout(work: Work, payout: Payout, *, by: str, room: Money) -> Proposal | Refused:
    """Propose it; it is held at once where nobody is certain whom to pay."""
    answer = work.decide(Ask(PAYOUT, payout.payout_id, ProposePayout(payout, by, room)))
    if isinstance(answer, Refused):
        return answer
    held = payee_hold(work.state(PAYEE, payee_stream(payout.partner_id)))
    if held:
        certain(work.decide(Ask(PAYOUT, payout.payout_id, HoldPayout("payee", held))))
    return Proposal(payout.partner_code, payout, held=held)


def _left_of(hub: Hub, details: PartnerDetails) -> _Left | None:
    """What of its last statement's balance no payout took, all of one moment; None without one.

    A payout that a statement told is out of that balance already, whichever it was proposed from;
    until one tells it, it is not. One that came back after it was told waits to be told again, but
    for what the same payout takes anew.
    """

    def read(view: View, position: int) -> _Left | None:
        issued = known_statement(hub, details, known_at=position).issued
        if not issued:
            return None
        untold = view.get(UNTOLD_PAYOUTS, details.code)
        gone = Counter(untold.by_number if untold else {})
        for row in view.rows(PAYOUT_STATUS, partner_code=details.code):
            if row.is_under_way and row.payout.kind == "statement":
                gone[row.payout.number] += row.payout.amount
        taken = sum(cents for cents in gone.values() if cents > 0)
        return _Left(issued[-1], issued[-1].closing - taken)

    return of_one_moment(hub, read, UNTOLD_PAYOUTS, PAYOUT_STATUS)


def _why_nothing(cover: BankCover, statement: StatementBody, room: Money) -> str:
    code = statement.partner_code
    if room > 0:
        return (
            f"what statement {statement.number} told is paid or under way; "
            f"{show_money(room)} came since and is paid by the next one"
        )
    if cover.owed.get(code, 0) <= 0:
        return "nothing of what it is owed is in the bank"
    if under_way := cover.under_way.get(code, 0):
        return f"{show_money(under_way)} is under way"
    return f"the bank does not cover {show_money(cover.short.get(code, 0))} of it"


def payee_not_certain(payout: Payout, why: str) -> Problem:
    """What to say where nobody is sure whom to pay."""
    return Problem(
        code="payout.payee-not-certain",
        what=why,
        where=payout.where,
        fix=f"let a second person confirm the payee: hub payee confirm {payout.partner_code}",
    )


def named_shortfall(cover: BankCover, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Where a payout is not covered, what the bank lacks and why."""
    if any(problem.code == _NOT_COVERED for problem in problems):
        yield from shortfall_problems(cover.missing)


def _each(
    hub: Hub, numbers: Sequence[str], command: PayoutCommand, *, dry_run: bool
) -> tuple[PayoutStatus, ...] | Refused:
    def once(work: Work) -> Done | Refused | None:
        rows = find_payouts(hub, numbers)
        if isinstance(rows, Refused):
            return rows
        answers = [work.decide(Ask(PAYOUT, row.payout.payout_id, command)) for row in rows]
        problems = [p for each in answers if isinstance(each, Refused) for p in each.problems]
        if problems:
            return Refused(tuple(problems))
        return None if dry_run else work.commit()

    done = hub.handler.attempt(once)
    return done if isinstance(done, Refused) else _after(hub, numbers)


def _after(hub: Hub, numbers: Sequence[str]) -> tuple[PayoutStatus, ...]:
    hub.projector.catch_up()
    return tuple(certain(find_payouts(hub, numbers)))
