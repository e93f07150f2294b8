"""What is paid by the month or by capitation: lines at nothing that are no denials."""

from msgspec.structs import replace

from tests.support import builders as b
from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, due, receive, send
from tests.support.rosters import ECM, agree_monthly, billed

MONTH = 2666  # what a month, and each contact of it, is charged


def four_lines(billing: Billing) -> str:
    """Four contacts of one month on one claim, sent; its CLM01."""
    agree_monthly(billing)
    billing.authorize("M2", ECM, 5)
    for day in (2, 9, 16, 23):
        served = b.SERVED_ON.replace(day=day)
        billing.visit("M2", partner="ZED", service=ECM, units=1, minutes=None, service_on=served)
    (number,) = billing.built()
    billing.sent()
    return billing.claim(number).account.sends[-1].sent_as


def line(sent: str, at: int, day: int, cents: int) -> tuple[str, ...]:
    """A contact as the notice answers it."""
    return (
        f"SVC*HC:G9012:U2*26.66*{cents / 100:.2f}**1",
        f"DTM*472*202603{day:02}",
        *([] if cents else ["CAS*CO*24*26.66"]),
        f"REF*6R*{sent}{at:02}",
    )


def outcomes(billing: Billing, sent: str) -> list[str]:
    return [result.outcome for result in billing.claim(sent[:11]).account.results]


def test_pmpm_month_with_three_0_lines_reversed_later(billing: Billing) -> None:
    sent = four_lines(billing)
    answered = (
        *line(sent, 1, 2, MONTH),
        *line(sent, 2, 9, 0),
        *line(sent, 3, 16, 0),
        *line(sent, 4, 23, 0),
    )
    paid = Clp(sent, MONTH, billed=4 * MONTH, payer_control="A1", because="", segments=answered)
    receive(billing, era(paid))
    assert outcomes(billing, sent) == ["paid", "covered", "covered", "covered"]
    # 26.66 by 90 and 10 percent: 23.994 and 2.666
    assert accounts(billing) == {"deposit:acme": MONTH, "partner:ZED": -2399, "hub-fee:acme": -267}
    assert due(billing, "denied-claim") == due(billing, "bill-other-plan") == []
    undone = Clp(sent, -MONTH, billed=-4 * MONTH, status="22", payer_control="A1", because="CO*24")
    receive(billing, era(undone, plb=[Plb("FB", "", -MONTH)], trace="T2", day="20260420"))
    assert accounts(billing) == {"deposit:acme": MONTH, "carried:acme": -MONTH}
    assert outcomes(billing, sent) == ["taken-back"] * 4
    assert billing.claim(sent[:11]).account.shares == ()


def test_capitated_0_line(billing: Billing) -> None:
    """Under a contract by capitation a line at nothing with CARC 24 is paid already."""
    agree_monthly(billing, terms=replace(b.PERCENT, capitated=True))
    (sent,) = billed(billing, 2)
    receive(billing, era(Clp(sent, 0, billed=MONTH, because="CO*24")))
    assert outcomes(billing, sent) == ["covered"]
    assert accounts(billing) == {}
    assert due(billing, "denied-claim") == due(billing, "bill-other-plan") == []


def test_fee_for_service_carc_24(billing: Billing) -> None:
    """Without such a contract it is a denial: a delegated group of the member is the payer."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, 0, billed=CHARGE, because="CO*24")))
    assert outcomes(billing, sent) == ["denied"]
    assert accounts(billing) == {}
    (item,) = due(billing, "bill-other-plan")
    assert (item.who, item.amount, item.subject) == ("hub", CHARGE, sent[:11])
    assert "CO-24" in item.what
