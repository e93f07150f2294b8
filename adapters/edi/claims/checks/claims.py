"""What must hold of a claim as a whole and of its lines, but for sums and code sets.

Source: 005010X222A1 2300 and 2400.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from adapters.edi.claims.checks.forms import (
    FIX_PARTNER,
    Kinds,
    choice_problems,
    each_once,
    is_number,
    kept_problems,
    kind_problems,
    kinds,
    name_problems,
    number_problems,
    reference_problems,
    words,
)
from adapters.edi.claims.professional_claim import (
    AS_USUAL,
    Attachment,
    ClaimLine,
    Note,
    ProfessionalClaim,
)
from adapters.edi.elements import write_quantity
from adapters.edi.values import StatedDays
from domain.money import show_money
from domain.problem import Problem

MOST_LINES = 50
MOST_DIAGNOSES = 12
LARGEST_CHARGE = 99_999_999_99
LARGEST_UNITS = 99_999_999

_FIX_NUMBER = "copy the number from the plan"
_ACCIDENTS = frozenset({"AA", "OA"})

_SIGNED = frozenset("NY")
_ASSIGNED = frozenset("ABC")
_BENEFITS = frozenset("NWY")
_RELEASED = frozenset("IY")
_CAUSES = frozenset({"", "AA", "EM", "OA"})
_PROGRAMMES = frozenset({"", "02", "03", "05", "09"})
_DELAYS = frozenset({"", *map(str, range(1, 12)), "15"})
_YES = frozenset({"", "Y"})
_PAPERS = words(
    "03 04 05 06 07 08 09 10 11 13 15 21 A3 A4 AM AS B2 B3 B4 BR BS BT CB CK CT D2 DA DB DG DJ DS "
    "EB HC HR I5 IR LA M1 MT NN OB OC OD OE OX OZ P4 P5 PE PN PO PQ PY PZ RB RR RT RX SG V5 XP"
)
_WAYS = words("AA BM EL EM FT FX")
_WAYS_OF_CERTIFICATES = words("AB AD AF AG NS")  # PWK*CT of a line

_CLAIM_DATES = each_once("431 454 304 453 439 484 455 471 297 296 435 096 444 050") + kinds(
    ("314 360 361", 1),
    ("090 091", 2),
)
_CLAIM_REFERENCES = each_once("4N F5 EW X4 9A 9C LX D9 EA P4 1J")
_CLAIM_AMOUNTS = kinds(("F5", 1))
_CLAIM_NOTES = kinds(("ADD CER DCP DGN TPO", 1))
_LINE_DATES = each_once("471 607 463 461 304 011 455 454") + kinds(
    ("738 739", 2),
)
_LINE_REFERENCES = each_once("9B 9D EW X4 F4 BT") + kinds(
    ("G1", 4),  # the fifth is the line's authorization
    ("9F", 5),
)
_LINE_AMOUNTS = kinds(("T", 1), ("F4", 1))
_LINE_NOTES = kinds(("ADD DCP", 1), ("TPO", 1))


def claim_numbers(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Numbers that others gave, and what is kept, can be written as they are."""
    for place, stated, longest in (
        ("CLM01", claim.sent_as, 38),
        ("REF*F8", claim.payer_control, 50),
        ("REF*G1", claim.authorization, 50),
        ("REF*9F", claim.referral or None, 50),
    ):
        if stated is not None and not is_number(stated, longest):
            yield from number_problems(f"{at}, loop 2300, {place}", stated, longest, _FIX_NUMBER)
    if claim.others.segments:
        yield from kept_problems(f"{at}, loop 2300", claim.others)
    for number, line in enumerate(claim.lines, start=1):
        if (
            (line.control and not is_number(line.control, 30))
            or line.authorization is not None
            or line.description
            or line.others.segments
        ):
            yield from _line_numbers(line, f"{at}, loop 2400, line {number}")


def _line_numbers(line: ClaimLine, where: str) -> Iterator[Problem]:
    if line.control:
        yield from number_problems(f"{where}, REF*6R", line.control, 30, "number the lines again")
    if line.authorization is not None:
        yield from number_problems(f"{where}, REF*G1", line.authorization, 50, _FIX_NUMBER)
    yield from name_problems(f"{where}, SV101", line.description, 80, FIX_PARTNER, least=0)
    yield from kept_problems(where, line.others)


def counts(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """As many diagnoses, lines, modifiers and units as there is room for."""
    if not 0 < len(claim.diagnoses) <= MOST_DIAGNOSES:
        yield Problem(
            "837p.diagnosis-count",
            f"the claim has {len(claim.diagnoses)} diagnoses; it takes 1 to {MOST_DIAGNOSES}",
            f"{at}, loop 2300, HI",
            "ask the partner which diagnoses belong to the visit",
        )
    if not 0 < len(claim.lines) <= MOST_LINES:
        yield Problem(
            "837p.line-count",
            f"the claim has {len(claim.lines)} lines; it takes 1 to {MOST_LINES}",
            f"{at}, loop 2400",
            "divide it into several claims",
        )
    if not 0 <= claim.charge <= LARGEST_CHARGE:
        yield Problem(
            "837p.charge",
            f"the claim charges {show_money(claim.charge)}; it can charge 0.00 to "
            f"{show_money(LARGEST_CHARGE)}",
            f"{at}, loop 2300, CLM02",
            "correct the charge",
        )
    for number, line in enumerate(claim.lines, start=1):
        if not (0 < line.units <= LARGEST_UNITS and line.charge >= 0) or len(line.modifiers) > 4:
            yield from _line_counts(line, f"{at}, loop 2400, line {number}")


def _line_counts(line: ClaimLine, where: str) -> Iterator[Problem]:
    if len(line.modifiers) > 4:
        yield Problem(
            "837p.modifier-count",
            f"{len(line.modifiers)} modifiers; a line takes 4",
            f"{where}, SV101",
            "keep the modifiers of the service catalogue",
        )
    if not (0 < line.units <= LARGEST_UNITS and line.charge >= 0):
        units = line.units if isinstance(line.units, int) else write_quantity(line.units)
        yield Problem(
            "837p.line-amount",
            f"the line charges {show_money(line.charge)} for {units} units",
            f"{where}, SV102",
            "correct the units or the charge",
        )


def choices(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Codes of the guide's own short lists."""
    if claim.frequency not in ("1", "7", "8"):
        yield Problem(
            "837p.frequency",
            "the frequency is none of 1, 7 and 8",
            f"{at}, loop 2300, CLM05",
            "send it as original, correction or void",
        )
    if claim.indicators is not AS_USUAL:
        said, where = claim.indicators, f"{at}, loop 2300"
        causes = (*said.causes, "", "", "")[:3]
        for element, text, taken in (
            ("CLM06", said.provider_signature, _SIGNED),
            ("CLM07", said.assignment, _ASSIGNED),
            ("CLM08", said.benefits_assigned, _BENEFITS),
            ("CLM09", said.release, _RELEASED),
            ("CLM10", said.patient_signature, frozenset({"", "P"})),
            *(("CLM11", cause, _CAUSES) for cause in causes),
            ("CLM12", said.special_programme, _PROGRAMMES),
            ("CLM20", said.delay_reason, _DELAYS),
        ):
            yield from choice_problems(f"{where}, {element}", text, taken)
        for text in said.causes[3:]:
            if text:
                yield from number_problems(f"{where}, CLM11", text, 3, "correct state or country")
    for number, line in enumerate(claim.lines, start=1):
        if line.emergency or line.epsdt or line.family_planning or line.copay:
            where = f"{at}, loop 2400, line {number}"
            yield from choice_problems(f"{where}, SV109", line.emergency, _YES)
            yield from choice_problems(f"{where}, SV111", line.epsdt, _YES)
            yield from choice_problems(f"{where}, SV112", line.family_planning, _YES)
            yield from choice_problems(f"{where}, SV115", line.copay, frozenset({"", "0"}))


def room(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Dates, numbers, amounts, notes and papers stand where the guide has a place for them."""
    if claim.dates or claim.references or claim.amounts or claim.notes or claim.attachments:
        yield from _claim_room(f"{at}, loop 2300", claim)
    for number, line in enumerate(claim.lines, start=1):
        if line.dates or line.references or line.amounts or line.notes or line.attachments:
            yield from _line_room(f"{at}, loop 2400, line {number}", line)


def _claim_room(where: str, claim: ProfessionalClaim) -> Iterator[Problem]:
    yield from _dates(where, claim.dates, _CLAIM_DATES)
    yield from reference_problems(where, claim.references, _CLAIM_REFERENCES, _FIX_NUMBER)
    stated = (each.qualifier for each in claim.amounts)
    yield from kind_problems(f"{where}, AMT01", stated, _CLAIM_AMOUNTS)
    yield from _notes(where, claim.notes, _CLAIM_NOTES)
    yield from _attachments(where, claim.attachments)


def _line_room(where: str, line: ClaimLine) -> Iterator[Problem]:
    yield from _dates(where, line.dates, _LINE_DATES)
    yield from reference_problems(where, line.references, _LINE_REFERENCES, _FIX_NUMBER)
    stated = (each.qualifier for each in line.amounts)
    yield from kind_problems(f"{where}, AMT01", stated, _LINE_AMOUNTS)
    yield from _notes(where, line.notes, _LINE_NOTES)
    certificates = [each for each in line.attachments if each.kind == "CT"]
    yield from _attachments(where, [each for each in line.attachments if each.kind != "CT"])
    for each in certificates:
        taken = _WAYS | _WAYS_OF_CERTIFICATES
        yield from choice_problems(f"{where}, PWK02", each.way, taken)


def _dates(where: str, dates: Sequence[StatedDays], taken: Kinds) -> Iterator[Problem]:
    if not dates:
        return
    yield from kind_problems(f"{where}, DTP01", (each.qualifier for each in dates), taken)
    for each in dates:
        is_period = each.first_day != each.last_day
        if each.last_day < each.first_day or (is_period and each.qualifier != "314"):
            yield Problem(
                "837p.period",
                "it does not state one day; 314 alone takes a first and a later last one",
                f"{where}, DTP03",
                "correct the days",
            )


def _notes(where: str, notes: Sequence[Note], taken: Kinds) -> Iterator[Problem]:
    if not notes:
        return
    yield from kind_problems(f"{where}, NTE01", (each.kind for each in notes), taken)
    for each in notes:
        yield from name_problems(f"{where}, NTE02", each.text, 80, "shorten the note")


def _attachments(where: str, attachments: Sequence[Attachment]) -> Iterator[Problem]:
    if len(attachments) > 10:
        yield Problem(
            "837p.repeated",
            f"PWK stands {len(attachments)} times; the guide takes 10",
            f"{where}, PWK",
            "keep those that belong to the claim",
        )
    for each in attachments:
        yield from choice_problems(f"{where}, PWK01", each.kind, _PAPERS)
        yield from choice_problems(f"{where}, PWK02", each.way, _WAYS)
        if each.control:
            yield from number_problems(f"{where}, PWK06", each.control, 50, FIX_PARTNER)


# what one statement asks of another


def frequency(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """A correction or void names the plan's claim, an original none."""
    where = f"{at}, loop 2300, REF*F8"
    if claim.frequency == "1" and claim.payer_control is not None:
        yield Problem(
            "837p.payer-control-forbidden",
            "an original claim names a claim of the plan",
            where,
            "send it as a correction, or leave the plan's number out",
        )
    if claim.frequency in ("7", "8") and claim.payer_control is None:
        yield Problem(
            "837p.payer-control-missing",
            "a correction or void does not name the plan's claim",
            where,
            "wait for the plan's number of the claim, or send a new claim",
        )


def papers(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """A paper that comes by another way bears a number by which it is found."""
    if claim.attachments:
        yield from _unnumbered(claim.attachments, f"{at}, loop 2300, PWK06")
    for number, line in enumerate(claim.lines, start=1):
        if line.attachments:
            yield from _unnumbered(line.attachments, f"{at}, loop 2400, line {number}, PWK06")


def _unnumbered(attachments: Sequence[Attachment], where: str) -> Iterator[Problem]:
    for each in attachments:
        if each.way in _WAYS - {"AA"} and not each.control:
            yield Problem(
                "837p.attachment-control",
                f"a paper comes by {each.way} and has no number of its own",
                where,
                "give it a number, and write that on the paper too",
            )


def accidents(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """An accident has a day, one with a car a state too."""
    if claim.indicators is AS_USUAL:
        return
    causes = claim.indicators.causes
    if _ACCIDENTS.isdisjoint(causes[:3]):
        return
    if "439" not in {each.qualifier for each in claim.dates}:
        yield Problem(
            "837p.accident-date-missing",
            "an accident is the cause, and its day is not stated",
            f"{at}, loop 2300, DTP*439",
            "ask the partner for the day of the accident",
        )
    if "AA" in causes[:3] and not any(causes[3:5]):
        yield Problem(
            "837p.accident-state-missing",
            "a car accident is the cause, and the state is not stated",
            f"{at}, loop 2300, CLM11",
            "ask the partner for the state where it happened",
        )


def lines(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Lines point at diagnoses of the claim, stand apart, and lie in the member's life."""
    if len(set(claim.diagnoses)) < len(claim.diagnoses):
        where = f"{at}, loop 2300, HI"
        yield Problem("837p.diagnosis-repeated", "a diagnosis stands twice", where, "keep one")
    numbers = [line.control for line in claim.lines if line.control]
    if len(set(numbers)) < len(numbers):
        yield Problem(
            "837p.line-control",
            "two lines have the same control number",
            f"{at}, loop 2400, REF*6R",
            "number the lines again",
        )
    usable = len(claim.diagnoses)
    born_on = (claim.patient or claim.subscriber).born_on or date.min
    for number, line in enumerate(claim.lines, start=1):
        pointers = line.pointers
        if (
            not 0 < len(pointers) <= 4
            or not 0 < min(pointers) <= max(pointers) <= usable
            or line.service_on < born_on
            or line.service_to is not None
        ):
            yield from _line(line, f"{at}, loop 2400, line {number}", usable, born_on)


def _line(line: ClaimLine, where: str, usable: int, born_on: date) -> Iterator[Problem]:
    if not (0 < len(line.pointers) <= 4 and set(line.pointers) <= set(range(1, usable + 1))):
        yield Problem(
            "837p.pointer",
            "the line does not point at one to four diagnoses of the claim",
            f"{where}, SV107",
            "correct which diagnoses the line is for",
        )
    if line.service_on < born_on:
        yield Problem(
            "837p.service-before-birth",
            "the service date is before the birth date",
            f"{where}, DTP*472",
            "correct the service date or the member's record",
        )
    if line.service_to is not None and line.service_to < line.service_on:
        yield Problem(
            "837p.service-period",
            "the last day of the care is before its first",
            f"{where}, DTP*472",
            "correct the first or the last day",
        )
