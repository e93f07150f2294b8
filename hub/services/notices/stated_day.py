"""The day of a payment notice: as it states it, never the day on which somebody received it."""

from datetime import date, timedelta

from adapters.edi.elements import day
from adapters.edi.envelope import TransactionHeader
from adapters.edi.remittances.read_835 import Survey835
from domain.notices.notice import Notice
from domain.problem import Problem

# unverified default: a month's payment may be announced a month ahead (a transfer is expected
# within three business days of its notice, CAQH CORE 370); a later day is a mistyped one more often
AHEAD_DAYS = 31


def sent_on(header: TransactionHeader) -> date | None:
    """The day on which the file was made (GS04); None where it states none."""
    return day(header.group.date) if header.group else None


def day_stated(survey: Survey835) -> date | None:
    """The day of the payment (BPR16), else of the notice (DTM*405), else of its file (GS04)."""
    return survey.header.effective_on or survey.header.produced_on or survey.sent_on


def why_doubted(survey: Survey835, notice: Notice, today: date) -> Problem | None:
    """Why its day cannot be believed: none is stated, or one that is far ahead."""
    stated = day_stated(survey)
    if stated is None:
        what = "it states no day: neither of the payment, nor of the notice, nor of its file"
        place, fix = "BPR16", "ask the plan for the day of the payment, then say it: "
        say = "hub remittance accept --paid-on DAY"
    elif stated > today + timedelta(days=AHEAD_DAYS):
        what = f"it is of {stated}, more than {AHEAD_DAYS} days ahead; today is {today}"
        place, fix = "BPR16", "ask the plan whether the day is right; receive it again once it is "
        say = "near, or say now which day holds: hub remittance accept --paid-on DAY"
    else:
        return None
    return Problem(
        code="remittance.day-doubted",
        what=what,
        where=f"remittance {notice.trace}, {place}",
        fix=f"{fix}{say}; until then the money waits in suspense",
    )


def told_of_day(survey: Survey835, notice: Notice) -> tuple[Problem, ...]:
    """That the day of its file was taken, where it states no other."""
    header = survey.header
    if header.effective_on or header.produced_on or survey.sent_on is None:
        return ()
    return (
        Problem(
            code="remittance.day-of-the-file",
            what=f"it states no day of payment; taken is {notice.paid_on}, the day of its file",
            where=f"remittance {notice.trace}, BPR16 and GS04",
            fix="if the plan paid on another day, ask it for a corrected notice",
        ),
    )
