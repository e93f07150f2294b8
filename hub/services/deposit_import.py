"""A bank's file comes in: each line is recorded once, in whatever files it stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from adapters.bank.bank_columns import BankColumns
from adapters.bank.read_bank_file import StatedLine, UnreadLine, read_bank_file
from domain.deposit import DEPOSIT, BankLine, Deposit, KnownDeposit, NoDeposit, RecordDeposit
from domain.event import Source
from domain.identifiers import ArchiveId, DepositId
from domain.money import Money
from domain.problem import Refused
from hub.handler import Ask
from hub.ids import outside_id
from hub.services.deposit_matching import match_by_trace
from hub.services.deposits import typed_id
from hub.services.rows import Advance, RefusedSheetRow, RowBatch, at_once
from hub.wiring import Hub

_MEDIA = "text/csv"


@dataclass(frozen=True)
class BankImport:
    """What became of the lines of a bank's file; each counts once.

    `recorded` are new and `known` came before. `left_alone` moved no money, or money out under no
    number that could be a trace: nothing of the plans'. Of the new ones `waiting` brought money
    that is not, or not all, matched to a remittance; `came_in` is what all new ones brought, and
    `went_out` what they took, in cents.
    """

    sha256: str
    account: str
    lines: int
    recorded: int
    known: int
    left_alone: int
    waiting: int
    came_in: Money
    went_out: Money
    refused: tuple[RefusedSheetRow, ...]


def import_bank_file(
    hub: Hub,
    content: bytes,
    columns: BankColumns,
    *,
    dry_run: bool = False,
    advance: Advance = lambda _: None,
) -> BankImport | Refused:
    """Take in a bank's file: good lines go in, the others come back with every reason.

    A line that stood in another file, or in this one the last time, adds nothing.
    """
    lines = read_bank_file(content, columns)
    if isinstance(lines, Refused):
        return lines
    kept = "" if dry_run else hub.log.archive.put(content, media=_MEDIA).archive_id
    taken = _Taken(hub, columns.account, ArchiveId(kept), dry_run=dry_run)
    for some in at_once(lines):
        taken.take(some)
        advance(taken.lines)
    hub.projector.catch_up()
    return BankImport(
        sha256=sha256(content).hexdigest(),
        account=columns.account,
        lines=taken.lines,
        recorded=len(taken.new),
        known=taken.known,
        left_alone=taken.left_alone,
        waiting=0 if dry_run else _waiting(hub, taken.new),
        came_in=sum(amount for amount in taken.new.values() if amount > 0),
        went_out=-sum(amount for amount in taken.new.values() if amount < 0),
        refused=tuple(sorted(taken.refused, key=lambda each: each.row)),
    )


@dataclass
class _Taken:
    """Lines of one file as they are taken in, some at a time."""

    hub: Hub
    account: str
    archive_id: ArchiveId
    dry_run: bool
    lines: int = 0
    known: int = 0
    left_alone: int = 0
    new: dict[DepositId, Money] = field(default_factory=dict)
    refused: list[RefusedSheetRow] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)
    _typed: set[DepositId] = field(default_factory=set)

    def take(self, some: Sequence[StatedLine | UnreadLine]) -> None:
        """Record these lines and match what their traces say."""
        self.lines += len(some)
        self.refused += (
            RefusedSheetRow(each.row, each.problems)
            for each in some
            if isinstance(each, UnreadLine)
        )
        read = [each for each in some if isinstance(each, StatedLine)]
        moved = [line for line in read if line.amount > 0 or (line.amount and line.traces)]
        self.left_alone += len(read) - len(moved)
        batch = RowBatch(self.hub, self.dry_run)
        for line, deposit_id in zip(moved, self._ids(moved, batch), strict=True):
            self._record(batch, line, deposit_id)
        for refused in batch.append():
            self.refused.append(refused)
        if not self.dry_run:
            match_by_trace(self.hub, [trace for line in moved for trace in line.traces])

    def _record(self, batch: RowBatch, line: StatedLine, deposit_id: DepositId) -> None:
        source = Source(self.archive_id, 1, line.row, line.offset, line.length)
        bank_line = BankLine(deposit_id, line.bank_on, line.amount, line.traces, source)
        ask = Ask(DEPOSIT, deposit_id, RecordDeposit(bank_line, self.hub.today))
        decision = batch.decide(line.row, [ask])
        if isinstance(decision, Refused):
            self.refused.append(RefusedSheetRow(line.row, decision.problems))
        elif decision:
            self.new[deposit_id] = line.amount
        else:
            self.known += 1

    def _ids(self, lines: Sequence[StatedLine], batch: RowBatch) -> list[DepositId]:
        """Whose each line is; a line that somebody typed before keeps the id it got then."""
        own = [self._id(line) for line in lines]
        typed = [[*_typed_ids(line)] for line in lines]
        batch.load(DEPOSIT, [*own, *(each for some in typed for each in some)])
        return [
            self._one_of(batch, deposit_id, maybe)
            for deposit_id, maybe in zip(own, typed, strict=True)
        ]

    def _id(self, line: StatedLine) -> DepositId:
        """The bank's own number; without one the day, the amount, the text and which of its equals.

        The text may name people, so that it goes into the id as a keyed digest.
        """
        if line.line_id:
            named = self.hub.ids.digest("bank-line", line.line_id)
            return DepositId(outside_id("deposit", self.account, named))
        stated = f"{line.bank_on}\0{line.amount}\0{line.text}"
        named = self.hub.ids.digest("bank-text", stated)
        self._seen[named] += 1
        return DepositId(outside_id("deposit", self.account, named, str(self._seen[named])))

    def _one_of(self, batch: RowBatch, own: DepositId, typed: Iterable[DepositId]) -> DepositId:
        state: Deposit = batch.state(DEPOSIT, own)
        if not isinstance(state, NoDeposit):
            return own
        for deposit_id in typed:
            known: Deposit = batch.state(DEPOSIT, deposit_id)
            if isinstance(known, KnownDeposit) and deposit_id not in self._typed:
                self._typed.add(deposit_id)
                return deposit_id
        return own


def _typed_ids(line: StatedLine) -> Iterable[DepositId]:
    """The ids it may have if somebody typed it: under one of its traces, or under none."""
    for trace in (*line.traces, ""):
        yield typed_id(line.bank_on, line.amount, trace)


def _waiting(hub: Hub, new: Iterable[DepositId]) -> int:
    states: Iterable[Deposit] = hub.handler.states(DEPOSIT, new).values()
    return sum(isinstance(each, KnownDeposit) and each.left > 0 for each in states)
