"""Claims sent and paid: what tests of payment notices do and look at."""

from hub.services.receiving.receiving import receive_file
from hub.services.results import TransactionResult
from projections.due_item import DueItem
from projections.due_list import DUE_LIST
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.trial_balance import TRIAL_BALANCE
from tests.support.billing import Billing

CHARGE = 5332  # two units of 98960 U2


def send(billing: Billing, *members: str) -> list[str]:
    """Visits of members billed and sent; the CLM01 of each claim."""
    for member in members:
        billing.visit(member)
    numbers = billing.built()
    billing.sent()
    return [billing.claim(number).account.sends[-1].sent_as for number in numbers]


def receive(billing: Billing, content: bytes) -> TransactionResult:
    """Receive a payment notice; every posting and every remittance must add up after it."""
    (result,) = receive_file(billing.hub, content, "notice.835").transactions
    adds_up(billing)
    return result


def adds_up(billing: Billing) -> None:
    """Every posting and every remittance adds up: each cent that was paid is somebody's."""
    assert sum(accounts(billing).values()) == 0
    for row in billing.hub.projector.live.rows(REMITTANCE_BALANCE):
        assert row.law_holds, row.trace


def accounts(billing: Billing) -> dict[str, int]:
    """What every account holds, debit positive; those at zero left out."""
    rows = billing.hub.projector.live.rows(TRIAL_BALANCE)
    return {row.account: row.cents for row in rows if row.cents}


def due(billing: Billing, kind: str) -> list[DueItem]:
    """What waits for somebody, of one kind."""
    return [item for item in billing.hub.projector.live.rows(DUE_LIST) if item.kind == kind]


def facts(billing: Billing, kind: type) -> list[object]:
    """The facts of a kind, in order."""
    every = (each.fact for page in billing.hub.log.read() for each in page)
    return [fact for fact in every if isinstance(fact, kind)]
