"""Every shape of contract under every share rule: by hand-made figures, and by law for any amount.

A claim bills one line, 2 units at 80.00; partly paid is 1 unit at 40.00.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace as struct_replace

from domain.agreements.contract import CONTRACT, AgreeContract
from domain.agreements.terms import (
    ByTheMonth,
    FeeRule,
    NothingBilled,
    PercentOfPaid,
    PerClaim,
    PerLine,
    PerUnit,
    ShareRule,
    Terms,
    Upstream,
    WholePayment,
)
from domain.claims.claim import CLAIM
from domain.claims.claim_money import PostInterest
from domain.posting import PAID_DIRECT
from domain.problem import Refused
from domain.role import MEANINGS, Role
from tests.support import builders as b
from tests.support.given import Given, given

EIGHTH = PercentOfPaid(1250)
TENTH: FeeRule = PercentOfPaid(1000)
PARTNER, FEE, OWN = "partner:LPV", "hub-fee:acme", "hub-own:acme"
LEAD, OWES = "upstream-fee:lead", "receivable:partner:LPV"
Held = dict[str, int]

# what an 835 may be divided into (the law), and what a partner that is paid itself owes the hub
OF_THE_LAW = frozenset({"partner", "hub-fee", "hub-own", "upstream-fee", "suspense", "carried"})

PAY, PART = b.pay(b.answer()), b.pay(b.answer(1, 4000, 1))
UNDO = b.undo()
TAKE = b.take()
INTEREST = b.interest()
PENALTY = PostInterest(b.money("r4/9"), 1500, "penalty")


def agreed(rule: ShareRule, lead: FeeRule | None = None, **said: Any) -> Terms:
    net = said.pop("net", False)
    upstream = Upstream("lead", lead, "net" if net else "gross-and-fee") if lead else None
    return Terms(rule, "as agreed", upstream=upstream, **said)


def claim_of(role: Role, terms: Terms) -> Given:
    """A claim under a contract of this shape, sent."""
    asked = b.open_claim(terms=terms)
    opened = replace(asked, body=struct_replace(asked.body, role=role))
    return given(CLAIM).after(opened, b.submit())


def told(role: Role, *commands: Any) -> Iterator[Any]:
    """The commands, with money that came to the partner itself where the shape says so."""
    for each in commands:
        if MEANINGS[role].payee == "the partner":
            yield replace(each, money=replace(each.money, cash=PAID_DIRECT))
        else:
            yield each


def held(claim: Given) -> Held:
    """What accounts hold beside those that money comes in by; above zero it is owed to them."""
    sums = Counter[str]()
    for fact in claim.facts:
        for entry in getattr(fact, "entries", ()):
            if entry.account.partition(":")[0] != "deposit":
                sums[entry.account] -= entry.cents
    return {account: cents for account, cents in sums.items() if cents}


# shape, terms, what is held once it is paid, and once it is partly paid
FIGURES: tuple[tuple[Role, Terms, Held, Held], ...] = (
    ("hub", agreed(EIGHTH), {PARTNER: 7000, FEE: 1000}, {PARTNER: 3500, FEE: 500}),
    (
        "hub",  # an eighth is 10.00 and 5.00
        agreed(EIGHTH, minimum=600, cap=900),
        {PARTNER: 7100, FEE: 900},
        {PARTNER: 3400, FEE: 600},
    ),
    ("hub", agreed(PerUnit(2200)), {PARTNER: 4400, FEE: 3600}, {PARTNER: 2200, FEE: 1800}),
    ("hub", agreed(PerUnit(4500)), {PARTNER: 9000, FEE: -1000}, {PARTNER: 4500, FEE: -500}),
    ("hub", agreed(ByTheMonth(1000)), {PARTNER: 7200, FEE: 800}, {PARTNER: 3600, FEE: 400}),
    ("hub", agreed(PerClaim(800)), {PARTNER: 7200, FEE: 800}, {PARTNER: 3200, FEE: 800}),
    ("hub", agreed(PerClaim(800, "sent")), {PARTNER: 8000}, {PARTNER: 4000}),
    ("hub", agreed(PerLine(375)), {PARTNER: 7625, FEE: 375}, {PARTNER: 3625, FEE: 375}),
    ("direct", agreed(WholePayment()), {OWN: 8000}, {OWN: 4000}),
    (
        "under-lead-entity",  # the lead keeps a tenth, the hub an eighth of the rest
        agreed(EIGHTH, TENTH),
        {PARTNER: 6300, FEE: 900, LEAD: 800},
        {PARTNER: 3150, FEE: 450, LEAD: 400},
    ),
    (
        "under-lead-entity",
        agreed(PerClaim(800), PerLine(500)),
        {PARTNER: 6700, FEE: 800, LEAD: 500},
        {PARTNER: 2700, FEE: 800, LEAD: 500},
    ),
    (
        "under-lead-entity",  # the net is all that came; what the lead kept is no cash
        agreed(EIGHTH, TENTH, net=True),
        {PARTNER: 7000, FEE: 1000},
        {PARTNER: 3500, FEE: 500},
    ),
    (
        "under-lead-entity",
        agreed(PerLine(375), PerClaim(900)),
        {PARTNER: 6725, FEE: 375, LEAD: 900},
        {PARTNER: 2725, FEE: 375, LEAD: 900},
    ),
    (
        "under-lead-entity",  # of 72.00 and 36.00 after the lead
        agreed(ByTheMonth(1000), TENTH),
        {PARTNER: 6480, FEE: 720, LEAD: 800},
        {PARTNER: 3240, FEE: 360, LEAD: 400},
    ),
    (
        "administrative-partner",
        agreed(PerClaim(800)),
        {OWES: -800, FEE: 800},
        {OWES: -800, FEE: 800},
    ),
    (
        "administrative-partner",
        agreed(PerLine(375)),
        {OWES: -375, FEE: 375},
        {OWES: -375, FEE: 375},
    ),
    ("administrative-partner", agreed(PerClaim(800, "sent")), {}, {}),
    ("administrative-partner", agreed(EIGHTH), {OWES: -1000, FEE: 1000}, {OWES: -500, FEE: 500}),
    (
        "administrative-partner",
        agreed(PerUnit(2200)),
        {OWES: -3600, FEE: 3600},
        {OWES: -1800, FEE: 1800},
    ),
)
WHOLE = [(role, terms, whole) for role, terms, whole, _ in FIGURES]


@pytest.mark.parametrize(("role", "terms", "whole", "part"), FIGURES)
def test_a_payment_is_divided_to_the_cent(
    role: Role, terms: Terms, whole: Held, part: Held
) -> None:
    claim = claim_of(role, terms)
    assert held(claim.after(*told(role, PAY))) == whole
    assert held(claim.after(*told(role, PART))) == part


@pytest.mark.parametrize(("role", "terms", "whole"), WHOLE)
@pytest.mark.parametrize("undoing", [UNDO, TAKE], ids=["reversal", "takeback"])
def test_what_is_taken_back_whole_leaves_every_account_at_zero(
    role: Role, terms: Terms, whole: Held, undoing: Any
) -> None:
    assert held(claim_of(role, terms).after(*told(role, PAY))) == whole
    assert held(claim_of(role, terms).after(*told(role, PAY, undoing))) == {}


@pytest.mark.parametrize(("role", "terms", "whole"), WHOLE)
def test_a_half_taken_back_leaves_half_of_each_part(role: Role, terms: Terms, whole: Held) -> None:
    half = claim_of(role, terms).after(*told(role, PAY, b.take(4000)))
    for account, cents in held(half).items():
        assert abs(2 * cents - whole[account]) <= 1


@pytest.mark.parametrize(("role", "terms", "whole"), WHOLE)
def test_additions_bear_no_fee_unless_the_terms_say_so(
    role: Role, terms: Terms, whole: Held
) -> None:
    added = Counter(whole)
    if MEANINGS[role].payee != "the partner":  # else its own bank has them, and no fee is owed
        added[OWN if role == "direct" else PARTNER] += 120 + 1500
    claim = claim_of(role, terms).after(*told(role, PAY, INTEREST, PENALTY))
    assert held(claim) == dict(added)


@pytest.mark.parametrize(
    ("role", "lead", "expected"),
    [
        # an eighth of 1.20 is 0.15; of 15.00 it is 1.87 and a half, which the partner keeps
        ("hub", None, {PARTNER: 7000 + 105 + 1313, FEE: 1000 + 15 + 187}),
        ("administrative-partner", None, {OWES: -1202, FEE: 1202}),
        # additions come beside what the lead keeps
        (
            "under-lead-entity",
            TENTH,
            {PARTNER: 6300 + 105 + 1313, FEE: 900 + 15 + 187, LEAD: 800},
        ),
    ],
)
def test_additions_bear_the_percentage_where_the_terms_say_so(
    role: Role, lead: FeeRule | None, expected: Held
) -> None:
    terms = agreed(EIGHTH, lead, fee_on_interest=True, fee_on_penalties=True)
    assert held(claim_of(role, terms).after(*told(role, PAY, INTEREST, PENALTY))) == expected


@pytest.mark.parametrize(
    ("role", "rule", "lead", "expected"),
    [
        ("hub", EIGHTH, None, {PARTNER: -1000, FEE: 1000}),
        ("hub", PerClaim(800), None, {PARTNER: -800, FEE: 800}),
        ("hub", PerLine(375), None, {PARTNER: -375, FEE: 375}),
        ("hub", ByTheMonth(1000), None, {PARTNER: -800, FEE: 800}),
        ("under-lead-entity", EIGHTH, TENTH, {PARTNER: -900, FEE: 900}),
        ("administrative-partner", PerClaim(800), None, {OWES: -800, FEE: 800}),
        ("administrative-partner", PerLine(375), None, {OWES: -375, FEE: 375}),
    ],
)
@pytest.mark.parametrize("undoing", [UNDO, TAKE], ids=["reversal", "takeback"])
def test_a_fee_that_stays_is_borne_by_the_partner(
    role: Role, rule: ShareRule, lead: FeeRule | None, expected: Held, undoing: Any
) -> None:
    terms = agreed(rule, lead, fee_returns=False)
    assert held(claim_of(role, terms).after(*told(role, PAY, undoing))) == expected


def test_a_champion_bills_nothing_so_that_nothing_is_divided() -> None:
    champion = struct_replace(b.AGREEMENT, role="champion", terms=agreed(NothingBilled()))
    assert not champion.covers(b.CHW, b.SERVED_ON)
    assert not isinstance(given(CONTRACT).when(AgreeContract(champion)), Refused)


FEES: tuple[ShareRule, ...] = (
    EIGHTH,
    PerUnit(2200),
    PerUnit(4500),
    ByTheMonth(1000),
    PerClaim(800),
    PerClaim(800, "sent"),
    PerLine(375),
)


def test_every_shape_has_the_rules_that_go_with_it_and_figures_for_each() -> None:
    known = {(role, type(terms.rule)) for role, terms, _, _ in FIGURES}
    of_role = {"direct": WholePayment, "champion": NothingBilled}
    for role, rule in product(MEANINGS, (*FEES, WholePayment(), NothingBilled())):
        lead = Upstream("lead", TENTH) if role == "under-lead-entity" else None
        terms = Terms(rule, "as agreed", upstream=lead)
        asked = struct_replace(b.AGREEMENT, role=role, terms=terms)
        can_be = not isinstance(given(CONTRACT).when(AgreeContract(asked)), Refused)
        fee = not isinstance(rule, WholePayment | NothingBilled)
        assert can_be == (isinstance(rule, of_role[role]) if role in of_role else fee)
        if can_be and role in {"hub", "direct"}:
            assert (role, type(rule)) in known


SHAPES: list[tuple[Role, Terms]] = [
    ("direct", agreed(WholePayment())),
    *(("hub", agreed(rule)) for rule in FEES),
    *(("administrative-partner", agreed(rule)) for rule in FEES),
    *(("under-lead-entity", agreed(rule, lead)) for rule in FEES for lead in (TENTH, PerLine(500))),
    *(("under-lead-entity", agreed(rule, TENTH, net=True)) for rule in FEES),
    ("hub", agreed(EIGHTH, minimum=600, cap=900, fee_on_interest=True, fee_on_penalties=True)),
    ("hub", agreed(PerLine(375), fee_returns=False)),
    ("administrative-partner", agreed(PerClaim(800), fee_returns=False)),
]
PAID = st.integers(1, 20_000)
STEPS = st.lists(
    st.sampled_from(("reversal", "takeback", "interest", "penalty", "again")), max_size=4
)


@settings(deadline=None, max_examples=300)
@drawn(st.sampled_from(SHAPES), PAID, st.integers(1, 2), STEPS)
def test_every_cent_of_the_hubs_cash_is_somebodys_under_every_shape(
    shape: tuple[Role, Terms], paid: int, units: int, steps: list[str]
) -> None:
    role, terms = shape
    commands = [b.pay(b.answer(1, paid, units)), *_steps(steps, paid)]
    claim = claim_of(role, terms).after(*told(role, *commands))
    cash = Counter[str]()
    for fact in claim.facts:
        entries = getattr(fact, "entries", ())
        assert sum(entry.cents for entry in entries) == 0
        for entry in entries:
            cash[entry.account.partition(":")[0]] += entry.cents
    came = cash.pop("deposit", 0)
    if MEANINGS[role].payee == "the partner":
        assert came == 0
        assert set(cash) <= {"receivable", "hub-fee"}
    else:
        assert set(cash) <= OF_THE_LAW
    # the law of the remittance: what came is what partners, fees, the hub and suspense hold
    assert came == -sum(cash.values())


def _steps(steps: Sequence[str], paid: int) -> Iterator[Any]:
    for at, step in enumerate(steps, start=2):
        place = f"r{at}/{at}"
        match step:
            case "reversal":
                yield b.undo(paid, place=place)
            case "takeback":
                yield b.take(paid, place=place)
            case "again":
                yield b.pay(b.answer(1, paid, 1), place=place)
            case "interest":
                yield PostInterest(b.money(place), 120)
            case _:
                yield PostInterest(b.money(place), 1500, "penalty")


@settings(deadline=None, max_examples=300)
@drawn(st.sampled_from(SHAPES), PAID, st.sampled_from((b.undo, b.take)))
def test_what_is_taken_back_whole_leaves_nothing_but_a_fee_that_stays(
    shape: tuple[Role, Terms], paid: int, undo: Callable[[int], Any]
) -> None:
    role, terms = shape
    undoing = undo(paid)
    once = claim_of(role, terms).after(*told(role, b.pay(b.answer(1, paid, 1))))
    fee = held(once).get(FEE, 0)
    left = held(once.after(*told(role, undoing)))
    if terms.fee_returns:
        assert left == {}
    else:
        assert left.get(FEE, 0) == fee
        assert sum(left.values()) == 0
