"""Payouts written down in the columns of a form."""

from datetime import date

from msgspec.structs import replace

from adapters.disbursements.file_layout import FileLayout, known_layouts, read_layout
from adapters.disbursements.write_file import PayoutRow, write_file
from tests.adapters.disbursements.test_file_layout import OWN
from tests.support import payouts as q
from tests.support import planted

DAY = date(2026, 5, 1)
BY_VOUCHER = PayoutRow(q.POT, q.BY_VOUCHER)
BY_EFT = PayoutRow(replace(q.POT, number="LPV-P0002", amount=1), q.BY_EFT)


def lines(layout: FileLayout, *rows: PayoutRow) -> list[str]:
    return write_file(rows, layout, number="F1", day=DAY).decode("utf-8").splitlines()


def test_amounts_are_exact_to_the_cent_and_the_trailer_holds_their_total() -> None:
    layout = read_layout(OWN, "own.toml")
    assert isinstance(layout, FileLayout)
    assert lines(layout, BY_VOUCHER, BY_EFT) == [
        "Ref,Cents,Fund",
        "LPV-P0001,7500,1100",
        "LPV-P0002,1,1100",
        "T,2,7501",
    ]


def test_bank_numbers_stand_only_where_money_goes_to_a_bank_account() -> None:
    _, voucher, eft = lines(known_layouts()["plain"], BY_VOUCHER, BY_EFT)
    assert "voucher,,,," in voucher
    assert f"eft,{planted.ROUTING},{planted.BANK_ACCOUNT},checking,0.01" in eft


def test_a_name_that_a_spreadsheet_would_run_is_guarded() -> None:
    row = PayoutRow(q.POT, replace(q.BY_VOUCHER, name="=1+1"))
    assert "'=1+1" in lines(known_layouts()["plain"], row)[1]


def test_a_comma_in_a_name_stays_in_its_column() -> None:
    row = PayoutRow(q.POT, replace(q.BY_VOUCHER, name='Care, "Inc"'))
    assert '"Care, ""Inc""",V-1001' in lines(known_layouts()["plain"], row)[1]


def test_printing_a_row_shows_no_bank_account() -> None:
    assert planted.planted_in(repr(BY_EFT)) == []
