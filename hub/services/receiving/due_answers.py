"""What a file of remittances is answered with: judged from the file alone, not yet written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from adapters.edi.acknowledgements.group_answer import GroupAnswer
from adapters.edi.acknowledgements.judge_remittances import (
    ReceivedTransaction,
    answer_group,
    answer_interchange,
    can_be_answered,
    segments_named,
)
from adapters.edi.acknowledgements.read_ta1 import InterchangeAnswer
from adapters.edi.acknowledgements.spans import Span, Spans, read_spans
from adapters.edi.acknowledgements.write_999 import write_999s
from adapters.edi.acknowledgements.write_ta1 import write_ta1
from adapters.edi.envelope import Group, Interchange, Transaction, read_transactions
from adapters.edi.finding import Finding
from adapters.edi.recognise import is_supported, kind_of
from adapters.edi.remittances.read_835 import survey_835
from adapters.edi.x12 import Segment
from domain.problem import Problem
from domain.sending.acknowledgement import AcknowledgementKind, AcknowledgementResult

_REMITTANCE = "835"
_VERSION = "005010X231A1"


@dataclass(frozen=True)
class DueAnswer:
    """One answer to the interchange that came `ordinal`-th in its file, a TA1 or a 999.

    `said` is a TA1's only answer, or one for each group. `first` is the first remittance in it.
    """

    kind: AcknowledgementKind
    ordinal: int
    first: ReceivedTransaction
    said: InterchangeAnswer | tuple[GroupAnswer, ...]

    @property
    def asked_by(self) -> Interchange:
        """The interchange that is answered."""
        interchange = self.first.header.interchange
        assert interchange is not None, "what stands outside of interchanges is not answered"
        return interchange

    @property
    def counts(self) -> tuple[int, int]:
        """How many were accepted and rejected: interchanges, or transactions."""
        if isinstance(self.said, InterchangeAnswer):
            rejected = int(self.said.outcome == "rejected")
            return 1 - rejected, rejected
        outcomes = [each.outcome for group in self.said for each in group.transactions]
        return outcomes.count("accepted"), outcomes.count("rejected")

    @property
    def result(self) -> AcknowledgementResult:
        """What it says as a whole."""
        accepted, rejected = self.counts
        if accepted and rejected:
            return "partial"
        return "rejected" if rejected else "accepted"

    def written(self, interchange: Interchange) -> bytes:
        """Its bytes in an interchange of ours, whose control number its group has too."""
        if isinstance(self.said, InterchangeAnswer):
            return write_ta1(self.said, interchange=interchange)
        theirs = self.first.header.group
        assert theirs is not None, "a transaction outside of groups is not answered"
        group = Group(
            functional_id="FA",
            sender=theirs.receiver,
            receiver=theirs.sender,
            date=f"20{interchange.date}",
            time=interchange.time,
            control_number=interchange.control_number.lstrip("0"),
            version=_VERSION,
        )
        return write_999s(self.said, interchange=interchange, group=group, first_control=1)


def due_answers(content: bytes, name: str) -> tuple[list[DueAnswer], list[Problem]]:
    """The answers that every interchange with remittances is due, and why one gets none."""
    reading = read_transactions(content)
    received = [_received(each) for each in reading if each.header.kind == _REMITTANCE]
    findings = sorted(reading.findings, key=_stands_at)
    spans = read_spans(content, segments_named(received))
    due: list[DueAnswer] = []
    problems: list[Problem] = []
    for ordinal, span in enumerate(spans.interchanges, start=1):
        own = span.inside(received, _begins_at)
        if own and all(can_be_answered(each.header) for each in own):
            due += _answers(ordinal, own, span, spans, findings)
        elif own:
            problems.append(_unanswerable(name, ordinal))
    if not received:
        problems.append(_no_remittance(name))
    return due, problems


def _received(transaction: Transaction) -> ReceivedTransaction:
    header = transaction.header
    if is_supported(kind_of(header), header.version):
        return ReceivedTransaction(header, survey_835(transaction).findings)
    for _ in transaction:  # to its end, where its findings are known
        pass
    return ReceivedTransaction(header, tuple(transaction.findings), is_supported=False)


def _answers(
    ordinal: int,
    received: Sequence[ReceivedTransaction],
    span: Span,
    spans: Spans,
    findings: Sequence[Finding],
) -> Iterator[DueAnswer]:
    """A TA1 where ISA14 asks for one or nothing came whole; a 999 unless nothing came whole."""
    first = received[0]
    interchange = first.header.interchange
    assert interchange is not None, "can_be_answered looked for it"
    found = span.inside(findings, _stands_at)
    said = answer_interchange(interchange, received, found)
    if interchange.acknowledgement_requested == "1" or said.result == "R":
        yield DueAnswer("TA1", ordinal, first, said)
    if said.result != "R":
        inner = span.inside(spans.groups, attrgetter("first"))
        groups = tuple(_groups(received, inner, spans.segments, found))
        yield DueAnswer("999", ordinal, first, groups)


def _groups(
    received: Sequence[ReceivedTransaction],
    spans: Sequence[Span],
    segments: Mapping[int, Segment],
    findings: Sequence[Finding],
) -> Iterator[GroupAnswer]:
    for span in spans:
        own = span.inside(received, _begins_at)
        group = own[0].header.group if own else None
        if group is not None:
            found = span.inside(findings, _stands_at)
            yield answer_group(group, own, found, included=span.stated, segments=segments)


def _begins_at(received: ReceivedTransaction) -> int:
    return received.header.first_segment


def _stands_at(finding: Finding) -> int:
    return finding.segment


def _unanswerable(name: str, ordinal: int) -> Problem:
    return Problem(
        code="receipt.header-unusable",
        what="its headers hold characters that an answer cannot give back, or none at all",
        where=f"{name}, interchange {ordinal}",
        fix="tell the sender by other means whether the remittance was taken",
    )


def _no_remittance(name: str) -> Problem:
    return Problem(
        code="receipt.no-remittance",
        what="it holds no remittance (835), and only remittances are answered",
        where=name,
        fix="check that it is the file that was meant; see what it holds: hub inspect",
    )
