"""A bank's file comes in: each line is recorded once, in whatever files it stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from adapters.bank.bank_columns import BankColumns
from adapters.bank.read_bank_file import StatedLine, UnreadLine, read_bank_file
from domain.event import Source
from domain.identifiers import ArchiveId, DepositId
from domain.money import Money
from domain.notices.deposit import DEPOSIT, BankLine, Deposit, KnownDeposit, RecordDeposit
from domain.problem import Refused
from hub.handler import Ask
from hub.ids import outside_id
from hub.services.bank.deposit_matching import match_by_trace
from hub.services.bank.same_deposit import SameDeposits
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
    _typed: dict[DepositId, DepositId] = field(default_factory=dict)

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
        lines = [self._bank_line(line) for line in moved]
        found = SameDeposits.of(self.hub.log, lines)
        batch = RowBatch(self.hub, self.dry_run)
        batch.load(DEPOSIT, found.ids)
        state = partial(batch.state, DEPOSIT)
        same = found.with_numbers(self.hub, state)
        # whose number a person matched takes what was typed before a line that is only like it
        named_first = sorted(
            zip(moved, lines, strict=True), key=lambda each: not same.is_named(each[1])
        )
        for stated, line in named_first:
            known = same.deposit_of(line, state, self._typed)
            self._record(batch, stated.row, line, known)
        for refused in batch.append():
            self.refused.append(refused)
        if not self.dry_run:
            match_by_trace(self.hub, [trace for line in moved for trace in line.traces])

    def _record(self, batch: RowBatch, row: int, line: BankLine, deposit_id: DepositId) -> None:
        """Record a line as the deposit that it is; what somebody typed is known by it now."""
        ask = Ask(DEPOSIT, deposit_id, RecordDeposit(line, self.hub.today))
        decision = batch.decide(row, [ask])
        if isinstance(decision, Refused):
            self.refused.append(RefusedSheetRow(row, decision.problems))
        elif decision and deposit_id == line.deposit_id:
            self.new[deposit_id] = line.amount
        else:
            self.known += 1
            if decision:
                self._typed[line.deposit_id] = deposit_id

    def _bank_line(self, line: StatedLine) -> BankLine:
        source = Source(self.archive_id, 1, line.row, line.offset, line.length)
        return BankLine(self._id(line), line.bank_on, line.amount, line.traces, source)

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


def _waiting(hub: Hub, new: Iterable[DepositId]) -> int:
    states: Iterable[Deposit] = hub.handler.states(DEPOSIT, new).values()
    return sum(isinstance(each, KnownDeposit) and each.left > 0 for each in states)
