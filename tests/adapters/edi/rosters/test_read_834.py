"""Who a roster covers, by what and since when; and what is wrong in it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.edi.envelope import read_transactions
from adapters.edi.recognise import is_supported
from adapters.edi.rosters.read_834 import Reading834, read_834
from adapters.edi.rosters.roster import Coverage, Member
from adapters.edi.values import Amount, Reference, StatedDays
from tests.support import planted
from tests.support.edi import interchange, only_transaction
from tests.support.planted import planted_in

GOLDEN = Path(__file__).parents[1] / "golden" / "834" / "changed-added-ended.834"
BGN = "BGN*00*R-1*20260301*0900****2"
INS = "INS*Y*18*021*28*A"
NAME = f"NM1*IL*1*{planted.LAST_NAME}*{planted.FIRST_NAME}****MI*{planted.CIN}"


def read(content: bytes) -> tuple[Reading834, list[Member]]:
    reading = read_834(only_transaction(content))
    return reading, list(reading.members)


def members(*body: str) -> list[Member]:
    return read(interchange([BGN, *body], "834"))[1]


def member(*body: str) -> Member:
    (only,) = members(INS, *body)
    return only


def golden() -> tuple[Reading834, list[Member]]:
    return read(GOLDEN.read_bytes())


def test_the_header_says_what_the_file_is_for_and_who_sends_it() -> None:
    reading, _ = golden()
    header = reading.header
    assert (header.purpose, header.reference, header.action) == ("00", "ROSTER-17", "2")
    assert (header.created_on, header.policy) == (date(2026, 3, 1), "SEASIDE-MEDI-CAL")
    assert header.dates == (StatedDays("303", date(2026, 3, 1), date(2026, 3, 1)),)
    assert [(c.qualifier, c.number) for c in header.counts] == [
        ("TO", Decimal(3)),
        ("ET", Decimal(2)),
        ("DT", Decimal(1)),
    ]
    assert header.sponsor is not None
    assert header.payer is not None
    assert (header.sponsor.name, header.payer.name) == ("INVENTED STATE AGENCY", "SEASIDE PLAN")
    assert (header.payer.number_qualifier, header.payer.number) == ("FI", "999999992")
    (administrator,) = header.brokers
    assert [segment.id for segment in administrator.stated.segments] == ["N1", "ACT"]
    assert (header.version, reading.findings) == ("005010X220A1", [])


def test_each_member_says_who_it_is_and_what_happens_to_it() -> None:
    _, found = golden()
    assert [
        (m.ordinal, m.is_subscriber, m.relationship, m.maintenance, m.reason, m.benefit_status)
        for m in found
    ] == [
        (1, True, "18", "001", "25", "A"),
        (2, False, "19", "021", "28", "A"),
        (3, True, "18", "024", "07", "T"),
    ]
    first = found[0]
    assert (first.subscriber_number, first.group_number) == ("90000001A", "SEASIDE-04")
    kinds = ["17", "3H", "6O", "F6"]
    assert [first.numbers.get(kind) for kind in kinds] == [
        "ECM",
        "INVENTED-CASE",
        "INVENTED-CROSS",
        "INVENTED-MEDICARE",
    ]
    assert (first.eligible_from, first.eligible_to) == (date(2026, 1, 1), date(2026, 2, 28))
    assert [dated.qualifier for dated in first.dates] == ["356", "357", "336"]
    assert (first.medicare, first.employment, first.student) == ("C^1", "FT", "N")
    assert (first.confidentiality, first.died_on) == ("U", date(2026, 2, 28))
    assert first.amounts == (Amount("P3", 1250),)
    assert [m.findings for m in found] == [(), (), ()]


def test_a_corrected_member_is_named_rightly_and_wrongly() -> None:
    first = golden()[1][0]
    person, before = first.person, first.named_wrongly
    assert person is not None
    assert before is not None
    assert (person.entity, person.name, person.first_name) == ("74", "INVENTED", "PERSON")
    assert (person.number_qualifier, person.number) == ("34", "000000001")
    assert (person.born_on, person.sex) == (date(1990, 1, 2), "F")
    assert (before.first_name, before.born_on) == ("PRESON", date(1990, 1, 3))
    assert [segment.id for segment in person.stated.segments] == (
        ["NM1", "PER", "N3", "N4", "DMG", "EC", "ICM", "HLH", "LUI"]
    )
    assert [party.entity for party in first.parties] == ["74", "70", "31"]


def test_a_coverage_says_its_days_amounts_providers_and_other_insurance() -> None:
    (coverage,) = golden()[1][0].coverages
    assert (coverage.maintenance, coverage.line, coverage.plan, coverage.level) == (
        "001",
        "HMO",
        "SEASIDE STANDARD",
        "IND",
    )
    assert (coverage.begins_on, coverage.ends_on) == (date(2026, 1, 1), date(2026, 2, 28))
    assert coverage.dates[2] == StatedDays("303", date(2026, 1, 1), date(2026, 1, 31))
    assert coverage.amounts == (Amount("D2", 1000),)
    assert coverage.numbers.references == (Reference("17", "ECM-1"),)
    primary, other = coverage.providers
    assert (primary.entity, primary.name, primary.number) == ("P3", "TIDEPOOL CARE", "1999999984")
    assert [s.id for s in primary.stated.segments] == ["NM1", "N3", "N4", "PLA"]
    assert (other.entity, other.first_name) == ("QA", "DOCTOR")
    (cob,) = coverage.other_coverages
    assert (cob.sequence, cob.policy, cob.coordination) == ("P", "INVENTED-POLICY", "5")
    assert (cob.service_types, cob.numbers.get("60")) == (("1", "35"), "INVENTED-GROUP")
    assert cob.dates == (StatedDays("344", date(2025, 1, 1), date(2025, 1, 1)),)
    assert [party.name for party in cob.parties] == ["OTHER PLAN"]


def test_reporting_categories_are_read_by_their_own_names() -> None:
    first = golden()[1][0]
    assert [(c.name, c.numbers.references, c.dates) for c in first.categories] == [
        ("POPULATION OF FOCUS", (Reference("ZZ", "2"),), ()),
        ("REDETERMINATION DUE", (), (StatedDays("007", date(2026, 6, 30), date(2026, 6, 30)),)),
    ]
    assert [s.id for s in first.disability.segments] == ["DSB", "DTP"]
    assert [s.id for s in first.others.segments] == ["IDC"]


def test_printing_a_member_shows_no_personal_detail() -> None:
    one = member(
        f"REF*0F*{planted.CIN}",
        NAME,
        f"N3*{planted.STREET}",
        f"DMG*D8*{planted.BORN_ON:%Y%m%d}*F",
        "HD*021**HMO",
        f"COB*P*{planted.CIN}*1",
    )
    assert one.person is not None
    assert (one.person.name, one.person.born_on) == (planted.LAST_NAME, planted.BORN_ON)
    assert planted_in(repr(one)) == []


@pytest.mark.parametrize(
    ("segment", "words"),
    [
        ("INS*Y*18*099*28*A", "INS03 is 099"),
        ("INS*Y*18**28*A", "INS03 is empty"),
        ("HD*ZZ**HLT", "HD01 is ZZ"),
        ("HD*THISTLE**HLT", "HD01 is a text of 7 characters"),
    ],
)
def test_a_maintenance_that_nobody_knows_is_asked_about(segment: str, words: str) -> None:
    body = [segment, NAME] if segment.startswith("INS") else [INS, NAME, segment]
    (finding,) = members(*body)[0].findings
    assert finding.code == "roster.unknown-maintenance"
    assert finding.what == f"{words}; it does not say what is to happen to the member's coverage"
    assert finding.fix == (
        "ask the sender whether it is added, changed or ended; nothing was assumed"
    )


def test_a_day_that_is_none_is_left_out_and_said() -> None:
    one = member("DTP*356*D8*20260231", NAME, "HD*021**HMO", "DTP*348*RD8*20260101-")
    assert (one.dates, one.coverages[0].dates) == ((), ())
    assert [(f.code, f.loop, f.element) for f in one.findings] == [
        ("roster.not-a-date", "2000", "DTP03"),
        ("roster.not-a-date", "2300", "DTP03"),
    ]
    assert one.findings[0].what == "DTP03 is a text of 8 characters; it should be a day as CCYYMMDD"


def test_an_amount_that_is_none_is_left_out_and_said() -> None:
    one = member(NAME, "AMT*P3*TWELVE", "HD*021**HMO", "AMT*D2*1.5")
    assert (one.amounts, one.coverages[0].amounts) == ((), (Amount("D2", 150),))
    (finding,) = one.findings
    assert (finding.code, finding.segment) == ("roster.not-an-amount", 7)


def test_a_segment_nobody_knows_is_kept_and_said() -> None:
    one = member("XYZ*1", NAME, "N1*75*NOT A CATEGORY", "LX*1")
    assert [s.id for s in one.others.segments] == ["XYZ", "N1", "LX"]
    assert {f.code for f in one.findings} == {"roster.unknown-segment"}
    assert len(one.findings) == 3


def test_details_before_any_name_belong_to_nobody_and_are_kept() -> None:
    one = member("N3*1 INVENTED LANE", NAME)
    assert [s.id for s in one.others.segments] == ["N3"]
    assert one.person is not None
    assert len(one.person.stated.segments) == 1


def test_a_member_without_a_name_is_said() -> None:
    one = member("REF*0F*1")
    assert [f.what for f in one.findings] == [
        "there is no NM1, the segment that says who the member is"
    ]


def test_a_count_that_differs_from_the_members_is_said() -> None:
    body = [BGN, "QTY*TO*2", "QTY*DT*0", "QTY*ET*MANY", INS, NAME]
    reading, found = read(interchange(body, "834"))
    assert len(found) == 1
    assert [f.what for f in reading.findings] == [
        "QTY02 is a text of 4 characters; it should be a number",
        "QTY says 2 members of kind TO; the roster has 1",
    ]


def test_a_roster_without_members_says_so() -> None:
    reading, found = read(interchange(["REF*38*P"], "834"))
    assert found == []
    assert [f.what for f in reading.findings] == [
        "there is no BGN, the segment that says what the file is for",
        "there is no INS, the segment that says who is covered",
    ]


def test_every_segment_of_every_sample_stands_in_the_header_or_in_a_member(samples: Path) -> None:
    counted = 0
    for path in sorted((samples / "834").glob("*.edi")):
        content = path.read_bytes()
        for whole, transaction in zip(
            read_transactions(content), read_transactions(content), strict=True
        ):
            reading = read_834(transaction)
            kept = list(reading.header.segments.segments)
            for one in reading.members:
                kept += one.segments.segments
                counted += 1
            assert kept == list(whole), path.name
            assert is_supported("834", transaction.header.version)
    assert counted == 33


def test_the_samples_say_what_their_list_says(samples: Path) -> None:
    """Facts read from the files by eye."""
    found = {
        path.name: [m for t in read_transactions(path.read_bytes()) for m in read_834(t).members]
        for path in sorted((samples / "834").glob("*.edi"))
    }
    text = (samples / "SOURCES.md").read_text("utf-8").split("\n## 834\n")[1].split("\n## ")[0]
    listed = {
        cells[1].strip(): int(cells[4].split("INS")[0])
        for cells in (row.split("|") for row in text.splitlines() if ".edi" in row)
    }
    assert {name: len(of) for name, of in found.items()} == listed
    assert {
        name: [(m.relationship, m.maintenance, m.reason, len(m.coverages)) for m in of]
        for name, of in found.items()
    } == {
        "cosyte-834-canonical.edi": [("18", "021", "EC", 1), ("01", "024", "XN", 1)],
        "cosyte-834-edge.edi": [("18", "021", "EC", 0), ("18", "", "EC", 1)],
        "gunajii-sample_834.edi": [("18", "030", "XN", 1), ("18", "030", "XN", 1)],
        "lfh-005010X220A1-add-dependent.edi": [("19", "021", "20", 1)],
        "lfh-005010X220A1-add-subscriber-coverage.edi": [("18", "001", "22", 1)],
        "lfh-005010X220A1-cancel-dependent.edi": [("19", "024", "07", 0)],
        "lfh-005010X220A1-change-subscriber-information.edi": [("18", "001", "25", 0)],
        "lfh-005010X220A1-enroll-employee-managed-care.edi": [("18", "021", "20", 1)],
        "lfh-005010X220A1-reinstate-employee-coverage-level.edi": [("18", "025", "", 1)],
        "lfh-005010X220A1-reinstate-employee.edi": [("18", "025", "20", 0)],
        "lfh-005010X220A1-reinstate-member-eligiblity-ins.edi": [("18", "025", "", 0)],
        "lfh-005010X220A1-terminate-subscriber-eligibility.edi": [("19", "024", "08", 0)],
        "lfh-demo.edi": [("18", "021", "20", 2)],
        "pyx12-834_deident_family.edi": [
            ("18", "021", "XN", 1),
            ("01", "021", "XN", 0),
            ("19", "021", "XN", 0),
        ],
        "pyx12-834_deident_new_enroll.edi": [("18", "021", "XN", 1)],
        "pyx12-834_deident_term.edi": [("18", "024", "XN", 1), ("18", "024", "XN", 1)],
        "pyx12-834_ls_le_ls.edi": [("18", "001", "AI", 1)],
        "pyx12-example834_5010.edi": [("18", "030", "XN", 1)],
        "pyx12-multiple_st_loops.edi": [("18", "030", "XN", 1)] * 4,
        "scribe-sample_834.edi": [("18", "021", "28", 1)],
        "scribe-sample_834_dependent.edi": [("18", "021", "28", 1), ("19", "021", "28", 1)],
        "scribe-sample_834_termination.edi": [("18", "024", "28", 1)],
        "scribe-stroke-coverage_834.edi": [("18", "021", "28", 1)],
    }


def test_what_is_odd_in_the_samples_is_found(samples: Path) -> None:
    codes: dict[str, list[str]] = {}
    for path in sorted((samples / "834").glob("*.edi")):
        for transaction in read_transactions(path.read_bytes()):
            reading = read_834(transaction)
            found = [f.code for m in reading.members for f in m.findings]
            if odd := found + [f.code for f in reading.findings]:
                codes[path.name] = sorted(set(odd))
    assert codes == {
        "cosyte-834-edge.edi": [
            "envelope.segment-count",
            "roster.not-a-date",
            "roster.not-an-amount",
            "roster.segment-missing",
            "roster.unknown-maintenance",
            "roster.unknown-segment",
        ],
        "gunajii-sample_834.edi": ["envelope.segment-count"],
    }


def test_the_richest_sample_is_read_in_full(samples: Path) -> None:
    (one,) = read((samples / "834" / "pyx12-834_ls_le_ls.edi").read_bytes())[1]
    assert one.person is not None
    assert one.named_wrongly is not None
    assert (one.person.entity, one.named_wrongly.name) == ("74", "INCORRECT")
    assert one.amounts == (Amount("P3", 8225),)
    assert (one.eligible_from, one.eligible_to) == (date(2012, 9, 1), date(2013, 3, 31))
    (coverage,) = one.coverages
    assert (coverage.line, coverage.level, coverage.numbers.get("17")) == ("HMO", "IND", "D4")
    assert [cob.policy for cob in coverage.other_coverages] == ["D183", "J375"]
    assert len(one.categories) == 13
    assert one.categories[-1].name == "END REASON"
    assert [p.entity for p in one.parties] == ["74", "70", "31", "QD", "GD"]


def test_a_primary_care_provider_stands_in_its_coverage(samples: Path) -> None:
    name = "lfh-005010X220A1-enroll-employee-managed-care.edi"
    (one,) = read((samples / "834" / name).read_bytes())[1]
    (coverage,) = one.coverages
    assert isinstance(coverage, Coverage)
    assert [(p.entity, p.number) for p in coverage.providers] == [("P3", "143766")]


_SEGMENTS = st.sampled_from(
    [
        *(
            "INS",
            "INS*Y*18*021",
            "REF*0F*1",
            "DTP*356*D8*20260101",
            "DTP",
            "NM1*IL*1*A",
            "N3",
            "N4",
        ),
        *("DMG*D8", "PER", "AMT*P3*1", "AMT*P3*X", "DSB", "HD", "HD*021**HMO", "LX*1", "COB*P"),
        *("LS*2700", "LE*2700", "N1*75*A", "IDC", "QTY*TO*9", "???", "*", "LUI", "PLA", "BGN"),
    ]
)


@given(st.lists(_SEGMENTS, max_size=30))
def test_no_order_of_segments_stops_the_reading_or_loses_one(body: list[str]) -> None:
    whole = [s.elements for s in only_transaction(interchange(body, "834"))]
    reading, found = read(interchange(body, "834"))
    kept = [*reading.header.segments.segments, *(s for m in found for s in m.segments.segments)]
    assert [s.elements for s in kept] == whole
