"""What a provider adjustment is about, in every style in which payers write it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import assume
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.identifiers import ClaimId, PlanKey
from hub.services.matching.matches import NoMatch, Referenced, ReferencedClaim
from hub.services.matching.reference_matching import read_reference, resolve_references
from hub.services.receiving.receiving import receive_file
from tests.hub.services.matching.test_claim_matching import claim_id, sent
from tests.support import builders as b
from tests.support.billing import ACME, BIRCHWOOD, Billing, ready_hub
from tests.support.eras import Clp, era

NONE = NoMatch(0, "none-of-ours")


@dataclass(frozen=True)
class Known:
    """Two claims of acme and one of birchwood, each answered under a number of the plan."""

    billing: Billing
    accounts: tuple[str, ...]
    claim_ids: tuple[ClaimId, ...]


CONTROLS = ("2026088X123", "ICN-77", "B9")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Known]:
    billing = ready_hub(tmp_path_factory.mktemp("known"))
    accounts = (*sent(billing, "M1", "M2"), *sent(billing, "B1", plan=BIRCHWOOD))
    for account, control in zip(accounts, CONTROLS, strict=True):
        billing.answered(account[:11], b.answer(1, 100), control=control)
    yield Known(billing, accounts, tuple(claim_id(billing, each) for each in accounts))
    billing.hub.close()


def resolved(billing: Billing, *references: str, plan: PlanKey = ACME) -> list[Referenced]:
    log = billing.hub.log
    return billing.hub.handler.attempt(lambda work: resolve_references(work, log, plan, references))


@pytest.mark.parametrize("day", ["20260302", "03022026", "260302", "030226"])
@pytest.mark.parametrize("between", ["", " ", "-", " - ", "/", ":"])
@pytest.mark.parametrize(
    ("written", "style"),
    [
        ("{account}", "account-number"),
        ("{account}{between}{day}", "account-number-and-date"),
        ("{account}{between}{day}{between}{control}", "account-date-and-claim-number"),
        ("{control}", "payer-control-number"),
        ("{control}{between}{day}", "payer-control-number-and-date"),
        ("{day}{between}{control}", "payer-control-number-and-date"),
        ("{number}", "claim-number"),
        ("{number} {day}", "claim-number"),
    ],
)
def test_every_style_names_the_claim_and_says_which_it_was(
    known: Known, written: str, style: str, between: str, day: str
) -> None:
    account, control = known.accounts[0], CONTROLS[0]
    text = written.format(
        account=account, number=account[:11], control=control, between=between, day=day
    )
    (found,) = resolved(known.billing, text)
    assert isinstance(found, ReferencedClaim)
    assert (found.claim_id, found.style) == (known.claim_ids[0], style)


def test_a_number_of_the_plan_is_found_as_it_writes_it(known: Known) -> None:
    own = known.claim_ids[1]
    assert resolved(known.billing, "ICN-77", "ICN-77 20260302", "WO ICN-77") == [
        ReferencedClaim(own, "payer-control-number"),
        ReferencedClaim(own, "payer-control-number-and-date"),
        ReferencedClaim(own, "payer-control-number"),
    ]


def test_an_account_number_without_its_check_character_stands_alone(known: Known) -> None:
    cut = known.accounts[0][:-1]
    assert resolved(known.billing, cut, f"{cut}20260302") == [
        ReferencedClaim(known.claim_ids[0], "account-number"),
        NONE,
    ]


def test_a_reference_that_fits_two_claims_names_none(known: Known) -> None:
    first, second = known.accounts[:2]
    assert resolved(
        known.billing,
        f"{first}{second}",
        f"{first} {CONTROLS[1]}",
        f"{first}20260302{CONTROLS[1]}",
        f"{CONTROLS[0]} {CONTROLS[1]}",
        f"{first[:11]} {second[:11]}",
    ) == [
        NoMatch(2, "numbers-disagree"),
        NoMatch(2, "numbers-disagree"),
        NoMatch(2, "numbers-disagree"),
        NoMatch(2, "several-claims"),
        NoMatch(2, "several-claims"),
    ]


def test_another_plans_claim_is_never_named(known: Known) -> None:
    assert resolved(known.billing, known.accounts[2], CONTROLS[2]) == [
        NoMatch(1, "other-plan"),
        NONE,
    ]
    assert resolved(known.billing, CONTROLS[2], plan=BIRCHWOOD) == [
        ReferencedClaim(known.claim_ids[2], "payer-control-number")
    ]


NOISE = st.text("ABCXYZ0123456789 -/:", max_size=20)


@for_all(NOISE, NOISE)
def test_texts_that_hold_no_number_name_nothing(known: Known, before: str, after: str) -> None:
    text = f"{before} {after}"
    assume(not any(control in text for control in CONTROLS))
    assert resolved(known.billing, text) == [NONE]


@for_all(st.lists(st.sampled_from((*range(3), "20260302", "WO", " ", "-", "X")), max_size=6))
def test_what_is_named_is_the_only_claim_of_the_plan_that_stands_in_it(
    known: Known, pieces: list[int | str]
) -> None:
    text = "".join(known.accounts[each] if isinstance(each, int) else each for each in pieces)
    there = {each for each in pieces if isinstance(each, int)}
    (found,) = resolved(known.billing, text)
    if isinstance(found, ReferencedClaim):
        assert {known.claim_ids[each] for each in there} == {found.claim_id}
    else:
        assert len(there) != 1 or there == {2}


@for_all(st.text(max_size=50))
def test_any_text_at_all_can_be_read(text: str) -> None:
    reading = read_reference(text)
    assert reading.accounts == ()
    assert all(len(part) >= 4 for part in reading.parts)


# payments


def posted(billing: Billing, claim: Clp, trace: str) -> None:
    (result,) = receive_file(billing.hub, era(claim, trace=trace), "notice.835").transactions
    assert result.outcome == "posted"


def test_the_number_of_an_earlier_payment_names_no_claim(billing: Billing) -> None:
    (account,) = sent(billing, "M1")
    posted(billing, Clp(account, 5332), "CHK-4471")
    assert resolved(billing, "CHK-4471", "CHK-4471 20260410", "CHK4472") == [NONE, NONE, NONE]


def test_a_claim_is_named_though_a_payment_has_the_same_number(billing: Billing) -> None:
    (account,) = sent(billing, "M1")
    posted(billing, Clp(account, 5332, payer_control="4471"), "4471")
    assert resolved(billing, "4471") == [
        ReferencedClaim(claim_id(billing, account), "payer-control-number")
    ]
