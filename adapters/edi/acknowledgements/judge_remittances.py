"""What the hub answers to remittances: a TA1 to an interchange, a 999 to each of its groups.

Only syntax is judged: envelopes, segments that must be there, values that cannot be read. Whether a
remittance balances is no matter of a 999: it says that a file could be read, not that its money
adds up. Rejected is exactly what nothing can be posted of until it is sent anew: a plan that is
told R sends it again, and what was posted must never be asked for twice. Source: 005010X231A1.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from adapters.edi.acknowledgements.group_answer import Fault, GroupAnswer, TransactionAnswer
from adapters.edi.acknowledgements.read_ta1 import InterchangeAnswer
from adapters.edi.envelope import Group, Interchange, TransactionHeader
from adapters.edi.envelope_faults import CUT_OFF, UNCLOSED
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment

# finding: code of TA105
_INTERCHANGE = {
    "envelope.interchange-control-number": "001",
    "envelope.interchange-count": "021",
    "envelope.interchange-unclosed": "023",
    "envelope.stray-segment": "022",
}
# finding: code of AK905
_GROUP = {
    "envelope.group-unclosed": "3",
    "envelope.group-control-number": "4",
    "envelope.group-count": "5",
}
# finding: code of IK502
_TRANSACTION = {
    CUT_OFF: "2",
    UNCLOSED: "2",
    "envelope.transaction-control-number": "3",
    "envelope.segment-count": "4",
}
_SEGMENTS_IN_ERROR, _VERSION_UNKNOWN = "5", "I6"
# finding: code of IK304
SEGMENT_CODES = {
    "remittance.unknown-segment": "2",
    "remittance.segment-missing": "3",
    "remittance.segment-repeated": "5",
    "remittance.segment-empty": "8",
}
# finding: code of IK403, and the data element (IK402)
ELEMENT_CODES = {
    "remittance.not-an-amount": ("6", "782"),
    "remittance.not-a-quantity": ("6", "380"),
    "remittance.not-a-date": ("8", "373"),
    "remittance.unknown-group": ("7", "1033"),
    "remittance.no-reason": ("1", "1034"),
}
_ELEMENT_MISSING, _ELEMENTS_IN_ERROR = "1", "8"
_DECIDES_MONEY = re.compile(r"(?:BPR02|CLP04|PLB\d\d)\Z")
_PLACE = re.compile(r"([A-Z][A-Z0-9]{1,2})(?:(\d\d)(?:-(\d{1,2}))?)?\Z", re.ASCII)
# printable, none of the four delimiters that an answer is written with, as wide as an ISA06
_NAME = re.compile(r"[ -)+-9;-\]_-}]{0,15}\Z", re.ASCII)
_KIND = re.compile(r"[A-Z0-9]{2}\Z", re.ASCII)
_DIGITS = re.compile(r"\d{4,9}\Z", re.ASCII)
_MOST_FAULTS = 999  # of one transaction: who repeats one error in every claim knows it by then


class ReceivedTransaction(msgspec.Struct, frozen=True, gc=False):
    """A remittance as it came: `findings` are all that is wrong in it and its ST and SE.

    `is_supported` is False for a version that is not read.
    """

    header: TransactionHeader
    findings: tuple[Finding, ...]
    is_supported: bool = True

    @property
    def is_cut_off(self) -> bool:
        """Whether the file ends in the middle of it."""
        return any(finding.code == CUT_OFF for finding in self.findings)

    @property
    def is_usable(self) -> bool:
        """Whether its money is stated well enough to be posted once it balances."""
        return self.is_supported and not any(map(_is_fatal, self.findings))


def answer_interchange(
    interchange: Interchange,
    transactions: Sequence[ReceivedTransaction],
    findings: Iterable[Finding],
) -> InterchangeAnswer:
    """A for a whole one, E where something is wrong and it was read, R where nothing came whole."""
    codes = [_INTERCHANGE[each.code] for each in findings if each.code in _INTERCHANGE]
    if not transactions:
        result, codes = "R", ["022"]
    elif all(each.is_cut_off for each in transactions):
        result, codes = "R", ["023"]
    else:
        result = "E" if codes else "A"
    return InterchangeAnswer(
        control_number=interchange.control_number,
        result=result,
        code=codes[0] if codes else "000",
        date=interchange.date,
        time=interchange.time,
    )


def answer_group(
    group: Group,
    transactions: Sequence[ReceivedTransaction],
    findings: Iterable[Finding],
    *,
    included: int | None,
    segments: Mapping[int, Segment],
) -> GroupAnswer:
    """What became of a group; `included` is its GE01, `segments` are those that findings name."""
    answers = tuple(_transaction(each, segments) for each in transactions)
    codes = tuple(dict.fromkeys(_GROUP[each.code] for each in findings if each.code in _GROUP))
    taken = sum(answer.outcome == "accepted" for answer in answers)
    return GroupAnswer(
        functional_id=group.functional_id,
        control_number=group.control_number,
        version=group.version,
        transactions=answers,
        result=_group_result([answer.result for answer in answers], codes),
        included=len(answers) if included is None else included,
        received=len(answers),
        accepted=taken,
        codes=codes[:5],
    )


def segments_named(transactions: Iterable[ReceivedTransaction]) -> frozenset[int]:
    """The numbers of the segments that a 999 about these will name."""
    return frozenset(each.segment for one in transactions for each in _faulty(one.findings))


def can_be_answered(header: TransactionHeader) -> bool:
    """Whether an answer can give back what the envelopes hold: plain letters that fit."""
    interchange, group = header.interchange, header.group
    if interchange is None or group is None:
        return False
    kinds = (interchange.sender_qualifier, interchange.receiver_qualifier)
    numbers = (interchange.date, interchange.time, interchange.control_number)
    names = (
        *(interchange.sender, interchange.receiver, group.sender, group.receiver),
        *(group.functional_id, group.control_number, group.version),
        *(header.kind, header.control, header.version),
    )
    return (
        all(map(_NAME.match, names))
        and all(map(_KIND.match, kinds))
        and all(map(_DIGITS.match, numbers))
        and interchange.usage in {"T", "P", "I"}
    )


def _group_result(results: Collection[str], codes: Collection[str]) -> str:
    if "R" in results:
        return "P" if set(results) != {"R"} else "R"
    return "E" if codes or "E" in results else "A"


def _transaction(
    received: ReceivedTransaction, segments: Mapping[int, Segment]
) -> TransactionAnswer:
    header = received.header
    faults = tuple(_faults(received, segments))
    codes = [_TRANSACTION[each.code] for each in received.findings if each.code in _TRANSACTION]
    codes += [_SEGMENTS_IN_ERROR] if _faulty(received.findings) else []
    codes += [] if received.is_supported else [_VERSION_UNKNOWN]
    noted = "E" if codes else "A"
    return TransactionAnswer(
        kind=header.kind,
        control=header.control,
        version=header.version,
        result=noted if received.is_usable else "R",
        codes=tuple(dict.fromkeys(codes))[:5],
        faults=faults,
    )


def _is_fatal(finding: Finding) -> bool:
    if finding.code == "remittance.segment-missing":
        return finding.element == "BPR"
    if finding.code == "remittance.not-an-amount":
        return _DECIDES_MONEY.match(finding.element) is not None
    return finding.code == CUT_OFF


def _faulty(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that a 999 speaks of, in the order of the file."""
    found = [each for each in findings if each.code in SEGMENT_CODES or each.code in ELEMENT_CODES]
    return sorted(found, key=lambda each: each.segment)[:_MOST_FAULTS]


def _faults(received: ReceivedTransaction, segments: Mapping[int, Segment]) -> Iterator[Fault]:
    for finding in _faulty(received.findings):
        segment = segments.get(finding.segment)
        place = _PLACE.match(finding.element or (segment.id if segment else ""))
        if place is None:
            continue  # a segment whose name is none cannot be named; IK5 counts it all the same
        position = max(finding.segment - received.header.first_segment, 0) + 1
        fault = Fault(place[1], position, finding.loop, SEGMENT_CODES.get(finding.code, ""))
        if finding.code == "remittance.segment-missing":
            yield msgspec.structs.replace(fault, position=position + 1)  # where it should stand
        elif fault.code:
            yield fault
        else:
            yield _in_element(fault, finding.code, place, segment)


def _in_element(fault: Fault, code: str, place: re.Match[str], segment: Segment | None) -> Fault:
    element = int(place[2] or 0)
    if not element:
        return msgspec.structs.replace(fault, code=_ELEMENTS_IN_ERROR)
    stated = segment is not None and segment.get(element).strip()
    known, reference = ELEMENT_CODES[code]
    return msgspec.structs.replace(
        fault,
        code=known if stated else _ELEMENT_MISSING,
        element=element,
        component=int(place[3] or 0),
        reference=reference,
    )
