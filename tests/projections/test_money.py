"""The same cents, whether asked by account, by remittance, by partner or by claim."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain.claims.claim import CLAIM, CorrectClaim
from domain.claims.claim_money import PostInterest
from domain.claims.claim_recoveries import PostTakeback
from domain.notices.remittance import REMITTANCE, ParkRemittance, StartPosting
from projections.partner_ledger import PARTNER_LEDGER
from projections.partner_statement import PARTNER_STATEMENT, MovedPart
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.trial_balance import TRIAL_BALANCE
from tests.projections.folding import only, rows
from tests.projections.life import a_whole_life
from tests.projections.stories import (
    HALF_UNITS,
    NO_AUTHORIZATION,
    Story,
    answered_line,
    claim_id,
    deposited,
    line,
    money,
    notice,
    payment,
    posted,
    sent,
    unmatched,
)

LIFE = a_whole_life().facts


@given(st.integers(0, len(LIFE)))
def test_all_accounts_together_come_to_zero_at_every_position(position: int) -> None:
    assert sum(row.cents for row in rows(TRIAL_BALANCE, LIFE[:position]).values()) == 0


def test_the_ledger_of_a_partner_adds_up_to_its_account() -> None:
    owed: Counter[str] = Counter()
    for row in rows(PARTNER_LEDGER, LIFE).values():
        owed[row.partner_code] += row.owed
    balances = rows(TRIAL_BALANCE, LIFE)
    assert dict(owed) == {code: -balances[f"partner:{code}"].cents for code in ("LPV", "OAK")}


def test_the_parts_of_a_claim_add_up_to_what_its_partner_is_owed() -> None:
    owed: Counter[str] = Counter()
    for row in rows(PARTNER_LEDGER, LIFE).values():
        owed[row.claim_id] += row.owed
    claims = rows(PARTNER_STATEMENT, LIFE).values()
    nets = {
        each.claim_id: sum(part.net for moved in each.movements for part in moved.parts)
        for each in claims
    }
    assert {at: net for at, net in nets.items() if at in owed} == dict(owed)
    assert not any(net for at, net in nets.items() if at not in owed)


def test_every_cent_of_a_remittance_is_somebodys_once_it_is_posted() -> None:
    balances = rows(REMITTANCE_BALANCE, LIFE)
    assert {at: row.state for at, row in balances.items()} == {
        "remittance-0": "parked",
        "remittance-1": "posted",
        "remittance-2": "posted",
    }
    assert all(row.law_holds for row in balances.values())


def test_a_remittance_shows_how_its_claims_were_placed_and_when_the_bank_had_it() -> None:
    first = rows(REMITTANCE_BALANCE, LIFE)["remittance-1"]
    assert (first.matched, first.unmatched, first.parked) == (4, 1, 0)
    assert (first.suspense, first.hub_own, first.carried) == (7_667, 600, 33)
    assert [part.deposit_id for part in first.bank_parts] == ["deposit-of-remittance-1"]


def test_a_remittance_that_is_being_posted_does_not_hold_the_law_yet() -> None:
    story = Story()
    sent(story)
    story.ask(REMITTANCE, "remittance-1", StartPosting(notice(), 5_000))
    assert only(REMITTANCE_BALANCE, story.facts).state == "posting"
    assert not only(REMITTANCE_BALANCE, story.facts).law_holds


def test_a_balanced_copy_leaves_nothing_of_the_parked_one() -> None:
    story = Story()
    parked = notice(deposit=9_000, paid=1)
    story.ask(REMITTANCE, "remittance-1", ParkRemittance(parked, "unbalanced"))
    before = only(REMITTANCE_BALANCE, story.facts)
    assert (before.state, before.because, before.residual) == ("parked", "unbalanced", 8_999)
    posted(story, notice(), parked=[unmatched(1, 10_000)])
    after = only(REMITTANCE_BALANCE, story.facts)
    assert (after.state, after.because, after.suspense) == ("posted", None, 10_000)
    assert after.law_holds


def test_money_that_no_bank_moves_comes_to_zero_over_the_carried_account() -> None:
    story = Story()
    stated = notice(moves_bank_money=False)
    story.ask(REMITTANCE, "remittance-1", ParkRemittance(stated, "payee"))
    row = only(REMITTANCE_BALANCE, story.facts)
    assert (row.carried, row.suspense, row.law_holds) == (-10_000, 10_000, True)


def test_a_matched_deposit_moves_from_the_plan_to_the_bank() -> None:
    story = Story()
    posted(story, notice(), parked=[unmatched(1, 10_000)])
    deposited(story, "remittance-1", 10_000)
    balances = {at: row.cents for at, row in rows(TRIAL_BALANCE, story.facts).items()}
    assert balances == {
        "bank": 10_000,
        "deposit:northwind": 0,
        "suspense:unmatched-claim": -10_000,
    }


def test_a_line_of_the_ledger_tells_where_its_cents_come_from() -> None:
    story = Story()
    sent(story)
    story.ask(CLAIM, claim_id(1), payment(1, answered_line(10_000)))
    row = rows(PARTNER_LEDGER, story.facts)["remittance-1#1#1#LPV"]
    assert (row.partner_code, row.line, row.kind, row.owed) == ("LPV", 1, "payment", 9_000)


def test_a_statement_part_gives_plan_money_fee_and_net_of_each_line() -> None:
    story = Story()
    sent(story, 1, line(), line(2, units=4, charge=20_000))
    story.ask(
        CLAIM,
        claim_id(1),
        payment(1, answered_line(10_000), answered_line(0, NO_AUTHORIZATION, at=2)),
        PostInterest(money(2), 100),
    )
    first, second = only(PARTNER_STATEMENT, story.facts).movements
    assert first.parts == (
        MovedPart(1, 10_000, 1_000, 9_000, "paid", 1, ()),
        MovedPart(2, 0, 0, 0, "denied", 0, (NO_AUTHORIZATION,), remarks=("N519",)),
    )
    assert second.parts == (MovedPart(0, 100, 0, 100),)


def test_a_part_below_zero_tells_what_was_taken_back() -> None:
    story = Story()
    sent(story)
    story.ask(
        CLAIM,
        claim_id(1),
        payment(1, answered_line(10_000)),
        PostTakeback(money(2), 10_000),
    )
    taken = only(PARTNER_STATEMENT, story.facts).movements[1]
    assert taken.parts == (MovedPart(1, -10_000, -1_000, -9_000, "taken-back", 0, ()),)


def test_a_statement_keeps_lines_that_a_correction_dropped() -> None:
    story = Story()
    sent(story, 1, line(), line(2))
    story.ask(CLAIM, claim_id(1), payment(1, answered_line(4_000, HALF_UNITS)))
    story.ask(CLAIM, claim_id(1), CorrectClaim((line(units=2),), (), "one visit"))
    assert [each.line for each in only(PARTNER_STATEMENT, story.facts).lines] == [1, 2]
