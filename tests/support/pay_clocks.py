"""What a person learned of a plan's clock, and every refusal of it."""

from dataclasses import replace
from datetime import date

from domain.identifiers import send_number
from domain.prompt_pay.pay_clock import (
    PAY_CLOCK,
    BringInformation,
    ContestClaim,
    ProveReceipt,
    SentClaim,
)
from tests.support import builders as b
from tests.support.given import Decision, given

TODAY = date(2026, 4, 15)
SENDING = SentClaim(b.CLAIM_ID, b.CLAIM_NUMBER, send_number(b.CLAIM_NUMBER, 1), b.SENT_ON)
PROVE = ProveReceipt(SENDING, date(2026, 3, 10), "letter of the plan, folder 7", TODAY)
CONTEST = ContestClaim(SENDING, date(2026, 3, 20), "the care plan", TODAY)
INFORM = BringInformation(SENDING, date(2026, 3, 27), TODAY)

_CONTESTED = given(PAY_CLOCK).after(CONTEST)

CLOCKS_REFUSED: tuple[Decision, ...] = (
    given(PAY_CLOCK).when(replace(PROVE, received_on=date(2026, 3, 8))),
    given(PAY_CLOCK).when(replace(PROVE, received_on=date(2026, 4, 16))),
    _CONTESTED.when(replace(CONTEST, asked_on=date(2026, 3, 25))),
    given(PAY_CLOCK).when(INFORM),
    _CONTESTED.when(replace(INFORM, arrived_on=date(2026, 3, 19))),
)
