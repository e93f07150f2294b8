"""What the statements of a year come to."""

from datetime import date

from msgspec.structs import replace

from domain.books.fiscal_year import FiscalYear
from domain.statements.statement_parts import OtherMove, year_sums
from tests.support.statements import statement

YEAR = FiscalYear(2025, 7)
DAY = date(2026, 3, 31)


def test_what_a_partner_paid_the_hub_is_not_told_as_paid_to_it() -> None:
    moves = (
        OtherMove("payout.paid/P1/0", "payout.paid", "P1", DAY, -6800),
        OtherMove("payout.voided/P1/1", "payout.voided", "P1", DAY, 6800),
        OtherMove("payout.paid/P2/2", "payout.paid", "P2", DAY, -5000),
        OtherMove("partner-debt.paid/D1/3", "partner-debt.paid", "D1", DAY, 3750),
    )
    sums = year_sums(YEAR, (), 0, moves)
    assert (sums.paid_out, sums.repaid) == (5000, 3750)


def test_what_was_paid_anew_at_another_price_is_not_told_as_taken_back() -> None:
    (line,) = statement().lines
    undone = replace(line, kind="reversal", net=-6800, repriced=True)
    again = replace(line, net=7000, repriced=True)
    taken = replace(line, kind="takeback", net=-100)
    sums = year_sums(YEAR, (line, undone, again, taken), 0, ())
    assert (sums.net, sums.taken_back) == (6900, -100)
