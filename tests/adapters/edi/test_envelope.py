"""Where transactions begin and end, and what is wrong with their envelopes."""

from pathlib import Path

import pytest

from adapters.edi.envelope import Group, Interchange, read_again, read_transactions
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from adapters.edi.x12 import DelimiterInText
from tests.support import planted
from tests.support.edi import INTERCHANGE, REMITTANCE, group, interchange
from tests.support.planted import planted_in


def _problems(source: bytes) -> list[tuple[str, str]]:
    """Code and words of every finding of the envelopes, in order."""
    reading = read_transactions(source)
    found = []
    for transaction in reading:
        for _ in transaction:
            pass
        found += transaction.findings
    return [(finding.code, finding.what) for finding in [*found, *reading.findings]]


def test_a_transaction_knows_its_envelopes_and_its_place() -> None:
    content = interchange(REMITTANCE)
    transaction = next(iter(read_transactions(content)))
    header = transaction.header
    assert header.interchange == INTERCHANGE
    assert header.group == group("835")
    assert (header.kind, header.control, header.version) == ("835", "0001", "005010X221A1")
    assert (header.ordinal, header.first_segment) == (1, 3)
    assert content[header.offset :].startswith(b"ST*835*0001")


def test_transactions_are_counted_through_all_interchanges_of_a_file() -> None:
    three = interchange(REMITTANCE) + interchange(REMITTANCE, end="\n") + interchange([], "999")
    headers = [transaction.header for transaction in read_transactions(three)]
    assert [(header.ordinal, header.kind) for header in headers] == [
        (1, "835"),
        (2, "835"),
        (3, "999"),
    ]


def test_what_is_left_unread_of_one_transaction_does_not_harm_the_next() -> None:
    two = interchange(REMITTANCE) * 2
    first_segments = [next(iter(transaction)).id for transaction in read_transactions(two)]
    assert first_segments == ["BPR", "BPR"]


def test_a_transaction_that_is_gone_on_with_after_its_end_takes_nothing_of_the_next() -> None:
    content = interchange(["NTE*A", "NTE*B", "NTE*C"]) + interchange(["NTE*D"])
    reading = read_transactions(content)
    transactions = iter(reading)
    first = next(transactions)
    begun, runs = iter(first), first.runs({"NTE"})
    assert next(begun).get(1) == "A"
    assert next(runs) == []  # it stopped at B
    second = next(transactions)
    assert list(begun) == []
    assert [[segment.get(1) for segment in run] for run in runs] == [["B"]]
    assert [segment.get(1) for segment in second] == ["D"]
    assert list(second) == []
    assert list(transactions) == []
    assert _problems(content) == []
    assert reading.findings == []


def test_a_transaction_is_read_again_without_what_stands_before_it() -> None:
    lines = interchange(REMITTANCE).replace(b"*", b"|").replace(b"~", b"!\r\n")
    content = b"SENT BY HAND\n" + interchange(REMITTANCE) + lines
    for transaction in read_transactions(content):
        segments = list(transaction)
        blind = bytes(transaction.header.offset) + content[transaction.header.offset :]
        again = read_again(blind, transaction.header, transaction.delimiters)
        assert list(again) == segments
        assert (again.header, again.findings) == (transaction.header, transaction.findings)


def test_a_ta1_counts_as_a_transaction_of_its_interchange() -> None:
    content = write_interchange(
        INTERCHANGE, [], [["TA1", "000000009", "260301", "0900", "A", "000"]]
    )
    (transaction,) = read_transactions(content)
    assert (transaction.header.kind, transaction.header.control) == ("TA1", "000000001")
    assert [segment.get(4) for segment in transaction] == ["A"]


WHOLE = interchange(REMITTANCE)


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (
            WHOLE.replace(b"SE*23*", b"SE*9*"),
            ("envelope.segment-count", "SE01 says 9 segments; the transaction has 23"),
        ),
        (
            WHOLE.replace(b"SE*23*0001", b"SE*23*0002"),
            ("envelope.transaction-control-number", "SE02 is 0002; ST02 is 0001"),
        ),
        (
            WHOLE.replace(b"SE*23*0001~\n", b""),
            ("envelope.transaction-unclosed", "transaction 0001 has no SE: GE follows"),
        ),
        (
            WHOLE.replace(b"GE*1*1", b"GE*2*1"),
            ("envelope.group-count", "GE01 says 2 transactions; the group has 1"),
        ),
        (
            WHOLE.replace(b"GE*1*1", b"GE*1*7"),
            ("envelope.group-control-number", "GE02 is 7; GS06 is 1"),
        ),
        (WHOLE.replace(b"GE*1*1~\n", b""), ("envelope.group-unclosed", "the group has no GE")),
        (
            WHOLE.replace(b"IEA*1*", b"IEA*3*"),
            ("envelope.interchange-count", "IEA01 says 3 groups; the interchange has 1"),
        ),
        (
            WHOLE.replace(b"IEA*1*000000001", b"IEA*1*000000002"),
            ("envelope.interchange-control-number", "IEA02 is 000000002; ISA13 is 000000001"),
        ),
        (
            WHOLE[: WHOLE.index(b"IEA")],
            ("envelope.interchange-unclosed", "the interchange has no IEA"),
        ),
        (
            WHOLE.replace(b"GE*1*1", b"STC*A1~\nGE*1*1"),
            ("envelope.stray-segment", "segment STC stands outside of any transaction"),
        ),
    ],
)
def test_each_fault_of_an_envelope_is_said(broken: bytes, problem: tuple[str, str]) -> None:
    assert _problems(WHOLE) == []
    assert _problems(broken) == [problem]


def test_a_file_cut_off_says_so_at_each_level() -> None:
    assert [code for code, _ in _problems(WHOLE[:400])] == [
        "envelope.transaction-cut-off",
        "envelope.group-unclosed",
        "envelope.interchange-unclosed",
    ]


def test_a_finding_becomes_a_problem_of_a_named_file() -> None:
    broken = WHOLE.replace(b"SE*23*", b"SE*9*")
    (transaction,) = read_transactions(broken)
    problem = transaction.findings[0].in_file("seaside-20260401.835")
    assert problem.where == "seaside-20260401.835, segment 25, SE01"
    assert problem.fix == "tell the sender; the contents were read all the same"


def test_the_samples_have_the_faults_their_list_says(samples: Path) -> None:
    wrong = {
        "835/cosyte-835-imbalance.edi": "SE01 says 16 segments; the transaction has 19",
        "999/imsweb-x12_999_accepted.edi": "IEA02 is 000000001; ISA13 is 000000286",
    }
    for name, what in wrong.items():
        assert [words for _, words in _problems((samples / name).read_bytes())] == [what]


def test_counts_are_made_by_the_writer() -> None:
    body = [["BHT", "0019"], ["HL", "1"]]
    content = write_interchange(
        INTERCHANGE,
        [
            (
                group("837"),
                [
                    TransactionToWrite("837", "0001", "005010X222A1", body),
                    TransactionToWrite("837", "0002", "005010X222A1", []),
                ],
            )
        ],
    )
    assert content.decode().splitlines()[1:] == [
        "GS*HC*SEASIDE*LANTERN*20260301*0900*1*X*005010X222A1~",
        "ST*837*0001*005010X222A1~",
        "BHT*0019~",
        "HL*1~",
        "SE*4*0001~",
        "ST*837*0002*005010X222A1~",
        "SE*2*0002~",
        "GE*2*1~",
        "IEA*1*000000001~",
    ]
    assert content.index(b"~") == 105
    assert _problems(content) == []


def test_a_name_too_long_for_the_header_is_never_written() -> None:
    too_long = Interchange("ZZ", "A SENDER OF MORE THAN FIFTEEN", "ZZ", "B", "260301", "0900", "1")
    with pytest.raises(AssertionError, match="fixed widths"):
        write_interchange(too_long, [])


def test_a_delimiter_in_a_group_is_never_written() -> None:
    broken = Group("HC", "A*B", "C", "20260301", "0900", "1", "005010X222A1")
    with pytest.raises(DelimiterInText):
        write_interchange(INTERCHANGE, [(broken, [])])


def test_no_finding_of_an_envelope_repeats_what_could_be_a_personal_detail() -> None:
    name = planted.LAST_NAME.encode()
    shown = WHOLE.replace(b"SE*23*0001", b"SE*" + name + b"*" + name)
    shown = shown.replace(b"GE*1*1", b"GE*" + planted.CIN.encode() + b"*19631127")
    shown = shown.replace(b"IEA*1*000000001", b"IEA*" + planted.STREET.encode() + b"*" + name)
    words = " ".join(what for _, what in _problems(shown))
    assert words.count("a text of") == 6
    assert planted_in(words) == []
    cut_off = WHOLE[: WHOLE.index(b"SE*")].replace(b"ST*835*0001", b"ST*835*" + name)
    assert planted_in(str(_problems(cut_off))) == []


def test_a_run_of_strays_is_one_finding_however_long() -> None:
    strays = WHOLE.replace(b"IEA*", b"A~\nB~\n" * 5_000 + b"SE*1~\nIEA*") + b"C~\n"
    stray = "envelope.stray-segment"
    assert _problems(strays) == [
        (stray, "segment A and the 10,000 after it stand outside of any transaction"),
        (stray, "segment C stands outside of any transaction"),
    ]


def test_a_header_shows_only_what_has_the_form_of_a_number_and_a_version() -> None:
    born = f"{planted.BORN_ON:%Y%m%d}"
    for control, shown in (("0001", "0001"), (planted.CIN, "not a number"), (born, "not a number")):
        content = interchange(REMITTANCE).replace(b"ST*835*0001", f"ST*835*{control}".encode())
        (transaction,) = read_transactions(content)
        assert (transaction.header.control, transaction.header.shown_control) == (control, shown)
    for version, shown in (("005010X221A1", "005010X221A1"), (planted.LAST_NAME, "unknown")):
        content = interchange(REMITTANCE).replace(b"005010X221A1", version.encode())
        (transaction,) = read_transactions(content)
        assert transaction.header.shown_version == shown
