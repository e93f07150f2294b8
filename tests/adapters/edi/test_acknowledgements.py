from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.edi.envelope import read_transactions
from adapters.edi.read_277ca import (
    Answer,
    BatchAnswer,
    LineStatus,
    Status,
    read_277ca,
)
from adapters.edi.read_999 import Fault, GroupAnswer, TransactionAnswer, read_999
from adapters.edi.read_ta1 import InterchangeAnswer, read_ta1
from adapters.edi.remittance import Reference
from adapters.edi.write_277ca import write_277ca
from adapters.edi.write_999 import write_999
from adapters.edi.write_ta1 import write_ta1
from tests.support.edi import INTERCHANGE, group, interchange, only_transaction

GOLDEN = Path(__file__).parent / "golden"
_CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
_DAY = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))


# TA1

def _ta1(content: bytes) -> InterchangeAnswer:
    return read_ta1(only_transaction(content))


@given(st.builds(InterchangeAnswer, control_number=_CODE, result=st.sampled_from("AER"),
                 code=_CODE, date=st.just("260301"), time=st.just("0900")))
def test_a_written_ta1_is_read(answer: InterchangeAnswer) -> None:
    read = _ta1(write_ta1(answer, interchange=INTERCHANGE))
    assert msgspec.structs.replace(read, segment=0, offset=0, length=0) == answer


def test_a_ta1_says_whether_our_interchange_was_taken(samples: Path) -> None:
    said = {}
    for name in ("accept", "accept-with-errors", "reject-control-mismatch"):
        answer = _ta1((samples / "TA1" / f"cosyte-ta1-{name}.edi").read_bytes())
        said[name] = (answer.control_number, answer.outcome, answer.code)
    assert said == {
        "accept": ("000000019", "accepted", "000"),
        "accept-with-errors": ("000000019", "accepted", "016"),
        "reject-control-mismatch": ("000000019", "rejected", "001"),
    }


def test_a_ta1_without_a_result_says_so() -> None:
    unclear = InterchangeAnswer(control_number="000000009", result="?", code="000")
    (finding,) = _ta1(write_ta1(unclear, interchange=INTERCHANGE)).findings
    assert finding.what == "TA104 says neither accepted nor rejected"
    assert finding.where == "segment 2, TA104"


# 999

def _999(*body: str) -> GroupAnswer:
    return read_999(only_transaction(interchange(body, "999")))


_ELEMENT_FAULTS = st.builds(
    Fault, segment_id=_CODE, position=st.integers(1, 999), loop=_CODE, code=_CODE,
    element=st.integers(1, 20), component=st.integers(0, 5), claim_number=st.just("") | _CODE)
_SEGMENT_FAULTS = st.builds(
    Fault, segment_id=_CODE, position=st.integers(1, 999), loop=_CODE,
    code=st.sampled_from(["1", "3", "I4"]), claim_number=st.just("") | _CODE)
_GROUPS = st.builds(
    GroupAnswer, functional_id=st.just("HC"), control_number=_CODE, version=_CODE,
    transactions=st.lists(st.builds(
        TransactionAnswer, kind=st.just("837"), control=_CODE, version=_CODE,
        result=st.sampled_from(["A", "E", "R", "M"]), codes=st.lists(_CODE, max_size=5).map(tuple),
        faults=st.lists(_ELEMENT_FAULTS | _SEGMENT_FAULTS, max_size=4).map(tuple),
    ), max_size=3).map(tuple),
    result=st.sampled_from(["A", "E", "P", "R"]), included=st.integers(0, 99),
    received=st.integers(0, 99), accepted=st.integers(0, 99),
    codes=st.lists(_CODE, max_size=5).map(tuple))


@settings(deadline=None)
@given(_GROUPS)
def test_a_written_999_is_read(answer: GroupAnswer) -> None:
    content = write_999(answer, interchange=INTERCHANGE, group=group("999"), control="0001")
    assert read_999(only_transaction(content)) == answer


@pytest.mark.parametrize(("result", "outcome"), [
    ("A", "accepted"), ("E", "accepted"), ("P", "partial"), ("R", "rejected"), ("M", "rejected"),
    ("W", "rejected"), ("X", "rejected"), ("?", "unknown")])
def test_the_result_of_a_group_is_its_ak9(result: str, outcome: str) -> None:
    assert _999("AK1*HC*7", f"AK9*{result}*1*1*1").outcome == outcome


@pytest.mark.parametrize(("results", "outcome"), [
    (("A", "E"), "accepted"), (("R", "R"), "rejected"), (("A", "R"), "partial"), ((), "unknown")])
def test_without_ak9_the_transactions_decide(results: tuple[str, ...], outcome: str) -> None:
    body = [text for at, result in enumerate(results)
            for text in (f"AK2*837*{at:04d}", f"IK5*{result}")]
    answer = _999("AK1*HC*7", *body)
    assert answer.outcome == outcome
    (finding,) = answer.findings
    assert finding.what == (
        "the 999 has no AK9, the segment that says whether the group was taken; "
        "its transactions were looked at instead")


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
        ("0001", "accepted", ()), ("0002", "rejected", ("5",)), ("0003", "rejected", ("5",))]
    faults = [fault for t in answer.transactions for fault in t.faults]
    assert [(fault.where, fault.named, fault.claim_number) for fault in faults] == [
        ("segment 22, CLM02", "IK4-1", "123456789"), ("segment 57, REF", "IK3-3", "987654321")]


# 277CA

def _277ca(*body: str) -> BatchAnswer:
    return read_277ca(only_transaction(interchange(body, "277")))


_STATUSES = st.lists(st.builds(
    Status, st.sampled_from(["A1", "A2", "A3", "A7"]), _CODE, st.just("") | _CODE),
    min_size=1, max_size=5).map(tuple)
_ANSWERS = st.builds(
    Answer, level=st.sampled_from(["source", "receiver", "provider", "claim"]), trace=_CODE,
    statuses=_STATUSES, action=st.sampled_from(["WQ", "U"]), amount=st.integers(0, 10**9),
    status_on=_DAY, references=st.lists(st.builds(Reference, _CODE, _CODE), max_size=2).map(tuple),
    lines=st.lists(st.builds(
        LineStatus, procedure=st.just(("HC", "98960", "U2")), line_control=st.just("") | _CODE,
        statuses=_STATUSES, action=st.just("U")), max_size=2).map(tuple))


@settings(deadline=None)
@given(st.builds(BatchAnswer, reference=_CODE, created_on=_DAY,
                 answers=st.lists(_ANSWERS, min_size=1, max_size=4).map(tuple)))
def test_a_written_277ca_is_read(answer: BatchAnswer) -> None:
    content = write_277ca(answer, interchange=INTERCHANGE, group=group("277"), control="0001")
    read = read_277ca(only_transaction(content))
    answers = tuple(
        msgspec.structs.replace(each, segment=0, offset=0, length=0, payer_control="",
                                clearinghouse_number="") for each in read.answers)
    assert msgspec.structs.replace(read, answers=answers) == answer


@pytest.mark.parametrize(("category", "action", "result"), [
    ("A0", "WQ", "received"), ("A1", "WQ", "received"), ("A2", "WQ", "accepted"),
    ("A3", "U", "rejected"), ("A4", "WQ", "unknown"), ("A4", "U", "rejected"),
    ("A5", "WQ", "accepted"), ("A6", "U", "rejected"), ("A7", "WQ", "rejected"),
    ("A8", "U", "rejected"), ("F1", "", "unknown")])
def test_the_category_decides_whatever_the_action_says(
    category: str, action: str, result: str
) -> None:
    answer = _277ca("HL*1**PT", "TRN*2*LAN1", f"STC*{category}:20*20260301*{action}*10")
    assert answer.answers[0].result == result


def test_a_status_that_is_no_answer_waits_for_a_person() -> None:
    (finding,) = _277ca("HL*1**PT", "TRN*2*LAN1", "STC*F1:20*20260301").findings
    assert finding.what == "category F1 says neither accepted nor rejected"
    assert finding.fix == "ask the plan whether it took the claim, and record the answer"


def test_a_277ca_without_a_status_says_so() -> None:
    (finding,) = _277ca("HL*1**20").findings
    assert finding.what == "the 277CA holds no status at all"


def test_a_claim_without_a_status_of_its_own_has_that_of_its_lines() -> None:
    answer = _277ca("HL*1**PT", "TRN*2*LAN1", "SVC*HC:98960*10", "STC*A7:453**U", "REF*FJ*LAN101")
    (claim,) = answer.answers
    assert (claim.result, claim.lines[0].line_control) == ("rejected", "LAN101")


def test_claims_are_found_by_our_number_and_the_plans(samples: Path) -> None:
    content = (samples / "277CA" / "imsweb-x12_277CA_accepted.edi").read_bytes()
    received, accepted = read_277ca(only_transaction(content)).answers
    assert (received.level, received.trace, received.result) == (
        "receiver", "000000674", "received")
    assert (accepted.level, accepted.trace, accepted.result) == ("claim", "5781", "accepted")
    assert (accepted.payer_control, accepted.amount) == ("1107000000014420", 12500)
    assert "TPATIENT" not in repr(accepted)


def test_a_rejected_file_needs_no_claim(samples: Path) -> None:
    content = (samples / "277CA" / "stupidedi-old-X214-2-good.edi").read_bytes()
    (answer,) = read_277ca(only_transaction(content)).answers
    assert (answer.level, answer.trace, answer.result) == (
        "receiver", "20020131052389", "rejected")
    assert [status.code for status in answer.statuses] == ["A3:24:41"]


# golden files and cuts

def test_answers_of_ours_stay_as_they_were_first_written() -> None:
    acknowledged = (GOLDEN / "999" / "partly-accepted.999").read_bytes()
    assert write_999(read_999(only_transaction(acknowledged)), interchange=INTERCHANGE,
                     group=group("999"), control="0001") == acknowledged
    gated = (GOLDEN / "277CA" / "one-accepted-one-rejected.277").read_bytes()
    assert write_277ca(read_277ca(only_transaction(gated)), interchange=INTERCHANGE,
                       group=group("277"), control="0001") == gated


def test_an_answer_cut_off_anywhere_is_read() -> None:
    for path in (GOLDEN / "999" / "partly-accepted.999",
                 GOLDEN / "277CA" / "one-accepted-one-rejected.277"):
        content = path.read_bytes()
        for length in range(len(content)):
            for transaction in read_transactions(content[:length]):
                answer = (read_999 if transaction.header.kind == "999" else read_277ca)(transaction)
                assert answer.findings or length > content.index(b"SE*")
