"""A plan in a box remembers what it was sent, and knows no judgement but its own."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from adapters.edi.claims.write_837p import claim_group, write_837p
from adapters.sheets.write_invoice import write_invoice
from domain.problem import Refused
from hub.rehearsal.box import PlanInABox
from hub.rehearsal.scenario import Scenario
from tests.support.professional_claims import INTERCHANGE, any_batch
from tests.support.sent import PAID_ON, PAYER, payment

AT = datetime(2026, 3, 3, 17, tzinfo=UTC)
BATCH = any_batch(Random(3), 5)  # noqa: S311 - invented claims


def box() -> PlanInABox:
    return PlanInABox(Scenario(PAYER, payments=(payment(),)))


def test_an_837p_is_acknowledged_twice_and_paid_by_an_835() -> None:
    plan = box()
    written = write_837p(BATCH, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0101")
    assert not isinstance(written, Refused)
    answers = plan.take("inv-000000101.837", written.content, AT)
    assert [answer.name for answer in answers] == ["inv-000000101.999", "inv-000000101.277"]
    assert list(plan.pay_until(date(2026, 3, 19), AT)) == []
    assert [answer.name for answer, _ in plan.pay_until(PAID_ON, AT)] == ["T1.835"]
    assert list(plan.pay_until(PAID_ON, AT)) == []


def test_an_invoice_is_answered_by_a_remittance_sheet_alone() -> None:
    plan = box()
    written = write_invoice(BATCH, "xlsx", {})
    assert not isinstance(written, Refused)
    assert plan.take("inv-000000101.xlsx", written.content, AT) == ()
    assert [answer.name for answer, _ in plan.pay_until(PAID_ON, AT)] == ["T1.csv"]


def test_the_plan_in_a_box_never_sees_how_the_hub_judges(root: Path) -> None:
    """It is the other side of the wire: neither deciders, projections nor services are loaded."""
    script = (
        "import sys, hub.rehearsal.box\n"
        "print([n for n in sys.modules if n.startswith(('projections', 'hub.services'))"
        " or n in {'domain.claims.claim', 'domain.decider', 'domain.catalogue', 'hub.wiring'}])"
    )
    run = [sys.executable, "-c", script]
    loaded = subprocess.run(run, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603
    assert loaded.stdout.strip() == "[]"
