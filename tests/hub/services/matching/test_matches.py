"""What a person is told of a match, and of why there is none: every word is public."""

from typing import get_args

from hub.services.matching.matches import (
    CERTAIN_FROM,
    CHARGE_AGREES,
    FULL_SCORE,
    MEMBER_AGREES,
    MODIFIERS_AGREE,
    SCORES,
    LineReason,
    MatchReason,
    NoMatch,
    NoMatchReason,
    ReferenceStyle,
)

TOLD = {
    "several-claims": "2 claims could be meant, none more than the others",
    "several-payments": "its number is that of 2 payments",
    "numbers-disagree": "its numbers lead to 2 claims",
    "other-plan": "its number leads to 2 claims of another plan",
    "other-member": "its number leads to 2 claims, and the member number stated is another's",
    "not-certain": "2 claims could be meant, and too little of it agrees",
}


def test_why_no_claim_was_taken_is_told_in_these_words() -> None:
    reasons = [reason for reason in get_args(NoMatchReason) if reason != "none-of-ours"]
    assert list(TOLD) == reasons
    for reason in reasons:
        (problem,) = NoMatch(2, reason).problems("CLP 3, segment 40")
        assert problem.code == f"match.{reason}"
        assert problem.what == TOLD[reason]
        assert problem.where == "CLP 3, segment 40"
        assert problem.fix == "match it by hand; its money waits in suspense"


def test_one_claim_is_said_as_one() -> None:
    (problem,) = NoMatch(1, "not-certain").problems("CLP 3")
    assert problem.what == "1 claim could be meant, and too little of it agrees"


def test_what_is_none_of_ours_is_no_problem_of_its_own() -> None:
    assert NoMatch(0, "none-of-ours").problems("CLP 3") == ()


def test_the_words_of_reasons_and_styles_never_change() -> None:
    assert get_args(MatchReason) == (
        "send-number",
        "send-number-in-text",
        "line-control-number",
        "payer-control-number",
        "send-number-without-check",
        "claim-number-alone",
        "services",
    )
    assert get_args(LineReason) == (
        "line-control-number",
        "services",
        "in-parts",
        "joined",
        "charge",
    )
    assert get_args(ReferenceStyle) == (
        "account-number",
        "account-date-and-claim-number",
        "account-number-and-date",
        "claim-number",
        "payer-control-number",
        "payer-control-number-and-date",
    )


def test_the_surer_a_reason_the_higher_it_scores() -> None:
    assert list(SCORES) == list(get_args(MatchReason))
    assert list(SCORES.values()) == sorted(SCORES.values(), reverse=True)


def test_what_was_billed_is_never_enough_without_modifiers_or_member() -> None:
    assert SCORES["services"] + CHARGE_AGREES < CERTAIN_FROM
    assert SCORES["services"] + MODIFIERS_AGREE >= CERTAIN_FROM
    assert SCORES["services"] + MEMBER_AGREES >= CERTAIN_FROM
    assert SCORES["send-number-without-check"] < CERTAIN_FROM <= FULL_SCORE
