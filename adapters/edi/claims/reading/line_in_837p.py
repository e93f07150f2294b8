"""The segments of one billed line to its typed form (005010X222A1 2400 to 2440)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from adapters.edi.claims.claim_parties import NO_PROVIDERS, Providers
from adapters.edi.claims.other_insurance import LineDecision
from adapters.edi.claims.professional_claim import ClaimLine
from adapters.edi.claims.reading.findings_837p import A_NUMBER, missing, unknown, unreadable
from adapters.edi.claims.reading.other_insurance_in_837p import INSIDE_A_LINE, read_decision
from adapters.edi.claims.reading.parties_in_837p import INSIDE, OF_A_LINE, read_providers
from adapters.edi.claims.reading.service_in_837p import pointers, procedure, units
from adapters.edi.claims.reading.stated_in_837p import (
    Inside,
    Shape,
    Stated,
    divided,
    kept,
    period,
    stated_amount,
    texts,
)
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment
from domain.identifiers import AuthorizationNumber, LineControlNumber, PlaceOfService
from domain.money import Money

_LOOP = "2400"
_SHAPE = Shape(
    own=frozenset(
        {
            "LX", "SV1", "SV5", "PWK", "CR1", "CR3", "CRC", "DTP", "QTY", "MEA", "CN1", "REF",
            "AMT", "K3", "NTE", "PS1", "HCP",
        }
    ),
    inside={
        "NM1": INSIDE,
        "SVD": INSIDE_A_LINE,
        "LIN": Inside(frozenset({"CTP", "REF"}), never=frozenset({"6R", "G1", "9F"})),
        "LQ": Inside(frozenset({"FRM"})),
    },
)  # fmt: skip


class LineReading:
    """One line being read: `loop` begins with its LX, or with its SV1 where it has none."""

    __slots__ = ("_component", "_days", "_found", "_inside", "_service", "_start", "_stated")

    def __init__(self, loop: Sequence[Segment], component: str, found: list[Finding]) -> None:
        own, self._inside = divided(loop, _SHAPE)
        self._start = loop[0]
        self._component = component
        self._found = found
        self._stated = Stated(_LOOP, _SHAPE.own, found)
        self._service: Segment | None = None
        self._days: tuple[date, date | None] | None = None
        if self._start.id != "LX":
            found.append(missing(self._start, "LX", _LOOP, "the line has no number"))
        for segment in own:
            name = segment.id
            if name == "SV1":
                self._service = segment
            elif name == "DTP" and self._days is None and (days := _service_days(segment)):
                self._days = days
            elif name != "LX":
                self._stated.take(segment)

    def line(self, claim_place: PlaceOfService) -> ClaimLine | None:
        """The line; None where its charge, quantity or service date cannot be read."""
        days = self._days
        if days is None:
            what = "the line has no service date that can be read"
            self._found.append(missing(self._start, "DTP03", _LOOP, what))
        if self._service is None:
            what = "the line does not say what was done"
            self._found.append(missing(self._start, "SV1", _LOOP, what))
            return None
        service = texts(self._service, 15)
        charge, counted = stated_amount(self._service, 2, _LOOP, self._found), units(service[4])
        if counted is None:
            self._found.append(unreadable(self._service, 4, _LOOP, A_NUMBER))
        if charge is None or counted is None or days is None:
            return None
        return self._typed(
            service, charge, counted, PlaceOfService(service[5]) or claim_place, days
        )

    def _typed(
        self,
        service: list[str],
        charge: Money,
        counted: int | Decimal,
        place: PlaceOfService,
        days: tuple[date, date | None],
    ) -> ClaimLine:
        stated, done = self._stated, procedure(service[1], self._component)
        providers, decisions = self._parts_of_others() if self._inside else (NO_PROVIDERS, ())
        authorization = stated.number("G1")
        return ClaimLine(
            control=LineControlNumber(stated.number("6R")),
            code=done.code,
            modifiers=done.modifiers,
            charge=charge,
            units=counted,
            place=place,
            service_on=days[0],
            pointers=self._pointers(service[7]),
            service_to=days[1],
            qualifier=done.qualifier,
            description=done.description,
            basis=service[3],
            emergency=service[9],
            epsdt=service[11],
            family_planning=service[12],
            copay=service[15],
            authorization=AuthorizationNumber(authorization) if authorization else None,
            references=tuple(stated.references),
            dates=tuple(stated.dates),
            amounts=tuple(stated.amounts),
            notes=tuple(stated.notes),
            attachments=tuple(stated.attachments),
            providers=providers,
            decisions=decisions,
            others=kept(stated.others),
        )

    def _parts_of_others(self) -> tuple[Providers, tuple[LineDecision, ...]]:
        """The providers of the line, and what other payers decided about it."""
        decisions: list[LineDecision] = []
        parties: list[list[Segment]] = []
        others = self._stated.others
        for loop in self._inside:
            opening = loop[0].id
            if opening == "NM1":
                parties.append(loop)
            elif opening == "SVD" and (
                decision := read_decision(loop, self._component, self._found)
            ):
                decisions.append(decision)
            else:
                others += loop
                follows = _SHAPE.inside[opening].follows
                self._found.extend(unknown(s, _LOOP) for s in loop[1:] if s.id not in follows)
        providers, not_held = read_providers(parties, OF_A_LINE, self._found)
        others += not_held
        return providers, tuple(decisions)

    def _pointers(self, text: str) -> tuple[int, ...]:
        """SV107, as far as it is numbers."""
        stated = pointers(text, self._component)
        if stated is None and self._service is not None:
            self._found.append(unreadable(self._service, 7, _LOOP, "the numbers of diagnoses"))
        return stated or ()


def _service_days(segment: Segment) -> tuple[date, date | None] | None:
    """The first and the last day of a DTP*472, the last None where it names one day alone."""
    lasted = period(segment.get(3)) if segment.get(1) == "472" else None
    if lasted is None:
        return None
    return lasted[0], lasted[1] if "-" in segment.get(3) else None
