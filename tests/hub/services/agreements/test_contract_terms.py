"""Terms as typed become the one rule that they state, in words; nothing is guessed."""

import pytest

from domain.agreements.period_rules import (
    CostBased,
    MonthlyLimits,
    MonthSplit,
    PeriodRule,
    PerMemberMonth,
    Tier,
    Tiered,
)
from domain.agreements.terms import (
    NothingBilled,
    PercentOfPaid,
    PerClaim,
    PerLine,
    ShareRule,
    Terms,
    Upstream,
    WholePayment,
    further_terms,
    rule_name,
    term_problems,
    term_warnings,
)
from domain.problem import Refused
from domain.role import Role
from hub.services.agreements.contract_terms import UncheckedTerms, read_role, read_terms

BEFORE = (
    "Before that, full-river keeps $1.25 of each paid line, the hub's part is of the rest; "
    "its remittance states the net only."
)


@pytest.mark.parametrize(
    ("role", "asked", "rule", "name", "text"),
    [
        (
            "hub",
            UncheckedTerms(per_claim="8"),
            PerClaim(800),
            "per claim paid",
            "The hub's fee is $8.00 for each claim paid.",
        ),
        (
            "hub",
            UncheckedTerms(per_claim="$8.50", due="sent"),
            PerClaim(850, "sent"),
            "per claim sent",
            "The hub's fee is $8.50 for each claim sent.",
        ),
        (
            "hub",
            UncheckedTerms(per_line="3.75"),
            PerLine(375),
            "per line",
            "The hub's fee is $3.75 for each paid line.",
        ),
        (
            "direct",
            UncheckedTerms(),
            WholePayment(),
            "whole payment",
            "The care is the hub's own; it keeps the whole payment.",
        ),
        ("champion", UncheckedTerms(), NothingBilled(), "nothing billed", "Nobody is billed."),
    ],
)
def test_each_rule_has_a_name_and_a_sentence(
    role: Role, asked: UncheckedTerms, rule: ShareRule, name: str, text: str
) -> None:
    terms = read_terms(asked, role)
    assert not isinstance(terms, Refused)
    assert (terms.rule, rule_name(terms.rule), terms.text) == (rule, name, text)


def test_everything_beside_the_rule_is_said_in_sentences() -> None:
    terms = read_terms(
        UncheckedTerms(
            percent="10",
            minimum="2",
            cap="9.5",
            fee_on_interest=True,
            fee_on_bonuses=True,
            fee_stays=True,
            capitated=True,
            lead_entity="full-river",
            lead_per_line="1.25",
            net_only=True,
        )
    )
    assert not isinstance(terms, Refused)
    assert terms.upstream == Upstream("full-river", PerLine(125), "net")
    assert further_terms(terms) == (
        "The fee of a line is at least $2.00.",
        "The fee of a line is at most $9.50.",
        "The fee is borne by interest and bonuses too.",
        "The fee stays with the hub when the plan takes a payment back.",
        "The plan pays by capitation.",
        BEFORE,
    )


def test_what_is_agreed_by_the_month_is_kept_and_told() -> None:
    terms = read_terms(
        UncheckedTerms(
            by_the_month="0",
            tiers="0:12.5 100:10",
            tiers_by="units",
            member_month="4",
            month_minimum="50",
            month_cap="500",
            month_split="first-contact",
        )
    )
    assert not isinstance(terms, Refused)
    assert terms.by_month == (
        Tiered("units", (Tier(0, 1250), Tier(100, 1000))),
        PerMemberMonth(400),
        MonthlyLimits(5000, 50_000),
        MonthSplit("first-contact"),
    )
    assert list(term_problems(terms, "hub", "here")) == []
    assert further_terms(terms) == (
        (
            "By units paid for care in the month, in the order of care, the hub keeps "
            "12.50% above 0, 10.00% above 100; what the plan takes back counts no more."
        ),
        "The hub's fee is $4.00 for each member served in the month.",
        "The fees of a month are at least $50.00 and at most $500.00.",
        "A month's payment is shared by first contact.",
    )
    assert list(term_warnings(terms, "hub", "here")) == []


def test_approved_cost_stands_alone_by_the_month() -> None:
    terms = read_terms(UncheckedTerms(percent="0", unit_cost="31.20"))
    assert not isinstance(terms, Refused)
    assert terms.by_month == (CostBased(3120),)
    assert list(term_problems(terms, "hub", "here")) == []
    assert further_terms(terms) == ("The partner gets its approved cost of $31.20 a paid unit.",)
    more = Terms(terms.rule, "", by_month=(*terms.by_month, MonthlyLimits(500)))
    codes = [problem.code for problem in term_problems(more, "hub", "here")]
    assert codes == ["contract.cost-stands-alone"]


def test_who_bills_for_a_partner_is_warned_of_fees_that_follow_what_is_paid() -> None:
    tiered = Tiered("claims", (Tier(0, 1000),))
    terms = Terms(PerClaim(800), "", by_month=(tiered, PerMemberMonth(400)))
    assert list(term_warnings(terms, "hub", "here")) == []
    (warning,) = term_warnings(terms, "administrative-partner", "here")
    assert warning.code == "contract.fee-follows-collections"


@pytest.mark.parametrize(
    ("role", "rule"), [("direct", WholePayment()), ("champion", NothingBilled())]
)
def test_without_a_fee_of_a_partner_nothing_is_agreed_by_the_month(
    role: Role, rule: ShareRule
) -> None:
    terms = Terms(rule, "", by_month=(PerMemberMonth(400),))
    codes = [problem.code for problem in term_problems(terms, role, "here")]
    assert codes == ["contract.month-rule-not-of-role"]


def test_everything_wrong_with_terms_by_the_month_is_said_at_once() -> None:
    wrong = read_terms(
        UncheckedTerms(
            percent="0", tiers="0 b:5 9:x", tiers_by="days", month_cap="x", month_split="luck"
        )
    )
    assert isinstance(wrong, Refused)
    assert [(problem.code, problem.where) for problem in wrong.problems] == [
        ("contract.word-unknown", "the terms, --tiers-by"),
        ("contract.amount-unusable", "the terms, --tiers"),
        ("contract.tier-unusable", "the terms, --tiers"),
        ("contract.amount-unusable", "the terms, --tiers"),
        ("contract.amount-unusable", "the terms, --month-cap"),
        ("contract.word-unknown", "the terms, --month-split"),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        Tiered("claims", ()),
        Tiered("claims", (Tier(0, 1250), Tier(0, 1000))),
        Tiered("claims", (Tier(0, 10_001),)),
        PerMemberMonth(-1),
        CostBased(-1),
        MonthlyLimits(-1),
        MonthlyLimits(500, 499),
    ],
)
def test_terms_by_the_month_must_be_such_as_can_be_reckoned(rule: PeriodRule) -> None:
    terms = Terms(PercentOfPaid(0), "", by_month=(rule,))
    codes = [problem.code for problem in term_problems(terms, "hub", "here")]
    assert codes == ["contract.month-rule-unusable"]


def test_everything_wrong_with_terms_is_said_at_once() -> None:
    wrong = read_terms(
        UncheckedTerms(
            per_claim="eight",
            due="soon",
            minimum="2,5",
            cap="a lot",
            lead_entity="Full River",
            lead_percent="$1",
        )
    )
    assert isinstance(wrong, Refused)
    assert [(problem.code, problem.where) for problem in wrong.problems] == [
        ("contract.word-unknown", "the terms, --due"),
        ("contract.amount-unusable", "the terms, --per-claim"),
        ("contract.amount-unusable", "the terms, --lead-percent"),
        ("contract.lead-entity-unusable", "the terms, --lead-entity"),
        ("contract.amount-unusable", "the terms, --minimum"),
        ("contract.amount-unusable", "the terms, --cap"),
    ]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (UncheckedTerms(percent="10", lead_percent="5"), "contract.lead-entity-missing"),
        (UncheckedTerms(percent="10", net_only=True), "contract.lead-entity-missing"),
        (UncheckedTerms(percent="10", lead_entity="full-river"), "contract.one-lead-fee"),
        (UncheckedTerms(per_claim="8", per_line="2"), "contract.one-share-rule"),
    ],
)
def test_terms_that_state_too_much_or_too_little_are_refused(
    asked: UncheckedTerms, code: str
) -> None:
    answer = read_terms(asked)
    assert isinstance(answer, Refused)
    assert answer.codes == [code]


def test_a_role_that_is_none_is_told_with_those_there_are() -> None:
    answer = read_role("lord")
    assert isinstance(answer, Refused)
    assert answer.problems[0].what == (
        "there is no role 'lord'; there are direct, hub, administrative-partner, champion, "
        "under-lead-entity"
    )
