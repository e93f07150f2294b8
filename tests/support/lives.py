"""For every decider: lives that pass through all its states, and an example of every command."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec.structs import replace

from domain import evidence, received_file
from domain.agreements import contract, fee_schedule, partner, pay_terms, plan
from domain.books import books
from domain.braid import cost, fund
from domain.care import authorization, encounter, lead_care, member
from domain.claims import claim
from domain.decider import Decider
from domain.identifiers import (
    ArchiveId,
    ClaimId,
    ContractId,
    DepositId,
    Npi,
    ReceivedFileId,
    RemittanceId,
    Tin,
)
from domain.months import member_month, month_split, roster_row
from domain.notices import deposit, parked_money, remittance
from domain.notices.remittance import Outcome
from domain.payments import disbursement, hub_advance, partner_debt, payee, payout, refund
from domain.period import Month
from domain.prompt_pay import pay_clock
from domain.received_file import TransactionReceipt
from domain.sending import acknowledgement, submission
from domain.statements import fee_invoice, statement
from tests.support import builders as b
from tests.support import fee_invoices as v
from tests.support import funds as f
from tests.support import months as m
from tests.support import pay_clocks as p
from tests.support import pay_rules as r
from tests.support import payouts as q
from tests.support import planted, refunds
from tests.support import splits as s
from tests.support.given import Given, given
from tests.support.statements import statement as issued_statement


@dataclass(frozen=True)
class Example:
    """Commands that a stream may be given from nothing, and others to try on it."""

    decider: Decider[Any, Any, Any]
    lives: tuple[tuple[object, ...], ...]
    others: tuple[object, ...] = ()

    @property
    def commands(self) -> tuple[object, ...]:
        """Every command that occurs, each once."""
        every = [*(command for life in self.lives for command in life), *self.others]
        return tuple(each for at, each in enumerate(every) if each not in every[:at])

    @property
    def streams(self) -> tuple[Given, ...]:
        """The stream after every step of every life."""
        return tuple(
            given(self.decider).after(*life[:steps])
            for life in self.lives
            for steps in range(len(life) + 1)
        )


_JOIN = partner.JoinPartner(b.DETAILS, date(2026, 1, 1))
_SUSPEND = partner.SuspendPartner(date(2026, 2, 1), "insurance lapsed")
_REINSTATE = partner.ReinstatePartner(date(2026, 3, 1))
_LEAVE = partner.LeavePartner(date(2026, 9, 1))
_BILLS = partner.StateBilling(Npi("1234567893"), Tin("123456789"), b.BILLS_AS)

_ADOPT = plan.AdoptPlan(b.PLAN_ID, b.PROFILE)
_RENAMED = plan.AdoptPlan(b.PLAN_ID, replace(b.PROFILE, name="Acme Health of California"))

_AGREE = contract.AgreeContract(b.AGREEMENT)
_END = contract.EndContract(date(2026, 6, 30))
_CANCEL = contract.CancelContract(0, "agreed with the wrong plan")
_REPLACE = contract.ReplaceContract(date(2026, 5, 1), ContractId("contract-2"))
_DECLINE = contract.DeclineTerms((b.CLAIM_ID,), "settled with the partner")
_INSTEAD = contract.ReplaceContract(b.YEAR.first_day, ContractId("contract-3"))

_PUBLISH = fee_schedule.PublishRate(b.PLAN_ID, b.PLAN_KEY, b.RATE)
_WITHDRAW = fee_schedule.WithdrawRate(b.PLAN_KEY, b.RATE, "mistyped")
_STOP = fee_schedule.EndRate(b.PLAN_KEY, b.CHW, date(2026, 6, 30), "plan notice of 2026-05-20")

_REGISTER = member.RegisterMember(b.MEMBER_ID, b.MEMBER)
_COVER = member.CoverMember(b.COVERAGE)
_NUMBER = member.NumberMember(b.PLAN_KEY, "PM-0007")
_DISOWN = member.DisownNumber(b.PLAN_KEY, "PM-0007")
_MOVED = member.CorrectMember(replace(b.MEMBER, street=f"{planted.STREET}, 2"))

_GRANT = authorization.GrantAuthorization(b.GRANT)
_RESERVE = authorization.ReserveUnits(b.CLAIM_ID, 4)
_USE = authorization.UseUnits(b.CLAIM_ID, used=2, reserved=0)

_RECORD = encounter.RecordEncounter(b.REPORT, None)
_UNBILLED = encounter.RecordEncounter(replace(b.REPORT, member_id=None), "no-cin")
_RESTATE = encounter.CorrectEncounter(replace(b.REPORT, content="content-2"), None)
_HOLD_VISIT = encounter.HoldEncounter((b.PROBLEM,))
_CLAIM_VISIT = encounter.ClaimEncounter(b.CLAIM_ID, 1)
_FREE = encounter.FreeEncounter(b.CLAIM_ID)

_OPEN = b.open_claim()
_OPEN_MONTH = b.open_claim(terms=b.MONTHLY)
_HOLD = claim.HoldClaim((b.PROBLEM,))
_PLACEMENT = parked_money.Placement(
    ClaimId("claim-1"), b.CLAIM_NUMBER, b.FOREIGN.posting_id, b.FOREIGN.amount
)
_REFUSE = parked_money.RefuseMoney(parked_money.NOT_TAKEN, (b.PROBLEM,))
_TAKE_OUT = claim.HoldClaim((b.PROBLEM,), leaves=b.BATCH.batch_id)
_FEWER = b.correct(b.line(units=1, charge=4000))
_VOID = claim.VoidClaim("billed in error")
_ACCEPTED = (b.accept_twice(), b.accept_terms(), b.penalty())
_CLOSE = claim.CloseClaim("not worth an appeal")

_BUILD = submission.BuildBatch(b.BATCH)
_TWO = (b.CLAIM_ID, ClaimId("claim-2"))
_BUILD_TWO = submission.BuildBatch(replace(b.BATCH, claims=_TWO, charge=13000))
_SHORTEN = submission.ShortenBatch(_TWO[:1], 8000)
_EMPTY = submission.ShortenBatch((), 0)
_WRITE = submission.WriteBatch(b.BATCH.claims, ArchiveId("archive-2"), "acme-7.txt", 1200)
_TA1 = submission.AcknowledgeBatch("TA1", "accepted", b.SENT_ON, b.SOURCE)
_999 = submission.AcknowledgeBatch("999", "partial", b.SENT_ON, None)

_PARK = remittance.ParkRemittance(b.UNBALANCED, "unbalanced")
_START = remittance.StartPosting(b.NOTICE, 3)
_SUPERSEDE = remittance.SupersedeRemittance(RemittanceId("remittance-corrected"))
_FIRST = remittance.PostChunk(1, 3, Outcome(2, 1, 0))
_LAST = remittance.PostChunk(4, 5, Outcome(1, 0, 1))
_FINISH = remittance.FinishPosting(())
_BANKED = remittance.MatchDeposit(DepositId("deposit-1"), b.PAID_ON, 8000)
_UNBANKED = remittance.UnmatchDeposit(DepositId("deposit-1"))

_DISMISS = remittance.DismissRemittance("the first file holds")
_REOPEN = remittance.ReopenRemittance("both hold after all")
_CONFLICT = remittance.ParkRemittance(b.NOTICE, "conflict")
_ACCEPT = remittance.AcceptRemittance(RemittanceId("remittance-first"), "the plan said so")
_WITHDRAW_ALL = remittance.WithdrawRemittance(RemittanceId("remittance-second"), "the plan said so")
_WITHDRAWN = remittance.FinishWithdrawal()

_CLOSE_MARCH = books.CloseMonth(b.month_report(), date(2026, 5, 1), 0)
_APRIL = b.month_report(Month(2026, 4), 9, opening=800)
_CLOSE_APRIL = books.CloseMonth(_APRIL, date(2026, 5, 1), 0)
_REOPEN_MARCH = books.ReopenMonth(b.MARCH, 20, "a rate was wrong", "A. Keeper", b.PAID_ON)

_REMITTANCE = RemittanceId("remittance-1")
_RECEIPT = TransactionReceipt(1, "835", "0001", "posted", "remittance-1")

EXAMPLES = (
    Example(partner.PARTNER, ((_JOIN, _BILLS, _SUSPEND, _REINSTATE, _LEAVE),)),
    Example(plan.PLAN, ((_ADOPT, _RENAMED),)),
    Example(
        contract.CONTRACT,
        ((_AGREE, _DECLINE, _END), (_AGREE, _CANCEL), (_AGREE, _REPLACE), (_AGREE, _INSTEAD)),
    ),
    Example(fee_schedule.FEE_SCHEDULE, ((_PUBLISH, _WITHDRAW), (_PUBLISH, _STOP))),
    Example(member.MEMBER, ((_REGISTER, _COVER, _MOVED, _NUMBER, _DISOWN),)),
    Example(
        authorization.AUTHORIZATION,
        ((_GRANT, _RESERVE, _USE),),
        (authorization.ReserveUnits(ClaimId("claim-2"), 11),),
    ),
    Example(
        encounter.ENCOUNTER,
        ((_RECORD, _HOLD_VISIT, _RESTATE, _CLAIM_VISIT, _FREE), (_UNBILLED,)),
        (encounter.FreeEncounter(ClaimId("claim-2")),),
    ),
    Example(
        claim.CLAIM,
        (
            (_OPEN, _HOLD, b.submit(), b.receive(accepted=False), b.receive(control="P1")),
            (_OPEN, b.submit(), b.reject(), _FEWER, b.submit(2), b.pay(b.answer(1, 0))),
            (_OPEN, b.submit(), b.pay(b.answer()), _FEWER, b.submit(3), b.undo(), b.interest()),
            (_OPEN, b.submit(), b.pay(b.answer()), b.take(-8000), b.take(), _VOID, b.submit(4)),
            (_OPEN, b.submit(), b.pay(b.answer()), b.refund(), b.receipt(), b.unpost()),
            (_OPEN, b.submit(), b.pay(b.answer(1, 0)), _CLOSE),
            (_OPEN, b.submit(), b.reject(), _VOID),
            (_OPEN, b.submit(), _TAKE_OUT, b.submit(2)),
            (_OPEN, b.submit(), b.pay(b.answer()), _VOID, b.submit(2), b.undo(), b.unpost("r2/1")),
            (_OPEN, b.submit(), b.pay(b.answer()), b.pay(b.answer(), place="r6/1"), *_ACCEPTED),
            (_OPEN_MONTH, b.submit(), b.pay(b.answer(1, 0)), b.month("r0/1")),
        ),
    ),
    Example(submission.SUBMISSION, ((_BUILD, _WRITE, _TA1, _999), (_BUILD_TWO, _SHORTEN, _EMPTY))),
    Example(
        acknowledgement.ACKNOWLEDGEMENT, ((acknowledgement.RecordAcknowledgement(b.RECEIPT),),)
    ),
    Example(
        remittance.REMITTANCE,
        (
            (_PARK, _START, _FIRST, _LAST, _FINISH, _BANKED, _UNBANKED),
            (_PARK, _SUPERSEDE),
            (_CONFLICT, _ACCEPT, _START, _FIRST, _LAST, _FINISH),
            (_CONFLICT, _DISMISS, _REOPEN),
            (_PARK, _DISMISS, _START, _FIRST, _LAST, _FINISH),
            (_START, _FIRST, _LAST, _FINISH, _BANKED, _WITHDRAW_ALL, _WITHDRAWN, _UNBANKED),
        ),
    ),
    Example(
        parked_money.PARKED_MONEY,
        (
            (
                parked_money.ParkMoney(b.FOREIGN, (b.PROBLEM,)),
                parked_money.PlaceMoney((_PLACEMENT,), "number"),
                parked_money.DisplaceMoney("it is about another claim"),
            ),
            (
                parked_money.ParkMoney(b.FOREIGN, (b.PROBLEM,)),
                parked_money.ReleaseMoney("payable:acme", b.PAID_ON, "it was never ours"),
                parked_money.ReturnMoney(b.PAID_ON, "the cheque came back"),
            ),
            (
                parked_money.ParkMoney(b.FOREIGN),
                _REFUSE,
                parked_money.PlaceMoney((_PLACEMENT,), "person"),
            ),
        ),
        (parked_money.PlaceMoney((), "person"),),
    ),
    Example(refund.REFUND, ((refunds.PROPOSE, refunds.APPROVE, refunds.SEND, refunds.VOID),)),
    Example(
        member_month.MEMBER_MONTH,
        (
            (m.open_month(), m.row(), m.row(-4_000, "p2/1"), m.claim_pays("r0/1")),
            (m.open_month(), m.row(), m.undo()),
        ),
    ),
    Example(roster_row.ROSTER_ROW, ((m.PARK_ROW, m.PLACE_ROW, m.UNPLACE_ROW),)),
    Example(evidence.EVIDENCE, ((m.KEEP_PAGE,),)),
    Example(month_split.MONTH_SPLIT, s.SPLIT_LIVES),
    Example(lead_care.LEAD_CARE, ((s.LEAD,),)),
    Example(
        deposit.DEPOSIT,
        (
            (
                deposit.RecordDeposit(b.BANK_LINE, b.BANK_LINE.bank_on),
                deposit.MatchRemittance(_REMITTANCE, b.PLAN_KEY, 8000, "trace"),
                deposit.MatchRemittance(_REMITTANCE, b.PLAN_KEY, 8000, "person"),
                deposit.UnmatchRemittance(_REMITTANCE, "person"),
            ),
            (
                deposit.RecordDeposit(b.TYPED_LINE, b.BANK_LINE.bank_on),
                deposit.RecordDeposit(b.BANK_LINE, b.BANK_LINE.bank_on),
            ),
        ),
    ),
    Example(
        statement.STATEMENT,
        ((statement.IssueStatement(issued_statement(), b.PAID_ON, early=True),),),
    ),
    Example(fee_invoice.FEE_INVOICES, ((v.ISSUE, v.PAY, v.NEXT, v.UNDO),)),
    Example(
        partner_debt.PARTNER_DEBT,
        (
            (r.ASK_DEBT, r.receive(r.IN_PART)),
            (r.ASK_DEBT, r.receive(r.IN_FULL)),
        ),
    ),
    Example(
        pay_terms.PAY_TERMS,
        ((r.agree(r.RESERVE), r.agree(r.ADVANCE), r.agree(r.DEBT)),),
    ),
    Example(payee.PAYEE, q.PAYEE_LIVES),
    Example(payout.PAYOUT, q.PAYOUT_LIVES, (q.STALE,)),
    Example(disbursement.DISBURSEMENT, ((q.WRITE,),)),
    Example(hub_advance.HUB_ADVANCE, q.HUB_ADVANCE_LIVES),
    Example(
        received_file.RECEIVED_FILE,
        (
            (
                received_file.RecordFile(ReceivedFileId("f1"), ArchiveId("archive-1"), (_RECEIPT,)),
                received_file.RecordFile(ReceivedFileId("f1"), ArchiveId("archive-1"), (_RECEIPT,)),
            ),
        ),
    ),
    Example(
        books.BOOKS, ((_CLOSE_MARCH, _REOPEN_MARCH, _CLOSE_MARCH), (_CLOSE_MARCH, _CLOSE_APRIL))
    ),
    Example(cost.COST_BOOK, ((f.STATE, f.AGREE, f.WITHDRAW),)),
    Example(
        fund.FUND,
        ((f.REGISTER, f.RECEIVE, f.AMEND, f.draw(), f.RETURN, f.CLOSE),),
        (f.draw(f.NEED, ordinal=2),),
    ),
    Example(pay_clock.PAY_CLOCK, ((p.PROVE, p.CONTEST, p.INFORM),)),
)
