"""Statements tell all that bears on the fee by its name, what is rounded, and the plan's remarks.

Of 53.32 the hub keeps 10 percent: 5.33; with 6.00 a line at least, 6.00. Of 1.30 interest 0.13.
"""

import csv
import io
from collections import Counter

import pytest
from msgspec.structs import replace

from adapters.edi.codes import explain
from domain.adjustment import Adjustment
from domain.agreements.pay_terms import ReserveRule
from domain.agreements.period_rules import (
    CostBased,
    MonthlyLimits,
    MonthSplit,
    PeriodRule,
    PerMemberMonth,
    Tier,
    Tiered,
)
from domain.agreements.terms import PercentOfPaid, PerClaim, PerLine, Terms, Upstream
from domain.period import Month
from domain.problem import Refused
from domain.statements.statement_parts import OpenItems
from hub.services.partner_words import LANGUAGES, statement_words
from hub.services.statements.statement_forms import statement_file
from hub.services.statements.statement_reasons import reason_rows
from hub.services.statements.statement_rules import rounding_sentences, rule_rows, terms_say
from hub.services.statements.statement_text import statement_text
from hub.services.statements.statements import ShownStatement, show_statement
from hub.services.terms.pay_terms import agree_pay_rule
from projections.due_list import DUE_LIST
from tests.hub.services.statements.test_period_fees import agree
from tests.support.billing import LPV, Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import receive, send

APRIL = Month(2026, 4)
EN = statement_words("en")


def drawn(billing: Billing) -> ShownStatement:
    found = show_statement(billing.hub, LPV, APRIL)
    assert not isinstance(found, Refused), found
    return found


def text(shown: ShownStatement) -> str:
    return " ".join(" ".join(statement_text(EN, shown, {})).split())


# how the fee is worked out


def test_a_least_fee_and_a_fee_on_interest_are_told_beside_the_percentage(billing: Billing) -> None:
    agree(billing, percent="10", minimum="6", fee_on_interest=True)
    (sent_as,) = send(billing, "M1")
    receive(billing, era(Clp(sent_as, 5332), plb=[Plb("L6", sent_as, -130)]))
    shown = drawn(billing)
    care, interest = shown.body.lines
    assert (care.fee, interest.fee, interest.net) == (600, 13, 117)
    says = (
        "the hub keeps 10.00% of what the plan paid (percent of paid); "
        "at least $6.00 a line (least fee); "
        "the percentage is kept of interest too (fee on interest)"
    )
    assert list(rule_rows(EN, shown.body)) == [("acme", "98960 U2", says)]
    assert says in text(shown)
    headers, _, first, *_ = csv.reader(
        io.StringIO(statement_file(billing.hub, shown, "csv", "en").decode("utf-8-sig"))
    )
    assert first[headers.index("How the fee is worked out")] == says


FURTHER = [
    (Terms(PercentOfPaid(999), "", cap=900), "at most $9.00 a line (highest fee)"),
    (Terms(PercentOfPaid(999), "", fee_on_penalties=True), "(fee on penalties)"),
    (Terms(PercentOfPaid(999), "", fee_on_bonuses=True), "(fee on bonuses)"),
    (Terms(PercentOfPaid(999), "", fee_returns=False), "(fee kept)"),
    (Terms(PerClaim(725, "sent"), ""), "$7.25 for each claim, when it is sent (per claim sent)"),
    (Terms(PerClaim(725), ""), "$7.25 for each claim, when it is paid (per claim paid)"),
    (
        Terms(PercentOfPaid(999), "", upstream=Upstream("Lead", PercentOfPaid(500))),
        "before that Lead keeps 5.00% of what the plan paid",
    ),
    (
        Terms(PercentOfPaid(999), "", upstream=Upstream("Lead", PerLine(125), "net")),
        "before that Lead keeps $1.25 for each paid line; its notice tells only what is left",
    ),
]


@pytest.mark.parametrize(("terms", "said"), FURTHER)
def test_all_that_was_agreed_of_the_fee_is_told_by_its_name(terms: Terms, said: str) -> None:
    assert said in terms_say(EN, terms)
    for language in LANGUAGES:
        assert terms_say(statement_words(language), terms).count("(") >= said.count("(")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Tiered("claims", (Tier(0, 1500), Tier(2, 1000))), "15.00% above 0, 10.00% above 2"),
        (Tiered("units", (Tier(0, 1500),)), "units paid for visits of the month: 15.00% above 0"),
        (PerMemberMonth(450), "$4.50 for each member you saw in a month"),
        (MonthlyLimits(1000), "at least $10.00 in a month"),
        (MonthlyLimits(1000, 2000), "at least $10.00 and at most $20.00 in a month"),
        (CostBased(3120), "your approved cost of $31.20 for each paid unit"),
        (MonthSplit("contacts"), "split by visits"),
        (MonthSplit("first-contact"), "goes to who saw the member first"),
        (MonthSplit("lead-care-manager"), "goes to the organization that leads the care"),
    ],
)
def test_a_rule_by_the_month_is_told_though_it_moved_nothing(rule: PeriodRule, said: str) -> None:
    terms = Terms(PercentOfPaid(999), "", by_month=(rule,))
    assert said in terms_say(EN, terms)
    for language in LANGUAGES:
        assert terms_say(statement_words(language), terms).endswith(")")


def test_how_the_fee_and_what_is_held_are_rounded_is_told(billing: Billing) -> None:
    """2.5 percent of 53.00 is 1.325: 1.32 or 1.33; half a cent is held."""
    rule = ReserveRule(APRIL, "contract, section 7", basis_points=250)
    assert not isinstance(agree_pay_rule(billing.hub, LPV, rule), Refused)
    (sent_as,) = send(billing, "M1")
    receive(billing, era(Clp(sent_as, 5300, 5332)))
    shown = drawn(billing)
    (held,) = shown.body.settlements
    assert held.cents == -133
    fee, reserve = rounding_sentences(EN, shown.body)
    assert fee.endswith("to the nearest cent; half a cent is yours.")
    assert reserve.startswith("Held is 2.50% of all that plans paid for care in this statement")
    assert fee in text(shown)
    html = statement_file(billing.hub, shown, "html", "en").decode()
    assert "half a cent is held" in html


def test_half_a_cent_of_the_fee_is_the_partners(billing: Billing) -> None:
    """15 percent of 53.30 is 7.995: the hub keeps 7.99."""
    (sent_as,) = send(billing, "M1")
    receive(billing, era(Clp(sent_as, 5330, 5332)))
    (line,) = drawn(billing).body.lines
    assert (line.fee, line.net) == (799, 4531)


# the plan's reasons and remarks


def denied(billing: Billing, because: str, *remarks: str) -> ShownStatement:
    """A claim of one line that is not paid, for a reason and with remarks."""
    (sent_as,) = send(billing, "M1")
    segments = ("SVC*HC:98960:U2*53.32*0**0", f"CAS*{because}*53.32", f"REF*6R*{sent_as}01")
    told = (*segments, *(f"LQ*HE*{each}" for each in remarks))
    receive(billing, era(Clp(sent_as, 0, 5332, because="", segments=told)))
    return drawn(billing)


def test_a_remark_is_told_beside_its_reason_and_what_it_means(billing: Billing) -> None:
    shown = denied(billing, "CO*16", "M76")
    assert shown.body.lines[0].remarks == ("M76",)
    said = text(shown)
    assert "the plan read it and will not pay (CO-16 53.32, M76)" in said
    assert "CO-16: something is missing in the claim." in said
    assert "M76: the diagnosis is missing or not right." in said
    headers, _, line, *_ = csv.reader(
        io.StringIO(statement_file(billing.hub, shown, "csv", "en").decode("utf-8-sig"))
    )
    assert line[headers.index("The plan's reasons")] == "CO-16 M76"


def test_a_remark_about_the_claim_as_a_whole_is_told_where_it_is_not_paid_whole(
    billing: Billing,
) -> None:
    """MA130 and N418 are said of the claim (MOA); N418 of its line as well."""
    one, two, whole = send(billing, "M1", "M2", "M3")
    moa = "MOA***MA130*N418"
    line = ("SVC*HC:98960:U2*53.32*0**0", "CAS*CO*16*53.32", f"REF*6R*{one}01", "LQ*HE*N418")
    receive(
        billing,
        era(
            Clp(one, 0, 5332, because="", segments=(moa, *line)),
            Clp(two, 0, 5332, payer_control="ICN2", because="CO*16", segments=(moa,)),
            Clp(whole, 5332, payer_control="ICN3", segments=(moa,)),
        ),
    )
    told = {line.claim: line.remarks for line in drawn(billing).body.lines}
    assert told == {one[:11]: ("N418", "MA130"), two[:11]: ("MA130", "N418"), whole[:11]: ()}
    kinds = Counter(row.kind for row in billing.hub.projector.live.rows(DUE_LIST))
    assert kinds["bill-other-plan"] == 2  # N418: billed to the wrong plan


def test_what_is_due_names_the_remarks_after_the_reasons(billing: Billing) -> None:
    denied(billing, "CO*16", "M76", "N290", "M76")
    (due,) = (
        row for row in billing.hub.projector.live.rows(DUE_LIST) if row.kind == "denied-claim"
    )
    assert due.what == (
        "the plan will not pay all of it: CO-16, M76, N290; correct it: hub claim correct, or "
        "leave it so: hub claim close; what the codes mean: hub explain CO-16 M76 N290 --together"
    )


def test_a_remark_without_words_is_told_by_its_code(billing: Billing) -> None:
    shown = denied(billing, "CO*16", "N999")
    assert explain("RARC-N999") is None
    assert "N999: no plain words for it yet; ask the hub." in text(shown)


def test_what_has_not_the_form_of_a_code_is_never_told(billing: Billing) -> None:
    shown = denied(billing, "CO*16", "M76")
    (line,) = shown.body.lines
    strange = replace(line, remarks=("SOMEBODY BY NAME", "M76"))
    body = replace(shown.body, lines=(strange,))
    assert "SOMEBODY" not in text(shown._replace(body=body))


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("hub", "The hub acts next, and asks you for what it needs. Next step: ask for a plan of "),
        ("partner", "You act next. Next step: ask for a plan of care"),
        ("plan", "The plan has it now."),
    ],
)
def test_who_acts_on_a_reason_is_whom_its_claim_waits_on(
    billing: Billing, who: str, said: str
) -> None:
    shown = denied(billing, "CO*119")
    (waits,) = [item for item in shown.body.open_items if item.kind == "denied-claim"]
    assert waits.who == "hub"
    items = (OpenItems(who, *_rest(waits)),)  # type: ignore[arg-type]
    ((_, told),) = reason_rows(EN, replace(shown.body, open_items=items))
    assert said in told
    assert ("Next step" in told) is (who != "plan")
    # nothing waits: nobody acts
    ((_, told),) = reason_rows(EN, replace(shown.body, open_items=()))
    assert told == "the most that the plan allows in this time is reached."


def _rest(item: OpenItems) -> tuple[object, ...]:
    return item.kind, item.count, item.amount, item.due_on, item.subjects


@pytest.mark.parametrize(
    ("language", "step"),
    [
        ("en", "ask for a plan of care"),
        ("es", "se le pide a usted lo que falta"),
        ("vi", "hỏi quý"),
    ],
)
def test_the_next_step_is_told_in_the_partners_language(
    billing: Billing, language: str, step: str
) -> None:
    shown = denied(billing, "CO*119")
    rows = reason_rows(statement_words(language), shown.body)
    assert step in " ".join(said for _, said in rows)


def test_an_adjustment_that_nobody_has_to_mend_names_nobody(billing: Billing) -> None:
    (sent_as,) = send(billing, "M1")
    receive(billing, era(Clp(sent_as, 5000, 5332)))
    shown = drawn(billing)
    assert shown.body.lines[0].adjustments == (Adjustment("CO", "45", 332),)
    assert list(reason_rows(EN, shown.body)) == [("CO-45", "it is above the plan's price.")]
