"""Invented programmes, costs and funds, and what may be asked of them."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.braid.cost import (
    AgreeCost,
    Programme,
    ProgrammeKey,
    StateProgramme,
    UnitCost,
    WithdrawCost,
)
from domain.braid.fund import (
    AmendBudget,
    CloseFund,
    DrawFund,
    ReceiveFund,
    RegisterFund,
    ReturnDraw,
)
from domain.braid.fund_terms import FundDraw, FundKey, FundTerms, Need, ProgrammeMonth, Restriction
from domain.period import Month
from tests.support import builders as b

HOME = ProgrammeKey("home-visits")
MARCH = Month(2026, 3)
PROGRAMME = Programme(
    HOME, "Home visits", (b.CHW, b.GROUP), county="Example", population="children 0-5"
)
COST = UnitCost(b.PARTNER_CODE, HOME, 6120, b.YEAR, "budget approved 2025-12-02")
USE = ProgrammeMonth(MARCH, HOME, b.PARTNER_CODE)
NEED = Need("below-cost", b.SERVED_ON, b.SERVED_ON, str(b.CHW), "rate", 3000)
DENIED = Need("denied", b.SERVED_ON, b.SERVED_ON, str(b.CHW), "CO-197", 2000)
TERMS = FundTerms(
    FundKey("prop-10"),
    "Proposition 10",
    "prop-10",
    9,
    b.YEAR,
    Restriction(last_resort=True, note="adds to other money, never takes its place"),
)

STATE = StateProgramme(PROGRAMME)
AGREE = AgreeCost(COST)
WITHDRAW = WithdrawCost(COST, "mistyped")

REGISTER = RegisterFund(TERMS, 100_000)
AMEND = AmendBudget(80_000, "the commission voted it down")
RECEIVE = ReceiveFund("warrant 881", 50_000, date(2026, 1, 15))


def draw(*needs: Need, ordinal: int = 1, **change: Any) -> DrawFund:
    """A draw for March: 122.40 of cost, of which Medi-Cal came to 53.32."""
    drawn = FundDraw(
        fund_key=TERMS.key,
        use=USE,
        ordinal=ordinal,
        programme=PROGRAMME,
        cost=12_240,
        medi_cal=5_332,
        others=0,
        needs=needs or (NEED, DENIED),
        drawn_on=b.PAID_ON,
    )
    return DrawFund(replace(drawn, **change))


NUMBER = "LPV-home-visits-2026-03-1"
RETURN = ReturnDraw(NUMBER, 1_500, "the plan paid after all", b.PAID_ON)
CLOSE = CloseFund(date(2026, 12, 31), "the year is over")
