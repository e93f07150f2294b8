"""Whom partners' money is paid to: asked for by one person, confirmed by another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.agreements.partner import PartnerDetails
from domain.identifiers import Malformed, PartnerCode, PartnerId
from domain.payments.bank_account import AccountKind, BankAccount, bank_account
from domain.payments.payee import (
    PAYEE,
    W9,
    AskedPayee,
    ChangePayee,
    ChangingPayee,
    ConfirmedPayee,
    ConfirmPayee,
    DropChange,
    Payee,
    PayeeCommand,
    PayTo,
    RecordW9,
)
from domain.payments.payout import PAYOUT, HoldPayout, ReleasePayout
from domain.payments.payout_facts import PayMethod
from domain.payments.payout_states import ApprovedPayout, HeldPayout, PayoutState, ProposedPayout
from domain.problem import Refused, refuse
from hub.handler import Ask, Work
from hub.ids import outside_id
from hub.services.agreements.partners import find_partner, list_partners
from hub.services.staff import staff_name
from hub.wiring import Hub
from projections.payee_status import PAYEE_STATUS, PayeeStatus
from projections.payout_status import PAYOUT_STATUS

CHANGING = "a change of the payee waits for a second person"
NOT_CONFIRMED = "no payee is confirmed for the partner"
_HOLDABLE = ("proposed", "held", "approved")
_Command = Callable[[PartnerCode], PayeeCommand]


@dataclass(frozen=True)
class UncheckedPayTo:
    """Whom to pay, as somebody typed it; routing and account number for an EFT alone."""

    name: str
    method: PayMethod
    vendor: str = ""
    routing: str = ""
    account: str = ""
    kind: AccountKind = "checking"


@dataclass(frozen=True)
class PayeeAnswer:
    """The payee as it stands after a command, and the payouts that it holds or no longer holds."""

    payee: PayeeStatus
    changed: bool
    payouts: tuple[str, ...] = ()


def change_payee(
    hub: Hub, code: str, asked: UncheckedPayTo, *, by: str, dry_run: bool = False
) -> PayeeAnswer | Refused:
    """Ask that a partner be paid in another way; until a second person confirms it none is paid."""
    pay_to = _checked(code, asked)
    if isinstance(pay_to, Refused):
        return pay_to

    def command(partner: PartnerCode) -> PayeeCommand:
        return ChangePayee(partner, pay_to, staff_name(hub, by))

    return _run(hub, code, command, dry_run=dry_run)


def confirm_payee(hub: Hub, code: str, *, by: str, dry_run: bool = False) -> PayeeAnswer | Refused:
    """A second person confirms what was asked; what it held is held no longer."""
    return _run(hub, code, lambda _: ConfirmPayee(staff_name(hub, by)), dry_run=dry_run)


def drop_change(hub: Hub, code: str, *, by: str, dry_run: bool = False) -> PayeeAnswer | Refused:
    """What was asked is not done."""
    return _run(hub, code, lambda _: DropChange(staff_name(hub, by)), dry_run=dry_run)


def record_w9(hub: Hub, code: str, w9: W9, *, dry_run: bool = False) -> PayeeAnswer | Refused:
    """What the partner's form says."""
    return _run(hub, code, lambda partner: RecordW9(partner, w9), dry_run=dry_run)


def list_payees(hub: Hub, *, known_at: int | None = None) -> list[PayeeStatus]:
    """How each partner is paid, or was as far as was known then, in order of code."""
    projector = hub.projector
    view = projector.live if known_at is None else projector.known_at(known_at, PAYEE_STATUS)
    known = {row.partner_code: row for row in view.rows(PAYEE_STATUS)}
    codes = (PartnerCode(entry.key) for entry in list_partners(hub))
    return [known.get(code, PayeeStatus(partner_code=code)) for code in codes]


def show_payee(hub: Hub, code: str) -> PayeeStatus | Refused:
    """How one partner is paid."""
    partner = find_partner(hub, code)
    if isinstance(partner, Refused):
        return partner
    return _status(hub, partner.details)


def payee_stream(partner_id: PartnerId) -> str:
    """The stream of whom a partner's money is paid to."""
    return outside_id("payee", partner_id)


def payee_hold(payee: Payee) -> str:
    """Why nothing is paid out by what is known of the payee; empty where nothing stands against."""
    match payee:
        case AskedPayee() | ChangingPayee():
            return CHANGING
        case ConfirmedPayee():
            return ""
        case _:
            return NOT_CONFIRMED


def _run(hub: Hub, code: str, command: _Command, *, dry_run: bool) -> PayeeAnswer | Refused:
    partner = find_partner(hub, code)
    if isinstance(partner, Refused):
        return partner
    details = partner.details

    def once(work: Work) -> tuple[bool, tuple[str, ...]] | Refused:
        hub.projector.catch_up()
        stream_id = payee_stream(details.partner_id)
        decided = work.decide(Ask(PAYEE, stream_id, command(details.code)))
        if isinstance(decided, Refused):
            return decided
        touched = tuple(_settle_holds(hub, work, details, work.state(PAYEE, stream_id)))
        if not dry_run:
            work.commit()
        return bool(decided), touched

    done = hub.handler.attempt(once)
    if isinstance(done, Refused):
        return done
    hub.projector.catch_up()
    return PayeeAnswer(_status(hub, details), *done)


def _settle_holds(hub: Hub, work: Work, details: PartnerDetails, payee: Payee) -> Iterator[str]:
    """Payouts are held while the payee is not certain, and no longer: the ones that this moves."""
    why = payee_hold(payee)
    command = HoldPayout("payee", why) if why else ReleasePayout("payee")
    rows = hub.projector.live.rows(PAYOUT_STATUS, partner_code=details.code)
    waiting = [row.payout for row in rows if row.state in _HOLDABLE]
    work.load(PAYOUT, (each.payout_id for each in waiting))
    for payout in waiting:
        state: PayoutState = work.state(PAYOUT, payout.payout_id)
        if not isinstance(state, ProposedPayout | HeldPayout | ApprovedPayout):
            continue  # sent or cancelled by somebody meanwhile
        if work.decide(Ask(PAYOUT, payout.payout_id, command)):
            yield payout.number


def _status(hub: Hub, details: PartnerDetails) -> PayeeStatus:
    known = hub.projector.live.get(PAYEE_STATUS, details.code)
    return known or PayeeStatus(partner_code=details.code)


def _checked(code: str, asked: UncheckedPayTo) -> PayTo | Refused:
    bank: BankAccount | None = None
    if asked.routing or asked.account:
        try:
            bank = bank_account(asked.routing, asked.account, asked.kind)
        except Malformed as wrong:
            return refuse(
                "payee.account-unusable",
                what=wrong.what,
                where=f"payee of {code.strip().upper()}",
                fix=wrong.fix,
            )
    name = " ".join(asked.name.split())
    return PayTo(name, asked.method, asked.vendor.strip(), bank)
