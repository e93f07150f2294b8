"""What ``hub due`` says: what has a day in order of it, then the rest, many of a kind in one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from domain.money import show_money
from hub.cli.frame import wrapped
from projections.due_item import DueItem, DueKind

_FEW = 3  # so many of a kind without a day are told one by one
_MOST_NAMED = 4
_INDENT = " " * 16

MANY: Mapping[DueKind, str] = {
    "held-visit": "visits held",
    "unsent-claim": "claims not sent yet",
    "held-claim": "claims held",
    "unwritten-batch": "batches without a file",
    "rejected-claim": "claims sent back unread",
    "denied-claim": "claims denied, whole or in part",
    "taken-back": "claims taken back, whole or in part",
    "bill-other-plan": "claims that another plan pays",
    "plan-silent": "claims with their plan",
    "expected-takeback": "voids that no plan has answered",
    "parked-remittance": "payment notices that wait whole",
    "parked-payment": "claim payments that no claim takes",
    "unmatched-deposit": "deposits that no notice announced",
    "unbanked-remittance": "payment notices that the bank has not all of",
    "member-charged": "claims of which a plan says that the member owes",
    "paid-twice": "claims paid twice",
    "reversal-without-payment": "reversals without their payment",
    "recovery-above-payment": "claims of which a plan kept more than it had paid",
    "unplaced-adjustment": "provider adjustments that name no claim",
    "waiting-roster-row": "roster rows without their month",
    "refund-owed": "refunds to plans",
    "open-payout": "payouts under way",
    "payee-change": "changes of a payee",
    "hub-advance-asked": "advances of the hub asked for",
    "month-without-lead": "member months without a lead care manager",
    "later-contacts": "member months with contacts that came later",
}


@dataclass(frozen=True)
class Named:
    """What is due, and what people call it."""

    item: DueItem
    name: str

    def is_late(self, today: date) -> bool:
        """Whether its day is over."""
        return self.item.due_on is not None and self.item.due_on < today


def due_lines(named: Sequence[Named], today: date, *, one_by_one: bool) -> Iterator[str]:
    """What is due, in order; many of a kind that have no day are one, but for `one_by_one`."""
    if not named:
        yield "nothing is due"
    for (has_day, who, kind), group in groupby(named, key=_group):
        same = list(group)
        if one_by_one or has_day or len(same) <= _FEW:
            for each in same:
                yield from _lines(each, today)
        else:
            yield from _many(who, kind, same)


def _group(named: Named) -> tuple[bool, str, DueKind]:
    item = named.item
    return item.due_on is not None, item.who, item.kind


def _lines(named: Named, today: date) -> Iterator[str]:
    item = named.item
    amount = f", {show_money(item.amount)}" if item.amount else ""
    day = str(item.due_on) if item.due_on else "no date"
    late = "LATE" if named.is_late(today) else ""
    yield from wrapped(f"{named.name}{amount}", first=f"{day:<11}{late:<5}{item.who:<8}")
    yield from wrapped(item.what, first=_INDENT, rest=_INDENT)


def _many(who: str, kind: DueKind, same: Sequence[Named]) -> Iterator[str]:
    cents = sum(each.item.amount for each in same)
    amount = f", {show_money(cents)}" if cents else ""
    yield from wrapped(f"{len(same)} {MANY[kind]}{amount}", first=f"{'no date':<16}{who:<8}")
    yield from wrapped(
        f"{_whose(same)}one by one: hub due --who {who} --kind {kind}", first=_INDENT, rest=_INDENT
    )


def _whose(same: Sequence[Named]) -> str:
    """Of which partners, or plans, they are; those with the most first."""
    codes = (each.item.partner_code or each.item.plan_key for each in same)
    counts = Counter(code for code in codes if code).most_common()
    told = [f"{code} {count}" for code, count in counts[:_MOST_NAMED]]
    if more := len(counts) - len(told):
        told.append(f"{more} more")
    return f"{', '.join(told)}; " if told else ""
