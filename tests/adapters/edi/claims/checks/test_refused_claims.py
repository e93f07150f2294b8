"""Every reason for which a claim is held, in its exact words: `refused_claims.txt` beside this."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import adapters.edi.claims.checks
from adapters.edi.claims.checks.before_sending import (
    RULES,
    problems_of,
    problems_of_batch,
    problems_of_claims,
)
from adapters.edi.claims.claim_parties import (
    Address,
    BillingProvider,
    Contact,
    Insured,
    Patient,
    Payer,
    Provider,
    Providers,
    Receiver,
    Submitter,
    Subscriber,
)
from adapters.edi.claims.other_insurance import LineDecision, OtherInsurance, OtherSubscriber
from adapters.edi.claims.professional_claim import (
    Attachment,
    ClaimLine,
    Indicators,
    Note,
    ProfessionalBatch,
    ProfessionalClaim,
)
from adapters.edi.values import Amount, CasAdjustment, Reference, StatedDays
from domain.identifiers import (
    AuthorizationNumber,
    Cin,
    Diagnosis,
    LineControlNumber,
    Modifier,
    Npi,
    PartnerCode,
    PayerControlNumber,
    PlaceOfService,
    ProcedureCode,
    SendNumber,
    Tin,
    claim_number,
    line_control_number,
    send_number,
)
from domain.problem import Problem
from tests.support import planted
from tests.support.full_claims import kept

WORDS = Path(__file__).with_name("refused_claims.txt")

NUMBER = send_number(claim_number(PartnerCode("LPV"), 42), 1)
DAY = date(2026, 2, 3)
HOME = Address("1 INVENTED WAY", "DAVIS", "CA", "95616")
STREET = replace(HOME, zip_code="956160001")
NPI = Npi("1234567893")
MEMBER = Subscriber(
    planted.LAST_NAME.upper(),
    planted.FIRST_NAME.upper(),
    Cin(planted.CIN),
    HOME,
    date(1990, 5, 17),
    "F",
)
LINE = ClaimLine(
    line_control_number(NUMBER, 1),
    ProcedureCode("98960"),
    (Modifier("U2"),),
    5332,
    2,
    PlaceOfService("11"),
    DAY,
)
CLAIM = ProfessionalClaim(
    NUMBER,
    MEMBER,
    Payer("INVENTED HEALTH PLAN", "INV01"),
    5332,
    PlaceOfService("11"),
    (Diagnosis("Z559"), Diagnosis("Z602")),
    (LINE,),
)
PERSON = Provider("MARSH", NPI, "WREN", is_person=True)
PLACE = Provider("INVENTED CENTER", NPI, address=STREET)
BILLING = BillingProvider("INVENTED HUB", NPI, Tin("123456789"), "251B00000X", STREET)
FIRST = OtherInsurance(
    insured=Insured("S", filing="CI"),
    subscriber=OtherSubscriber("MARSH", "WREN", "OTH1"),
    payer=Payer("INVENTED FIRST PAYER", "FIRST"),
    adjustments=(CasAdjustment("CO", "45", 2332),),
    amounts=(Amount("D", 3000),),
    benefits_assigned="Y",
    release="Y",
)
DECISION = LineDecision(
    "FIRST",
    3000,
    "98960",
    units=2,
    adjustments=(CasAdjustment("CO", "45", 2332),),
    decided_on=date(2026, 3, 1),
)
BATCH = ProfessionalBatch(
    "101",
    datetime(2026, 3, 31, 9, 15, tzinfo=UTC),
    Submitter("INVENTED HUB", "INVHUB01", "BILLING DESK", "5305550100"),
    Receiver("INVENTED HEALTH PLAN", "INV01"),
    BILLING,
    (CLAIM,),
)


def line(**changed: Any) -> ProfessionalClaim:
    """The claim with another line."""
    other = replace(LINE, **changed)
    return replace(CLAIM, lines=(other,), charge=other.charge)


def member(**changed: Any) -> ProfessionalClaim:
    """The claim of a member of whom something else is said."""
    return replace(CLAIM, subscriber=replace(MEMBER, **changed))


def home(**changed: Any) -> ProfessionalClaim:
    """The claim of a member who lives elsewhere."""
    return member(address=replace(HOME, **changed))


def by(**providers: Provider) -> ProfessionalClaim:
    """The claim with providers of its own."""
    return replace(CLAIM, providers=Providers(**providers))


def said(**changed: Any) -> ProfessionalClaim:
    """The claim with other indicators."""
    return replace(CLAIM, indicators=Indicators(**changed))


def after(*others: OtherInsurance, decisions: tuple[LineDecision, ...] = ()) -> ProfessionalClaim:
    """The claim after other payers decided about it."""
    decided = line(decisions=decisions)
    return replace(decided, other_insurance=others)


def period(kind: str, first: int, last: int) -> StatedDays:
    return StatedDays(kind, date(2026, 1, first), date(2026, 1, last))


DECIDED = after(replace(FIRST, adjustments=()), decisions=(DECISION,))
GOOD = (
    CLAIM,
    by(referring=PERSON, rendering=replace(PERSON, taxonomy="172V00000X"), facility=PLACE),
    after(FIRST),
    DECIDED,
    line(service_on=date(2025, 4, 1), code=ProcedureCode("G0019"), modifiers=()),
    line(code=ProcedureCode("99999")),  # in no list of ours: it may be new
)

HELD: tuple[ProfessionalClaim, ...] = (
    # numbers and what is kept
    replace(CLAIM, sent_as=SendNumber("A" * 21)),
    replace(CLAIM, authorization=AuthorizationNumber("1*2")),
    line(control=LineControlNumber("")),
    replace(CLAIM, others=kept("K3*A~B")),
    # how many
    replace(CLAIM, diagnoses=(), lines=()),
    line(modifiers=(Modifier("U2"),) * 5),
    line(units=0),
    line(charge=-1),
    # codes of the guide
    replace(CLAIM, frequency="9"),
    said(provider_signature="X", delay_reason="12"),
    line(emergency="N"),
    replace(CLAIM, dates=(period("472", 1, 1),)),
    replace(CLAIM, dates=(period("431", 1, 1), period("431", 2, 2))),
    replace(CLAIM, dates=(period("454", 1, 2),)),
    replace(CLAIM, references=(Reference("EA", "A:B"), Reference("6R", "1"))),
    replace(CLAIM, notes=(Note("ADD", "太郎"), Note("DGN", "A" * 81))),
    replace(CLAIM, attachments=(Attachment("ZZ", "XX", "1"),)),
    line(attachments=(Attachment("OZ", "AA"),) * 11),
    line(amounts=(Amount("D", 1),), notes=(Note("ADD", "A"), Note("DCP", "B"))),
    # who stands in it
    member(last_name="***", sex="X", born_on=None),
    member(address=None),
    member(cin=Cin("1")),
    home(state="California", zip_code="9561", city="D"),
    home(state="ZZ"),
    home(country="Mexico"),
    home(second_line="太郎"),
    replace(CLAIM, payer=Payer("INVENTED HEALTH PLAN", "INV01", qualifier="ZZ")),
    replace(CLAIM, billing=replace(BILLING, npi=Npi("1234567890"), tin=Tin("12-3456789"))),
    replace(CLAIM, billing=replace(BILLING, contact=Contact("DESK", (("XX", "1"),) * 4))),
    by(rendering=Provider("X Y", NPI, taxonomy="CHW")),
    by(facility=replace(PLACE, address=replace(STREET, street="PO BOX 7", zip_code="95616"))),
    by(facility=replace(PERSON, address=STREET)),
    by(referring=Provider("INVENTED CENTER", NPI)),
    by(supervising=Provider("INVENTED CENTER", NPI)),
    by(referring=replace(PERSON, address=HOME, contact=Contact("", (("TE", "5305550100"),)))),
    by(ordering=PERSON),
    by(rendering=Provider("INVENTED CENTER", NPI, "WREN", taxonomy="251B00000X")),
    by(referring=replace(PERSON, npi=None)),
    # sums
    replace(CLAIM, charge=5333),
    after(replace(FIRST, amounts=(Amount("D", 3001),))),
    after(
        replace(FIRST, amounts=(Amount("D", 2999),), adjustments=()),
        decisions=(replace(DECISION, paid=2999),),
    ),
    # what one statement asks of another
    replace(CLAIM, payer_control=PayerControlNumber("ICN1")),
    replace(CLAIM, frequency="8"),
    member(insured=Insured(relation="01")),
    replace(CLAIM, patient=Patient("18", "MARSH", "ASH", HOME, date(2020, 1, 1), "M")),
    replace(CLAIM, attachments=(Attachment("OZ", "EL"),)),
    said(causes=("AA",)),
    line(pointers=(3,)),
    line(service_on=date(1990, 5, 16)),
    line(service_to=date(2026, 2, 2)),
    replace(CLAIM, diagnoses=(Diagnosis("Z559"), Diagnosis("Z559"))),
    replace(CLAIM, lines=(LINE, replace(LINE, service_on=date(2026, 2, 4))), charge=10664),
    after(OtherInsurance(Insured("S", filing="CI"), None, None)),
    after(replace(FIRST, insured=Insured("P", filing="CI"))),
    after(FIRST, decisions=(replace(DECISION, payer="OTHER", decided_on=None, units=None),)),
    # codes that others keep lists of
    replace(CLAIM, diagnoses=(Diagnosis("Z55.9"),)),
    replace(CLAIM, place=PlaceOfService("1"), lines=(replace(LINE, place=PlaceOfService("98")),)),
    line(code=ProcedureCode("9896"), modifiers=(Modifier("U"),)),
    line(code=ProcedureCode("G0019"), service_on=date(2023, 12, 31), modifiers=()),
    line(modifiers=(Modifier("93"),), service_on=date(2021, 12, 31)),
    # kinds of service, and our field
    line(basis="MJ", units=Decimal("30.5")),
    line(code=ProcedureCode("A0425"), modifiers=()),
)


def words(problems: tuple[Problem, ...]) -> str:
    return "\n".join(
        f"{problem.code}\n  {problem.what}\n  where  {problem.where}\n  fix    {problem.fix}"
        for problem in problems
    )


def in_batch(*claims: ProfessionalClaim, **changed: Any) -> tuple[Problem, ...]:
    """What is said of a whole batch, then of its claims."""
    batch = replace(BATCH, claims=claims, **changed)
    of_claims = (problem for problems in problems_of_claims(batch) for problem in problems)
    return (*problems_of_batch(batch), *of_claims)


def shown() -> str:
    again = replace(CLAIM, sent_as=send_number(claim_number(PartnerCode("LPV"), 43), 1))
    examples = (
        *map(problems_of, HELD),
        in_batch(),
        in_batch(CLAIM, CLAIM),
        in_batch(CLAIM, again),
        in_batch(
            CLAIM,
            submitter=Submitter("INVENTED HUB", "A*B", "", "530-555"),
            billing=replace(BILLING, taxonomy="", first_name="A" * 36),
        ),
    )
    return "\n\n".join(map(words, examples)) + "\n"


@pytest.mark.parametrize("claim", GOOD)
def test_a_good_claim_has_no_problem(claim: ProfessionalClaim) -> None:
    assert problems_of(claim) == ()


@pytest.mark.parametrize("claim", HELD)
def test_no_rule_is_left_out_that_would_find_something(claim: ProfessionalClaim) -> None:
    at = f"claim {claim.sent_as}"
    asked = [problem for rules in RULES.values() for rule in rules for problem in rule(claim, at)]
    assert list(problems_of(claim)) == asked


def test_every_claim_that_is_held_says_exactly_this() -> None:
    assert all(map(problems_of, HELD))
    assert shown() == WORDS.read_text("utf-8")


def test_every_problem_of_the_checks_is_among_them() -> None:
    told = {line for line in WORDS.read_text("utf-8").splitlines() if line and line[0] != " "}
    assert set(_codes()) == told


def test_no_words_hold_a_personal_detail() -> None:
    told = WORDS.read_text("utf-8")
    for personal in (MEMBER.last_name, MEMBER.first_name, MEMBER.cin, "1990", "INVENTED WAY"):
        assert personal not in told


def _codes() -> Iterator[str]:
    """Every code that stands in the source of the checks."""
    for path in Path(adapters.edi.claims.checks.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and str(node.value).startswith("837p."):
                yield str(node.value)
