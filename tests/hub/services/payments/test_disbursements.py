"""Disbursement files: every approved payout once, and bank numbers nowhere else."""

from adapters.disbursements.file_layout import known_layouts
from hub.outbox import send_due
from hub.services.payments.disbursements import Sent, send_payouts
from hub.services.payments.payouts import (
    list_payouts,
)
from hub.wiring import Hub
from tests.support import planted
from tests.support.billing import LPV, ORC, Billing
from tests.support.hubs import reopened
from tests.support.paying import (
    BY_EFT,
    PLAIN,
    approved,
    codes,
    confirmed,
    owed,
    payout,
    written,
)

VOUCHER = known_layouts()["county-voucher"]


def text(hub: Hub, made: Sent) -> list[str]:
    assert made.path is not None
    return (hub.settings.folder / made.path).read_text("utf-8").splitlines()


# the file


def test_a_file_holds_every_approved_payout_once_and_its_control_totals(billing: Billing) -> None:
    hub = owed(billing)
    approved(hub)
    made = written(hub)
    assert (made.count, made.total) == (2, 7650)
    assert made.file is not None
    assert (made.file.number, made.file.file_name) == ("plain-000001", "plain-000001.csv")
    rows = text(hub, made)
    assert rows[0].split(",")[:3] == ["Payout", "Payee", "Vendor"]
    assert rows[1] == (
        "LPV-P0001,Invented LPV,V-1001,voucher,,,,42.50,2026-04-15,LPV-2026-04,plain-000001"
    )
    assert len(rows) == 3
    again = written(hub)
    assert (again.file, again.count) == (None, 0)


def test_two_who_send_at_once_send_once(billing: Billing) -> None:
    hub = owed(billing)
    approved(hub)
    other = reopened(hub.settings.folder)
    rows = list_payouts(other, state="approved")
    assert written(hub).count == 2
    answer = send_payouts(other, PLAIN, [row.payout.number for row in rows])
    assert codes(answer) == ["payout.not-approved", "payout.not-approved"]
    other.close()


def test_a_form_takes_only_the_ways_of_paying_that_it_is_for(billing: Billing) -> None:
    hub = owed(billing)
    confirmed(hub, ORC, BY_EFT)
    approved(hub)
    made = written(hub, VOUCHER)
    assert (made.count, made.total, made.other_way) == (1, 4250, ("ORC-P0001",))
    assert text(hub, made)[1:] == [
        "V-1001,Invented LPV,LPV-P0001,04/15/2026,42.50,LPV-2026-04",
        "TOTAL,1,,,42.50,county-voucher-000001",
    ]


def test_bank_numbers_stand_in_the_file_and_nowhere_else(billing: Billing) -> None:
    hub = owed(billing)
    confirmed(hub, LPV, BY_EFT)
    approved(hub, LPV)
    made = written(hub)
    assert planted.planted_in("\n".join(text(hub, made))) == ["bank account"]
    assert payout(hub).recipient is not None
    assert payout(hub).recipient.account_ends == planted.BANK_ACCOUNT[-4:]  # type: ignore[union-attr]
    path = hub.settings.folder / (made.path or "")
    assert path.stat().st_mode & 0o077 == 0
    for database in hub.settings.folder.glob("hub.db*"):
        assert planted.planted_in(database.read_bytes()) == []


def test_a_file_that_could_not_be_laid_out_is_laid_out_by_the_next_command(
    billing: Billing,
) -> None:
    hub = owed(billing)
    approved(hub)
    blocker = hub.settings.folder / "outbox" / "disbursements"
    blocker.parent.mkdir(exist_ok=True)
    blocker.write_text("in the way")
    assert not written(hub).laid_out
    blocker.unlink()
    send_due(hub)
    assert payout(hub).state == "sent"
    assert len((blocker / "plain-000001.csv").read_text("utf-8").splitlines()) == 3
