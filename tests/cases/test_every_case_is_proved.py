"""Every case of money that plans are known to bring about, and the test that proves it."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

CASES = {
    "same remittance in two files": "tests.cases.test_same_payment_again::"
    "test_same_remittance_in_two_files",
    "reissued cheque with a new trace": "tests.cases.test_same_payment_again::"
    "test_reissued_cheque_with_a_new_trace",
    "freq 7 paid with no reversal": "tests.cases.test_replacements_and_voids::"
    "test_freq_7_paid_with_no_reversal",
    "same check number from two payers": "tests.cases.test_same_payment_again::"
    "test_same_check_number_from_two_payers",
    "same trace with changed content accepted by a person": (
        "tests.cases.test_contradicting_notices::"
        "test_same_trace_with_changed_content_accepted_by_a_person"
    ),
    "corrected resend of a parked remittance": "tests.cases.test_same_payment_again::"
    "test_corrected_resend_of_a_parked_remittance",
    "$0 denial is work, never a write-off": "tests.cases.test_answered_lines::"
    "test_0_denial_is_work_never_a_write_off",
    "line paid 2 of 4 units": "tests.cases.test_answered_lines::test_line_paid_2_of_4_units",
    "six PLB pairs": "tests.hub.services.notices.test_takebacks::"
    "test_six_plb_pairs_each_go_where_they_belong",
    "unbalanced claim in a balanced file": "tests.cases.test_answered_lines::"
    "test_unbalanced_claim_in_a_balanced_file",
    "negative CO kept": "tests.cases.test_answered_lines::test_negative_co_kept",
    "CAS quantity and paid units": "tests.cases.test_answered_lines::"
    "test_cas_quantity_and_paid_units",
    "$0 remittance with only CO or PR": "tests.cases.test_answered_lines::"
    "test_0_remittance_with_only_co_or_pr",
    "payment with PLB and no CLP": "tests.cases.test_takebacks::test_payment_with_plb_and_no_clp",
    "CLP total negative with BPR02 0 and FB": "tests.cases.test_takebacks::"
    "test_clp_total_negative_with_bpr02_0_and_fb",
    "FB carried over three remittances and merged": "tests.hub.services.notices.test_takebacks::"
    "test_fb_carried_over_three_remittances_and_merged",
    "WO negative first, positive later": "tests.cases.test_takebacks::"
    "test_wo_negative_first_positive_later",
    "reversal + announced WO without reference + taken WO with one": (
        "tests.hub.services.notices.test_takebacks::"
        "test_reversal_and_announced_wo_without_reference_and_taken_wo_with_one"
    ),
    "WO larger than the payment": "tests.hub.services.notices.test_takebacks::"
    "test_a_wo_larger_than_the_payment_leaves_the_rest_with_nobody",
    "72 for a mailed cheque": "tests.cases.test_refunds::test_72_for_a_mailed_cheque",
    "72 with no cheque known": "tests.cases.test_refunds::test_72_with_no_cheque_known",
    "cheque mailed and the plan also offsets": "tests.cases.test_refunds::"
    "test_cheque_mailed_and_the_plan_also_offsets",
    "reversal after a share change": "tests.cases.test_reversals::"
    "test_reversal_after_a_share_change",
    "reversing twice": "tests.cases.test_reversals::test_reversing_twice",
    "22 with positive CLP04": "tests.cases.test_reversals::test_22_with_positive_clp04",
    "replacement of one denied line of three": "tests.cases.test_replacements_and_voids::"
    "test_replacement_of_one_denied_line_of_three",
    "22 echoing the old claim number and the correction the new one": (
        "tests.hub.services.matching.test_matched_payments::"
        "test_a_reversal_echoes_the_old_number_and_the_correction_the_new"
    ),
    "void then reversal": "tests.cases.test_replacements_and_voids::test_void_then_reversal",
    "void never answered": "tests.cases.test_replacements_and_voids::test_void_never_answered",
    "partner balance below zero": "tests.journeys.test_three_months_of_a_partner::"
    "test_partner_balance_below_zero",
    "capitated $0 line": "tests.cases.test_months::test_capitated_0_line",
    "fee-for-service CARC 24": "tests.cases.test_months::test_fee_for_service_carc_24",
    "PMPM month with three $0 lines, reversed later": "tests.cases.test_months::"
    "test_pmpm_month_with_three_0_lines_reversed_later",
    "interest for two partners without a reference": "tests.cases.test_interest::"
    "test_interest_for_two_partners_without_a_reference",
    "takeback because the member was in another plan": "tests.cases.test_replacements_and_voids::"
    "test_takeback_because_the_member_was_in_another_plan",
    "partner left with a reserve": "tests.journeys.test_three_months_of_a_partner::"
    "test_partner_left_with_a_reserve",
    "payee is the partner": "tests.hub.services.statements.test_paid_direct::"
    "test_payee_is_the_partner_a_payment_posts_the_fee_alone",
    "payee is the county": "tests.hub.services.statements.test_paid_direct::"
    "test_payee_is_the_county_is_not_the_hubs_money",
    "500 retroactive repricings": "tests.cases.test_statements::"
    "test_500_retroactive_repricings_is_one_line_with_detail",
}


def collected(session: pytest.Session) -> Iterator[str]:
    """What pytest finds in the modules that hold them."""
    for module in sorted({place.partition("::")[0] for place in CASES.values()}):
        file = import_module(module).__file__
        assert file is not None
        found = pytest.Module.from_parent(session, path=Path(file))
        yield from (f"{module}::{item.name.partition('[')[0]}" for item in found.collect())


def test_every_case_has_a_test_that_is_collected(request: pytest.FixtureRequest) -> None:
    assert set(CASES.values()) <= set(collected(request.session))


def test_no_test_proves_two_cases() -> None:
    assert len(set(CASES.values())) == len(CASES)
