"""What a remittance did to the claims in it, and why, as inspecting tells it."""

from adapters.edi.remittances.remittance import ClaimPayment, Procedure, ServicePayment
from adapters.edi.values import CasAdjustment
from hub.services.reasons import results_and_reasons, stated_code


def _claim(status: str = "1", billed: int = 100, paid: int = 100, **more: object) -> ClaimPayment:
    return ClaimPayment(1, "CLAIM1", status, billed, paid, **more)  # type: ignore[arg-type]


def test_claims_are_told_apart_by_money_and_not_by_status() -> None:
    claims = [
        _claim(),
        _claim(status="4"),
        _claim(status="1", paid=0),
        _claim(paid=40),
        _claim(status="22", billed=-100, paid=-100),
    ]
    results, _ = results_and_reasons(claims)
    assert results == {"paid": 2, "part-paid": 1, "not paid": 1, "reversed": 1}


def test_reasons_of_claims_and_lines_are_added_up_the_largest_first() -> None:
    line = ServicePayment(
        1, Procedure("HC", "98960"), 100, 0, remarks=("N290",),
        adjustments=(CasAdjustment("CO", "197", 70), CasAdjustment("CO", "45", 30)),
    )  # fmt: skip
    claims = [_claim(adjustments=(CasAdjustment("CO", "45", -5),), lines=(line,))]
    _, found = results_and_reasons(claims)
    assert [(each.code, each.times, each.amount) for each in found] == [
        ("CO-197", 1, "0.70"),
        ("CO-45", 2, "0.25"),
        ("N290", 1, None),
    ]
    assert all(each.meaning for each in found)


def test_a_code_without_plain_words_says_so_and_is_kept() -> None:
    _, (found,) = results_and_reasons([_claim(adjustments=(CasAdjustment("CO", "Z99", 5),))])
    assert (found.code, found.meaning) == ("CO-Z99", None)


def test_what_is_no_code_is_not_repeated() -> None:
    _, (found,) = results_and_reasons(
        [_claim(adjustments=(CasAdjustment("CO", "SOMEBODY ELSE", 5),))]
    )
    assert found.code == "other"


def test_a_name_or_number_of_somebody_is_no_code() -> None:
    codes = ("A7:21:85", "CO-197", "MA130", "F3N", "AAA-72", "PR-B13")
    assert [stated_code(code) for code in codes] == list(codes)
    somebody = ("SMITH", "523-45-6789", "63-11-27", "523456789", "MARY-ANN", "93847561H")
    assert {stated_code(text) for text in somebody} == {"other"}
