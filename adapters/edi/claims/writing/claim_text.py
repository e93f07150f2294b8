"""One claim as the text of segments, in the guide's order (005010X222A1 2000B to 2430).

Segments are put together as text, for speed: the checks and `basic` let no delimiter through.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from adapters.edi.basic_text import basic
from adapters.edi.claims.claim_parties import NO_PROVIDERS
from adapters.edi.claims.professional_claim import (
    AS_USUAL,
    Attachment,
    ClaimLine,
    Indicators,
    Note,
    ProfessionalClaim,
)
from adapters.edi.claims.writing.kept_text import CLAIM, LINE, with_kept
from adapters.edi.claims.writing.other_insurance_text import (
    line_decision_text,
    other_insurance_text,
)
from adapters.edi.claims.writing.party_text import (
    claim_providers_text,
    line_providers_text,
    patient_text,
    references_text,
    segment,
    subscriber_text,
)
from adapters.edi.claims.writing.service_text import number_text, service_text
from adapters.edi.elements import write_cents, write_day
from adapters.edi.values import Amount, StatedDays
from domain.identifiers import PlaceOfService

_KEPT = 1 << 14  # the same few amounts and days come again and again in one file
_day = lru_cache(_KEPT)(write_day)
_cents = lru_cache(_KEPT)(write_cents)


def claim_text(claim: ProfessionalClaim, at: int, under: int) -> list[str]:
    """The member's loop and the claim in it.

    `at` is the loop's number in the hierarchy, `under` that of its billing provider. A patient
    who is another person takes the number behind `at`.
    """
    patient = claim.patient
    below = "0" if patient is None else "1"
    opening = f"HL*{at}*{under}*22*{below}"
    written = subscriber_text(claim.subscriber, claim.payer, opening)
    if patient is not None:
        written += patient_text(patient, f"HL*{at + 1}*{at}*23*0")
    written += with_kept(_own(claim), claim.others, CLAIM)
    for number, line in enumerate(claim.lines, start=1):
        own = _line(line, number, claim.place)
        written += with_kept(own, line.others, LINE) if line.others.segments else own
    return written


def _own(claim: ProfessionalClaim) -> list[str]:
    """Loops 2300 to 2330: what is said of the whole claim."""
    charge = _cents(claim.charge)
    said = "*Y*A*Y*Y" if claim.indicators is AS_USUAL else _indicators(claim.indicators)
    written = [f"CLM*{claim.sent_as}*{charge}***{claim.place}:B:{claim.frequency}{said}"]
    if claim.dates:
        written += _dates(claim.dates)
    if claim.attachments:
        written += _attachments(claim.attachments)
    if claim.amounts:
        written += _amounts(claim.amounts)
    written += _numbers(claim)
    if claim.notes:
        written += _notes(claim.notes)
    if claim.diagnoses:
        written.append("HI*ABK:" + "*ABF:".join(claim.diagnoses))
    if claim.providers is not NO_PROVIDERS:
        written += claim_providers_text(claim.providers)
    for other in claim.other_insurance:
        written += other_insurance_text(other)
    return written


def _numbers(claim: ProfessionalClaim) -> list[str]:
    """The REFs of loop 2300."""
    numbered = (("G1", claim.authorization), ("F8", claim.payer_control), ("9F", claim.referral))
    written = [f"REF*{kind}*{number}" for kind, number in numbered if number]
    return written + references_text(claim.references) if claim.references else written


def _line(line: ClaimLine, number: int, claim_place: PlaceOfService) -> list[str]:
    """Loops 2400 to 2430."""
    # SV105 is sent only where it differs from the claim's place (005010X222A1 2400 SV105)
    place = "" if line.place == claim_place else line.place
    service = service_text(line.qualifier, line.code, line.modifiers, line.description)
    counted = f"{_cents(line.charge)}*{line.basis}*{number_text(line.units)}"
    pointers = ":".join([str(each) for each in line.pointers])
    written = [f"LX*{number}", f"SV1*{service}*{counted}*{place}**{pointers}{_marks(line)}"]
    if line.attachments:
        written += _attachments(line.attachments)
    written.append(
        f"DTP*472*D8*{_day(line.service_on)}"
        if line.service_to is None
        else f"DTP*472*RD8*{_day(line.service_on)}-{_day(line.service_to)}"
    )
    if line.dates:
        written += _dates(line.dates)
    if line.control:
        written.append(f"REF*6R*{line.control}")
    if line.authorization is not None:
        written.append(f"REF*G1*{line.authorization}")
    if line.references:
        written += references_text(line.references)
    if line.amounts:
        written += _amounts(line.amounts)
    if line.notes:
        written += _notes(line.notes)
    if line.providers is not NO_PROVIDERS:
        written += line_providers_text(line.providers)
    for decision in line.decisions:
        written += line_decision_text(decision)
    return written


def _marks(line: ClaimLine) -> str:
    """SV109, SV111, SV112 and SV115."""
    if not (line.emergency or line.epsdt or line.family_planning or line.copay):
        return ""
    last = f"{line.family_planning}***{line.copay}"
    return f"**{line.emergency}**{line.epsdt}*{last}".rstrip("*")


def _indicators(said: Indicators) -> str:
    """CLM06 to CLM20."""
    return segment(
        "",
        said.provider_signature,
        said.assignment,
        said.benefits_assigned,
        said.release,
        said.patient_signature,
        ":".join(said.causes),
        said.special_programme,
        *("",) * 7,
        said.delay_reason,
    )


def _dates(dates: Iterable[StatedDays]) -> Iterator[str]:
    for each in dates:
        first, last = _day(each.first_day), _day(each.last_day)
        form, days = ("D8", first) if first == last else ("RD8", f"{first}-{last}")
        yield f"DTP*{each.qualifier}*{form}*{days}"


def _attachments(attachments: Iterable[Attachment]) -> Iterator[str]:
    for each in attachments:
        numbered = ("AC", each.control) if each.control else ("", "")
        yield segment("PWK", each.kind, each.way, "", "", *numbered)


def _amounts(amounts: Iterable[Amount]) -> Iterator[str]:
    for each in amounts:
        yield f"AMT*{each.qualifier}*{_cents(each.amount)}"


def _notes(notes: Iterable[Note]) -> Iterator[str]:
    for each in notes:
        yield f"NTE*{each.kind}*{basic(each.text)}"
