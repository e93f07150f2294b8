"""Money in the bank meets the remittances that announced it, by trace.

What the traces say is asked again whenever a line of the bank or a remittance comes in: it may take
apart what was matched by trace before, never what a person has matched.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.event import Fact
from domain.identifiers import DepositId, RemittanceId
from domain.money import Money
from domain.notices.bank_part import held_by_bank
from domain.notices.deposit import (
    DEPOSIT,
    BankLine,
    KnownDeposit,
    MatchedBy,
    MatchRemittance,
    UnmatchRemittance,
    trace_key,
)
from domain.notices.matching_by_trace import Announced, Matches, TracedLine, matches_by_trace
from domain.notices.remittance import (
    REMITTANCE,
    MatchDeposit,
    Notice,
    PostedRemittance,
    UnmatchDeposit,
)
from domain.problem import Refused, refuse
from hub.handler import Ask, Done, Work, certain
from hub.lookups import BANK_TRACE, DEPOSIT_TRACE
from hub.wiring import Hub


def match_by_trace(hub: Hub, traces: Iterable[str]) -> None:
    """Match what the traces say of all deposits and remittances that share one of `traces`."""
    keys = {key for trace in traces if (key := trace_key(trace))}
    if keys:
        hub.handler.attempt(lambda work: _match_by_trace(hub, work, keys))
        hub.projector.catch_up()


def join(
    work: Work, line: BankLine, remittance_id: RemittanceId, cents: Money, *, by: MatchedBy
) -> Iterator[tuple[Fact, ...] | Refused]:
    """Decide for both that `cents` of the line are the remittance's money; each decision told."""
    state = work.state(REMITTANCE, remittance_id)
    if not isinstance(state, PostedRemittance):
        yield _not_posted(line)
        return
    if not cents:
        yield _nothing_to_match(line, state.notice)
        return
    ask = MatchRemittance(remittance_id, state.notice.plan_key, cents, by)
    yield work.decide(Ask(DEPOSIT, line.deposit_id, ask))
    part = MatchDeposit(line.deposit_id, line.bank_on, cents)
    yield work.decide(Ask(REMITTANCE, remittance_id, part))


@dataclass(frozen=True)
class _Circle:
    """Deposits and remittances that share traces with each other, and with no others."""

    deposits: dict[DepositId, KnownDeposit]
    remittances: dict[RemittanceId, PostedRemittance]

    @property
    def free(self) -> dict[DepositId, KnownDeposit]:
        """The deposits of which no person has said whose money they are."""
        return {
            deposit_id: each
            for deposit_id, each in self.deposits.items()
            if all(part.by == "trace" for part in each.parts)
        }


def _match_by_trace(hub: Hub, work: Work, keys: set[str]) -> Done:
    """Bring the matches to what the traces say; what ends goes before what begins."""
    circle = _circle(hub, work, keys)
    free = circle.free
    wanted = _wanted(circle)
    now: Matches = {
        (deposit_id, part.remittance_id): part.cents
        for deposit_id, each in free.items()
        for part in each.parts
    }
    for deposit_id, remittance_id in [pair for pair in now if wanted.get(pair) != now[pair]]:
        apart = UnmatchRemittance(remittance_id, "trace")
        certain(work.decide(Ask(DEPOSIT, deposit_id, apart)))
        certain(work.decide(Ask(REMITTANCE, remittance_id, UnmatchDeposit(deposit_id))))
    new = [(pair, cents) for pair, cents in wanted.items() if now.get(pair) != cents]
    # what the bank gave back goes first: in between it never has more than was announced
    for (deposit_id, remittance_id), cents in sorted(new, key=lambda each: each[1] > 0):
        for decision in join(work, free[deposit_id].line, remittance_id, cents, by="trace"):
            certain(decision)
    return work.commit()


def _wanted(circle: _Circle) -> Matches:
    lines = [
        TracedLine(
            deposit_id,
            each.line.bank_on,
            each.line.amount,
            frozenset(map(trace_key, each.line.traces)),
            each.apart,
        )
        for deposit_id, each in circle.free.items()
    ]
    announced = [
        Announced(
            remittance_id,
            trace_key(each.notice.trace),
            each.notice.deposit,
            held_by_bank(part for part in each.parts if part.deposit_id not in circle.free),
        )
        for remittance_id, each in circle.remittances.items()
    ]
    return matches_by_trace(lines, announced)


def _circle(hub: Hub, work: Work, keys: set[str]) -> _Circle:
    """Everything that these keys lead to, and what that leads to in turn."""
    circle = _Circle({}, {})
    seen: set[str] = set()
    while unseen := sorted(keys - seen):
        seen |= keys
        remittances = hub.log.find_many(BANK_TRACE, unseen)
        # a number that is no remittance's trace ties nothing together, however many lines have it
        live = [key for key in unseen if remittances[key]]
        deposits = hub.log.find_many(DEPOSIT_TRACE, live) if live else {}
        remittance_ids = [id_ for found in remittances.values() for id_ in found]
        deposit_ids = [id_ for found in deposits.values() for id_ in found]
        work.load(REMITTANCE, remittance_ids)
        work.load(DEPOSIT, deposit_ids)
        for id_ in remittance_ids:
            state = work.state(REMITTANCE, id_)
            if isinstance(state, PostedRemittance) and state.notice.expects_deposit:
                circle.remittances[RemittanceId(id_)] = state
        for id_ in deposit_ids:
            circle.deposits[DepositId(id_)] = work.state(DEPOSIT, id_)
        lines = [each.line for each in circle.deposits.values()]
        keys = {key for line in lines for trace in line.traces if (key := trace_key(trace))}
    return circle


def _not_posted(line: BankLine) -> Refused:
    return refuse(
        "deposit.remittance-not-posted",
        what="the remittance is not posted, so nobody knows yet what its money is for",
        where=f"deposit of {line.bank_on}",
        fix="look why it waits: hub remittance list; match the deposit once it is posted",
    )


def _nothing_to_match(line: BankLine, notice: Notice) -> Refused:
    return refuse(
        "deposit.nothing-to-match",
        what="either nothing of the deposit is left, or the remittance lacks nothing that it has",
        where=f"deposit of {line.bank_on}, remittance {notice.trace}",
        fix="look at what each is matched to: hub deposit show, hub remittance show",
    )
