"""Whatever moves a partner's account is told by a statement; nothing is told twice."""

from msgspec.structs import replace

from domain.identifiers import PartnerCode
from domain.payments.payout_facts import PayoutPaid
from domain.posting import Entry, partner_account
from domain.statements.statement import StatementIssued
from projections.partner_moves import PARTNER_MOVES
from projections.partner_statement import PARTNER_STATEMENT
from tests.projections.folding import rows
from tests.support.lives import EXAMPLES

_PARTNERS = partner_account(PartnerCode(""))


def test_every_fact_that_moves_a_partners_account_is_told_by_statements() -> None:
    facts = [fact for each in EXAMPLES for stream in each.streams for fact in stream.facts]
    moving = {
        type(fact)
        for fact in facts
        for entry in getattr(fact, "entries", ())
        if entry.account.startswith(_PARTNERS)
    }
    told = {*PARTNER_STATEMENT.facts, *PARTNER_MOVES.facts}
    assert {kind.stored_name for kind in moving - told - {StatementIssued}} == set()
    assert set(PARTNER_STATEMENT.facts).isdisjoint(PARTNER_MOVES.facts)


def _paid(cents: int, account: str) -> PayoutPaid:
    paid = next(
        fact
        for each in EXAMPLES
        for stream in each.streams
        for fact in stream.facts
        if isinstance(fact, PayoutPaid)
    )
    return replace(paid, entries=(Entry(account, cents), Entry("bank", -cents)))


def test_a_payout_takes_from_what_the_partner_is_owed() -> None:
    found = rows(PARTNER_MOVES, [_paid(7500, "partner:LPV"), _paid(500, "partner:LPV")])
    assert [(move.kind, move.number, move.cents) for move in found["LPV"].moves] == [
        ("payout.paid", "LPV-P0001", -7500),
        ("payout.paid", "LPV-P0001", -500),
    ]
    assert {move.paid_as for move in found["LPV"].moves} == {_paid(7500, "partner:LPV").paid_as}


def test_money_given_ahead_moves_no_balance() -> None:
    assert rows(PARTNER_MOVES, [_paid(7500, "advance:LPV")]) == {}
