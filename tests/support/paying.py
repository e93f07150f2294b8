"""Partners that are owed money: claims paid and banked, statements issued, payees confirmed."""

from datetime import date

from adapters.disbursements.answer_columns import common_answers
from adapters.disbursements.file_layout import FileLayout, known_layouts
from domain.identifiers import PartnerCode
from domain.money import show_money
from domain.period import Month
from domain.problem import Refused
from hub.services.agreements.payees import UncheckedPayTo, change_payee, confirm_payee
from hub.services.bank.deposits import record_deposit
from hub.services.payments.disbursements import Sent, send_payouts
from hub.services.payments.payout_answers import AnswersTaken, take_answers
from hub.services.payments.payouts import approve_payouts, find_payouts, propose_payouts
from hub.services.receiving.receiving import receive_file
from hub.services.statements.statements import issue_statement
from hub.wiring import Hub
from projections.payout_status import PayoutStatus
from projections.trial_balance import TRIAL_BALANCE
from tests.support import planted
from tests.support.billing import LPV, ORC, Billing
from tests.support.edi import interchange

ADA, BEN, CLEO = "Ada Keeper", "Ben Second", "Cleo Third"
APRIL = Month(2026, 4)
PLAIN = known_layouts()["plain"]
BY_VOUCHER = UncheckedPayTo("Invented LPV", "voucher", "V-1001")
BY_EFT = UncheckedPayTo(
    "Invented LPV", "eft", "V-1001", planted.ROUTING, planted.BANK_ACCOUNT, "checking"
)


def sent(billing: Billing, member: str, partner: PartnerCode = LPV) -> str:
    """A new claim of a partner, sent; its CLM01."""
    billing.visit(member, partner=partner)
    (number,) = billing.built()
    billing.sent()
    return billing.claim(number).account.sends[-1].sent_as


def notice(
    *claims: tuple[str, str],
    amount: str,
    trace: str = "T1",
    day: str = "20260410",
    kept: tuple[tuple[str, str], ...] = (),
    method: str = "ACH",
) -> bytes:
    """A payment notice: claims with what is paid, and provider adjustments as reason:reference."""
    return interchange(
        [
            f"BPR*I*{amount}*C*{method}*CCP***********{day}",
            f"TRN*1*{trace}*1990000001",
            "N1*PR*ACME HEALTH PLAN*XV*ACME0",
            "N1*PE*EXAMPLETON CARE HUB*XX*1234567893",
            *[f"CLP*{at}*1*{paid}*{paid}**MC*ICN-{at}*11*1" for at, paid in claims],
            *[f"PLB*1234567893*20261231*{about}*{cents}" for about, cents in kept],
        ]
    )


def receive(hub: Hub, content: bytes) -> None:
    """A payment notice comes in and is posted."""
    (found,) = receive_file(hub, content, "f.835").transactions
    assert found.outcome == "posted", found


def banked(hub: Hub, cents: int, trace: str = "T1") -> None:
    """The bank has a deposit."""
    found = record_deposit(hub, bank_on=date(2026, 4, 11), amount=cents, trace=trace)
    assert not isinstance(found, Refused), found


def issue(hub: Hub, code: PartnerCode = LPV, month: Month = APRIL) -> None:
    """The partner's statement for a month is issued."""
    found = issue_statement(hub, code, month, early=True)
    assert not isinstance(found, Refused), found


def confirmed(hub: Hub, code: PartnerCode = LPV, pay_to: UncheckedPayTo = BY_VOUCHER) -> None:
    """Two people said how the partner is paid."""
    assert not isinstance(change_payee(hub, code, pay_to, by=ADA), Refused)
    assert not isinstance(confirm_payee(hub, code, by=BEN), Refused)


def owed(billing: Billing) -> Hub:
    """LPV is owed 42.50 and ORC 34.00, all of it in the bank and stated; both payees confirmed."""
    hub = billing.hub
    # of 50.00 and of 40.00 the hub keeps 15 percent: 7.50 and 6.00
    both = (sent(billing, "M1"), "50.00"), (sent(billing, "M2", ORC), "40.00")
    receive(hub, notice(*both, amount="90.00"))
    banked(hub, 9000)
    for code in (LPV, ORC):
        issue(hub, code)
        confirmed(hub, code)
    return hub


def proposed(hub: Hub, *codes: str) -> dict[str, int]:
    """What is proposed for partners, in cents; none that get nothing."""
    found = propose_payouts(hub, codes, by=ADA)
    assert not isinstance(found, Refused), found
    return {each.payout.number: each.payout.amount for each in found.proposals if each.payout}


def approved(hub: Hub, *codes: str) -> dict[str, int]:
    """What is proposed by one and approved by another."""
    found = proposed(hub, *codes)
    assert not isinstance(approve_payouts(hub, list(found), by=BEN), Refused)
    return found


def accounts(hub: Hub) -> dict[str, int]:
    """What every account holds, debit positive; those at zero left out. They sum to zero."""
    found = {row.account: row.cents for row in hub.projector.live.rows(TRIAL_BALANCE) if row.cents}
    assert sum(found.values()) == 0
    return found


def paid_by_answer(hub: Hub, payouts: dict[str, int], *, warrant: str = "W1") -> None:
    """They are sent in one file, and the answer says that they were paid."""
    sent_file = send_payouts(hub, known_layouts()["plain"], list(payouts))
    assert not isinstance(sent_file, Refused), sent_file
    answers(
        hub,
        *(
            f"{number},paid,{warrant}{at},,{hub.today},{show_money(cents)}"
            for at, (number, cents) in enumerate(payouts.items())
        ),
    )


def answers(hub: Hub, *rows: str) -> AnswersTaken:
    """Answers come back: payout, outcome, number, number replaced, day, amount."""
    found = take_answers(hub, answer_file(*rows), common_answers())
    assert not isinstance(found, Refused), found
    return found


def answer_file(*rows: str) -> bytes:
    """A file of answers as whoever pays gives it."""
    header = "Payout,Outcome,Warrant Number,Replaces,Date,Amount"
    return ("\r\n".join([header, *rows]) + "\r\n").encode()


def payout(hub: Hub, number: str = "LPV-P0001") -> PayoutStatus:
    """A payout as it now stands."""
    found = find_payouts(hub, [number])
    assert not isinstance(found, Refused)
    return found[0]


def codes(answer: object) -> list[str]:
    """Why something was refused."""
    assert isinstance(answer, Refused), answer
    return answer.codes


def written(hub: Hub, layout: FileLayout = PLAIN, *numbers: str) -> Sent:
    """The file that approved payouts were written into."""
    found = send_payouts(hub, layout, numbers)
    assert not isinstance(found, Refused), found
    return found
