"""What a 277CA says about a file, a provider or a claim."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.edi.acknowledgements.batch_answer import (
    Answer,
    BatchAnswer,
    Dated,
    LineStatus,
    Quantity,
    Status,
    StatusSet,
)
from adapters.edi.acknowledgements.private_text import PrivateText
from adapters.edi.acknowledgements.read_277ca import read_277ca
from adapters.edi.acknowledgements.write_277ca import write_277ca
from adapters.edi.envelope import read_transactions
from adapters.edi.values import NOTHING_KEPT, Amount, Private, Reference
from adapters.edi.x12 import Segment
from tests.support import planted
from tests.support.edi import INTERCHANGE, group, interchange, only_transaction

GOLDEN = Path(__file__).parents[1] / "golden" / "277CA" / "one-accepted-one-rejected.277"
_CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
_DAY = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
_CENTS = st.integers(0, 10**9)
CLAIM = ("HL*1**PT", "TRN*2*LAN1")


def _277ca(*body: str) -> BatchAnswer:
    return read_277ca(only_transaction(interchange(body, "277")))


def _sample(samples: Path, name: str) -> BatchAnswer:
    return read_277ca(only_transaction((samples / "277CA" / name).read_bytes()))


def _many(
    strategy: st.SearchStrategy[object], most: int, least: int = 0
) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


_SETS = _many(
    st.builds(
        StatusSet,
        statuses=_many(
            st.builds(
                Status, st.sampled_from(["A1", "A2", "A3", "A7"]), _CODE, st.just("") | _CODE
            ),
            3,
            1,
        ),
        effective_on=st.none() | _DAY,
        action=st.sampled_from(["WQ", "U"]),
        amount=st.none() | _CENTS,
        text=st.builds(PrivateText, st.just("") | _CODE),
    ),
    3,
    1,
)
_REFERENCES = _many(st.builds(Reference, _CODE, _CODE), 3)
_DATES = _many(st.builds(Dated, _CODE, _DAY, st.none() | _DAY), 2)
_LINES = st.builds(
    LineStatus,
    procedure=st.just(("HC", "98960", "U2")),
    status_sets=_SETS,
    charge=st.none() | _CENTS,
    revenue_code=st.just("") | _CODE,
    units=st.none() | st.integers(0, 99).map(Decimal),
    references=_REFERENCES,
    dates=_DATES,
)
_LEVELS = st.builds(
    Answer,
    level=st.sampled_from(["source", "receiver", "provider"]),
    trace=_CODE,
    status_sets=st.just(()) | _SETS,
    references=_REFERENCES,
    dates=_DATES,
    quantities=_many(st.builds(Quantity, _CODE, st.integers(0, 99).map(Decimal)), 2),
    amounts=_many(st.builds(Amount, _CODE, _CENTS), 2),
    private=st.just(Private((Segment("NM1", ["NM1", "41", "2", "LANTERN"], 0, 0, 0),))),
)
_CLAIMS = st.builds(
    Answer,
    level=st.just("claim"),
    trace=_CODE,
    status_sets=_SETS,
    references=_REFERENCES,
    dates=_DATES,
    lines=_many(_LINES, 2),
)


def _said(answer: BatchAnswer) -> BatchAnswer:
    """The values alone: not where they stand, nor what is found about them."""
    levels = tuple(
        msgspec.structs.replace(
            level,
            segments=NOTHING_KEPT,
            private=Private(tuple(Segment(n.id, n.elements, 0, 0, 0) for n in level.private.names)),
            segment=0,
            offset=0,
            length=0,
        )
        for level in answer.levels
    )
    return msgspec.structs.replace(answer, levels=levels, findings=(), segments=NOTHING_KEPT)


@settings(deadline=None)
@given(
    st.builds(
        BatchAnswer,
        reference=_CODE,
        created_on=_DAY,
        levels=_many(_LEVELS | _CLAIMS, 5, 1),
        time=st.just("0915"),
    )
)
def test_a_written_277ca_is_read(answer: BatchAnswer) -> None:
    content = write_277ca(answer, interchange=INTERCHANGE, group=group("277"), control="0001")
    read = read_277ca(only_transaction(content))
    assert _said(read) == answer
    assert read.others == NOTHING_KEPT
    assert all(level.others == NOTHING_KEPT for level in read.levels)


@pytest.mark.parametrize(
    "name",
    [
        "cosyte-277ca-hl-orphan.edi",
        "cosyte-277ca.edi",
        "edilens-277CA.test.0001.edi",
        "imsweb-x12_277CA_accepted.edi",
        "stupidedi-old-X214-2-good.edi",
    ],
)
def test_a_277ca_of_another_hand_says_the_same_when_it_is_written_again(
    samples: Path, name: str
) -> None:
    answer = _said(_sample(samples, name))
    content = write_277ca(answer, interchange=INTERCHANGE, group=group("277"), control="0001")
    assert _said(read_277ca(only_transaction(content))) == answer


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
    answer = _277ca(*CLAIM, f"STC*{category}:20*20260301*{action}*10")
    assert answer.answers[0].result == result


def test_one_rejection_among_several_statuses_rejects_the_claim() -> None:
    answer = _277ca(*CLAIM, "STC*A2:20*20260301*WQ*10******A7:21")
    assert answer.answers[0].result == "rejected"


def test_a_status_that_is_no_answer_waits_for_a_person() -> None:
    (finding,) = _277ca(*CLAIM, "STC*F1:20*20260301").findings
    assert finding.what == "category F1 says neither accepted nor rejected"
    assert finding.fix == "ask the plan whether it took the claim, and record the answer"


def test_a_277ca_without_a_status_says_so() -> None:
    (finding,) = _277ca("HL*1**20").findings
    assert finding.what == "the 277CA holds no status at all"


def test_a_claim_without_a_status_of_its_own_has_that_of_its_lines() -> None:
    answer = _277ca(*CLAIM, "SVC*HC:98960*10", "STC*A7:453**U", "REF*FJ*LAN101")
    (claim,) = answer.answers
    assert (claim.result, claim.lines[0].line_control) == ("rejected", "LAN101")


def test_every_segment_of_every_sample_is_kept_in_its_order(samples: Path) -> None:
    for path in sorted((samples / "277CA").iterdir()):
        answer = _sample(samples, path.name)
        kept = [*answer.segments.segments]
        kept += [segment for level in answer.levels for segment in level.segments.segments]
        assert kept == list(only_transaction(path.read_bytes())), path.name
        assert all(level.others == NOTHING_KEPT for level in answer.levels), path.name


def test_claims_are_found_by_our_number_and_the_plans(samples: Path) -> None:
    answer = _sample(samples, "imsweb-x12_277CA_accepted.edi")
    received, accepted = answer.answers
    assert (received.level, received.trace, received.result) == (
        "receiver",
        "000000674",
        "received",
    )
    assert (accepted.level, accepted.trace, accepted.result) == ("claim", "5781", "accepted")
    assert (accepted.payer_control, accepted.amount) == ("1107000000014420", 12500)
    assert (answer.reference, answer.created_on) == ("000000674", date(2011, 3, 11))
    assert answer.findings == ()
    assert "TPATIENT" not in repr(accepted)


def test_a_rejected_file_needs_no_claim(samples: Path) -> None:
    batch = _sample(samples, "stupidedi-old-X214-2-good.edi")
    (answer,) = batch.answers
    assert (answer.level, answer.trace, answer.result) == ("receiver", "20020131052389", "rejected")
    assert [status.code for status in answer.statuses] == ["A3:24:41"]
    assert answer.quantities == (Quantity("AA", Decimal(3)),)
    assert answer.amounts == (Amount("YY", 80000),)
    assert batch.findings == ()


def test_every_level_says_what_the_file_says(samples: Path) -> None:
    batch = _sample(samples, "edilens-277CA.test.0001.edi")
    source, receiver, provider, first, second, third = batch.levels
    assert source.dates == (Dated("050", date(2006, 2, 5)), Dated("009", date(2006, 2, 7)))
    assert (source.trace, source.says_something) == ("200102051635S00001ABCDEF", False)
    assert [(q.qualifier, int(q.quantity)) for q in receiver.quantities] == [("90", 1), ("AA", 2)]
    assert [(a.qualifier, a.amount) for a in receiver.amounts] == [("YU", 20000), ("YY", 80000)]
    assert (provider.level, provider.private.number("85")) == ("provider", "123456789")
    assert [claim.result for claim in (first, second, third)] == ["received", *["rejected"] * 2]
    assert [claim.codes for claim in (first, second, third)] == [
        ("A0:16:PR",),
        ("A3:21:82", "A3:122", "A3:153:82"),
        ("A3:401",),
    ]
    assert first.dates == (Dated("472", date(2006, 1, 28), date(2006, 1, 31)),)
    (line,) = second.lines
    assert (line.procedure, line.charge, line.units) == (("HC", "22305", "22"), 35000, Decimal(1))
    assert line.line_control == "11"
    assert (second.amount, second.status_on) == (50000, date(2006, 2, 5))
    assert batch.findings == ()  # 1 accepted of 200, 2 rejected of 800: as QTY and AMT state


def test_counts_and_sums_that_are_not_those_of_the_claims_are_told(samples: Path) -> None:
    count, amount = _sample(samples, "cosyte-277ca.edi").findings
    assert count.code == "acknowledgement.count-differs"
    assert count.what == "it states 1 claim accepted; the claims listed come to 0"
    assert count.where == "segment 11, loop 2200B, QTY02"
    assert amount.code == "acknowledgement.amount-differs"
    assert amount.what == "it states charges of 5000.00 accepted; the claims listed come to 0.00"
    assert amount.fix == "ask the plan which claims are missing; those listed were read"


def test_a_provider_that_lists_no_claim_counts_as_it_states() -> None:
    batch = _277ca(
        *("HL*1**21", "TRN*2*3", "STC*A1:19*20260301*WQ*90", "QTY*90*1", "QTY*AA*2"),
        *("HL*2*1*19", "TRN*1*0", "STC*A3:24:85**U*70", "QTY*QC*2", "AMT*YY*70"),
        *("HL*3*1*19", "TRN*1*0", "HL*4*3*PT", "TRN*2*LAN1", "STC*A2:20*20260301*WQ*20"),
    )
    assert batch.findings == ()


def test_a_level_under_one_that_is_not_there_is_read_and_told(samples: Path) -> None:
    batch = _sample(samples, "cosyte-277ca-hl-orphan.edi")
    (claim,) = batch.answers
    assert (claim.level, claim.trace, claim.result) == ("claim", "ORPHAN-CLAIM-001", "rejected")
    (finding,) = batch.findings
    assert (finding.code, finding.element) == ("acknowledgement.level-orphaned", "HL02")


def test_each_status_keeps_the_day_it_holds_from() -> None:
    (claim,) = _277ca(
        *CLAIM,
        "STC*A1:19*20260301*WQ*10",
        "STC*A7:21:85*20260305*U*10******A7:562:85*A8:496*CALL US",
    ).levels
    assert [(each.effective_on, len(each.statuses)) for each in claim.status_sets] == [
        (date(2026, 3, 1), 1),
        (date(2026, 3, 5), 3),
    ]
    assert (claim.result, claim.status_on) == ("rejected", date(2026, 3, 5))
    assert claim.codes == ("A1:19", "A7:21:85", "A7:562:85", "A8:496")
    assert claim.status_sets[1].text.text == "CALL US"
    assert "CALL US" not in repr(claim)


def test_one_member_may_have_several_claims() -> None:
    name = f"NM1*QC*1*{planted.LAST_NAME}*{planted.FIRST_NAME}****MI*{planted.CIN}"
    first, second = _277ca(
        *("HL*1**PT", name, "TRN*2*LAN1", "STC*A2:20", "SVC*HC:98960*10", "STC*A2:20"),
        *("TRN*2*LAN2", "STC*A3:21"),
    ).levels
    assert [(c.trace, c.result, len(c.lines)) for c in (first, second)] == [
        ("LAN1", "accepted", 1),
        ("LAN2", "rejected", 0),
    ]
    assert second.private.number("QC") == planted.CIN


def test_what_is_not_known_is_kept_and_told() -> None:
    batch = _277ca("ZZZ*1", *CLAIM, "STC*A2:20", "K3*ABC", "HL*2*1*99")
    assert [s.elements for s in batch.others.segments] == [["ZZZ", "1"]]
    assert [s.id for s in batch.segments.segments] == ["ZZZ"]
    assert [s.elements for s in batch.levels[0].others.segments] == [["K3", "ABC"]]
    assert [f.code for f in batch.findings] == [
        "acknowledgement.unknown-segment",
        "acknowledgement.unknown-segment",
        "acknowledgement.level-unknown",
    ]
    assert batch.findings[1].where == "segment 8, loop 2200D, K3"


@pytest.mark.parametrize(
    ("segment", "element", "code"),
    [
        ("STC*A2:20*2026-03-01", "STC02", "acknowledgement.not-a-date"),
        ("STC*A2:20**WQ*ten", "STC04", "acknowledgement.not-an-amount"),
        ("QTY*QA*many", "QTY02", "acknowledgement.not-a-number"),
        ("AMT*YU*much", "AMT02", "acknowledgement.not-an-amount"),
        ("DTP*472*D8*soon", "DTP03", "acknowledgement.not-a-date"),
        ("SVC*HC:98960*much", "SVC02", "acknowledgement.not-an-amount"),
        ("SVC*HC:98960*1*****many", "SVC07", "acknowledgement.not-a-number"),
    ],
)
def test_what_is_no_amount_number_or_day_is_told_and_never_zero(
    segment: str, element: str, code: str
) -> None:
    batch = _277ca(*CLAIM, "STC*A2:20", segment)
    (finding,) = batch.findings
    assert (finding.code, finding.element) == (code, element)
    (claim,) = batch.levels
    assert (claim.quantities, claim.amounts, claim.dates) == ((), (), ())
    assert None in {claim.status_sets[-1].amount, *(line.charge for line in claim.lines)}


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


def test_all_claims_of_a_patient_share_the_names_that_stand_before_the_first() -> None:
    reading = _277ca("HL*1**PT", *["NM1*QC*1*A"] * 50, *["TRN*2*LAN1", "STC*A2:20*20260301"] * 50)
    assert len(reading.levels) == 50
    assert len(reading.levels[0].private.names) == 50
    assert all(level.private is reading.levels[1].private for level in reading.levels[1:])


def test_a_name_under_a_further_claim_of_a_patient_is_kept_and_told() -> None:
    first, second = _277ca(*CLAIM, "NM1*QC*1*A", "TRN*2*LAN2", "NM1*QC*1*B").levels
    assert [name.get(3) for name in (*first.private.names, *second.private.names)] == ["A", "A"]
    assert [segment.get(3) for segment in second.others.segments] == ["B"]


def test_a_run_of_levels_that_state_nothing_is_one_level_and_all_of_it_is_kept() -> None:
    answer = _277ca("HL*1**20", *["HL"] * 50, *CLAIM, "STC*A2:20")
    assert [len(level.segments.segments) for level in answer.levels] == [1, 50, 3]
    assert [f.code for f in answer.findings] == ["acknowledgement.level-unknown"]


def test_a_rejected_line_of_a_claim_that_is_taken_is_told() -> None:
    (claim, line) = ("STC*A2:20*20260301", "SVC*HC:98960*26.66")
    answer = _277ca(*CLAIM, claim, line, "STC*A7:454", line, "STC*A2:20")
    assert answer.levels[0].result == "accepted"
    assert [(f.code, f.what) for f in answer.findings] == [
        ("acknowledgement.line-rejected", "the claim is taken and 1 of its lines rejected")
    ]
