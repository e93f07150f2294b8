"""Debits and credits that sum to zero, and the accounts they move.

Debit is positive. An account that owes (a partner, a fee, suspense) therefore holds a negative
balance when money is owed. Account names are public: they stand in reports and exports.
"""

from collections.abc import Iterable

import msgspec

from domain.identifiers import PartnerCode, PlanKey
from domain.money import Money

BANK = "bank"
UNKNOWN_PLAN = PlanKey("unknown")
PAID_DIRECT = "paid-direct"
"""In place of an account: the plan paid the partner itself, so no cash of the hub's moves."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One side of a posting: `cents` debit positive; `line` is the service line, or 0."""

    account: str
    cents: Money
    line: int = 0


Entries = tuple[Entry, ...]


def balanced(entries: Iterable[Entry]) -> Entries:
    """The entries of one posting without those of zero; off zero is a defect: it stops here."""
    kept = tuple(entry for entry in entries if entry.cents)
    if sum(entry.cents for entry in kept):
        raise AssertionError(f"posting off zero: {kept}")
    return kept


def reversed_entries(entries: Iterable[Entry]) -> Entries:
    """The entries that undo a posting."""
    return tuple(Entry(entry.account, -entry.cents, entry.line) for entry in entries)


def deposit_account(plan: PlanKey) -> str:
    """Paid according to the plan's remittances, until matched to a bank deposit."""
    return f"deposit:{plan}"


def partner_account(partner: PartnerCode) -> str:
    """Owed to the partner; below zero owed by it."""
    return f"partner:{partner}"


def reserve_account(partner: PartnerCode) -> str:
    """Held back from the partner for takebacks to come; released by its dated rule."""
    return f"reserve:{partner}"


def advance_account(partner: PartnerCode) -> str:
    """Money given to the partner before care was paid, to be recouped."""
    return f"advance:{partner}"


def hub_advance_account(partner: PartnerCode) -> str:
    """The hub's own money that stands in for the partner's debt until that is recouped."""
    return f"hub-advance:{partner}"


def hub_fee_account(plan: PlanKey) -> str:
    """The hub's share of what the plan paid."""
    return f"hub-fee:{plan}"


def upstream_fee_account(entity: str) -> str:
    """What a lead entity keeps between plan and hub, where its remittance states gross and fee."""
    return f"upstream-fee:{entity}"


def receivable_account(partner: PartnerCode) -> str:
    """Fees owed to the hub by a partner that the plan pays directly."""
    return f"receivable:partner:{partner}"


def hub_own_account(plan: PlanKey) -> str:
    """Items that are the hub's alone: withholding, levies, what a person said is its own."""
    return f"hub-own:{plan}"


def carried_account(plan: PlanKey) -> str:
    """Balances that the plan carries between remittances; returns to zero."""
    return f"carried:{plan}"


def payable_account(plan: PlanKey) -> str:
    """Refunds owed to the plan."""
    return f"payable:{plan}"


def suspense_account(reason: str) -> str:
    """Parked money, counted and waiting for a person."""
    return f"suspense:{reason}"


def fund_account(fund: str, partner: PartnerCode | None = None) -> str:
    """What a giver made over and is not drawn, or what was drawn and set apart for a partner.

    Never part of a remittance: what a partner owes a plan is not met from a grant.
    """
    return f"fund:{fund}" if partner is None else f"fund:{fund}:{partner}"
