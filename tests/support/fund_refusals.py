"""Every refusal of programmes, costs and funds."""

from datetime import date

from msgspec.structs import replace

from domain.braid.cost import COST_BOOK, AgreeCost, ProgrammeKey, StateProgramme
from domain.braid.fund import FUND, AmendBudget, ReceiveFund, RegisterFund, ReturnDraw
from domain.braid.fund_terms import GAP_KINDS, Restriction
from domain.period import Period
from tests.support import builders as b
from tests.support import funds as f
from tests.support.given import Decision, given

BACKWARDS = Period(date(2026, 5, 1), date(2026, 4, 1))
DOULA = replace(f.PROGRAMME, key=ProgrammeKey("doula"))
STATED = given(COST_BOOK).after(f.STATE, StateProgramme(replace(DOULA, services=(b.GROUP,))))
COSTED = STATED.after(f.AGREE)
OPEN = given(FUND).after(f.REGISTER, f.RECEIVE)
DRAWN = OPEN.after(f.draw())
EAGER = Restriction(pays_for=GAP_KINDS, last_resort=True)
ELSEWHERE = replace(f.TERMS, is_banked=False)

FUND_REFUSED: tuple[Decision, ...] = (
    given(COST_BOOK).when(StateProgramme(replace(f.PROGRAMME, services=(), minutes_per_unit=0))),
    given(COST_BOOK).when(f.AGREE),
    STATED.when(
        AgreeCost(
            replace(f.COST, per_unit=-1, period=BACKWARDS, service=replace(b.CHW, modifiers=()))
        )
    ),
    COSTED.when(AgreeCost(replace(f.COST, per_unit=7000))),
    COSTED.when(AgreeCost(replace(f.COST, programme=DOULA.key))),
    STATED.when(f.WITHDRAW),
    given(FUND).when(RegisterFund(replace(f.TERMS, period=BACKWARDS, restriction=EAGER), -1)),
    given(FUND).when(f.AMEND),
    OPEN.when(RegisterFund(f.TERMS, 90_000)),
    DRAWN.when(AmendBudget(4_999, "less")),
    OPEN.when(ReceiveFund("warrant 881", 1, b.PAID_ON)),
    given(FUND).after(RegisterFund(ELSEWHERE, 0)).when(ReceiveFund("warrant 882", 0, b.PAID_ON)),
    OPEN.when(f.draw(replace(f.NEED, cents=0))),
    OPEN.when(f.draw(replace(f.NEED, cents=100_001), cost=200_000)),
    OPEN.when(f.draw(replace(f.NEED, kind="waiting", reason="plan"))),
    OPEN.when(f.draw(replace(f.NEED, cents=6_909))),
    DRAWN.when(f.draw(f.NEED)),
    DRAWN.when(ReturnDraw("LPV-home-visits-2026-03-9", 0, "paid", b.PAID_ON)),
    DRAWN.when(ReturnDraw(f.NUMBER, 5_001, "paid", b.PAID_ON)),
    DRAWN.after(f.CLOSE).when(f.AMEND),
)
