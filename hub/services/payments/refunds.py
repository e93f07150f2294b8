"""Money that goes back to plans: for a claim that was paid too much, or for what was never ours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.claims import attribution
from domain.claims.attribution import PAID_TWICE
from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.claims.claim_account import ClaimAccount
from domain.claims.claim_money import MoneySource
from domain.claims.claim_recoveries import PostRefund, UndoPosting
from domain.identifiers import RefundId, RemittanceId
from domain.money import Money
from domain.notices.parked_money import (
    PARKED_MONEY,
    ParkedMoney,
    ReleaseMoney,
    ReturnMoney,
    WaitingItem,
)
from domain.payments.refund import (
    REFUND,
    REFUND_DAYS,
    ApprovedRefund,
    ApproveRefund,
    NoRefund,
    ProposeRefund,
    Refund,
    RefundState,
    SendRefund,
    SentRefund,
    VoidRefund,
)
from domain.posting import payable_account, suspense_account
from domain.problem import Refused, refuse
from hub.handler import Ask, Work, certain
from hub.lookups import REFUND as REFUND_NUMBER
from hub.services.billing.claims import find_claim
from hub.services.billing.reopened_voids import billed_meanwhile
from hub.services.notices.places import Place, parked_at
from hub.services.notices.provider_adjustments import place
from hub.store.errors import LookupTaken
from hub.wiring import Hub
from projections.due_list import DUE_LIST
from projections.refund_status import REFUND_STATUS, RefundStatus, proposed


@dataclass(frozen=True)
class Found:
    """Money that somebody found to be too much; what is left out follows from the claim.

    `about` is a claim's number or a place in a payment notice, `amount` in cents, `found_on` the
    day from which the plan may wait 60 days for it.
    """

    about: str | Place
    reason: str
    amount: Money | None = None
    found_on: date | None = None


def propose_refund(
    hub: Hub, found: Found, by: str = "", *, dry_run: bool = False
) -> RefundStatus | Refused:
    """Record that money is to go back to a plan; nothing moves before a second person agrees."""
    refund = _of_place(hub, found) if isinstance(found.about, Place) else _of_claim(hub, found)
    if isinstance(refund, Refused):
        return refund

    def once(work: Work) -> Refused | None:
        ask = ProposeRefund(refund, by or hub.settings.actor, _room(work, refund), hub.today)
        return _decided(work, refund, ask, dry_run=dry_run)

    try:
        return _told(hub, refund, once)
    except LookupTaken:
        return refuse(
            "refund.another-was-faster",
            what="somebody recorded a refund for the same at this moment",
            where=refund.where,
            fix="look whether it is this one: hub refund list",
        )


def approve_refund(
    hub: Hub, number: str, by: str = "", *, dry_run: bool = False
) -> RefundStatus | Refused:
    """A second person agrees: the claim, or what waits, gives it up; it is owed to the plan."""
    refund = _find(hub, number)
    if isinstance(refund, Refused):
        return refund

    def once(work: Work) -> Refused | None:
        agrees, stands = by or hub.settings.actor, _stands(work, refund)
        ask = ApproveRefund(agrees, hub.today, _room(work, refund), stands)
        return _decided(work, refund, ask, _give_up(hub, work, refund), dry_run=dry_run)

    return _told(hub, refund, once)


def send_refund(
    hub: Hub, number: str, cheque: str, on: date | None = None, *, dry_run: bool = False
) -> RefundStatus | Refused:
    """The cheque went out; one cheque may carry several refunds of one plan and day."""
    refund, day = _find(hub, number), on or hub.today
    if isinstance(refund, Refused):
        return refund
    for other in same_cheque(hub, number, cheque):
        if (other.plan_key, other.sent_on) != (refund.plan_key, day):
            return _cheque_taken(refund, other)

    def once(work: Work) -> Refused | None:
        ask = SendRefund(cheque, day, _stands(work, refund), hub.today)
        return _decided(work, refund, ask, dry_run=dry_run)

    return _told(hub, refund, once)


def same_cheque(hub: Hub, number: str, cheque: str) -> list[RefundStatus]:
    """The other refunds that went out by a cheque."""
    sent, own = hub.projector.live.rows(REFUND_STATUS, state="sent"), cheque.strip()
    return [row for row in sent if row.cheque.strip() == own and row.number != number]


def void_refund(
    hub: Hub, number: str, reason: str, *, dry_run: bool = False
) -> RefundStatus | Refused:
    """It does not go back: what gave it up has it again, a cheque that was sent is in the bank."""
    refund = _find(hub, number)
    if isinstance(refund, Refused):
        return refund

    def once(work: Work) -> Refused | None:
        known: RefundState = work.state(REFUND, refund.refund_id)
        given_up = isinstance(known, ApprovedRefund | SentRefund)
        if given_up and (billed := billed_meanwhile(work, _undone(hub, refund))):
            return billed
        back = _take_back(hub, work, refund, reason) if given_up else _nothing
        return _decided(work, refund, VoidRefund(reason, hub.today), back, dry_run=dry_run)

    return _told(hub, refund, once)


# what it is about


def _of_claim(hub: Hub, found: Found) -> Refund | Refused:
    """What was paid twice, unless another amount is stated, found when the plan paid it again."""
    number = str(found.about)
    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    claim: Claim = hub.handler.state(CLAIM, claim_id)
    assert not isinstance(claim, NoClaim)
    account, body = claim.account, claim.account.body
    if body.is_paid_direct:
        return _not_the_hubs(f"claim {number}")
    paid_again = hub.projector.live.get(DUE_LIST, f"suspense/{PAID_TWICE}/{claim_id}")
    amount = _held(account, PAID_TWICE) if found.amount is None else found.amount
    if found.amount is None and not amount:
        return _no_amount(body.number)
    known_since = paid_again.due_on if paid_again else None
    return Refund(
        refund_id=RefundId(hub.ids.new()),
        number=_number(hub, body.number),
        plan_key=body.plan_key,
        partner_code=body.partner_code,
        about=body.number,
        claim_id=body.claim_id,
        item_id=None,
        remittance_id=_brought_by(account),
        amount=amount,
        found_on=found.found_on
        or (known_since - timedelta(days=REFUND_DAYS) if known_since else hub.today),
        reason=found.reason,
    )


def _of_place(hub: Hub, found: Found) -> Refund | Refused:
    """What waits there, all of it, found when the plan paid it; today where that is still ahead."""
    assert isinstance(found.about, Place)
    item = parked_at(hub, found.about)
    if isinstance(item, Refused):
        return item
    if item.paid_to is not None:
        return _not_the_hubs(found.about.words)
    return Refund(
        refund_id=RefundId(hub.ids.new()),
        number=_number(hub, item.plan_key.upper()),
        plan_key=item.plan_key,
        partner_code=None,
        about=found.about.words,
        claim_id=None,
        item_id=item.item_id,
        remittance_id=item.remittance_id,
        amount=item.amount if found.amount is None else found.amount,
        found_on=found.found_on or min(item.paid_on, hub.today),
        reason=found.reason,
    )


def _not_the_hubs(where: str) -> Refused:
    return refuse(
        "refund.paid-direct",
        what="the plan paid the partner itself; the hub has nothing of it to send back",
        where=where,
        fix="tell the partner to pay the plan; the takeback or reversal then gives the fee back",
    )


def _brought_by(account: ClaimAccount) -> RemittanceId:
    """The last notice that paid for it; it has to account for what goes back."""
    payments = account.money.payments
    places = [payment.place for payment in payments if payment.paid > 0]
    return RemittanceId(max(places)[1] if places else "")


def _number(hub: Hub, stem: str) -> str:
    taken = {row.number for row in hub.projector.live.rows(REFUND_STATUS)}
    count = sum(number.rpartition("-R")[0] == stem for number in taken)
    return f"{stem}-R{count + 1}"


def _held(account: ClaimAccount, reason: str) -> Money:
    """What the claim shares into one suspense account."""
    name = suspense_account(reason)
    return sum(share.cents for share in account.shares if share.account == name)


def _second_payment(account: ClaimAccount, amount: Money) -> attribution.Place | None:
    """The last payment of lines that were all paid before, where just it goes back."""
    seen: set[int] = set()
    found: attribution.Place | None = None
    for payment in account.money.payments:
        lines = {line.line for line in payment.lines if line.paid}
        again = bool(lines) and lines <= seen and payment.place not in account.money.accepted
        if again and payment.paid == amount:
            found = payment.place
        seen |= lines
    return found


# how far it may go


def _room(work: Work, refund: Refund) -> Money:
    """What of it the plan has paid and not taken back, in cents."""
    if refund.item_id is not None:
        money: ParkedMoney = work.state(PARKED_MONEY, refund.item_id)
        whole = money.item.amount if isinstance(money, WaitingItem) else 0
        return whole if refund.amount == whole else 0
    known = _account(work, refund).money
    return max(0, known.paid - max(0, known.recovered))


def _stands(work: Work, refund: Refund) -> Money:
    """What of it the plan has paid and not taken back itself; it takes back no more than claims."""
    if refund.item_id is not None:
        return refund.amount
    known = _account(work, refund).money
    return max(0, known.paid - max(0, known.recovered - known.refunded))


def _account(work: Work, refund: Refund) -> ClaimAccount:
    claim: Claim = work.state(CLAIM, str(refund.claim_id))
    assert not isinstance(claim, NoClaim)
    return claim.account


# giving it up, and having it again

_Moves = Callable[[], None]


def _nothing() -> None:
    """It moves no money of a claim."""


def _give_up(hub: Hub, work: Work, refund: Refund) -> _Moves:
    owed, day = payable_account(refund.plan_key), hub.today

    def give_up() -> None:
        if refund.claim_id is None:
            released = ReleaseMoney(owed, day, refund.reason)
            certain(work.decide(Ask(PARKED_MONEY, str(refund.item_id), released)))
        else:
            ask = _given_back(refund, _account(work, refund), day)
            _placed(hub, work, Ask(CLAIM, refund.claim_id, ask))

    return give_up


def _given_back(refund: Refund | RefundStatus, account: ClaimAccount, day: date) -> PostRefund:
    owed, brought_by = payable_account(refund.plan_key), _brought_by(account)
    if isinstance(refund, Refund):
        brought_by = refund.remittance_id
    money = MoneySource(refund.number, brought_by, owed, day, None)
    return PostRefund(money, refund.amount, _second_payment(account, refund.amount))


def gives_up(hub: Hub, row: RefundStatus) -> dict[str, Money]:
    """Whose money goes back once a claim's refund is approved, as things stand: cents by account.

    What waits as paid twice goes first; the rest comes from all who shared the payment.
    """
    claim_id = None if row.partner_code is None else find_claim(hub, row.about)
    if claim_id is None or isinstance(claim_id, Refused):
        return {}
    claim: Claim = hub.handler.state(CLAIM, claim_id)
    assert not isinstance(claim, NoClaim)
    facts = CLAIM.decide(claim, _given_back(row, claim.account, hub.today))
    found: dict[str, Money] = {}
    for fact in () if isinstance(facts, Refused) else facts:
        for entry in getattr(fact, "entries", ()):
            found[entry.account] = found.get(entry.account, 0) + entry.cents
    return {account: cents for account, cents in found.items() if cents > 0}


def _take_back(hub: Hub, work: Work, refund: Refund, reason: str) -> _Moves:
    def take_back() -> None:
        if refund.claim_id is None:
            again = ReturnMoney(hub.today, reason)
            certain(work.decide(Ask(PARKED_MONEY, str(refund.item_id), again)))
        _placed(hub, work, *_undone(hub, refund))

    return take_back


def _undone(hub: Hub, refund: Refund) -> list[Ask]:
    """What a claim is asked for to have again what it gave up; nothing where none gave it up."""
    if refund.claim_id is None:
        return []
    number, owed = refund.number, payable_account(refund.plan_key)
    money = MoneySource(f"{number}/undone", refund.remittance_id, owed, hub.today, None)
    return [Ask(CLAIM, refund.claim_id, UndoPosting(number, money))]


def _placed(hub: Hub, work: Work, *asks: Ask) -> None:
    taken = place(work, hub.log, asks)
    assert taken, "a claim gives up what it has room for"


# all or nothing


def _decided(
    work: Work, refund: Refund, command: object, moves: _Moves = _nothing, *, dry_run: bool
) -> Refused | None:
    """Decide, move the money with it, and write both at once."""
    decision = work.decide(Ask(REFUND, refund.refund_id, command))
    if isinstance(decision, Refused):
        return decision
    if decision:
        moves()
    if not dry_run:
        work.commit()
    return None


def _told(
    hub: Hub, refund: Refund, once: Callable[[Work], Refused | None]
) -> RefundStatus | Refused:
    refused = hub.handler.attempt(once)
    if refused:
        return refused
    hub.projector.catch_up()
    row = hub.projector.live.get(REFUND_STATUS, refund.refund_id)
    return row or proposed(refund, hub.settings.actor)


def _find(hub: Hub, number: str) -> Refund | Refused:
    for stream_id in hub.log.find(REFUND_NUMBER, number):
        known: RefundState = hub.handler.state(REFUND, stream_id)
        if not isinstance(known, NoRefund):
            return known.refund
    return refuse(
        "refund.unknown",
        what=f"no refund has the number {number}",
        where="refunds",
        fix="list them: hub refund list",
    )


def _cheque_taken(refund: Refund, other: RefundStatus) -> Refused:
    return refuse(
        "refund.cheque-taken",
        what=f"that cheque carried refund {other.number} to {other.plan_key} on {other.sent_on}",
        where=refund.where,
        fix="state this refund's own cheque; one carries several only to one plan on one day",
    )


def _no_amount(number: str) -> Refused:
    return refuse(
        "refund.no-amount",
        what="no line of it waits as paid twice, and no amount is stated",
        where=f"claim {number}",
        fix="state how much goes back to the plan: --amount 12.34",
    )
