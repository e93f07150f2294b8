"""What a 277CA says about a file, a provider or a claim."""

from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.edi.acknowledgements.read_277ca import (
    Answer,
    BatchAnswer,
    LineStatus,
    Status,
    read_277ca,
)
from adapters.edi.acknowledgements.write_277ca import write_277ca
from adapters.edi.envelope import read_transactions
from adapters.edi.values import Reference
from tests.support.edi import INTERCHANGE, group, interchange, only_transaction

GOLDEN = Path(__file__).parents[1] / "golden" / "277CA" / "one-accepted-one-rejected.277"
_CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
_DAY = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))


def _277ca(*body: str) -> BatchAnswer:
    return read_277ca(only_transaction(interchange(body, "277")))


_STATUSES = st.lists(
    st.builds(Status, st.sampled_from(["A1", "A2", "A3", "A7"]), _CODE, st.just("") | _CODE),
    min_size=1,
    max_size=5,
).map(tuple)
_ANSWERS = st.builds(
    Answer,
    level=st.sampled_from(["source", "receiver", "provider", "claim"]),
    trace=_CODE,
    statuses=_STATUSES,
    action=st.sampled_from(["WQ", "U"]),
    amount=st.integers(0, 10**9),
    status_on=_DAY,
    references=st.lists(st.builds(Reference, _CODE, _CODE), max_size=2).map(tuple),
    lines=st.lists(
        st.builds(
            LineStatus,
            procedure=st.just(("HC", "98960", "U2")),
            line_control=st.just("") | _CODE,
            statuses=_STATUSES,
            action=st.just("U"),
        ),
        max_size=2,
    ).map(tuple),
)


@settings(deadline=None)
@given(
    st.builds(
        BatchAnswer,
        reference=_CODE,
        created_on=_DAY,
        answers=st.lists(_ANSWERS, min_size=1, max_size=4).map(tuple),
    )
)
def test_a_written_277ca_is_read(answer: BatchAnswer) -> None:
    content = write_277ca(answer, interchange=INTERCHANGE, group=group("277"), control="0001")
    read = read_277ca(only_transaction(content))
    answers = tuple(
        msgspec.structs.replace(
            each, segment=0, offset=0, length=0, payer_control="", clearinghouse_number=""
        )
        for each in read.answers
    )
    assert msgspec.structs.replace(read, answers=answers) == answer


@pytest.mark.parametrize(
    ("category", "action", "result"),
    [
        ("A0", "WQ", "received"),
        ("A1", "WQ", "received"),
        ("A2", "WQ", "accepted"),
        ("A3", "U", "rejected"),
        ("A4", "WQ", "unknown"),
        ("A4", "U", "rejected"),
        ("A5", "WQ", "accepted"),
        ("A6", "U", "rejected"),
        ("A7", "WQ", "rejected"),
        ("A8", "U", "rejected"),
        ("F1", "", "unknown"),
    ],
)
def test_the_category_decides_whatever_the_action_says(
    category: str, action: str, result: str
) -> None:
    answer = _277ca("HL*1**PT", "TRN*2*LAN1", f"STC*{category}:20*20260301*{action}*10")
    assert answer.answers[0].result == result


def test_one_rejection_among_several_statuses_rejects_the_claim() -> None:
    answer = _277ca("HL*1**PT", "TRN*2*LAN1", "STC*A2:20*20260301*WQ*10******A7:21")
    assert answer.answers[0].result == "rejected"


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
        "receiver",
        "000000674",
        "received",
    )
    assert (accepted.level, accepted.trace, accepted.result) == ("claim", "5781", "accepted")
    assert (accepted.payer_control, accepted.amount) == ("1107000000014420", 12500)
    assert "TPATIENT" not in repr(accepted)


def test_a_rejected_file_needs_no_claim(samples: Path) -> None:
    content = (samples / "277CA" / "stupidedi-old-X214-2-good.edi").read_bytes()
    (answer,) = read_277ca(only_transaction(content)).answers
    assert (answer.level, answer.trace, answer.result) == ("receiver", "20020131052389", "rejected")
    assert [status.code for status in answer.statuses] == ["A3:24:41"]


def test_an_answer_of_ours_stays_as_it_was_first_written() -> None:
    content = GOLDEN.read_bytes()
    answer = read_277ca(only_transaction(content))
    assert content == write_277ca(
        answer, interchange=INTERCHANGE, group=group("277"), control="0001"
    )


def test_an_answer_cut_off_anywhere_is_read_and_says_so() -> None:
    content = GOLDEN.read_bytes()
    for length in range(content.index(b"SE*")):
        for transaction in read_transactions(content[:length]):
            assert read_277ca(transaction).findings
