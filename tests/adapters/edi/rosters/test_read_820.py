"""What an 820 pays for whom, and what does not sum up in it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from adapters.edi.recognise import is_supported
from adapters.edi.rosters.premium import (
    PremiumPayment,
    PremiumTotals,
    SummaryCount,
    SummaryLine,
)
from adapters.edi.rosters.read_820 import Reading820, read_820
from adapters.edi.values import Reference, StatedDays
from tests.support import planted
from tests.support.edi import interchange, only_transaction
from tests.support.planted import planted_in

GOLDEN = Path(__file__).parents[1] / "golden" / "820" / "members-and-summary.820"
MARCH = StatedDays("582", date(2026, 3, 1), date(2026, 3, 31))
HEADER = ("BPR*I*100*C*ACH************20260310", "TRN*3*T-1", "N1*PE*HUB", "N1*PR*PLAN")
NAME = f"NM1*IL*1*{planted.LAST_NAME}*{planted.FIRST_NAME}****34*{planted.CIN}"


def read(content: bytes) -> tuple[Reading820, list[PremiumPayment]]:
    reading = read_820(only_transaction(content))
    return reading, list(reading.payments)


def premium(
    *body: str, header: tuple[str, ...] = HEADER
) -> tuple[Reading820, list[PremiumPayment]]:
    return read(interchange([*header, *body], "820"))


def golden() -> tuple[Reading820, list[PremiumPayment]]:
    return read(GOLDEN.read_bytes())


def test_the_header_says_what_is_paid_by_whom_to_whom() -> None:
    reading, _ = golden()
    header = reading.header
    assert (header.handling, header.paid, header.credit_debit) == ("I", 119050, "C")
    assert (header.method, header.effective_on) == ("ACH", date(2026, 3, 10))
    assert (header.trace, header.payer_id, header.currency) == ("SEA-820-17", "1999999999", "USD")
    assert header.references == (Reference("14", "SEASIDE-04"),)
    assert header.dates == (MARCH, StatedDays("097", date(2026, 3, 1), date(2026, 3, 1)))
    assert header.receiver is not None
    assert header.remitter is not None
    assert (header.receiver.name, header.receiver.number) == ("LANTERN HUB", "999999991")
    assert [s.id for s in header.remitter.stated.segments] == ["N1", "PER"]
    assert reading.findings == []


def test_each_payment_says_for_whom_and_for_when_it_is() -> None:
    _, payments = golden()
    assert [
        (p.ordinal, p.entity.ordinal, p.entity.kind, p.reference_kind, p.paid, p.billed)
        for p in payments
    ] == [
        (1, 1, "organization", "IK", 70000, 72500),
        (2, 2, "individual", "AZ", 30000, None),
        (3, 2, "individual", "AZ", 2600, None),
        (4, 2, "individual", "AZ", 20000, None),
    ]
    assert [p.reference for p in payments] == ["SUMMARY-3", "90000001A", "90000001A", "90000002B"]
    named = [p.entity.person for p in payments]
    assert [person.first_name if person else "" for person in named] == [
        "",
        "PERSON",
        "PERSON",
        "OTHER",
    ]
    assert payments[1].entity.numbers.get("EI") == "INVENTED-EMPLOYEE"
    assert payments[2].dates == (StatedDays("AAG", date(2026, 2, 1), date(2026, 2, 1)),)
    assert [p.findings for p in payments] == [()] * 4


def test_a_summary_says_its_charges_and_how_many_it_is_about() -> None:
    first = golden()[1][0]
    assert first.lines == (SummaryLine("1", (("A172", 1250),), (SummaryCount("IE", Decimal(7)),)),)
    assert (first.dates, first.numbers.get("17")) == ((MARCH,), "ECM")
    assert [(a.amount, a.reason) for a in first.adjustments] == [(-2500, "AA")]


def test_a_change_of_an_earlier_payment_keeps_whom_it_concerns() -> None:
    earlier = golden()[0]
    list(earlier.payments)
    group, person = earlier.earlier_adjustments
    assert (group.amount, group.reason, group.entity.kind) == (-2500, "52", "organization")
    assert (person.amount, person.reason, person.numbers.get("ZZ")) == (-1050, "53", "FEBRUARY")
    assert person.entity.person is not None
    assert person.entity.person.first_name == "PERSON"


def test_the_payment_is_what_its_parts_and_earlier_changes_come_to() -> None:
    assert golden()[0].totals == PremiumTotals(
        payments=4,
        paid=122600,
        billed=72500,
        earlier=-3550,
        explained=-2500,
        balanced=True,
        residual=0,
    )


def test_what_is_left_over_is_said_with_its_sign_and_never_made_to_fit() -> None:
    reading, _ = premium("ADX*-5*52", "RMR*AZ*1**120.5", "ADX*3*AA")
    assert (reading.totals.balanced, reading.totals.residual) == (False, -1550)
    (finding,) = reading.findings
    assert (finding.code, finding.element) == ("premium.out-of-balance", "BPR02")
    assert finding.what == (
        "the payment is 100.00, its parts 120.50, changes of earlier payments -5.00: "
        "-15.50 is left over; differences of parts from what was billed are 3.00"
    )
    assert finding.fix == "ask the sender for a corrected file; the money waits for a person"


def test_an_amount_that_is_none_leaves_the_sum_open() -> None:
    for bad in ("RMR*AZ*1**SOME", "RMR*AZ*1", "ADX**52"):
        reading, payments = premium("RMR*AZ*2**100" if bad[0] == "R" else "ENT*1*2J", bad)
        assert (reading.totals.balanced, reading.totals.residual) == (None, None), bad
        found = [*reading.findings, *(f for p in payments for f in p.findings)]
        assert [f.code for f in found] == ["premium.not-an-amount"], bad


def test_a_payment_whose_amount_is_none_is_none() -> None:
    header = ("BPR*I*MUCH*C*NON", "TRN*3*T-1")
    reading, (payment,) = premium("RMR*AZ*1**", header=header)
    assert (reading.header.paid, payment.paid, reading.totals.residual) == (None, None, None)
    assert [f.element for f in (*reading.findings, *payment.findings)] == ["BPR02", "RMR04"]


def test_without_payment_or_trace_the_header_says_what_is_missing() -> None:
    reading, payments = premium(header=())
    assert (payments, reading.header.paid) == ([], None)
    assert [f.what for f in reading.findings] == [
        "there is no BPR, the segment that says what is paid",
        "there is no TRN, the segment that says its number",
        "there is no RMR, the segment that says what is paid for whom",
    ]


def test_an_exchange_payment_names_its_remitter_and_member_in_its_own_way() -> None:
    content = interchange(
        [
            *("BPR*I*100*C*ACH", "TRN*3*T-1", "N1*PE*HUB", "N1*RM*EXCHANGE*58*EX"),
            *("ENT*1", "NM1*IL*1*INVENTED*PERSON****C1*7", "REF*38*QHP-1", "REF*0F*S-1"),
            *("RMR*ZZ*APTC**135", "DTM*582****RD8*20260301-20260331"),
            *("RMR*ZZ*UF**-35", "DTM*582****RD8*20260301-20260331"),
        ],
        "820",
    ).replace(b"005010X218", b"005010X306")
    transaction = only_transaction(content)
    assert is_supported("820", transaction.header.version)
    reading = read_820(transaction)
    credit, fee = reading.payments
    assert reading.header.remitter is not None
    assert reading.header.remitter.name == "EXCHANGE"
    assert (credit.entity.kind, credit.entity.numbers.get("0F")) == ("individual", "S-1")
    assert (credit.reference, credit.paid, fee.reference, fee.paid) == ("APTC", 13500, "UF", -3500)
    assert fee.entity == credit.entity
    assert fee.dates == (MARCH,)
    assert (reading.totals.balanced, reading.findings) == (True, [])


def test_printing_a_payment_shows_no_personal_detail() -> None:
    reading, (payment,) = premium(
        f"ENT*1*2J*34*{planted.CIN}", NAME, "ADX*0*52", f"RMR*AZ*{planted.CIN}**100"
    )
    assert payment.reference == planted.CIN
    assert planted_in(f"{payment!r} {payment.entity!r} {reading.earlier_adjustments!r}") == []


def test_days_and_charges_that_are_none_are_said() -> None:
    _, (payment,) = premium(
        "RMR*AZ*1**100",
        "DTM*582****RD8*20260301-2026",
        "IT1*1",
        "SAC*C*A172***1.5",
        "SLN*1**O*X*IE",
    )
    assert payment.lines == (SummaryLine("1", (("A172", None),), (SummaryCount("IE", None),)),)
    assert [(f.code, f.element) for f in payment.findings] == [
        ("premium.not-a-date", "DTM06"),
        ("premium.not-an-amount", "SAC05"),
        ("premium.not-a-quantity", "SLN04"),
    ]


def test_an_endless_charge_is_none() -> None:
    _, (payment,) = premium("RMR*AZ*1**100", "IT1*1", f"SAC*C*A172***{'9' * 5000}")
    assert payment.lines[0].charges == (("A172", None),)


def test_a_segment_nobody_knows_is_kept_and_said() -> None:
    reading, (payment,) = premium("ENT*1", "XYZ*1", "RMR*AZ*1**100", "SLN*1", "ZYX*2")
    assert [s.id for s in reading.others.segments] == ["XYZ"]
    assert [s.id for s in payment.others.segments] == ["SLN", "ZYX"]
    codes = [f.code for f in (*reading.findings, *payment.findings)]
    assert codes == ["premium.unknown-segment"] * 3


def test_the_samples_say_what_they_say(samples: Path) -> None:
    found = {}
    for path in sorted((samples / "820").glob("*.edi")):
        transaction = only_transaction(path.read_bytes())
        reading = read_820(transaction)
        paid = [(p.reference, p.paid, p.billed) for p in reading.payments]
        found[path.name] = (
            reading.header.paid,
            reading.header.trace,
            paid,
            reading.totals.residual,
        )
    assert found == {
        "cosyte-820-edge.edi": (
            500000,
            "PREM-EDGE",
            [("POL-EDGE", 10000, None), ("", None, None)],
            None,
        ),
        "cosyte-820-loop.edi": (
            100000,
            "PREM-LOOP",
            [("ORPHAN", 1000, None), ("POL-LOOP", 10000, None)],
            89000,
        ),
        "cosyte-820.edi": (
            1250000,
            "PREM-202606",
            [("POL-0001", 25000, 25000), ("POL-0002", 50000, 50000), ("POL-0003", 30000, 30000)],
            1145000,
        ),
    }


def test_what_is_odd_in_the_samples_is_found(samples: Path) -> None:
    odd = {}
    for path in sorted((samples / "820").glob("*.edi")):
        transaction = only_transaction(path.read_bytes())
        reading = read_820(transaction)
        found = [f for p in reading.payments for f in p.findings]
        odd[path.name] = [(f.code, f.segment) for f in (*found, *reading.findings)]
    unknown = "premium.unknown-segment"
    assert odd == {
        "cosyte-820-edge.edi": [
            ("premium.not-a-date", 16),
            ("premium.not-an-amount", 17),
            ("premium.not-an-amount", 18),
        ],
        "cosyte-820-loop.edi": [
            *((unknown, at) for at in (8, 9, 10, 11, 14, 15, 16)),
            ("premium.out-of-balance", 4),
        ],
        "cosyte-820.edi": [("premium.out-of-balance", 4)],
    }


def test_a_party_of_a_sample_keeps_what_stands_under_it(samples: Path) -> None:
    transaction = only_transaction((samples / "820" / "cosyte-820-edge.edi").read_bytes())
    header = read_820(transaction).header
    assert header.receiver is not None
    assert header.remitter is not None
    assert header.receiver.references.get("ZZ") == "RECV-REF"
    assert (header.remitter.entity, header.remitter.references.get("ZZ")) == ("RM", "REMIT-REF")
    assert [party.entity for party in header.parties] == ["PE", "RM", "41"]


_SEGMENTS = st.sampled_from(
    [
        *(
            "BPR*I*1",
            "TRN*1*1",
            "REF*1*1",
            "DTM*582",
            "DTM*582****RD8*1",
            "N1*PE",
            "N3*1",
            "ENT*1*2J",
        ),
        *("ENT", "NM1*IL*1*A", "ADX*1*53", "ADX", "RMR", "RMR*AZ*1**7", "RMR*AZ*1**X", "IT1*1"),
        *("SAC*C*A***5", "SLN*1**O*1*IE", "???", "*", "CUR"),
    ]
)


@given(st.lists(_SEGMENTS, max_size=30))
def test_no_order_of_segments_stops_the_reading_or_moves_a_cent(body: list[str]) -> None:
    reading, payments = premium(*body, header=())
    rows = [text.split("*") for text in body]
    paid = sum(700 for row in rows if row == ["RMR", "AZ", "1", "", "7"])
    assert (reading.totals.paid, len(payments)) == (
        paid,
        sum(row[0] == "RMR" for row in rows),
    )
    adjusted = [*reading.earlier_adjustments, *(a for p in payments for a in p.adjustments)]
    assert len(adjusted) == sum(row[0] == "ADX" for row in rows)
    assert reading.totals.earlier + reading.totals.explained == 100 * body.count("ADX*1*53")


def test_whom_nothing_is_paid_for_is_kept_and_told() -> None:
    paid = ("ENT*1*2J*EI*1", "RMR*AZ*P-1**100")
    reading, payments = premium("ENT*2*2J*EI*2", NAME, "REF*38*G1", *paid, "ENT*3*2J*EI*3", NAME)
    assert [payment.entity.ordinal for payment in payments] == [2]
    assert [segment.id for segment in reading.others.segments] == [
        "ENT",
        "NM1",
        "REF",
        "ENT",
        "NM1",
    ]
    told = [finding for finding in reading.findings if finding.code == "premium.segment-missing"]
    assert [finding.segment for finding in told] == [8, 13]
    assert planted_in(str(told)) == []


def test_a_second_payment_in_one_header_is_kept_and_told() -> None:
    reading, _ = premium("RMR*AZ*P-1**100", header=(*HEADER, "BPR*I*50*C*ACH"))
    assert reading.header.paid == 10000
    assert [each.elements[:3] for each in reading.header.others.segments] == [["BPR", "I", "50"]]
    assert "premium.unknown-segment" in {finding.code for finding in reading.findings}


def test_whoever_is_named_after_a_change_of_an_earlier_payment_is_the_next_person() -> None:
    reading, (payment,) = premium(
        "ENT*1*2J", "NM1*IL*1*A", "ADX*-5*53", "NM1*IL*1*B", "ADX*5*53", "RMR*AZ*1**100"
    )
    named = [[person.name for person in each.entity.people] for each in reading.earlier_adjustments]
    assert named == [["A"], ["B"]]
    assert [person.name for person in payment.entity.people] == ["B"]


def test_a_number_after_a_change_of_an_earlier_payment_is_kept_and_told() -> None:
    reading, _ = premium("ENT*1*2J", "ADX*0*53", "REF*0F*1", "RMR*AZ*1**100")
    assert [s.elements for s in reading.others.segments] == [["REF", "0F", "1"]]
    assert [finding.code for finding in reading.findings] == ["premium.unknown-segment"]


def test_all_payments_for_the_same_people_share_them() -> None:
    reading, payments = premium(
        "ENT*1*2J", *["NM1*IL*1*A"] * 50, *["ADX*0*53"] * 50, *["RMR*AZ*1**2"] * 50
    )
    shared = payments[0].entity
    assert all(payment.entity is shared for payment in payments)
    assert all(change.entity is shared for change in reading.earlier_adjustments)
