"""Payees, payouts, files and the hub's own money: examples of each, and every refusal of them."""

from dataclasses import replace
from datetime import date

from msgspec.structs import replace as restated

from domain.identifiers import ArchiveId, DisbursementId, PartnerCode, PartnerId, PayoutId
from domain.payments.bank_account import bank_account
from domain.payments.disbursement import (
    DISBURSEMENT,
    DisbursedPayout,
    DisbursementFile,
    WriteDisbursement,
)
from domain.payments.hub_advance import (
    HUB_ADVANCE,
    ApproveHubAdvance,
    AskHubAdvance,
    ReturnHubAdvance,
)
from domain.payments.payee import PAYEE, W9, ChangePayee, ConfirmPayee, DropChange, PayTo, RecordW9
from domain.payments.payout import (
    PAYOUT,
    ApprovePayout,
    CancelPayout,
    HoldPayout,
    ProposePayout,
    ReleasePayout,
    SendPayout,
)
from domain.payments.payout_answers import TellCleared, TellPaid, TellReissued, TellVoided
from domain.payments.payout_facts import Payout
from tests.support import planted
from tests.support.given import Decision, given

LPV = PartnerCode("LPV")
ASKER, SECOND = "Ada Keeper", "Ben Second"
MAY_1, MAY_5, MAY_9, JUNE_1 = (date(2026, *day) for day in ((5, 1), (5, 5), (5, 9), (6, 1)))

BANK = bank_account(planted.ROUTING, planted.BANK_ACCOUNT, "checking")
BY_VOUCHER = PayTo("Invented LPV", "voucher", "V-1001")
BY_EFT = PayTo("Invented LPV", "eft", "V-1001", BANK)
W9_ON_FILE = W9("on-file", "ein", date(2026, 1, 5))

CHANGE = ChangePayee(LPV, BY_VOUCHER, ASKER)
CONFIRM = ConfirmPayee(SECOND)
TO_EFT = ChangePayee(LPV, BY_EFT, SECOND)
DROP = DropChange(ASKER)
FORM = RecordW9(LPV, W9_ON_FILE)

POT = Payout(
    PayoutId("payout-1"),
    "LPV-P0001",
    PartnerId("LPV"),
    LPV,
    "statement",
    "LPV-2026-04",
    7500,
    MAY_1,
)
SEED = restated(POT, payout_id=PayoutId("payout-2"), kind="advance", about="seed money", amount=500)
PROPOSE = ProposePayout(POT, ASKER, 7500)
HOLD = HoldPayout("person", "the partner asked us to wait")
HOLD_PAYEE = HoldPayout("payee", "the payee is being changed")
RELEASE, RELEASE_PAYEE = ReleasePayout("person"), ReleasePayout("payee")
APPROVE = ApprovePayout(SECOND, MAY_1, 7500)
SEND = SendPayout("D000001", BY_VOUCHER.recipient, MAY_1, 7500)
CANCEL = CancelPayout("proposed for the wrong month")
PAID = TellPaid("W1001", MAY_5, 7500, JUNE_1)
CLEARED = TellCleared("W1001", MAY_9, 7500, JUNE_1)
VOIDED = TellVoided("W1001", MAY_9, 7500, JUNE_1)
VOIDED_BEFORE = replace(VOIDED, on=MAY_5)
STALE = TellVoided("W1001", MAY_9, 7500, JUNE_1, because="stale")
REISSUED = TellReissued("W1002", MAY_9, 7500, JUNE_1, replaces="W1001")

FILE = DisbursementFile(
    DisbursementId("disbursement-1"),
    "D000001",
    "plain",
    "D000001-plain.csv",
    ArchiveId("archive-9"),
    (DisbursedPayout(POT.payout_id, POT.number, 7500),),
    7500,
    MAY_1,
)
WRITE = WriteDisbursement(FILE)

ASK = AskHubAdvance(LPV, "transfer 881", 5000, MAY_1, ASKER, MAY_5)
AGREE = ApproveHubAdvance("transfer 881", SECOND)
GIVE_BACK = ReturnHubAdvance("transfer 990", 2000, MAY_9, ASKER, 2000, JUNE_1)

PAYEE_LIVES = (
    (CHANGE, CONFIRM, TO_EFT, DROP, FORM),
    (FORM, CHANGE, DROP),
    (CHANGE, CONFIRM, TO_EFT),
)
PAYOUT_LIVES = (
    (PROPOSE, HOLD, HOLD_PAYEE, RELEASE, RELEASE_PAYEE, APPROVE, SEND, PAID, CLEARED),
    (PROPOSE, APPROVE, SEND, VOIDED, PAID, REISSUED),
    (PROPOSE, APPROVE, SEND, PAID, REISSUED),
    (PROPOSE, APPROVE, SEND, PAID, REISSUED, VOIDED_BEFORE),
    (PROPOSE, APPROVE, HOLD, CANCEL),
)
HUB_ADVANCE_LIVES = ((ASK, AGREE, GIVE_BACK),)

_SENT = given(PAYOUT).after(PROPOSE, APPROVE, SEND)
_GIVEN = given(HUB_ADVANCE).after(ASK, AGREE)
_TWICE = (FILE.payouts[0], FILE.payouts[0])

PAYOUTS_REFUSED: tuple[Decision, ...] = (
    given(PAYEE).when(CONFIRM),
    given(PAYEE).when(ChangePayee(LPV, PayTo(" ", "eft"), "")),
    given(PAYEE).after(CHANGE).when(ConfirmPayee(" ada  keeper")),
    given(PAYEE).when(RecordW9(LPV, W9("on-file", "", None))),
    given(PAYEE).when(RecordW9(LPV, W9("exempt"))),
    given(PAYOUT).when(APPROVE),
    given(PAYOUT).when(replace(PROPOSE, payout=restated(POT, amount=0))),
    given(PAYOUT).when(replace(PROPOSE, room=6000)),
    given(PAYOUT).after(PROPOSE, HOLD).when(APPROVE),
    _SENT.when(CANCEL),
    _SENT.when(replace(PAID, amount=7400, on=date(2026, 6, 2))),
    _SENT.after(PAID).when(replace(PAID, on=MAY_9)),
    _SENT.after(PAID).when(replace(PAID, paid_as="W1002")),
    _SENT.after(PAID, CLEARED).when(VOIDED),
    _SENT.after(PAID).when(replace(VOIDED, on=MAY_1)),
    _SENT.when(replace(REISSUED, replaces="W1002")),
    _SENT.after(REISSUED).when(replace(REISSUED, paid_as="W1001", replaces="W1002")),
    _SENT.after(PAID, replace(VOIDED, paid_as="W1002")).when(REISSUED),
    given(DISBURSEMENT).when(WriteDisbursement(restated(FILE, payouts=(), total=0))),
    given(DISBURSEMENT).when(WriteDisbursement(restated(FILE, payouts=_TWICE))),
    given(DISBURSEMENT).after(WRITE).when(WriteDisbursement(restated(FILE, form="county"))),
    given(HUB_ADVANCE).when(AGREE),
    given(HUB_ADVANCE).when(replace(ASK, amount=0, bank_on=JUNE_1)),
    given(HUB_ADVANCE).after(ASK).when(replace(ASK, amount=6000)),
    _GIVEN.when(replace(GIVE_BACK, free=1500)),
)
