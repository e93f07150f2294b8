"""What invented earlier payers decided about claims: paid and adjusted are what was charged."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from random import Random

from msgspec.structs import replace

from adapters.edi.claims.claim_parties import Insured, Payer
from adapters.edi.claims.other_insurance import LineDecision, OtherInsurance, OtherSubscriber
from adapters.edi.claims.professional_claim import ClaimLine, ProfessionalClaim
from adapters.edi.values import NOTHING_KEPT, Amount, CasAdjustment, Reference, Verbatim
from adapters.edi.x12 import Segment
from domain.money import Money
from tests.support.professional_claims import FIRST_NAMES, LAST_NAMES, any_address, sometimes

_REMARKS = Verbatim((Segment("MOA", ["MOA", "", "", "N210"], 0, 0, 0),))


def any_other_insurance(random: Random, charge: Money) -> tuple[OtherInsurance, ...]:
    """None, one or two payers that decided about the claim before the plan."""
    turns = random.choice(("", "", "S", "ST"))
    return tuple(_other(random, turn, charge) for turn in turns)


def decided_lines(random: Random, claim: ProfessionalClaim) -> ProfessionalClaim:
    """The claim with the decisions of its other payers line by line, no longer for the whole."""
    others: list[OtherInsurance] = []
    lines = list(claim.lines)
    for other in claim.other_insurance:
        assert other.payer is not None
        decisions = [_decision(random, other.payer.identifier, line) for line in lines]
        lines = [
            replace(line, decisions=(*line.decisions, decision))
            for line, decision in zip(lines, decisions, strict=True)
        ]
        paid = Amount("D", sum(decision.paid for decision in decisions))
        others.append(replace(other, amounts=(paid, *other.amounts[1:])))
    return replace(claim, lines=tuple(lines), other_insurance=tuple(others))


def adjustments(random: Random, left: Money) -> tuple[CasAdjustment, ...]:
    """Up to nine adjustments that add up to `left`."""
    parts = [random.randrange(left + 1) for _ in range(random.randrange(9))] if left else []
    cuts = sorted({0, *parts, left})
    turn, groups = random.randrange(9), random.choice((("CO", "OA"), ("PR", "CO"), ("PI", "PI")))
    return tuple(
        CasAdjustment(
            groups[at < turn],
            str(random.randrange(1, 250)),
            last - first,
            random.choice((None, None, Decimal("1.5"))),
        )
        for at, (first, last) in enumerate(pairwise(cuts))
    )


def _other(random: Random, turn: str, charge: Money) -> OtherInsurance:
    paid = random.randrange(charge + 1)
    left = [Amount("A8", 100), Amount("EAF", charge - paid)]
    return OtherInsurance(
        insured=Insured(
            responsibility=turn,
            relation=random.choice(("18", "01", "G8")),
            group_number=random.choice(("", "GRP2")),
            group_name=random.choice(("", "INVENTED EMPLOYER")),
            filing=random.choice(("CI", "ZZ")),
        ),
        subscriber=OtherSubscriber(
            last_name=random.choice(LAST_NAMES),
            first_name=random.choice(FIRST_NAMES),
            identifier=f"OTH{random.randrange(10**6)}",
            middle_name=random.choice(("", "Q")),
            suffix=random.choice(("", "JR")),
            qualifier=random.choice(("MI", "II")),
            address=sometimes(random, lambda: any_address(random)),
            references=random.choice(((), (Reference("SY", "000000000"),))),
        ),
        payer=Payer(
            name="INVENTED FIRST PAYER",
            identifier=f"FIRST{turn}",
            qualifier=random.choice(("PI", "XV")),
            address=sometimes(random, lambda: any_address(random)),
            references=random.choice(((), (Reference("2U", "FP2"), Reference("F8", "ICN77")))),
        ),
        adjustments=adjustments(random, charge - paid),
        amounts=(Amount("D", paid), *left[: random.randrange(3)]),
        benefits_assigned=random.choice("YNW"),
        patient_signature=random.choice(("", "P")),
        release=random.choice("YI"),
        decided_on=sometimes(random, lambda: date(2026, 3, random.randrange(1, 29))),
        others=random.choice((NOTHING_KEPT, _REMARKS)),
    )


def _decision(random: Random, payer: str, line: ClaimLine) -> LineDecision:
    paid = random.randrange(line.charge + 1)
    return LineDecision(
        payer=payer,
        paid=paid,
        code=line.code,
        modifiers=line.modifiers,
        description=random.choice(("", "AS BILLED")),
        units=random.choice((line.units, Decimal("0.5"))),
        adjustments=adjustments(random, line.charge - paid),
        decided_on=date(2026, 3, random.randrange(1, 29)),
        left=sometimes(random, lambda: line.charge - paid),
    )
