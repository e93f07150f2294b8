"""The segments of one claim to its typed form, with a finding for each thing that is missing."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar, cast

from adapters.edi.claims.claim_loops import ClaimLoops, Loop, divided, loops, parties
from adapters.edi.claims.claim_parties import (
    Address,
    BillingProvider,
    Payer,
    Provider,
    Providers,
    Receiver,
    Submitter,
    Subscriber,
)
from adapters.edi.claims.professional_claim import ClaimLine, Frequency, ProfessionalClaim
from adapters.edi.elements import cents, day
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment
from domain.identifiers import (
    AuthorizationNumber,
    Cin,
    Diagnosis,
    LineControlNumber,
    Modifier,
    Npi,
    PayerControlNumber,
    PlaceOfService,
    ProcedureCode,
    SendNumber,
    Tin,
)
from domain.money import Money

T = TypeVar("T")

_FIX = "ask the sender to complete the claim"


class ClaimReading:
    """One claim being read; `findings` gather while its parts are asked for."""

    def __init__(self, found: ClaimLoops, component: str) -> None:
        self._found = found
        self._component = component
        self._own, others, self._lines = divided(found.claim)
        self._parties = parties(others)
        self._header = parties(found.header)
        self._opening = found.claim[0]
        self.charge: Money | None = cents(self._opening.get(2))
        self.findings: list[Finding] = []

    def claim(self) -> ProfessionalClaim | None:
        """The claim; None where something it must have is missing or cannot be read."""
        clm = self._opening
        if self._found.patient:
            self._miss(
                "837p.patient",
                "the patient is another person than the subscriber",
                "2000C",
                self._found.patient[0],
            )
        if self.charge is None:
            self._miss("837p.unreadable", "the charge is no amount", "2300", clm, "CLM02")
        place, _, frequency = (*clm.get(5).split(self._component), "", "")[:3]
        if frequency not in ("1", "7", "8"):
            self._miss(
                "837p.unreadable", "the frequency is none of 1, 7 and 8", "2300", clm, "CLM05"
            )
        subscriber = self._subscriber()
        lines = tuple(self._line(loop, PlaceOfService(place)) for loop in loops(self._lines, "LX"))
        if not lines:
            self._miss("837p.unreadable", "the claim has no lines", "2400", clm, "LX")
        read = tuple(line for line in lines if line is not None)
        if subscriber is None or self.charge is None or self.findings:
            return None
        return ProfessionalClaim(
            sent_as=SendNumber(clm.get(1)),
            subscriber=subscriber,
            payer=self._payer(),
            charge=self.charge,
            place=PlaceOfService(place),
            diagnoses=self._diagnoses(),
            lines=read,
            frequency=cast("Frequency", frequency),
            authorization=_given(self._reference("G1"), AuthorizationNumber),
            payer_control=_given(self._reference("F8"), PayerControlNumber),
            providers=Providers(
                referring=self._provider("DN"),
                rendering=self._provider("82"),
                facility=self._provider("77"),
            ),
        )

    def submitter(self) -> Submitter:
        """Loop 1000A as far as the file has it."""
        loop = self._header.get("41")
        contact = loop.first("PER") if loop else None
        return Submitter(
            name=_name(loop),
            identifier=_identifier(loop),
            contact=contact.get(2) if contact else "",
            phone=contact.get(4) if contact else "",
        )

    def receiver(self) -> Receiver:
        """Loop 1000B as far as the file has it."""
        loop = self._header.get("40")
        return Receiver(name=_name(loop), identifier=_identifier(loop))

    def billing(self) -> BillingProvider:
        """Loops 2000A and 2010AA as far as the file has them."""
        loop = parties(self._found.billing).get("85")
        taxonomy = next((s for s in self._found.billing if s.id == "PRV"), None)
        employer = loop.first("REF", "EI") if loop else None
        return BillingProvider(
            name=_name(loop),
            npi=Npi(_identifier(loop)),
            tin=Tin(employer.get(2) if employer else ""),
            taxonomy=taxonomy.get(3) if taxonomy else "",
            address=_address(loop),
        )

    def _subscriber(self) -> Subscriber | None:
        loop = parties(self._found.subscriber).get("IL")
        demographics = loop.first("DMG") if loop else None
        born_on = day(demographics.get(2)) if demographics else None
        if loop is None or demographics is None or born_on is None:
            self._miss(
                "837p.unreadable",
                "the member or the birth date is missing",
                "2010BA",
                loop.opening if loop else self._opening,
                "DMG02",
            )
            return None
        return Subscriber(
            last_name=loop.opening.get(3),
            first_name=loop.opening.get(4),
            cin=Cin(_identifier(loop)),
            address=_address(loop),
            born_on=born_on,
            sex=demographics.get(3),
        )

    def _payer(self) -> Payer:
        loop = parties(self._found.subscriber).get("PR")
        return Payer(name=_name(loop), identifier=_identifier(loop))

    def _diagnoses(self) -> tuple[Diagnosis, ...]:
        """The codes of the diagnosis HI; conditions and procedures have other qualifiers."""
        pairs = [
            element.split(self._component)
            for segment in self._own
            if segment.id == "HI"
            for element in segment.elements[1:]
        ]
        kinds = ("ABK", "ABF", "BK", "BF")
        return tuple(Diagnosis(pair[1]) for pair in pairs if pair[0] in kinds and len(pair) > 1)

    def _reference(self, qualifier: str) -> str:
        found = (s.get(2) for s in self._own if s.id == "REF" and s.get(1) == qualifier)
        return next(found, "")

    def _provider(self, role: str) -> Provider | None:
        loop = self._parties.get(role)
        if loop is None:
            return None
        taxonomy = loop.first("PRV")
        return Provider(
            name=_name(loop),
            npi=_given(_identifier(loop), Npi),
            first_name=loop.opening.get(4),
            is_person=loop.opening.get(2) == "1",
            taxonomy=taxonomy.get(3) if taxonomy else "",
            address=_address(loop) if loop.first("N3") else None,
        )

    def _line(self, loop: Loop, claim_place: PlaceOfService) -> ClaimLine | None:
        service, dated = loop.first("SV1"), loop.first("DTP", "472")
        own = loop.first("REF", "6R")
        if service is None:
            self._miss("837p.unreadable", "the line has no service", "2400", loop.opening, "SV1")
            return None
        charge, units = cents(service.get(2)), _whole(service.get(4))
        served_on = day(dated.get(3)) if dated else None
        if charge is None:
            self._miss("837p.unreadable", "the charge is no amount", "2400", service, "SV102")
        if units is None or service.get(3) != "UN":
            self._miss(
                "837p.unreadable", "the quantity is not whole units", "2400", service, "SV104"
            )
        if served_on is None:
            self._miss("837p.unreadable", "the line has no service date", "2400", service, "DTP03")
        if charge is None or units is None or served_on is None:
            return None
        return self._typed(service, charge, units, served_on, own, claim_place)

    def _typed(
        self,
        service: Segment,
        charge: Money,
        units: int,
        served_on: date,
        own: Segment | None,
        claim_place: PlaceOfService,
    ) -> ClaimLine:
        _, code, *modifiers = (*service.get(1).split(self._component), "")
        pointers = service.get(7).split(self._component)
        return ClaimLine(
            control=LineControlNumber(own.get(2) if own else ""),
            code=ProcedureCode(code),
            modifiers=tuple(Modifier(each) for each in modifiers[:4] if each),
            charge=charge,
            units=units,
            place=PlaceOfService(service.get(5)) or claim_place,
            service_on=served_on,
            pointers=tuple(int(p) for p in pointers if p.isdecimal()),
        )

    def _miss(self, code: str, what: str, loop: str, at: Segment, element: str = "") -> None:
        self.findings.append(
            Finding(
                code=code,
                what=what,
                fix=_FIX,
                segment=at.number,
                offset=at.offset,
                loop=loop,
                element=element or at.id,
            )
        )


def _given(text: str, kind: Callable[[str], T]) -> T | None:
    return kind(text) if text else None


def _name(loop: Loop | None) -> str:
    return loop.opening.get(3) if loop else ""


def _identifier(loop: Loop | None) -> str:
    return loop.opening.get(9) if loop else ""


def _address(loop: Loop | None) -> Address:
    street = loop.first("N3") if loop else None
    city = loop.first("N4") if loop else None
    return Address(
        street=street.get(1) if street else "",
        second_line=street.get(2) if street else "",
        city=city.get(1) if city else "",
        state=city.get(2) if city else "",
        zip_code=city.get(3) if city else "",
    )


def _whole(text: str) -> int | None:
    whole, _, part = text.strip().partition(".")
    return int(whole) if whole.isdecimal() and not part.strip("0") else None
