"""Claims under terms of every shape, opened and sent, in a hub whose ledger is in memory."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from msgspec.structs import replace

from domain.agreements.terms import (
    ByTheMonth,
    PercentOfPaid,
    PerClaim,
    PerLine,
    PerUnit,
    Terms,
    Upstream,
)
from domain.claims.claim import CLAIM, OpenClaim
from domain.claims.claim_facts import ClaimBody
from domain.identifiers import (
    ClaimId,
    MemberId,
    PartnerCode,
    PartnerId,
    claim_number,
    line_control_number,
    send_number,
)
from domain.role import Role
from hub.handler import Ask
from tests.support import builders as b
from tests.support.billing import ACME, LPV, ORC, Billing, ready_hub
from tests.support.direct import FLAT, administer
from tests.support.memory_hub import MemoryHub

CHARGES = (5332, 2666)
"""What the lines of each claim are charged, in cents: two units and one."""

_MONTH = Terms(ByTheMonth(1000), "10 percent of the month", fee_on_interest=True)
SHAPES: tuple[tuple[PartnerCode, Role, Terms], ...] = (
    (
        LPV,
        "hub",
        Terms(PercentOfPaid(1500), "15 percent", fee_on_interest=True, fee_on_penalties=True),
    ),
    (LPV, "hub", Terms(PerUnit(2200), "22 dollars a unit")),
    (LPV, "hub", Terms(PerClaim(725), "7.25 dollars, which stay", fee_returns=False)),
    (LPV, "hub", Terms(PerLine(333), "3.33 dollars a line")),
    (LPV, "hub", _MONTH),
    (LPV, "hub", _MONTH),
    (LPV, "hub", Terms(PercentOfPaid(1000), "4 to 9 dollars", minimum=400, cap=900)),
    (
        LPV,
        "under-lead-entity",
        Terms(PercentOfPaid(800), "8 after 5", upstream=Upstream("lead", PercentOfPaid(500))),
    ),
    (ORC, "administrative-partner", FLAT),
)
"""Partner, role and terms of each claim; the two of one member month stand side by side."""

SENT = tuple(
    send_number(claim_number(code, at), 1) for at, (code, _, _) in enumerate(SHAPES, start=1)
)
"""CLM01 of each claim."""

CLAIM_IDS = tuple(ClaimId(f"shape-{at}") for at in range(1, len(SHAPES) + 1))


def paid_lines(claim: int, *cents: int) -> tuple[str, ...]:
    """The segments of a claim's lines as paid, each in full of what is stated."""
    return tuple(
        segment
        for at, paid in enumerate(cents, start=1)
        for segment in (
            f"SVC*HC:98960:U2*{paid // 100}.{paid % 100:02d}*{paid // 100}.{paid % 100:02d}**1",
            "DTM*472*20260302",
            f"REF*6R*{line_control_number(SENT[claim], at)}",
        )
    )


@cache
def memory_hub() -> MemoryHub:
    """The hub, one for the whole process; whoever uses it lets it be as it was before."""
    folder = Path(mkdtemp(prefix="hub-laws-"))
    billing = ready_hub(folder)
    administer(billing)
    for at in range(len(SHAPES)):
        opened = OpenClaim(_body(billing, at), date(2026, 3, 5), date(2026, 9, 1))
        billing.done(Ask(CLAIM, CLAIM_IDS[at], opened), Ask(CLAIM, CLAIM_IDS[at], b.submit()))
    billing.hub.close()
    return MemoryHub(folder)


def _body(billing: Billing, at: int) -> ClaimBody:
    code, role, terms = SHAPES[at]
    lines = [b.line(n + 1, units=2 - n, charge=charge) for n, charge in enumerate(CHARGES)]
    month = terms is _MONTH
    return replace(
        b.body(*lines, terms=terms, role=role),
        claim_id=CLAIM_IDS[at],
        number=claim_number(code, at + 1),
        partner_id=PartnerId(code),
        partner_code=code,
        plan_id=billing.plan(ACME).plan_id,
        plan_key=ACME,
        member_id=MemberId("M1" if month else f"member-{at}"),
        authorization_id=None,
        authorization_number=None,
    )
