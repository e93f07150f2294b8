"""What of a balance may be paid out and what not, all of the moment at which a statement is cut.

A statement closes at the end of its month, and money goes on moving: what took from the balance
since then is told by what it is, and so never stands for money that a plan has yet to bring.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.claims.claim_facts import MoneyKind
from domain.identifiers import PartnerCode, RemittanceId
from domain.money import Money
from domain.statements.statement_parts import PAID_SINCE, TAKEN_BACK, TAKEN_SINCE, OtherMove
from hub.services.bank.arrived_money import taken_at_once
from hub.services.bank.bank_cover import BankCover
from hub.services.statements.statement_lines import Moved, lines_of


@dataclass(frozen=True)
class Movements:
    """All that moved by the moment of the cut: by notices, beside them, and by statements."""

    moved: tuple[Moved, ...]
    moves: tuple[OtherMove, ...]
    settled: Money

    def until(self, day: date) -> "Movements":
        """What of it counts for a day or for an earlier one."""
        return Movements(
            tuple(each for each in self.moved if each.movement.paid_on <= day),
            tuple(each for each in self.moves if each.on <= day),
            self.settled,
        )

    @property
    def arrived(self) -> Money:
        """What has nothing to wait for; what was taken back counts whatever the bank says."""
        net = sum(part.net for each in self.moved for part in each.movement.parts)
        return net - self.awaited + sum(each.cents for each in self.moves) + self.settled

    @property
    def awaited(self) -> Money:
        """What waits for a plan's money."""
        waits: dict[RemittanceId, list[tuple[MoneyKind, Money]]] = defaultdict(list)
        for each in self.moved:
            if each.arrival == "awaited":
                kind, parts = each.movement.kind, each.movement.parts
                waits[each.movement.remittance_id] += [(kind, part.net) for part in parts]
        return sum(sum(net for _, net in found) - taken_at_once(found) for found in waits.values())


@dataclass(frozen=True)
class Standing:
    """The parts of a balance, in cents: see `StatementBody`."""

    since: tuple[OtherMove, ...]
    payable: Money
    under_way: Money
    waiting: Money
    later: Money
    short: Money


def standing_of(
    code: PartnerCode, closing: Money, last_day: date, every: Movements, cover: BankCover
) -> Standing:
    """What the balance is made of that a statement closes with on `last_day`."""
    until = every.until(last_day)
    since = tuple(_since(every, last_day))
    is_told = any(each.cents < 0 for each in since)
    told = since if is_told else ()
    balance = max(0, closing + sum(each.cents for each in told))
    now = every if is_told else until
    # what came after the month is the next statement's, but for what it makes up for
    arrived = max(0, min(until.arrived, every.arrived))
    short = min(arrived, cover.short.get(code, 0))
    under_way = min(arrived - short, cover.under_way.get(code, 0))
    return Standing(
        since=told,
        payable=arrived - short - under_way,
        under_way=under_way,
        waiting=min(now.awaited, balance),
        later=max(0, now.arrived) - arrived,
        short=short,
    )


def _since(every: Movements, last_day: date) -> Iterator[OtherMove]:
    """What moved after a day: by notices, each with what it took back and what it paid; beside."""
    yield from (each for each in every.moves if each.on > last_day)
    sums = Counter[tuple[date, str, str]]()
    for each in every.moved:
        if each.movement.paid_on > last_day:
            for line in lines_of(each, {}):
                back = line.kind in TAKEN_BACK and not line.repriced
                kind = TAKEN_SINCE if back else PAID_SINCE
                sums[line.notice_on or line.paid_on, line.trace, kind] += line.net
    for (day, trace, kind), cents in sorted(sums.items()):
        if cents:
            yield OtherMove(f"{kind}/{trace}/{day}", kind, trace, day, cents)
