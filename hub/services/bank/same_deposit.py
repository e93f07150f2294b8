"""Which deposit a line of the bank is: typed by hand and in the bank's file, it is the same one."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.identifiers import DepositId
from domain.notices.deposit import BankLine, Deposit, KnownDeposit, NoDeposit, trace_key
from domain.notices.remittance import REMITTANCE, PostedRemittance
from hub.lookups import DEPOSIT_ALIKE, DEPOSIT_KNOWN_AS, alike
from hub.store.log import FactLog
from hub.wiring import Hub


@dataclass(frozen=True)
class SameDeposits:
    """What some lines may be, looked up for all of them together.

    `numbers` are those of the notices that a typed deposit was matched to, as traces are compared.
    """

    lines: Sequence[BankLine]
    known_as: Mapping[str, Sequence[str]]
    alike: Mapping[str, Sequence[str]]
    numbers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, log: FactLog, lines: Sequence[BankLine]) -> "SameDeposits":
        """What is known that these lines may be."""
        known_as = log.find_many(DEPOSIT_KNOWN_AS, [line.deposit_id for line in lines])
        found = log.find_many(DEPOSIT_ALIKE, [_alike(line) for line in lines])
        return cls(lines, known_as, found)

    @property
    def ids(self) -> Iterator[str]:
        """Every deposit that one of the lines may be."""
        for line in self.lines:
            yield line.deposit_id
            yield from self.known_as[line.deposit_id]
            yield from self.alike[_alike(line)]

    def with_numbers(self, hub: Hub, state: Callable[[str], Deposit]) -> "SameDeposits":
        """With the numbers of the notices that what was typed is matched to."""
        typed = {
            deposit_id: known.parts
            for deposit_id in {each for found in self.alike.values() for each in found}
            if isinstance(known := state(deposit_id), KnownDeposit) and known.line.source is None
        }
        ids = {part.remittance_id for parts in typed.values() for part in parts}
        found = hub.handler.states(REMITTANCE, ids).items() if ids else ()
        traces = {at: each.notice.trace for at, each in found if isinstance(each, PostedRemittance)}
        numbers = {
            deposit_id: frozenset(
                trace_key(traces[part.remittance_id])
                for part in parts
                if part.remittance_id in traces
            )
            for deposit_id, parts in typed.items()
        }
        return replace(self, numbers=numbers)

    def is_named(self, line: BankLine) -> bool:
        """Whether a typed deposit was matched to the notice whose number the line carries."""
        return any(self._is_named(line, each) for each in self.alike[_alike(line)])

    def _is_named(self, line: BankLine, deposit_id: str) -> bool:
        return bool(line.trace_keys & self.numbers.get(deposit_id, frozenset()))

    def deposit_of(
        self,
        line: BankLine,
        state: Callable[[str], Deposit],
        told: Mapping[DepositId, DepositId],
    ) -> DepositId:
        """The deposit that a line is, by its own id or its other one; else the one most like it.

        `told` are those of lines before it, by the ids of the lines; nothing of them may be stored
        yet. A line that is like none is a deposit of its own.
        """
        if line.deposit_id in told:
            return told[line.deposit_id]
        if not isinstance(state(line.deposit_id), NoDeposit):
            return line.deposit_id
        taken = set(told.values())
        known = [*self.known_as[line.deposit_id]] or sorted(
            self._like(line, state, taken),
            key=lambda each: (not self._is_named(line, each), _apart(line, state(each)), each),
        )
        return DepositId(known[0]) if known else line.deposit_id

    def _like(
        self, line: BankLine, state: Callable[[str], Deposit], taken: Container[str]
    ) -> Iterable[str]:
        for deposit_id in self.alike[_alike(line)]:
            known = state(deposit_id)
            if deposit_id not in taken and isinstance(known, KnownDeposit) and known.may_be(line):
                yield deposit_id


def _alike(line: BankLine) -> str:
    return alike(line.bank_on, line.amount)


def _apart(line: BankLine, known: Deposit) -> int:
    """How many traces the one has and the other has not."""
    assert isinstance(known, KnownDeposit)
    return len(line.trace_keys ^ known.line.trace_keys)
