"""Payment notices as a plan would send them, one line of a test each."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.money import show_money
from tests.support.edi import interchange

ACME_NAME, ACME_NUMBER = "ACME HEALTH PLAN", "1990000001"
HUB_NPI = "1234567893"


@dataclass(frozen=True)
class Clp:
    """A claim payment: CLP01, cents paid, and whatever segments follow.

    What is not paid of `billed` is adjusted `because` of a group and reason; by nothing if empty.
    """

    number: str
    paid: int
    billed: int | None = None
    status: str = "1"
    payer_control: str = "ICN1"
    segments: tuple[str, ...] = ()
    because: str = "CO*45"


@dataclass(frozen=True)
class Plb:
    """A provider adjustment; above zero lowers the payment."""

    reason: str
    reference: str
    amount: int


def era(  # noqa: PLR0913 - each says one thing that a test is about
    *claims: Clp,
    plb: Sequence[Plb] = (),
    states: int | None = None,
    trace: str = "T1",
    day: str = "20260410",
    handling: str = "I",
    payer: str = ACME_NAME,
    payee: str = HUB_NPI,
    payee_tin: str = "",
) -> bytes:
    """An 835 over `claims`; BPR02 is what they come to unless `states` says otherwise."""
    comes_to = sum(claim.paid for claim in claims) - sum(each.amount for each in plb)
    paid = show_money(comes_to if states is None else states)
    number = ACME_NUMBER if payer == ACME_NAME else "1770000001"
    body = [
        f"BPR*{handling}*{paid}*C*ACH*CCP***********{day}".rstrip("*"),
        f"TRN*1*{trace}*{number}",
        f"N1*PR*{payer}",
        f"N1*PE*EXAMPLETON CARE HUB*XX*{payee}" if payee else "N1*PE*EXAMPLETON CARE HUB",
    ]
    if payee_tin:
        body.append(f"REF*TJ*{payee_tin}")
    for claim in claims:
        billed = claim.paid if claim.billed is None else claim.billed
        body.append(
            f"CLP*{claim.number}*{claim.status}*{show_money(billed)}*{show_money(claim.paid)}"
            f"**MC*{claim.payer_control}*11*1"
        )
        if billed != claim.paid and claim.because:
            body.append(f"CAS*{claim.because}*{show_money(billed - claim.paid)}")
        body += claim.segments
    body += [
        f"PLB*{HUB_NPI}*20261231*{each.reason}:{each.reference}*{show_money(each.amount)}"
        for each in plb
    ]
    return interchange(body)
