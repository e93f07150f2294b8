"""Whatever two contradicting notices say, accepting one ends as if the other had never come."""

from random import Random

import pytest

from hub.services.notices.conflicts import Exchanged, accept_remittance
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, adds_up, receive, send

TOTAL = 20_000
MEMBERS = ("M1", "M2", "M3", "M4")


def anything(sent: list[str], random: Random) -> bytes:
    """Payments, denials, reversals, strangers, takebacks, interest, levies: 200.00 in all."""
    claims = [
        Clp(each, random.choice((CHARGE, 4000, 0)), billed=CHARGE, payer_control=f"N{at}")
        for at, each in enumerate(sent, start=1)
        if random.random() < 0.6
    ]
    if random.random() < 0.5:
        claims.append(Clp(sent[0], -CHARGE, status="22", payer_control="OLD"))
    if random.random() < 0.4:
        claims.append(Clp("STRANGER", random.randrange(1, 5000), payer_control="FAR"))
    pairs = [
        Plb(reason, reference, random.randrange(-900, 900))
        for reason in ("WO", "L6", "L3", "CS", "IR", "72", "WU")
        for reference in (random.choice(("OLD", "N2", "", sent[2])),)
        if random.random() < 0.35
    ]
    paid = sum(claim.paid for claim in claims) - sum(each.amount for each in pairs)
    filler = Plb("FB", "", paid - TOTAL)
    return era(*claims, plb=[each for each in (*pairs, filler) if each.amount], day="20260412")


def started(billing: Billing) -> list[str]:
    """Four claims, the first of them paid once before."""
    sent = send(billing, *MEMBERS)
    receive(billing, era(Clp(sent[0], CHARGE, payer_control="OLD"), trace="T0", day="20260401"))
    return sent


def later(sent: list[str]) -> bytes:
    """What comes after it, whichever holds."""
    return era(
        Clp(sent[3], CHARGE, payer_control="N9"),
        plb=[Plb("WO", sent[2], 500), Plb("WO", "OLD", 700)],
        trace="T9",
        day="20260420",
    )


def held(billing: Billing, sent: list[str]) -> list[object]:
    """What each claim holds, and what became of its lines."""
    found = [billing.claim(each[:11]).account for each in sent]
    return [(each.results, sorted(map(str, each.shares)), each.money.received) for each in found]


@pytest.mark.parametrize("seed", range(8))
def test_an_accepted_notice_ends_as_if_the_other_had_never_come(
    two_hubs: tuple[Billing, Billing], seed: int
) -> None:
    hub, other = two_hubs
    sent, same = started(hub), started(other)
    assert sent == same
    random = Random(seed)  # noqa: S311 - the same every time
    first, second = anything(sent, random), anything(sent, random)
    assert receive(hub, first).outcome == "posted"
    if random.random() < 0.5:
        receive(hub, later(sent))
    assert receive(hub, second).outcome == "parked"
    done = accept_remittance(hub.hub, "T1", "the plan said so")
    assert isinstance(done, Exchanged), done
    adds_up(hub)
    receive(hub, later(sent))
    receive(other, second)
    receive(other, later(sent))
    assert accounts(hub) == accounts(other)
    assert held(hub, sent) == held(other, same)
    assert len(hub.hub.projector.live.rows(REMITTANCE_BALANCE, state="withdrawn")) == 1
