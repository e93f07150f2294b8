"""What a TA1 says about an interchange."""

from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from adapters.edi.acknowledgements.read_ta1 import InterchangeAnswer, read_ta1
from adapters.edi.acknowledgements.write_ta1 import write_ta1
from adapters.edi.values import NOTHING_KEPT
from tests.support.edi import INTERCHANGE, only_transaction

_CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)


def _ta1(content: bytes) -> InterchangeAnswer:
    return read_ta1(only_transaction(content))


@given(
    st.builds(
        InterchangeAnswer,
        control_number=_CODE,
        result=st.sampled_from("AER"),
        code=_CODE,
        date=st.just("260301"),
        time=st.just("0900"),
    )
)
def test_a_written_ta1_is_read(answer: InterchangeAnswer) -> None:
    read = _ta1(write_ta1(answer, interchange=INTERCHANGE))
    values = msgspec.structs.replace(
        read, segment=0, offset=0, length=0, segments=NOTHING_KEPT, findings=()
    )
    assert values == answer


def test_a_ta1_says_whether_our_interchange_was_taken(samples: Path) -> None:
    said = {}
    for name in ("accept", "accept-with-errors", "reject-control-mismatch"):
        answer = _ta1((samples / "TA1" / f"cosyte-ta1-{name}.edi").read_bytes())
        said[name] = (answer.control_number, answer.outcome, answer.code)
        assert (answer.date, answer.time, answer.findings) == ("250101", "1200", ())
        assert [segment.id for segment in answer.segments.segments] == ["TA1"]
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


def test_a_rejection_without_a_reason_says_so() -> None:
    unclear = InterchangeAnswer(control_number="000000009", result="R", code="")
    (finding,) = _ta1(write_ta1(unclear, interchange=INTERCHANGE)).findings
    assert finding.what == "TA105 is empty: it does not say what is wrong"


def test_a_ta1_that_answers_no_interchange_says_so() -> None:
    unclear = InterchangeAnswer(control_number="", result="A", code="000")
    (finding,) = _ta1(write_ta1(unclear, interchange=INTERCHANGE)).findings
    assert finding.what == "TA101 does not say which interchange it answers"
