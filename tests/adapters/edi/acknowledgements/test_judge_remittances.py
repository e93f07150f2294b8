"""What is answered to remittances: TA1 by envelope, 999 by syntax, never by balance."""

import re
from pathlib import Path

import pytest

from adapters.edi.acknowledgements.group_answer import GroupAnswer
from adapters.edi.acknowledgements.judge_remittances import (
    ELEMENT_CODES,
    SEGMENT_CODES,
    ReceivedTransaction,
    answer_group,
    answer_interchange,
    can_be_answered,
    segments_named,
)
from adapters.edi.acknowledgements.read_999 import read_999
from adapters.edi.acknowledgements.read_ta1 import InterchangeAnswer
from adapters.edi.acknowledgements.spans import read_spans
from adapters.edi.acknowledgements.write_999 import write_999, write_999s
from adapters.edi.codes import explain
from adapters.edi.envelope import read_transactions
from adapters.edi.remittances.read_835 import survey_835
from tests.adapters.edi.acknowledgements.outside_judge import faults_found
from tests.support.edi import INTERCHANGE, REMITTANCE, group, interchange, only_transaction

WHOLE = interchange(REMITTANCE)


def judged(content: bytes) -> tuple[InterchangeAnswer, list[GroupAnswer]]:
    """The answers to the one interchange of a file."""
    reading = read_transactions(content)
    received = [ReceivedTransaction(t.header, survey_835(t).findings) for t in reading]
    spans = read_spans(content, segments_named(received))
    outer = received[0].header.interchange
    assert outer is not None
    groups = []
    for span in spans.groups:
        own = span.inside(received, lambda each: each.header.first_segment)
        inner = own[0].header.group if own else None
        if inner is not None:
            found = [each for each in reading.findings if span.first <= each.segment <= span.last]
            groups.append(
                answer_group(inner, own, found, included=span.stated, segments=spans.segments)
            )
    return answer_interchange(outer, received, reading.findings), groups


def in_999(content: bytes) -> tuple[str, str, list[tuple[str, str]]]:
    """AK9 and IK5 with their codes, and each fault, of a file with one transaction."""
    _, (answer,) = judged(content)
    (transaction,) = answer.transactions
    return (
        " ".join((answer.result, *answer.codes)),
        " ".join((transaction.result, *transaction.codes)),
        [(fault.named, fault.where) for fault in transaction.faults],
    )


def changed(old: str, new: str) -> bytes:
    text = WHOLE.decode()
    assert text.count(old) >= 1
    return text.replace(old, new, 1).encode()


def without(segment: str) -> bytes:
    body = [each for each in REMITTANCE if not each.startswith(segment)]
    return interchange(body)


def test_a_whole_remittance_is_accepted() -> None:
    receipt, (answer,) = judged(WHOLE)
    assert (receipt.result, receipt.code) == ("A", "000")
    assert (receipt.control_number, receipt.date, receipt.time) == ("000000001", "260301", "0900")
    assert in_999(WHOLE) == ("A", "A", [])
    assert (answer.functional_id, answer.control_number, answer.version) == (
        "HP",
        "1",
        "005010X221A1",
    )
    assert (answer.included, answer.received, answer.accepted) == (1, 1, 1)


def test_a_remittance_that_does_not_balance_is_accepted_all_the_same() -> None:
    assert in_999(changed("BPR*I*80.5*", "BPR*I*99.99*")) == ("A", "A", [])


@pytest.mark.parametrize(
    ("content", "group", "transaction", "fault"),
    [
        (without("BPR"), "R", "R 5", ("IK3-3", "segment 2, BPR")),
        (changed("BPR*I*80.5*", "BPR*I*much*"), "R", "R 5", ("IK4-6", "segment 2, BPR02")),
        (changed("BPR*I*80.5*", "BPR*I**"), "R", "R 5", ("IK4-1", "segment 2, BPR02")),
        (without("TRN"), "E", "E 5", ("IK3-3", "segment 3, TRN")),
        (changed("*20260401~", "*2026-401~"), "E", "E 5", ("IK4-8", "segment 2, BPR16")),
        (
            changed("*1*102.5*85.5**MC", "*1*102.5*paid**MC"),
            *("R", "R 5", ("IK4-6", "segment 10, loop 2100, CLP04")),
        ),
        (
            changed("20261231*WO:LAN0000000202X*6*", "20261231*WO:LAN0000000202X*six*"),
            *("R", "R 5", ("IK4-6", "segment 22, PLB04")),
        ),
    ],
)
def test_what_cannot_be_read_is_named_and_rejects_where_nothing_can_be_posted(
    content: bytes, group: str, transaction: str, fault: tuple[str, str]
) -> None:
    said_of_group, said_of_transaction, faults = in_999(content)
    assert (said_of_group, said_of_transaction) == (group, transaction)
    assert [(code, where.replace("loop 2000, ", "")) for code, where in faults] == [fault]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("*1*102.5*85.5**MC", "*1*letters*85.5**MC", "segment 10, loop 2100, CLP03"),
        ("*1*102.5*85.5**MC", "*1*102.5*85.5*letters*MC", "segment 10, loop 2100, CLP05"),
        ("AMT*I*1.25", "AMT*I*letters", "segment 15, loop 2100, AMT02"),
        ("*102.5*85.5**4", "*letters*85.5**4", "segment 16, loop 2110, SVC02"),
        ("*102.5*85.5**4", "*102.5*letters**4", "segment 16, loop 2110, SVC03"),
        ("CAS*CO*45*10*", "CAS*CO*45*letters*", "segment 18, loop 2110, CAS03"),
        ("AMT*B6*85.5", "AMT*B6*letters", "segment 20, loop 2110, AMT02"),
    ],
)
def test_an_amount_inside_a_claim_is_noted_and_the_rest_is_taken(
    old: str, new: str, where: str
) -> None:
    content = changed(old, new)
    assert in_999(content) == ("E", "E 5", [("IK4-6", where)])
    (answer,) = judged(content)[1]
    written = write_999(answer, interchange=INTERCHANGE, group=group("999"), control="0001")
    assert b"IK4*" in written
    assert b"IK5*E*5~" in written


@pytest.mark.parametrize(
    ("old", "new", "transaction"),
    [
        (f"SE*{len(REMITTANCE) + 2}*", "SE*7*", "E 4"),
        ("*0001~\nGE", "*0009~\nGE", "E 3"),
        (f"SE*{len(REMITTANCE) + 2}*0001~\n", "", "E 2"),
    ],
)
def test_a_wrong_end_of_a_transaction_is_noted_and_it_was_read(
    old: str, new: str, transaction: str
) -> None:
    assert in_999(changed(old, new)) == ("E", transaction, [])


def test_a_transaction_that_the_end_of_the_file_cuts_off_is_rejected() -> None:
    second = WHOLE.partition(b"ST*835")
    two = WHOLE.replace(b"GE*1*1", b"".join(second[1:]).partition(b"GE*")[0] + b"GE*2*1")
    cut = two[: two.rindex(b"PLB")]
    receipt, (answer,) = judged(cut)
    assert (receipt.result, receipt.code) == ("E", "023")
    assert (answer.result, answer.codes) == ("P", ("3",))
    assert [(t.result, t.codes) for t in answer.transactions] == [("A", ()), ("R", ("2",))]
    assert (answer.included, answer.received, answer.accepted) == (2, 2, 1)


def test_an_interchange_of_which_nothing_came_whole_is_rejected() -> None:
    receipt, _ = judged(WHOLE[: WHOLE.index(b"PLB")])
    assert (receipt.result, receipt.code) == ("R", "023")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("IEA*1*000000001", "IEA*1*000000002", "001"),
        ("IEA*1*", "IEA*3*", "021"),
        ("IEA*1*000000001~\n", "", "023"),
        ("GE*1*1~\n", "GE*1*1~\nZZZ*1~\n", "022"),
    ],
)
def test_a_wrong_envelope_of_an_interchange_is_noted(old: str, new: str, code: str) -> None:
    receipt, _ = judged(changed(old, new))
    assert (receipt.result, receipt.code) == ("E", code)


@pytest.mark.parametrize(
    ("old", "new", "said", "included"),
    [
        ("GE*1*1", "GE*5*1", "E 5", 5),
        ("GE*1*1", "GE*1*9", "E 4", 1),
        ("GE*1*1~\n", "", "E 3", 1),
    ],
)
def test_a_wrong_end_of_a_group_is_noted(old: str, new: str, said: str, included: int) -> None:
    content = changed(old, new)
    assert in_999(content) == (said, "A", [])
    _, (answer,) = judged(content)
    assert (answer.included, answer.received) == (included, 1)


def test_a_version_that_is_not_read_is_rejected_by_name() -> None:
    transaction = only_transaction(WHOLE)
    received = ReceivedTransaction(transaction.header, (), is_supported=False)
    answer = answer_group(group("835"), [received], (), included=1, segments={})
    assert (answer.result, answer.transactions[0].codes) == ("R", ("I6",))


def test_an_outside_judge_finds_nothing_in_the_answers() -> None:
    contents = (
        WHOLE,
        without("TRN"),
        changed("BPR*I*80.5*", "BPR*I*much*"),
        changed("SE*", "SE*9"),
        changed("*1*102.5*85.5**MC", "*1*102.5*paid**MC"),
    )
    answers = [answer for content in contents for answer in judged(content)[1]]
    written = write_999s(answers, interchange=INTERCHANGE, group=group("999"), first_control=1)
    assert faults_found(written) == []
    assert faults_found(written.replace(b"*HP*", b"*ZZ*", 1)) != []


def test_every_code_we_answer_with_has_words() -> None:
    for content in (without("BPR"), changed("BPR*I*80.5*", "BPR*I*much*"), changed("SE*", "SE*9")):
        receipt, (answer,) = judged(content)
        (transaction,) = answer.transactions
        named = [fault.named for fault in transaction.faults]
        named += [f"TA1-{receipt.code}", *(f"IK5-{code}" for code in transaction.codes)]
        named += [f"AK9-{code}" for code in (answer.result, *answer.codes)]
        assert [code for code in named if explain(code) is None] == []


def test_our_answer_is_read_as_it_was_meant() -> None:
    _, (answer,) = judged(changed("BPR*I*80.5*", "BPR*I*much*"))
    written = write_999(answer, interchange=INTERCHANGE, group=group("999"), control="0001")
    read = read_999(only_transaction(written))
    assert read.outcome == "rejected"
    assert [f.where for f in read.transactions[0].faults] == ["segment 2, BPR02"]
    assert read.findings == ()
    assert b"much" not in written


@pytest.mark.parametrize("name", ["SEA*IDE", "SEA~IDE", "SEA:IDE", "SEAS^DE", "A" * 16, "SEÁSIDE"])
def test_a_header_that_an_answer_cannot_give_back_is_not_answered(name: str) -> None:
    content = interchange(REMITTANCE, mark="|", end="!").replace(b"SEASIDE        ", name.encode())
    header = only_transaction(content.replace(b"|:!", b"|>!")).header
    assert not can_be_answered(header)
    assert can_be_answered(only_transaction(WHOLE).header)


def test_every_finding_of_a_remittance_is_a_matter_of_a_999_or_named_here_as_none(
    root: Path,
) -> None:
    folder = root / "adapters" / "edi" / "remittances"
    text = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    codes = set(re.findall(r'"(remittance\.[a-z-]+)"', text))
    about_money = {"remittance.line-out-of-balance", "remittance.heading-without-claims"}
    about_versions = {"remittance.version-unsupported"}
    assert codes - about_money - about_versions == set(SEGMENT_CODES) | set(ELEMENT_CODES)
