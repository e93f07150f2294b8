"""Rules of debits, credits and the names of accounts."""

import pytest

from domain.books.account_class import class_of
from domain.identifiers import PartnerCode
from domain.posting import (
    BANK,
    Entry,
    advance_account,
    balanced,
    hub_advance_account,
    partner_account,
    reserve_account,
    reversed_entries,
)

_LPV = PartnerCode("LPV")


def test_an_entry_of_zero_is_left_out() -> None:
    kept = balanced((Entry(BANK, 0), Entry(BANK, 5), Entry(partner_account(_LPV), -5)))
    assert kept == (Entry(BANK, 5), Entry(partner_account(_LPV), -5))


def test_a_posting_off_zero_stops() -> None:
    with pytest.raises(AssertionError, match="off zero"):
        balanced((Entry(BANK, 5), Entry(partner_account(_LPV), -4)))


def test_a_posting_and_its_reverse_move_nothing() -> None:
    entries = (Entry(BANK, 5, 1), Entry(partner_account(_LPV), -5, 1))
    moved = [(e.account, e.line, e.cents) for e in (*entries, *reversed_entries(entries))]
    assert sum(cents for _, _, cents in moved) == 0
    assert reversed_entries(reversed_entries(entries)) == entries


def test_what_is_held_back_stays_the_partners_and_what_was_lent_the_hubs() -> None:
    assert class_of(reserve_account(_LPV)) == "pass-through"
    assert class_of(advance_account(_LPV)) == "own"
    assert class_of(hub_advance_account(_LPV)) == "own"


def test_no_two_kinds_of_account_of_a_partner_share_a_name() -> None:
    names = {
        name(_LPV)
        for name in (partner_account, reserve_account, advance_account, hub_advance_account)
    }
    assert names == {"partner:LPV", "reserve:LPV", "advance:LPV", "hub-advance:LPV"}
