"""Professional claims of invented people, drawn by chance: every optional part now and then."""

import string
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar

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
from adapters.edi.claims.professional_claim import (
    ClaimLine,
    Frequency,
    ProfessionalBatch,
    ProfessionalClaim,
)
from adapters.edi.envelope import Interchange
from domain.identifiers import (
    AuthorizationNumber,
    LineControlNumber,
    Malformed,
    Npi,
    PartnerCode,
    PayerControlNumber,
    PlaceOfService,
    cin,
    claim_number,
    diagnosis,
    line_control_number,
    modifier,
    npi,
    procedure_code,
    send_number,
    tin,
)
from tests.support import planted

T = TypeVar("T")

LAST_NAMES = (
    planted.LAST_NAME.upper(),
    "O'MARSH",
    "VAN DER LEEK",
    "TESTPERSON-TWO",
    "NA",
    "INVENTED",
)
FIRST_NAMES = (planted.FIRST_NAME.upper(), "WREN", "JO ANN", "ASH", "SAGE")
SERVICES = (
    ("98960", ("U2",)),
    ("98961", ("U2", "GQ")),
    ("G9012", ("U2",)),
    ("H0043", ("U6",)),
    ("G0019", ()),
    ("98960", ("U2", "GQ", "93", "95")),
)
DIAGNOSES = tuple(
    map(
        diagnosis,
        (
            "Z55.9",
            "Z60.2",
            "Z59.00",
            "Z59.10",
            "Z63.0",
            "J45.20",
            "E11.9",
            "F32.9",
            "Z71.89",
            "Z13.9",
            "Z56.0",
            "Z62.21",
        ),
    )
)
INTERCHANGE = Interchange(
    sender_qualifier="ZZ",
    sender="INVENTEDHUB",
    receiver_qualifier="ZZ",
    receiver="INVENTEDPLAN",
    date="260331",
    time="0915",
    control_number="000000101",
)
PAYER = Payer("INVENTED HEALTH PLAN", "INV01")
BILLING_ADDRESS = Address("1 INVENTED WAY", "DAVIS", "CA", "956160001", "SUITE 2")


def any_npi(random: Random) -> Npi:
    """A number with a right check digit."""
    body = f"1{random.randrange(10**8):08d}"
    for last in string.digits:
        try:
            return npi(body + last)
        except Malformed:
            continue
    raise AssertionError("one of ten digits checks")


def any_address(random: Random, *, nine_digits: bool = False) -> Address:
    """A street address."""
    return Address(
        street=f"{random.randrange(1, 9999)} INVENTED {random.choice(('WAY', 'ST', 'AVE'))}",
        city=random.choice(("DAVIS", "WOODLAND", "WEST SACRAMENTO")),
        state="CA",
        zip_code=f"956{random.randrange(100):02d}" + ("0001" if nine_digits else ""),
        second_line=random.choice(("", "APT 4", "REAR UNIT")),
    )


def any_claim(random: Random, count: int) -> ProfessionalClaim:
    """One claim that holds every rule; `count` numbers it."""
    number = claim_number(PartnerCode(random.choice(("LPV", "ABC", "QRS"))), count)
    sent_as = send_number(number, random.randrange(1, 100))
    diagnoses = tuple(random.sample(DIAGNOSES, random.randrange(1, 13)))
    days = random.sample(
        range(90), random.choice((1, 1, 2, 3, 6))
    )  # care of one day is billed once
    lines = tuple(
        any_line(random, line_control_number(sent_as, at), day, len(diagnoses))
        for at, day in enumerate(days, start=1)
    )
    frequencies: tuple[Frequency, ...] = ("1", "1", "7", "8")
    frequency = random.choice(frequencies)
    return ProfessionalClaim(
        sent_as=sent_as,
        subscriber=any_subscriber(random, count),
        payer=PAYER,
        charge=sum(line.charge for line in lines),
        place=PlaceOfService("11"),
        diagnoses=diagnoses,
        lines=lines,
        frequency=frequency,
        authorization=sometimes(
            random, lambda: AuthorizationNumber(f"00{random.randrange(10**6)}-A/{count}")
        ),
        payer_control=(
            None if frequency == "1" else PayerControlNumber(f"ICN{random.randrange(10**9)}")
        ),
        providers=any_providers(random),
    )


def any_providers(random: Random) -> Providers:
    """A practitioner who recommended the care, who gave it, and where."""
    first_name = random.choice(("", "WREN"))
    return Providers(
        referring=sometimes(
            random,
            lambda: Provider(
                random.choice(LAST_NAMES),
                any_npi(random),
                random.choice(FIRST_NAMES),
                is_person=True,
            ),
        ),
        rendering=sometimes(
            random,
            lambda: Provider(
                "INVENTED PARTNER & FRIENDS",
                any_npi(random),
                first_name,
                is_person=bool(first_name),
                taxonomy="251B00000X",
            ),
        ),
        facility=sometimes(
            random,
            lambda: Provider(
                "INVENTED CENTER",
                sometimes(random, lambda: any_npi(random)),
                address=any_address(random, nine_digits=True),
            ),
        ),
    )


def any_line(random: Random, control: LineControlNumber, day: int, diagnoses: int) -> ClaimLine:
    """One line that points at some of the claim's diagnoses; `day` counts from the year's first."""
    code, modifiers = random.choice(SERVICES)
    reach = range(1, diagnoses + 1)
    return ClaimLine(
        control=control,
        code=procedure_code(code),
        modifiers=tuple(map(modifier, modifiers)),
        charge=random.choice((0, 2666, 100, 99999)),
        units=random.randrange(1, 9),
        place=PlaceOfService(random.choice(("11", "12", "02"))),
        service_on=date(2026, 1, 1) + timedelta(days=day),
        pointers=tuple(random.sample(reach, random.randrange(1, min(4, diagnoses) + 1))),
    )


def any_subscriber(random: Random, count: int) -> Subscriber:
    """An invented member; `count` numbers them, so that no two are one."""
    return Subscriber(
        last_name=random.choice(LAST_NAMES),
        first_name=random.choice(FIRST_NAMES),
        cin=cin(f"9{count:07d}{random.choice(string.ascii_uppercase)}"),
        address=any_address(random, nine_digits=random.choice((True, False))),
        born_on=date(1930, 1, 1) + timedelta(days=random.randrange(34_000)),
        sex=random.choice(("M", "F", "U")),
    )


def any_batch(random: Random, claims: int) -> ProfessionalBatch:
    """A batch whose claims all hold every rule."""
    return ProfessionalBatch(
        reference="BATCH0000101",
        made_at=datetime(2026, 3, 31, 9, 15, tzinfo=UTC),
        submitter=Submitter("INVENTED HUB", "INVHUB01", "BILLING DESK", "5305550100"),
        receiver=Receiver("INVENTED HEALTH PLAN", "INV01"),
        billing=BillingProvider(
            "INVENTED HUB", npi("1234567893"), tin("123456789"), "251B00000X", BILLING_ADDRESS
        ),
        claims=tuple(any_claim(random, count) for count in range(1, claims + 1)),
    )


def sometimes(random: Random, build: Callable[[], T]) -> T | None:
    """What `build` makes, or nothing, by chance."""
    return build() if random.choice((True, False)) else None
