"""What a 999 says about a group and each transaction in it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.edi.acknowledgements.read_999 import Fault, GroupAnswer, TransactionAnswer, read_999
from adapters.edi.acknowledgements.write_999 import write_999
from adapters.edi.envelope import read_transactions
from tests.support.edi import INTERCHANGE, group, interchange, only_transaction

GOLDEN = Path(__file__).parents[1] / "golden" / "999" / "partly-accepted.999"
_CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)


def _999(*body: str) -> GroupAnswer:
    return read_999(only_transaction(interchange(body, "999")))


_ELEMENT_FAULTS = st.builds(
    Fault,
    segment_id=_CODE,
    position=st.integers(1, 999),
    loop=_CODE,
    code=_CODE,
    element=st.integers(1, 20),
    component=st.integers(0, 5),
    claim_number=st.just("") | _CODE,
)
_SEGMENT_FAULTS = st.builds(
    Fault,
    segment_id=_CODE,
    position=st.integers(1, 999),
    loop=_CODE,
    code=st.sampled_from(["1", "3", "I4"]),
    claim_number=st.just("") | _CODE,
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


@settings(deadline=None)
@given(_GROUPS)
def test_a_written_999_is_read(answer: GroupAnswer) -> None:
    content = write_999(answer, interchange=INTERCHANGE, group=group("999"), control="0001")
    assert read_999(only_transaction(content)) == answer


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
    assert finding.what == (
        "the 999 has no AK9, the segment that says whether the group was taken; "
        "its transactions were looked at instead"
    )


def test_a_999_without_ak1_answers_no_group() -> None:
    (finding,) = _999("AK9*A*1*1*1").findings
    assert finding.what == "the 999 does not say which group it answers: it has no AK1"


def test_the_older_segments_of_a_997_are_read_alike() -> None:
    new = _999("AK1*HC*7", "AK2*837*1", "IK3*CLM*22**8", "IK4*2*782*7*SECRET", "IK5*R*5", "AK9*R")
    old = _999("AK1*HC*7", "AK2*837*1", "AK3*CLM*22**8", "AK4*2*782*7*SECRET", "AK5*R*5", "AK9*R")
    assert old == new
    assert "SECRET" not in repr(new)


def test_each_fault_says_where_it_stands_in_what_we_sent(samples: Path) -> None:
    content = (samples / "999" / "bbdemo-example-01.edi").read_bytes()
    answer = read_999(only_transaction(content))
    assert answer.outcome == "partial"
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


def test_an_answer_of_ours_stays_as_it_was_first_written() -> None:
    content = GOLDEN.read_bytes()
    answer = read_999(only_transaction(content))
    assert content == write_999(answer, interchange=INTERCHANGE, group=group("999"), control="0001")


def test_an_answer_cut_off_anywhere_is_read_and_says_so() -> None:
    content = GOLDEN.read_bytes()
    for length in range(content.index(b"SE*")):
        for transaction in read_transactions(content[:length]):
            assert read_999(transaction).findings
