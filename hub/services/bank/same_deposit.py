"""Which deposit a line of the bank is: typed by hand and in the bank's file, it is the same one."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.identifiers import DepositId
from domain.notices.deposit import BankLine, Deposit, KnownDeposit, NoDeposit
from hub.lookups import DEPOSIT_ALIKE, DEPOSIT_KNOWN_AS, alike
from hub.store.log import FactLog


@dataclass(frozen=True)
class SameDeposits:
    """What some lines may be, looked up for all of them together."""

    lines: Sequence[BankLine]
    known_as: Mapping[str, Sequence[str]]
    alike: Mapping[str, Sequence[str]]

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
            self._like(line, state, taken), key=lambda each: (_apart(line, state(each)), each)
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
