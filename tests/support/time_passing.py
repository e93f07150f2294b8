"""A hub on a clock that a test moves: what is late depends on the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from hub.clock import HUB_ZONE
from hub.services.receiving.receiving import receive_file
from tests.support import answers
from tests.support.billing import ACME, Billing, ready_hub
from tests.support.eras import Clp, Plb, era

SENT = date(2026, 3, 5)


class MovedClock:
    """Noon of the day it was set to."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self) -> datetime:
        """The present instant."""
        return datetime.combine(self.day, time(12), tzinfo=HUB_ZONE)


@dataclass
class Office:
    """A hub and its clock; its claims are sent on 2026-03-05 to the plan acme."""

    billing: Billing
    clock: MovedClock

    def on(self, day: str) -> None:
        """It is this day, like ``05-08``, of 2026."""
        self.clock.day = date.fromisoformat(f"2026-{day}")

    def sent(self, *members: str) -> list[str]:
        """The CLM01s of one claim for each member, each of one line of 53.32."""
        for member in members or ("M1",):
            self.billing.visit(member)
        return self.billed()

    def billed(self) -> list[str]:
        """The CLM01s of the claims for all that waits."""
        numbers = self.billing.built()
        self.billing.sent(ACME)
        return [self.billing.claim(number).account.sends[-1].sent_as for number in numbers]

    def received(self, content: bytes) -> None:
        """A file comes in."""
        receive_file(self.billing.hub, content, "a-file")

    def heard(
        self,
        *sent_as: str,
        category: str = "A2",
        sender: bytes = b"ACMEINVENTED",
        source: bytes = b"",
    ) -> None:
        """A 277CA says that claims arrived on 2026-03-09.

        It comes from `sender`; `source` is who speaks in it by its own word, nobody where empty.
        """
        told = answers.about_claims([(each, category) for each in sent_as])
        told = told.replace(b"ACMEINVENTED".ljust(15), sender.ljust(15))
        if source:
            level = b"HL*9**20*1~\nNM1*AY*2*A SOURCE*****46*" + source + b"~\n"
            told = told.replace(b"HL*1**PT", level + b"HL*1*9*PT").replace(b"SE*8*", b"SE*10*")
        self.received(told)

    def paid(self, day: str, *claims: Clp, plb: Iterable[Plb] = ()) -> None:
        """A remittance of this day, like ``05-08``, comes in by then; the day is its trace too."""
        self.clock.day = max(self.clock.day, date.fromisoformat(f"2026-{day}"))
        stated = f"2026{day.replace('-', '')}"
        self.received(era(*claims, plb=tuple(plb), day=stated, trace=f"T{stated}"))


def office(folder: Path) -> Office:
    """A hub in `folder`, on the day on which its claims will be sent."""
    clock = MovedClock(SENT)
    return Office(ready_hub(folder, clock), clock)


def answered_line(sent_as: str, line: int, cents: str) -> tuple[str, ...]:
    """A line of a claim payment that is paid in full, under our own line number."""
    return (f"SVC*HC:98960:U2*{cents}*{cents}**2", f"REF*6R*{sent_as}{line:02d}")
