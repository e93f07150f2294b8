"""Postings by hand, laid straight into the log: their own day, and two accounts."""

from datetime import date
from itertools import count

from msgspec.structs import replace

from domain.claims.claim import CLAIM
from domain.claims.claim_facts import ClaimAdjudicated
from domain.identifiers import ClaimId, ClaimNumber, RemittanceId, StreamId
from domain.notices.remittance_facts import RemittancePostingStarted
from domain.posting import Entry
from hub.store.log import Change
from hub.wiring import Hub
from tests.support import builders as b
from tests.support.given import given

_PAID = given(CLAIM).after(b.open_claim(), b.submit(), b.pay(b.answer())).facts[-1]
_ORDINALS = count(1)


def post(hub: Hub, day: date, cents: int, debit: str, credit: str, trace: str = "") -> int:
    """Record that `cents` moved to `debit` from `credit` on a day; the position it came to.

    Where there is a `trace`, a notice of that trace came before it.
    """
    assert isinstance(_PAID, ClaimAdjudicated)
    at = next(_ORDINALS)
    remittance = RemittanceId(f"remittance-{at}")
    if trace:
        notice = replace(b.NOTICE, remittance_id=remittance, trace=trace)
        started = RemittancePostingStarted(notice=notice, chunk_size=1)
        told = [Change(StreamId(remittance), 0, (started,))]
        hub.log.append(told, actor="test", command_id=f"notice-{at}")
    fact = replace(
        _PAID,
        claim_id=ClaimId(f"claim-of-{at}"),
        number=ClaimNumber(f"LPV{at:08}"),
        posting_id=f"posting-{at}",
        remittance_id=remittance,
        payer_control="",
        paid_on=day,
        entries=(Entry(debit, cents, 1), Entry(credit, -cents, 1)) if cents else (),
    )
    change = Change(StreamId(f"claim-of-{at}"), 0, (fact,))
    appended = hub.log.append([change], actor="test", command_id=f"command-{at}")
    hub.projector.catch_up()
    return appended.last_position
