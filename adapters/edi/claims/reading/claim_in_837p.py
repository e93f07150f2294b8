"""The segments of one claim to its typed form, with a finding for each thing that is missing.

A claim is None only where something is missing that no claim can do without: its charge, which
kind of claim it is, whose it is, and the charge, quantity and date of each line.
Source: 005010X222A1 2300.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import cast

from adapters.edi.claims.claim_parties import NO_PROVIDERS, Providers
from adapters.edi.claims.other_insurance import OtherInsurance
from adapters.edi.claims.professional_claim import (
    AS_USUAL,
    ClaimLine,
    Frequency,
    Indicators,
    ProfessionalClaim,
)
from adapters.edi.claims.reading.findings_837p import missing, unknown_codes
from adapters.edi.claims.reading.line_in_837p import LineReading
from adapters.edi.claims.reading.member_in_837p import PatientLevel, SubscriberLevel
from adapters.edi.claims.reading.other_insurance_in_837p import INSIDE_A_CLAIM, read_other_insurance
from adapters.edi.claims.reading.parties_in_837p import INSIDE, OF_A_CLAIM, read_providers
from adapters.edi.claims.reading.stated_in_837p import Shape, Stated, divided, kept, stated_amount
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment
from domain.identifiers import (
    AuthorizationNumber,
    Diagnosis,
    PayerControlNumber,
    PlaceOfService,
    SendNumber,
)
from domain.money import Money

_LOOP = "2300"
_SHAPE = Shape(
    own=frozenset(
        {
            "DTP", "PWK", "CN1", "AMT", "REF", "K3", "NTE", "CR1", "CR2", "CRC", "HI", "HCP",
        }
    ),
    inside={"NM1": INSIDE, "SBR": INSIDE_A_CLAIM},
)  # fmt: skip
_DIAGNOSES = frozenset({"ABK", "ABF", "BK", "BF"})
_CODES = frozenset({"BP", "BO", "BG"})  # other HI: anesthesia, conditions
_OPENS_A_LINE = frozenset({"LX", "SV1"})
_FREQUENCIES = ("1", "7", "8")


class ClaimReading:
    """One claim being read: ask for `claim` once, then `findings` are complete."""

    __slots__ = (
        "_component",
        "_diagnoses",
        "_frequency",
        "_insurance",
        "_lines",
        "_opening",
        "_place",
        "_providers",
        "_stated",
        "charge",
        "findings",
    )

    def __init__(self, segments: Sequence[Segment], component: str) -> None:
        self._opening = segments[0]
        self._component = component
        self.findings: list[Finding] = []
        self.charge: Money | None = stated_amount(self._opening, 2, _LOOP, self.findings)
        self._stated = Stated(_LOOP, _SHAPE.own, self.findings)
        self._place, self._frequency = self._place_and_frequency()
        lines_at = next(
            (at for at, segment in enumerate(segments) if segment.id in _OPENS_A_LINE),
            len(segments),
        )
        own, inside = divided(segments[1:lines_at], _SHAPE)
        self._diagnoses = self._take(own)
        self._providers, self._insurance = self._others(inside) if inside else (NO_PROVIDERS, ())
        self._lines = tuple(self._read_lines(segments[lines_at:]))

    def claim(
        self, member: SubscriberLevel, patient: PatientLevel | None
    ) -> ProfessionalClaim | None:
        """The claim of a member; None where it does not say all that a claim must."""
        self._members(member, patient)
        if self.charge is None or self._frequency is None or None in self._lines:
            return None
        if member.subscriber is None or (patient is not None and patient.patient is None):
            return None
        stated = self._stated
        authorization, control = stated.number("G1"), stated.number("F8")
        return ProfessionalClaim(
            sent_as=SendNumber(self._opening.get(1)),
            subscriber=member.subscriber,
            payer=member.payer,
            charge=self.charge,
            place=self._place,
            diagnoses=self._diagnoses,
            lines=cast("tuple[ClaimLine, ...]", self._lines),
            frequency=self._frequency,
            authorization=AuthorizationNumber(authorization) if authorization else None,
            payer_control=PayerControlNumber(control) if control else None,
            referral=stated.number("9F"),
            indicators=_indicators(tuple(self._opening.elements[6:21]), self._component),
            patient=patient.patient if patient else None,
            providers=self._providers,
            references=tuple(stated.references),
            dates=tuple(stated.dates),
            amounts=tuple(stated.amounts),
            notes=tuple(stated.notes),
            attachments=tuple(stated.attachments),
            other_insurance=self._insurance,
            others=kept(stated.others),
        )

    def _place_and_frequency(self) -> tuple[PlaceOfService, Frequency | None]:
        """The parts of CLM05."""
        stated = self._opening.get(5)
        place, _, frequency = (*stated.split(self._component), "", "")[:3]
        if frequency in _FREQUENCIES:
            return PlaceOfService(place), cast("Frequency", frequency)
        what = "the claim does not say whether it is new, a replacement or a void: 1, 7 or 8"
        if stated and self._component not in stated:
            what = "CLM05 is one text; its parts should be cut as the file's header says (ISA16)"
        self.findings.append(missing(self._opening, "CLM05", _LOOP, what))
        return PlaceOfService(place), None

    def _members(self, member: SubscriberLevel, patient: PatientLevel | None) -> None:
        self.findings.extend(member.lacking)
        if member.subscriber is None and not member.named:
            what = "no subscriber is named for the claim"
            self.findings.append(missing(self._opening, "NM1", "2010BA", what))
        if patient is not None:
            self.findings.extend(patient.lacking)

    def _take(self, own: Iterable[Segment]) -> tuple[Diagnosis, ...]:
        """Take the claim's own segments; the codes of each HI that holds diagnoses."""
        diagnoses: list[Diagnosis] = []
        for segment in own:
            if segment.id != "HI":
                self._stated.take(segment)
                continue
            codes = [_code(text, self._component) for text in segment.elements[1:] if text]
            held = [code for kind, code in codes if kind in _DIAGNOSES]
            diagnoses += held
            if len(held) < len(codes):
                self._stated.others.append(segment)
                if not all(kind in _CODES for kind, _ in codes):
                    self.findings.append(unknown_codes(segment, _LOOP))
        return tuple(diagnoses)

    def _others(
        self, inside: Iterable[Sequence[Segment]]
    ) -> tuple[Providers, tuple[OtherInsurance, ...]]:
        """Providers and other insurance."""
        parties: list[Sequence[Segment]] = []
        insurance: list[OtherInsurance] = []
        for loop in inside:
            if loop[0].id == "NM1":
                parties.append(loop)
            else:
                insurance.append(read_other_insurance(loop, self.findings))
        providers, others = read_providers(parties, OF_A_CLAIM, self.findings)
        self._stated.others += others
        return providers, tuple(insurance)

    def _read_lines(self, segments: Sequence[Segment]) -> Iterator[ClaimLine | None]:
        if not segments:
            what = "the claim has no lines"
            self.findings.append(missing(self._opening, "LX", "2400", what))
        for loop in _cut_into_lines(segments):
            yield LineReading(loop, self._component, self.findings).line(self._place)


def _cut_into_lines(segments: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    """Each LX, or an SV1 without one, with what follows it."""
    start, served = 0, False
    for at, segment in enumerate(segments):
        if segment.id in _OPENS_A_LINE:
            if at > start and (segment.id == "LX" or served):
                yield segments[start:at]
                start, served = at, False
            served = served or segment.id == "SV1"
    if segments:
        yield segments[start:]


@lru_cache(1 << 10)
def _code(text: str, component: str) -> tuple[str, Diagnosis]:
    """Kind and code of one element of an HI."""
    kind, code, *_ = (*text.split(component), "")
    return kind, Diagnosis(code)


@lru_cache(1 << 10)
def _indicators(said: tuple[str, ...], component: str) -> Indicators:
    """CLM06 to CLM20."""
    signed, assigned, benefits, release, signature, causes, programme, *more = (*said, *[""] * 15)
    stated = Indicators(
        provider_signature=signed,
        assignment=assigned,
        benefits_assigned=benefits,
        release=release,
        patient_signature=signature,
        causes=tuple(causes.split(component)) if causes else (),
        special_programme=programme,
        delay_reason=more[7],
    )
    return AS_USUAL if stated == AS_USUAL else stated
