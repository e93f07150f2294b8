"""What must hold before a claim is written: each rule is one function that yields its problems.

Words never hold a name, CIN, birth date or address; the place is the claim's own number.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

from adapters.edi.basic_text import basic
from adapters.edi.claims.claim_parties import Address
from adapters.edi.claims.professional_claim import ClaimLine, ProfessionalBatch, ProfessionalClaim
from domain.identifiers import Malformed, cin, diagnosis, modifier, npi, procedure_code, tin
from domain.money import show_money
from domain.problem import Problem

MOST_CLAIMS = 5000  # 005010X222A1 2300 CLM: as many as one transaction should hold
MOST_LINES = 50
MOST_DIAGNOSES = 12
LONGEST_CLAIM_NUMBER = 20
LARGEST_CHARGE = 99_999_999_99

_KEPT = 1 << 14  # the same codes come again and again

_PO_BOX = re.compile(r"\b(P\.? ?O\.? ?BOX|POST OFFICE BOX|BOX \d)", re.IGNORECASE)
_CLAIM_NUMBER = re.compile(rf"[A-Z0-9]{{1,{LONGEST_CLAIM_NUMBER}}}")
_PLAIN = re.compile(r"[A-Za-z0-9 !\"&'()+,\-./;?=%@_#$]+")  # no delimiter, no other script
_TAXONOMY = re.compile(r"[A-Z0-9]{10}")
_FIX_SETTINGS = "correct it in the hub's settings"
_FIX_PARTNER = "correct the partner's record"
_FIX_MEMBER = "correct the member's record"


def problems_of(claim: ProfessionalClaim) -> tuple[Problem, ...]:
    """Everything that keeps the claim from being written; empty for a good one."""
    return tuple(problem for rule in _CLAIM_RULES for problem in rule(claim))


def problems_of_batch(batch: ProfessionalBatch) -> tuple[Problem, ...]:
    """Everything that keeps the whole file from being written, its claims left aside."""
    billing, submitter = batch.billing, batch.submitter
    found = [
        *_batch_size(batch),
        *_number("submitter, loop 1000A", submitter.identifier, 80, _FIX_SETTINGS),
        *_number("receiver, loop 1000B", batch.receiver.identifier, 80, "correct the plan's file"),
        *_number("batch, BHT03", batch.reference, 50, _FIX_SETTINGS),
        *_name("submitter, loop 1000A", submitter.name, 60, _FIX_SETTINGS),
        *_name("submitter, loop 1000A, PER02", submitter.contact, 60, _FIX_SETTINGS),
        *_name("receiver, loop 1000B", batch.receiver.name, 60, "correct the plan's file"),
        *_name("billing provider, loop 2010AA", billing.name, 60, _FIX_SETTINGS),
        *_code("837p.npi", npi, billing.npi, "billing provider, loop 2010AA, NM109"),
        *_code("837p.tin", tin, billing.tin, "billing provider, loop 2010AA, REF02"),
        *_taxonomy("billing provider, loop 2000A, PRV03", billing.taxonomy),
        *_street_address("billing provider, loop 2010AA", billing.address, _FIX_SETTINGS),
    ]
    if not re.fullmatch(r"\d{10}", submitter.phone):
        found.append(
            Problem(
                "837p.phone",
                "the contact's phone number is not ten digits",
                "submitter, loop 1000A, PER04",
                _FIX_SETTINGS,
            )
        )
    return tuple(found)


def _batch_size(batch: ProfessionalBatch) -> Iterator[Problem]:
    if not 0 < len(batch.claims) <= MOST_CLAIMS:
        yield Problem(
            "837p.batch-size",
            f"the batch has {len(batch.claims)} claims; a file takes 1 to {MOST_CLAIMS}",
            f"batch {batch.reference}",
            "divide it into several batches",
        )
    numbers = Counter(claim.sent_as for claim in batch.claims)
    for number in (number for number, times in numbers.items() if times > 1):
        yield Problem(
            "837p.number-repeated",
            f"{number} stands in the batch more than once",
            f"claim {number}, loop 2300, CLM01",
            "take the next send number",
        )


def _claim_number(claim: ProfessionalClaim) -> Iterator[Problem]:
    if not _CLAIM_NUMBER.fullmatch(claim.sent_as):
        yield Problem(
            "837p.claim-number",
            f"the claim number is not 1 to {LONGEST_CLAIM_NUMBER} letters and digits",
            _where(claim, "2300, CLM01"),
            "take the next send number",
        )


def _total(claim: ProfessionalClaim) -> Iterator[Problem]:
    lines = sum(line.charge for line in claim.lines)
    if claim.charge != lines:
        yield Problem(
            "837p.total-differs",
            f"the claim charges {show_money(claim.charge)}; its lines charge {show_money(lines)}",
            _where(claim, "2300, CLM02"),
            "state all lines again",
        )
    if not 0 <= claim.charge <= LARGEST_CHARGE:
        yield Problem(
            "837p.charge",
            f"the claim charges {show_money(claim.charge)}; it can charge 0.00 to "
            f"{show_money(LARGEST_CHARGE)}",
            _where(claim, "2300, CLM02"),
            "correct the charge",
        )


def _frequency(claim: ProfessionalClaim) -> Iterator[Problem]:
    where = _where(claim, "2300, REF*F8")
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
    if claim.frequency not in ("1", "7", "8"):
        yield Problem(
            "837p.frequency",
            "the frequency is none of 1, 7 and 8",
            _where(claim, "2300, CLM05"),
            "send it as original, correction or void",
        )
    for place, number in (
        ("2300, REF*F8", claim.payer_control),
        ("2300, REF*G1", claim.authorization),
    ):
        if number is not None:
            yield from _number(_where(claim, place), number, 50, "copy the number from the plan")


def _diagnoses(claim: ProfessionalClaim) -> Iterator[Problem]:
    where = _where(claim, "2300, HI")
    if not 0 < len(claim.diagnoses) <= MOST_DIAGNOSES:
        yield Problem(
            "837p.diagnosis-count",
            f"the claim has {len(claim.diagnoses)} diagnoses; it takes 1 to {MOST_DIAGNOSES}",
            where,
            "ask the partner which diagnoses belong to the visit",
        )
    if len(set(claim.diagnoses)) < len(claim.diagnoses):
        yield Problem("837p.diagnosis-repeated", "a diagnosis stands twice", where, "keep one")
    for code in claim.diagnoses:
        yield from _code("837p.diagnosis", diagnosis, code, where)


def _lines(claim: ProfessionalClaim) -> Iterator[Problem]:
    if not 0 < len(claim.lines) <= MOST_LINES:
        yield Problem(
            "837p.line-count",
            f"the claim has {len(claim.lines)} lines; it takes 1 to {MOST_LINES}",
            _where(claim, "2400"),
            "divide it into several claims",
        )
    if len({line.control for line in claim.lines}) < len(claim.lines):
        yield Problem(
            "837p.line-control",
            "two lines have the same control number",
            _where(claim, "2400, REF*6R"),
            "number the lines again",
        )
    for at, line in enumerate(claim.lines, start=1):
        yield from _line(claim, line, _where(claim, f"2400, line {at}"))


def _line(claim: ProfessionalClaim, line: ClaimLine, where: str) -> Iterator[Problem]:
    yield from _code("837p.procedure", procedure_code, line.code, f"{where}, SV101")
    for each in line.modifiers:
        yield from _code("837p.modifier", modifier, each, f"{where}, SV101")
    if len(line.modifiers) > 4:
        yield Problem(
            "837p.modifier-count",
            f"{len(line.modifiers)} modifiers; a line takes 4",
            f"{where}, SV101",
            "keep the modifiers of the service catalogue",
        )
    if not (line.units > 0 and line.charge >= 0):
        yield Problem(
            "837p.line-amount",
            f"the line charges {show_money(line.charge)} for {line.units} units",
            f"{where}, SV102",
            "correct the units or the charge",
        )
    for place in (line.place, claim.place):
        if not re.fullmatch(r"\d{2}", place):
            yield Problem(
                "837p.place",
                "the place of service is not two digits",
                f"{where}, SV105",
                "correct the place",
            )
    usable = set(range(1, len(claim.diagnoses) + 1))
    if not (0 < len(line.pointers) <= 4 and set(line.pointers) <= usable):
        yield Problem(
            "837p.pointer",
            "the line does not point at one to four diagnoses of the claim",
            f"{where}, SV107",
            "correct which diagnoses the line is for",
        )
    if claim.subscriber.born_on and line.service_on < claim.subscriber.born_on:
        yield Problem(
            "837p.service-before-birth",
            "the service date is before the birth date",
            f"{where}, DTP*472",
            "correct the service date or the member's record",
        )
    yield from _number(f"{where}, REF*6R", line.control, 30, "number the lines again")


def _subscriber(claim: ProfessionalClaim) -> Iterator[Problem]:
    member = claim.subscriber
    where = _where(claim, "2010BA")
    yield from _code("837p.cin", cin, member.cin, f"{where}, NM109")
    yield from _name(f"{where}, NM103", member.last_name, 60, _FIX_MEMBER)
    yield from _name(f"{where}, NM104", member.first_name, 35, _FIX_MEMBER)
    yield from _address(where, member.address, _FIX_MEMBER)
    if member.sex not in ("M", "F", "U"):
        yield Problem("837p.sex", "the sex is none of M, F and U", f"{where}, DMG03", _FIX_MEMBER)


def _parties(claim: ProfessionalClaim) -> Iterator[Problem]:
    payer = _where(claim, "2010BB")
    yield from _name(payer, claim.payer.name, 60, "correct the plan's file")
    yield from _number(payer, claim.payer.identifier, 80, "correct the plan's file")
    if person := claim.providers.referring:
        where = _where(claim, "2310A")
        yield from _code("837p.npi", npi, person.npi or "", f"{where}, NM109")
        yield from _name(f"{where}, NM103", person.name, 60, _FIX_PARTNER)
        yield from _name(f"{where}, NM104", person.first_name, 35, _FIX_PARTNER)
    if rendering := claim.providers.rendering:
        where = _where(claim, "2310B")
        yield from _code("837p.npi", npi, rendering.npi or "", f"{where}, NM109")
        yield from _name(f"{where}, NM103", rendering.name, 60, _FIX_PARTNER)
        if rendering.is_person:
            yield from _name(f"{where}, NM104", rendering.first_name, 35, _FIX_PARTNER)
        yield from _taxonomy(f"{where}, PRV03", rendering.taxonomy)
    if facility := claim.providers.facility:
        where = _where(claim, "2310C")
        if facility.npi is not None:
            yield from _code("837p.npi", npi, facility.npi, f"{where}, NM109")
        yield from _name(f"{where}, NM103", facility.name, 60, _FIX_PARTNER)
        yield from _street_address(where, facility.address, _FIX_PARTNER)


_CLAIM_RULES: tuple[Callable[[ProfessionalClaim], Iterator[Problem]], ...] = (
    _claim_number,
    _total,
    _frequency,
    _diagnoses,
    _lines,
    _subscriber,
    _parties,
)


def _where(claim: ProfessionalClaim, place: str) -> str:
    return f"claim {claim.sent_as}, loop {place}"


def _code(code: str, check: Callable[[str], str], text: str, where: str) -> Iterator[Problem]:
    """A code must stand in its one written form."""
    if fix := _fix_of(check, text):
        yield Problem(code, "the code does not have the form of its kind", where, fix)


@lru_cache(_KEPT)
def _fix_of(check: Callable[[str], str], text: str) -> str:
    """What would mend a code; empty where it stands in its written form."""
    try:
        return "" if check(text) == text else "write it without blanks, points or small letters"
    except Malformed as wrong:
        return wrong.fix


def _number(where: str, text: str, longest: int, fix: str) -> Iterator[Problem]:
    """A number that others gave is never changed: what cannot be written is a problem."""
    if not (_PLAIN.fullmatch(text) and text.strip() == text and len(text) <= longest):
        yield Problem(
            "837p.number", f"a number is not 1 to {longest} characters without * : ~ ^", where, fix
        )


def _name(where: str, text: str, longest: int, fix: str) -> Iterator[Problem]:
    if not 0 < len(basic(text)) <= longest:
        yield Problem(
            "837p.name",
            f"a name has {len(basic(text))} characters that can be "
            f"written; it takes 1 to {longest}",
            where,
            fix,
        )


def _taxonomy(where: str, text: str) -> Iterator[Problem]:
    if not _TAXONOMY.fullmatch(text):
        yield Problem(
            "837p.taxonomy",
            "the taxonomy code is not ten letters and digits",
            where,
            "copy it from the NPI registry",
        )


def _address(where: str, address: Address | None, fix: str) -> Iterator[Problem]:
    if address is None:
        yield Problem("837p.address-missing", "no address is stated", f"{where}, N301", fix)
        return
    sizes = ((address.street, 55, "N301"), (address.city, 30, "N401"))
    for text, longest, element in sizes:
        yield from _name(f"{where}, {element}", text, longest, fix)
    if len(basic(address.second_line)) > 55 or (
        address.second_line and not basic(address.second_line)
    ):
        yield Problem(
            "837p.name",
            "the second address line is not 1 to 55 characters that can be written",
            f"{where}, N302",
            fix,
        )
    if len(basic(address.city)) == 1:
        yield Problem("837p.city", "the city has one character; it takes 2", f"{where}, N401", fix)
    if not re.fullmatch(r"[A-Z]{2}", address.state):
        yield Problem("837p.state", "the state is not two letters", f"{where}, N402", fix)
    if not re.fullmatch(r"\d{5}(\d{4})?", address.zip_code):
        yield Problem("837p.zip", "the ZIP code is not five or nine digits", f"{where}, N403", fix)


def _street_address(where: str, address: Address | None, fix: str) -> Iterator[Problem]:
    """Where an organization stands: a street, with all nine digits of its ZIP code."""
    yield from _address(where, address, fix)
    if address is None:
        return
    if len(address.zip_code) != 9:
        yield Problem(
            "837p.zip-nine-digits",
            "the ZIP code has not nine digits",
            f"{where}, N403",
            "look up the four digits behind the ZIP code",
        )
    if any(_PO_BOX.search(line) for line in (address.street, address.second_line)):
        yield Problem(
            "837p.po-box",
            "the address is a PO box",
            f"{where}, N301",
            "state the street; a box may only be where payment goes",
        )
