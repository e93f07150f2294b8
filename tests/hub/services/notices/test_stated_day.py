"""The day of a payment notice is as it states it, whenever somebody receives it."""

from datetime import date

import pytest

from domain.problem import Refused
from hub.clock import standing_clock
from hub.services.notices.conflicts import Exchanged, accept_beside, accept_remittance
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support.billing import Billing
from tests.support.eras import Clp, era
from tests.support.hubs import NOON, reopened
from tests.support.paid import CHARGE, accounts, receive, send
from tests.support.rosters import Row, agree_monthly, pay, roster

FILE_DAY = date(2026, 3, 1)  # GS04 of the files of these tests
TODAY = date(2026, 4, 15)
LAST, TOO_FAR = "20260516", "20260517"  # 31 and 32 days ahead
WAITS = {"deposit:acme": CHARGE, "suspense:doubtful-day": -CHARGE}
WHY = "the plan by telephone"


def undated(*claims: Clp) -> bytes:
    """A notice that states no day anywhere."""
    return era(*claims, day="").replace(b"*20260301*0900*1*", b"**0900*1*")


def days(billing: Billing) -> list[tuple[str, date]]:
    rows = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    return sorted((row.state, row.paid_on) for row in rows)


def codes(billing: Billing, content: bytes) -> tuple[str, list[str]]:
    result = receive(billing, content)
    return result.outcome, [each.code for each in result.problems if "day" in each.code]


def test_a_notice_that_states_no_day_is_of_the_day_of_its_file_and_says_so(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    told = codes(billing, era(Clp(sent, CHARGE), day=""))
    assert told == ("posted", ["remittance.day-of-the-file"])
    assert days(billing) == [("posted", FILE_DAY)]


def test_a_notice_that_states_its_day_says_nothing_of_it(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    assert codes(billing, era(Clp(sent, CHARGE))) == ("posted", [])


def test_a_notice_without_any_day_waits_whole_until_a_person_says_it(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    told = codes(billing, undated(Clp(sent, CHARGE)))
    assert told == ("parked", ["remittance.day-doubted"])
    assert accounts(billing) == WAITS
    unsaid = accept_remittance(billing.hub, "T1", WHY)
    assert isinstance(unsaid, Refused)
    assert unsaid.codes == ["remittance.day-unsaid"]
    done = accept_beside(billing.hub, "T1", WHY, paid_on=date(2026, 4, 9))
    assert isinstance(done, Exchanged)
    assert days(billing) == [("posted", date(2026, 4, 9))]
    assert "suspense:doubtful-day" not in accounts(billing)
    assert receive(billing, undated(Clp(sent, CHARGE)) + b"\n").outcome == "duplicate"


def test_a_copy_that_states_the_day_takes_the_place_of_one_that_states_none(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, undated(Clp(sent, CHARGE)))
    assert receive(billing, era(Clp(sent, CHARGE))).outcome == "posted"
    assert accounts(billing)["deposit:acme"] == CHARGE
    assert [state for state, _ in days(billing)] == ["posted", "superseded"]
    again = receive(billing, undated(Clp(sent, CHARGE)) + b"\n")
    assert again.outcome == "duplicate"


@pytest.mark.parametrize(("day", "outcome"), [(LAST, "posted"), (TOO_FAR, "parked")])
def test_a_payment_of_a_day_far_ahead_waits_for_a_person(
    billing: Billing, day: str, outcome: str
) -> None:
    (sent,) = send(billing, "M1")
    assert codes(billing, era(Clp(sent, CHARGE), day=day))[0] == outcome


def test_what_was_far_ahead_is_posted_once_its_day_is_near(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    notice = era(Clp(sent, CHARGE), day=TOO_FAR)
    assert receive(billing, notice).outcome == "parked"
    assert receive(billing, notice).outcome == "duplicate"
    later = standing_clock(NOON.replace(day=NOON.day + 1))
    billing.hub.close()
    billing.hub = reopened(billing.hub.settings.folder, later)
    assert receive(billing, notice).outcome == "posted"
    assert days(billing) == [("posted", date(2026, 5, 17))]


@pytest.mark.parametrize("said", [None, date(2026, 4, 12)])
def test_a_person_says_that_the_day_far_ahead_holds_or_which_does(
    billing: Billing, said: date | None
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), day=TOO_FAR))
    done = accept_beside(billing.hub, "T1", WHY, paid_on=said, dry_run=True)
    assert isinstance(done, Exchanged)
    assert accounts(billing) == WAITS
    assert isinstance(accept_beside(billing.hub, "T1", WHY, paid_on=said), Exchanged)
    assert days(billing) == [("posted", said or date(2026, 5, 17))]
    assert accounts(billing)["deposit:acme"] == CHARGE


def test_a_corrected_notice_takes_the_place_of_one_of_a_mistyped_day(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), day="20270410"))
    assert receive(billing, era(Clp(sent, CHARGE), day="20260410")).outcome == "posted"
    assert [state for state, _ in days(billing)] == ["posted", "superseded"]


def test_a_roster_of_a_day_far_ahead_waits_and_may_be_accepted(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000), trace="R-1", day=TOO_FAR))
    assert accounts(billing)["suspense:doubtful-day"] == -10_000
    assert isinstance(accept_beside(billing.hub, "R-1", WHY), Exchanged)
    assert "suspense:doubtful-day" not in accounts(billing)
