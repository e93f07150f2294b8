"""Speed of posting: a remittance of 10,000 claims, from its bytes to every projection.

Ours receives the file as a command does: the bytes are kept, each claim is matched, decided,
appended, attributed, and all projections are brought up to it, on SQLite in a file. The peer is
x12sdk, which merely reads the same bytes into typed models. The claims were billed and sent before,
two lines each; what is paid or denied is chance.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, cast

from msgspec.structs import replace
from x12sdk.io import X12ModelReader

from domain.claims.claim import CLAIM, OpenClaim, SubmitClaim
from domain.identifiers import BatchId, ClaimId, MemberId, claim_number, send_number
from domain.money import show_money
from hub.clock import Clock
from hub.handler import Ask, certain
from hub.services.receiving.receiving import receive_file
from hub.wiring import Hub, open_hub
from ops.bench.row import Row, in_turn, stopwatch
from tests.support import builders as b
from tests.support.billing import ACME, LPV, Billing, ready_hub
from tests.support.edi import interchange
from tests.support.eras import ACME_NAME, ACME_NUMBER, HUB_NPI

CLAIMS = 10_000
_AT_ONCE = 500
_ROUNDS = 3


def rows() -> Iterator[Row]:
    """Posting 10,000 claims, against x12sdk reading them."""
    content = remittance(range(1, CLAIMS + 1), "BENCH1")
    with tempfile.TemporaryDirectory() as folder:
        sent = Path(folder)
        billing = ready_hub(sent)
        send(billing, range(1, CLAIMS + 1))
        billing.hub.close()
        post = partial(_posted, sent, billing.hub.clock, content)
        ours, theirs = in_turn(_ROUNDS, post, partial(_read, content))
    yield Row(
        f"posting a remittance of {CLAIMS:,} claims on SQLite: our time over x12sdk reading it",
        ours / theirs,
        1.0,
        0.4,
        less_is_better=True,
        figures={
            "ours": f"{CLAIMS / ours:,.0f} claims/s",
            "x12sdk": f"{CLAIMS / theirs:,.0f} claims/s",
        },
    )


def _posted(sent: Path, clock: Clock, content: bytes) -> float:
    """The seconds of posting in a copy of a hub that has sent the claims."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(sent, Path(folder) / "hub")
        hub = certain(open_hub(copy, clock=clock))
        seconds = posting_seconds(hub, content)
        hub.close()
    return seconds


def _read(content: bytes) -> float:
    with stopwatch() as seconds:
        with X12ModelReader(content.decode()) as reader:
            models = cast(Iterator[Any], reader.models())
            read = sum(len(header.loop_2100) for model in models for header in model.loop_2000)
        taken = seconds()
    assert read == CLAIMS
    return taken


def posting_seconds(hub: Hub, content: bytes) -> float:
    """How long it takes to receive a remittance of claims that are all the hub's."""
    with stopwatch() as seconds:
        (posted,) = receive_file(hub, content, "bench.835").transactions
        taken = seconds()
    found = (posted.outcome, posted.unmatched_claims, posted.parked_claims)
    assert found == ("posted", 0, 0), posted
    return taken


def send(billing: Billing, counts: Sequence[int]) -> None:
    """Bill and send claims, as the commands of building and batching would have."""
    for at in range(0, len(counts), _AT_ONCE):
        billing.done(*[ask for count in counts[at : at + _AT_ONCE] for ask in _sent(count)])


def _day(count: int) -> date:
    return b.SERVED_ON - timedelta(days=count % 28)


def _sent(count: int) -> tuple[Ask, Ask]:
    claim_id, day = ClaimId(f"claim-{count}"), _day(count)
    lines = (
        b.line(1, units=2, charge=5332, service_on=day),
        b.line(2, units=1, charge=2666, service_on=day),
    )
    body = replace(
        b.body(*lines),
        claim_id=claim_id,
        number=claim_number(LPV, count),
        member_id=MemberId(f"member-{count // 10}"),
        partner_code=LPV,
        plan_key=ACME,
        authorization_id=None,
        authorization_number=None,
    )
    opened = OpenClaim(body, b.SENT_ON, b.ANSWER_BY)
    sent = SubmitClaim(BatchId("batch-1"), b.SENT_ON, filing_limit_days=400, payment_days=30)
    return Ask(CLAIM, claim_id, opened), Ask(CLAIM, claim_id, sent)


def remittance(counts: Sequence[int], trace: str) -> bytes:
    """What a plan pays and denies of these claims."""
    random = Random(835)  # noqa: S311 - invented payments, not secrets
    body, paid = [], 0
    for count in counts:
        sent = send_number(claim_number(LPV, count), 1)
        payments = [charge if random.random() > 0.1 else 0 for charge in (5332, 2666)]
        paid += sum(payments)
        body += [
            f"CLP*{sent}*1*79.98*{show_money(sum(payments))}**MC*ICN{count:010d}*11*1",
            f"NM1*QC*1*TESTPERSON*WREN****MI*8{count:07d}Z",
        ]
        for at, (charge, payment) in enumerate(zip((5332, 2666), payments, strict=True), start=1):
            body += [
                f"SVC*HC:98960:U2*{show_money(charge)}*{show_money(payment)}**{3 - at}",
                f"DTM*472*{_day(count):%Y%m%d}",
                *([] if payment else [f"CAS*CO*197*{show_money(charge)}"]),
                f"REF*6R*{sent}{at:02d}",
            ]
    header = [
        f"BPR*I*{show_money(paid)}*C*ACH*CCP*01*999999999*DA*1*1**01*999988880*DA*9*20260410",
        f"TRN*1*{trace}*{ACME_NUMBER}",
        "DTM*405*20260410",
        f"N1*PR*{ACME_NAME}",
        "N3*1 INVENTED WAY",
        "N4*EXAMPLETON*CA*900010001",
        "PER*BL*INVENTED DESK*TE*5555550100",
        f"N1*PE*EXAMPLETON CARE HUB*XX*{HUB_NPI}",
        "LX*1",
    ]
    return interchange([*header, *body])
