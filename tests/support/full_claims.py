"""Professional claims of invented people that state everything the guide has a place for."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from msgspec.structs import replace

from adapters.edi.claims.claim_parties import (
    BillingProvider,
    Contact,
    Insured,
    Patient,
    Payer,
    Provider,
    Providers,
    Subscriber,
)
from adapters.edi.claims.professional_claim import (
    Attachment,
    ClaimLine,
    Indicators,
    Note,
    ProfessionalBatch,
    ProfessionalClaim,
)
from adapters.edi.values import NOTHING_KEPT, Amount, Reference, StatedDays, Verbatim
from adapters.edi.x12 import Segment
from domain.identifiers import AuthorizationNumber, PlaceOfService, Tin
from tests.support.other_payers import any_other_insurance, decided_lines
from tests.support.professional_claims import (
    FIRST_NAMES,
    LAST_NAMES,
    any_address,
    any_batch,
    any_claim,
    any_npi,
    sometimes,
)

T = TypeVar("T")

_CLAIM_DATES = (
    "431", "454", "304", "453", "439", "484", "455", "471", "297", "296", "435", "096", "090",
    "091", "444", "050", "314",
)  # fmt: skip
_LINE_DATES = ("471", "607", "463", "461", "304", "738", "739", "011", "455", "454")
_CLAIM_REFERENCES = ("4N", "F5", "EW", "X4", "9A", "9C", "LX", "D9", "EA", "P4", "1J")
_LINE_REFERENCES = ("9B", "9D", "EW", "X4", "F4", "BT", "9F", "G1")
_PAPERS = ("03", "OZ", "B4", "PN")
_NOTES = ("SPOKE WITH THE FAMILY", "SEEN AT HOME, AGAIN", "NOTE")


def kept(*texts: str) -> Verbatim:
    """Segments as they would stand in a file."""
    return Verbatim(tuple(Segment(text.split("*")[0], text.split("*"), 0, 0, 0) for text in texts))


_KEPT_OF_CLAIM = (
    ("CN1*05*12.5",),
    ("K3*INVENTED STATE DATA",),
    ("CRC*ZZ*Y*AV",),
    ("HI*BG:AA",),
    ("HCP*00*12.5",),
    ("NM1*PW*2", "N3*1 INVENTED WAY", "N4*DAVIS*CA*95616"),
    ("NM1*45*2", "N3*2 INVENTED WAY", "N4*DAVIS*CA*95616"),
)
_KEPT_OF_LINE = (
    ("CRC*09*Y*38",),
    ("QTY*PT*2",),
    ("MEA*TR*R1*3.1",),
    ("CN1*05*12.5",),
    ("K3*INVENTED STATE DATA",),
    ("PS1*INVENTED*12.5",),
    ("LIN**N4*01234567891", "CTP****2*UN", "REF*XZ*123456"),
    ("NM1*PW*2", "N3*1 INVENTED WAY", "N4*DAVIS*CA*95616"),
    ("LQ*UT*01.02", "FRM*1*Y"),
)


def any_full_batch(random: Random, claims: int) -> ProfessionalBatch:
    """A batch whose claims hold every rule and state everything now and then.

    They are billed by the hub and by two partners that bill under their own numbers.
    """
    batch = any_batch(random, 0)
    partners = [any_billing(random, "INVENTED PARTNER"), any_billing(random, "ANOTHER PARTNER")]
    made = tuple(
        replace(any_full_claim(random, count), billing=random.choice((None, *partners)))
        for count in range(1, claims + 1)
    )
    return replace(batch, billing=any_billing(random, "INVENTED HUB"), claims=made)


def any_billing(random: Random, name: str) -> BillingProvider:
    """An organization, or a person, with all that loops 2010AA and 2010AB take."""
    person = random.choice((True, False, False))
    return BillingProvider(
        name=name,
        npi=any_npi(random),
        tin=Tin(f"{random.randrange(10**9):09d}"),
        taxonomy="251B00000X",
        address=any_address(random, nine_digits=True),
        pay_to=sometimes(random, lambda: any_address(random)),
        contact=sometimes(random, lambda: Contact("DESK", _ways(random))),
        first_name="WREN" if person else "",
        middle_name="Q" if person else "",
        suffix="JR" if person else "",
        references=some(random, [Reference("0B", "LIC1"), Reference("1G", "U12345")]),
        others=any_kept(
            random,
            [
                ("CUR*85*USD",),
                (
                    "NM1*PE*2*INVENTED PAYEE PLAN*****PI*PP1",
                    "N3*3 INVENTED WAY",
                    "N4*DAVIS*CA*95616",
                    "REF*2U*PP2",
                    "REF*EI*987654321",
                ),
            ],
        ),
    )


def any_full_claim(random: Random, count: int) -> ProfessionalClaim:
    """One claim that holds every rule, with all fields now and then."""
    claim = any_claim(random, count)
    causes = random.choice(((), (), ("EM",), ("OA",), ("AA", "", "", "CA"), ("OA", "EM")))
    dates = {each: _period(random, each) for each in some(random, _CLAIM_DATES)}
    if {"AA", "OA"} & set(causes):
        dates.setdefault("439", _period(random, "439"))
    patient = sometimes(random, lambda: _patient(random))
    others = any_other_insurance(random, claim.charge)
    lines = tuple(any_full_line(random, line) for line in claim.lines)
    if decided := random.choice((True, False)):
        others = tuple(replace(each, adjustments=()) for each in others)
    claim = replace(
        claim,
        subscriber=_subscriber(random, claim.subscriber, is_patient=patient is None),
        payer=any_payer(random),
        patient=patient,
        referral=random.choice(("", "REF0001")),
        indicators=_indicators(random, causes),
        providers=_claim_providers(random),
        references=_references(random, _CLAIM_REFERENCES),
        dates=tuple(dates.values()),
        amounts=some(random, [Amount("F5", 1250)]),
        notes=some(random, [Note(random.choice(("ADD", "CER", "DGN")), random.choice(_NOTES))]),
        attachments=_attachments(random),
        other_insurance=others,
        lines=lines,
        others=any_kept(random, _KEPT_OF_CLAIM),
    )
    return decided_lines(random, claim) if decided else claim


def any_full_line(random: Random, line: ClaimLine) -> ClaimLine:
    """The same line with everything else a line may say now and then."""
    notes = [Note("ADD", random.choice(_NOTES)), Note("TPO", random.choice(_NOTES))]
    authorization = sometimes(random, lambda: AuthorizationNumber("AUTH-7"))
    kinds = _LINE_REFERENCES if authorization else _LINE_REFERENCES[:-1]  # the first G1 is it
    return replace(
        line,
        service_to=sometimes(random, lambda: line.service_on + timedelta(random.randrange(1, 9))),
        description=random.choice(("", "", "SPOKEN WITH BY TELEPHONE")),
        emergency=random.choice(("", "Y")),
        epsdt=random.choice(("", "Y")),
        family_planning=random.choice(("", "Y")),
        copay=random.choice(("", "0")),
        place=random.choice((line.place, PlaceOfService("27"))),
        authorization=authorization,
        references=_references(random, kinds),
        dates=tuple(_period(random, each) for each in some(random, _LINE_DATES)),
        amounts=some(random, [Amount("T", 125), Amount("F4", 300)]),
        notes=some(random, notes),
        attachments=_attachments(random),
        providers=_line_providers(random),
        others=any_kept(random, _KEPT_OF_LINE),
    )


def any_payer(random: Random) -> Payer:
    """A plan with an address and other numbers of its own."""
    return Payer(
        name="INVENTED HEALTH PLAN",
        identifier="INV01",
        qualifier=random.choice(("PI", "XV")),
        address=sometimes(random, lambda: any_address(random)),
        references=some(random, [Reference("2U", "INV02"), Reference("G2", "ATYPICAL1")]),
    )


def some(random: Random, of: Sequence[T]) -> tuple[T, ...]:
    """A few of them, in their order; often none."""
    rare = random.choice((0.0, 0.1, 0.5))
    return tuple(each for each in of if random.random() < rare)


def any_kept(random: Random, of: Sequence[tuple[str, ...]]) -> Verbatim:
    """A few kept segments, those of one loop together."""
    texts = [text for together in some(random, of) for text in together]
    return kept(*texts) if texts else NOTHING_KEPT


def _subscriber(random: Random, known: Subscriber, *, is_patient: bool) -> Subscriber:
    insured = Insured(
        relation="18" if is_patient else "",
        group_number=random.choice(("", "GRP1")),
        group_name=random.choice(("", "INVENTED GROUP")),
        filing=random.choice(("MC", "CI", "HM")),
    )
    return replace(
        known,
        middle_name=random.choice(("", "Q", "LEE ANN")),
        suffix=random.choice(("", "JR")),
        qualifier=random.choice(("MI", "MI", "II")),
        insured=random.choice((insured, Insured(relation=insured.relation))),
        references=some(random, [Reference("SY", "000000000"), Reference("Y4", "CASE1")]),
        others=any_kept(random, [("PAT*******01*150",), ("PER*IC**TE*5305550100",)]),
    )


def _patient(random: Random) -> Patient:
    return Patient(
        relation=random.choice(("01", "19", "G8")),
        last_name=random.choice(LAST_NAMES),
        first_name=random.choice(FIRST_NAMES),
        address=any_address(random),
        born_on=date(1950, 1, 1) + timedelta(days=random.randrange(20_000)),
        sex=random.choice(("M", "F", "U")),
        middle_name=random.choice(("", "Q")),
        suffix=random.choice(("", "III")),
        condition=random.choice(((), (), ("", "", "01", "120"), ("", "", "", "", "Y"))),
        references=some(random, [Reference("Y4", "CASE2"), Reference("1W", "MEMBER2")]),
        others=any_kept(random, [("PER*IC**TE*5305550100",)]),
    )


def _indicators(random: Random, causes: tuple[str, ...]) -> Indicators:
    return Indicators(
        provider_signature=random.choice("YN"),
        assignment=random.choice("ABC"),
        benefits_assigned=random.choice("YNW"),
        release=random.choice("YI"),
        patient_signature=random.choice(("", "P")),
        causes=causes,
        special_programme=random.choice(("", "02", "05")),
        delay_reason=random.choice(("", "1", "11")),
    )


def _claim_providers(random: Random) -> Providers:
    return Providers(
        referring=sometimes(random, lambda: _person(random, "G2")),
        primary_care=sometimes(random, lambda: _person(random, "0B")),
        rendering=sometimes(random, lambda: _performing(random)),
        facility=sometimes(random, lambda: _facility(random)),
        supervising=sometimes(random, lambda: _person(random, "LU")),
    )


def _line_providers(random: Random) -> Providers:
    if random.choice((True, True, False)):
        return Providers()
    return Providers(
        referring=sometimes(random, lambda: _person(random, "G2")),
        primary_care=sometimes(random, lambda: _person(random, "0B")),
        rendering=sometimes(random, lambda: _performing(random)),
        facility=sometimes(random, lambda: replace(_facility(random), contact=None)),
        supervising=sometimes(random, lambda: _person(random, "LU")),
        ordering=sometimes(random, lambda: _ordering(random)),
        purchased=sometimes(random, lambda: Provider("", any_npi(random))),
    )


def _person(random: Random, kind: str) -> Provider:
    by_number = random.choice((True, False))
    return Provider(
        name=random.choice(LAST_NAMES),
        npi=None if by_number else any_npi(random),
        first_name=random.choice(FIRST_NAMES),
        middle_name=random.choice(("", "Q")),
        suffix=random.choice(("", "JR")),
        is_person=True,
        references=(Reference(kind, "LIC9"),) if by_number else (),
    )


def _performing(random: Random) -> Provider:
    organization = Provider("INVENTED PARTNER & FRIENDS", any_npi(random), taxonomy="251B00000X")
    person = replace(_person(random, "LU"), taxonomy="172V00000X")
    return random.choice((organization, person))


def _ordering(random: Random) -> Provider:
    return replace(
        _person(random, "G2"),
        address=sometimes(random, lambda: any_address(random)),
        contact=sometimes(random, lambda: Contact("DESK", (("TE", "5305550100"),))),
    )


def _facility(random: Random) -> Provider:
    return Provider(
        "INVENTED CENTER",
        sometimes(random, lambda: any_npi(random)),
        address=any_address(random, nine_digits=True),
        contact=sometimes(random, lambda: Contact("", (("TE", "5305550100"), ("EX", "12")))),
        references=some(random, [Reference("G2", "SITE1")]),
    )


def _ways(random: Random) -> tuple[tuple[str, str], ...]:
    ways = (("TE", "5305550100"), ("FX", "5305550101"), ("EM", "desk@invented.example"))
    return ways[: random.randrange(1, 4)]


def _period(random: Random, kind: str) -> StatedDays:
    first = date(2026, 1, 1) + timedelta(days=random.randrange(90))
    return StatedDays(kind, first, first + timedelta(days=5 if kind == "314" else 0))


def _references(random: Random, of: Sequence[str]) -> tuple[Reference, ...]:
    return tuple(Reference(each, f"NO-{random.randrange(1000)}") for each in some(random, of))


def _attachments(random: Random) -> tuple[Attachment, ...]:
    papers = [
        Attachment(random.choice(_PAPERS), "AA"),
        Attachment(random.choice(_PAPERS), "EL", "PAPER1"),
    ]
    return some(random, papers)
