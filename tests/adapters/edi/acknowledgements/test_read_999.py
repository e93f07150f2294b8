"""What a 999 says about a group and each transaction in it."""

from operator import attrgetter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.edi.acknowledgements.group_answer import (
    Context,
    Fault,
    GroupAnswer,
    TransactionAnswer,
)
from adapters.edi.acknowledgements.private_text import PrivateText
from adapters.edi.acknowledgements.read_999 import read_999
from adapters.edi.acknowledgements.write_999 import write_999
from adapters.edi.envelope import read_transactions
from adapters.edi.values import NOTHING_KEPT
from tests.support import planted
from tests.support.edi import INTERCHANGE, group, interchange, only_transaction

GOLDEN = Path(__file__).parents[1] / "golden" / "999" / "partly-accepted.999"
_CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
_TEXT = st.builds(PrivateText, st.just("") | _CODE)
_BODY = ("AK1*HC*7", "AK2*837*0001")


def _999(*body: str) -> GroupAnswer:
    return read_999(only_transaction(interchange(body, "999")))


def _sample(samples: Path, name: str) -> list[GroupAnswer]:
    content = (samples / "999" / name).read_bytes()
    return [read_999(transaction) for transaction in read_transactions(content)]


_CONTEXTS = st.lists(
    st.builds(
        Context,
        name=st.sampled_from(["CLM01", "SITUATIONAL TRIGGER", "NM109"]),
        value=_TEXT,
        segment_id=st.just("") | _CODE,
        position=st.integers(0, 999),
        loop=st.just("") | _CODE,
        element=st.integers(0, 20),
        component=st.integers(0, 5),
        repetition=st.integers(0, 5),
        references=st.lists(_CODE, max_size=2).map(tuple),
    ),
    max_size=2,
).map(tuple)
_ELEMENT_FAULTS = st.builds(
    Fault,
    segment_id=_CODE,
    position=st.integers(1, 999),
    loop=_CODE,
    code=_CODE,
    element=st.integers(1, 20),
    component=st.integers(0, 5),
    repetition=st.integers(0, 5),
    reference=st.just("") | _CODE,
    copy=_TEXT,
    contexts=_CONTEXTS,
    element_contexts=_CONTEXTS,
)
_SEGMENT_FAULTS = st.builds(
    Fault,
    segment_id=_CODE,
    position=st.integers(1, 999),
    loop=_CODE,
    code=st.sampled_from(["1", "3", "I4"]),
    contexts=_CONTEXTS,
)
_GROUPS = st.builds(
    GroupAnswer,
    functional_id=st.just("HC"),
    control_number=_CODE,
    version=_CODE,
    transactions=st.lists(
        st.builds(
            TransactionAnswer,
            kind=st.just("837"),
            control=_CODE,
            version=_CODE,
            result=st.sampled_from(["A", "E", "R", "M"]),
            codes=st.lists(_CODE, max_size=5).map(tuple),
            faults=st.lists(_ELEMENT_FAULTS | _SEGMENT_FAULTS, max_size=4).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    result=st.sampled_from(["A", "E", "P", "R"]),
    included=st.integers(0, 99),
    received=st.integers(0, 99),
    accepted=st.integers(0, 99),
    codes=st.lists(_CODE, max_size=5).map(tuple),
)


def _said(answer: GroupAnswer) -> GroupAnswer:
    """The values alone: not the segments they came from, nor what is found about them."""
    transactions = tuple(
        msgspec.structs.replace(each, segments=NOTHING_KEPT) for each in answer.transactions
    )
    return msgspec.structs.replace(
        answer, transactions=transactions, findings=(), segments=NOTHING_KEPT
    )


@settings(deadline=None)
@given(_GROUPS)
def test_a_written_999_is_read(answer: GroupAnswer) -> None:
    content = write_999(answer, interchange=INTERCHANGE, group=group("999"), control="0001")
    assert _said(read_999(only_transaction(content))) == answer


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("A", "accepted"),
        ("E", "accepted"),
        ("P", "partial"),
        ("R", "rejected"),
        ("M", "rejected"),
        ("W", "rejected"),
        ("X", "rejected"),
        ("?", "unknown"),
    ],
)
def test_the_result_of_a_group_is_its_ak9(result: str, outcome: str) -> None:
    assert _999("AK1*HC*7", f"AK9*{result}*1*1*1").outcome == outcome


@pytest.mark.parametrize(
    ("results", "outcome"),
    [(("A", "E"), "accepted"), (("R", "R"), "rejected"), (("A", "R"), "partial"), ((), "unknown")],
)
def test_without_ak9_the_transactions_decide(results: tuple[str, ...], outcome: str) -> None:
    body = [
        text for at, result in enumerate(results) for text in (f"AK2*837*{at:04d}", f"IK5*{result}")
    ]
    answer = _999("AK1*HC*7", *body)
    assert answer.outcome == outcome
    (finding,) = answer.findings
    assert finding.element == "AK9"
    assert finding.what == (
        "the 999 has no AK9, the segment that says whether the group was taken; "
        "its transactions were looked at instead"
    )


def test_a_999_without_ak1_answers_no_group() -> None:
    (finding,) = _999("AK9*A*1*1*1").findings
    assert finding.what == "the 999 does not say which group it answers: it has no AK1"


def test_a_transaction_without_a_result_says_so() -> None:
    answer = _999(*_BODY, "AK9*A*1*1*1")
    finding, _count = answer.findings
    assert answer.transactions[0].outcome == "unknown"
    assert finding.what == (
        "a transaction of the 999 has no IK5, the segment that says what became of it"
    )


def test_a_count_that_is_not_that_of_the_transactions_is_told() -> None:
    answer = _999(*_BODY, "IK5*R*5", "AK9*R*1*1*1")
    (finding,) = answer.findings
    assert finding.what == "AK904 states 1 transactions accepted; those listed come to 0"


def test_a_group_that_is_taken_with_a_rejected_transaction_is_taken_in_part() -> None:
    for result in ("A", "E"):
        answer = _999(*_BODY, "IK5*R", "AK2*837*0002", "IK5*A", f"AK9*{result}*2*2*1")
        assert answer.outcome == "partial"
        assert [(f.code, f.element) for f in answer.findings] == [
            ("acknowledgement.result-differs", "AK901")
        ]


def test_a_transaction_is_never_taken_in_part() -> None:
    (transaction,) = _999(*_BODY, "IK5*P", "AK9*P*1*1*0").transactions
    assert transaction.outcome == "unknown"


def test_the_older_segments_of_a_997_are_read_alike() -> None:
    new = _999(*_BODY, "IK3*CLM*22**8", "IK4*2*782*7*SECRET", "IK5*R*5", "AK9*R*1*1*0")
    old = _999(*_BODY, "AK3*CLM*22**8", "AK4*2*782*7*SECRET", "AK5*R*5", "AK9*R*1*1*0")
    assert _said(old) == _said(new)
    assert "SECRET" not in repr(new)


def test_each_fault_says_where_it_stands_in_what_we_sent(samples: Path) -> None:
    (answer,) = _sample(samples, "bbdemo-example-01.edi")
    assert (answer.outcome, answer.control_number, answer.version) == (
        "partial",
        "17456",
        "005010X222A2",
    )
    assert [(t.control, t.outcome, t.codes) for t in answer.transactions] == [
        ("0001", "accepted", ()),
        ("0002", "rejected", ("5",)),
        ("0003", "rejected", ("5",)),
    ]
    faults = [fault for t in answer.transactions for fault in t.faults]
    assert [(fault.where, fault.named, fault.claim_number) for fault in faults] == [
        ("segment 22, CLM02", "IK4-1", "123456789"),
        ("segment 57, REF", "IK3-3", "987654321"),
    ]
    trigger, _ = faults[1].contexts
    assert (trigger.name, trigger.segment_id, trigger.position) == (
        "SITUATIONAL TRIGGER",
        "CLM",
        43,
    )
    assert (trigger.element, trigger.component) == (5, 3)
    assert faults[0].reference == "782"
    assert answer.findings == ()


@pytest.mark.parametrize(
    ("name", "said", "codes"),
    [
        ("cosyte-999-accept.edi", [("HC", "1", "A", 1, 1, 1)], ["A"]),
        ("cosyte-999-accept-with-errors.edi", [("HC", "2", "E", 1, 1, 1)], ["E"]),
        ("cosyte-999-reject-control-number-mismatch.edi", [("HC", "3", "R", 1, 1, 0)], ["R 3"]),
        ("hipaa-att-request-999-acknowledgment.edi", [("HS", "1", "A", 1, 1, 1)], ["A"]),
        ("imsweb-x12_999_accepted.edi", [("HC", "17456", "A", 1, 1, 1)], ["A"]),
        ("pyx12-834_ls_le_ls_5010.999.edi", [("BE", "146", "A", 1, 1, 1)], ["A"]),
        ("pyx12-834_lui_id_5010.999.edi", [("BE", "13360001", "A", 1, 1, 1)] * 4, ["A"] * 4),
    ],
)
def test_every_group_is_answered_as_its_file_says(
    samples: Path, name: str, said: list[object], codes: list[str]
) -> None:
    answers = _sample(samples, name)
    assert [
        (a.functional_id, a.control_number, a.result, a.included, a.received, a.accepted)
        for a in answers
    ] == said
    assert [" ".join((t.result, *t.codes)) for a in answers for t in a.transactions] == codes
    of_envelopes = {"envelope.segment-count"}
    assert {finding.code for a in answers for finding in a.findings} <= of_envelopes


def test_every_segment_of_every_sample_is_kept(samples: Path) -> None:
    for path in sorted((samples / "999").iterdir()):
        bodies = [list(transaction) for transaction in read_transactions(path.read_bytes())]
        for answer, body in zip(_sample(samples, path.name), bodies, strict=True):
            kept = [answer.segments, *(each.segments for each in answer.transactions)]
            found = [segment for each in kept for segment in each.segments]
            assert sorted(found, key=attrgetter("number")) == body, path.name


def test_a_fault_names_element_and_component(samples: Path) -> None:
    (answer,) = _sample(samples, "cosyte-999-accept-with-errors.edi")
    (fault,) = answer.transactions[0].faults
    assert (fault.where, fault.named) == ("segment 8, loop 2010BA, NM101-2", "IK4-7")
    assert answer.outcome == "accepted"


@pytest.mark.parametrize(
    "name",
    [
        "bbdemo-example-01.edi",
        "cosyte-999-accept-with-errors.edi",
        "hipaa-att-request-999-acknowledgment.edi",
        "pyx12-834_lui_id_5010.999.edi",
    ],
)
def test_a_999_of_another_hand_says_the_same_when_it_is_written_again(
    samples: Path, name: str
) -> None:
    for answer in map(_said, _sample(samples, name)):
        content = write_999(answer, interchange=INTERCHANGE, group=group("999"), control="0001")
        assert _said(read_999(only_transaction(content))) == answer


def test_an_element_that_repeats_is_named_by_its_repetition() -> None:
    answer = _999(*_BODY, "IK3*HI*30*2300*8", "IK4*1:2:3*1271*7", "IK5*R*5", "AK9*R*1*1*0")
    (fault,) = answer.transactions[0].faults
    assert (fault.element, fault.component, fault.repetition) == (1, 2, 3)
    assert fault.where == "segment 30, loop 2300, HI01-2, repetition 3"


def test_each_thing_that_a_context_names_is_a_context() -> None:
    answer = _999(
        *(*_BODY, "IK3*NM1*8*2010BA*8", "CTX*CLM01:LAN1^NM109:90000001A", "IK4*9**1"),
        *("CTX*SITUATIONAL TRIGGER*SBR*7*2000B*2*1069:1336", "IK5*R*5", "AK9*R*1*1*0"),
    )
    (fault,) = answer.transactions[0].faults
    assert [(c.name, c.value.text) for c in fault.contexts] == [
        ("CLM01", "LAN1"),
        ("NM109", "90000001A"),
    ]
    (trigger,) = fault.element_contexts
    assert (trigger.segment_id, trigger.loop, trigger.element) == ("SBR", "2000B", 2)
    assert trigger.references == ("1069", "1336")
    assert "90000001A" not in repr(answer)


def test_what_is_not_known_is_kept_and_told() -> None:
    answer = _999("ZZ1*1", *_BODY, "IK4*1**1", "K3*ABC", "IK5*A", "AK9*A*1*1*1", "K3*DEF")
    assert [s.elements[0] for s in answer.others.segments] == ["ZZ1", "K3"]
    assert [s.id for s in answer.segments.segments] == ["ZZ1", "AK1", "AK9", "K3"]
    (transaction,) = answer.transactions
    assert [s.id for s in transaction.others.segments] == ["IK4", "K3"]
    assert [s.id for s in transaction.segments.segments] == ["AK2", "IK4", "K3", "IK5"]
    assert {finding.code for finding in answer.findings} == {"acknowledgement.unknown-segment"}
    assert len(answer.findings) == 4


def test_an_element_at_no_place_is_told_and_counts_as_its_segment() -> None:
    answer = _999(*_BODY, "IK3*CLM*22*2300*8", "IK4*second**7", "IK5*R*5", "AK9*R*1*1*0")
    (fault,) = answer.transactions[0].faults
    assert (fault.named, fault.where) == ("IK3-8", "segment 22, loop 2300, CLM")
    (finding,) = answer.findings
    assert (finding.code, finding.element) == ("acknowledgement.not-a-number", "IK401")


def test_a_place_that_is_none_is_not_repeated() -> None:
    words = planted.LAST_NAME
    answer = _999(*_BODY, f"IK3*{words}*1*{words}*{words}", "IK5*R", "AK9*R*1*1*0")
    (fault,) = answer.transactions[0].faults
    assert words not in f"{fault.named} {fault.where}"


def test_an_answer_of_ours_stays_as_it_was_first_written() -> None:
    content = GOLDEN.read_bytes()
    answer = read_999(only_transaction(content))
    assert content == write_999(answer, interchange=INTERCHANGE, group=group("999"), control="0001")
    assert answer.findings == ()


def test_an_answer_cut_off_anywhere_is_read_and_says_so() -> None:
    content = GOLDEN.read_bytes()
    for length in range(content.index(b"SE*")):
        for transaction in read_transactions(content[:length]):
            assert read_999(transaction).findings
