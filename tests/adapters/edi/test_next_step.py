"""Several codes of one line come to one next step."""

import pytest

from adapters.edi.next_step import explain_together


@pytest.mark.parametrize(
    ("adjustments", "remarks", "deciding", "fixer", "route"),
    [
        (["CO-16"], ["N290"], "N290", "hub", "C"),
        (["CO-96", "CO-45"], ["N30"], "N30", "hub", "E"),
        (["CO-252"], ["N706"], "N706", "partner", "P"),
        (["A1"], ["N54"], "N54", "hub", "A"),
        (["CO-197"], ["N290"], "CO-197", "hub", "A"),  # the reason says enough
        (["CO-16"], [], "CO-16", "hub", "C"),
        (["CO-16"], ["N210"], "CO-16", "hub", "C"),  # a remark that only says how to answer
        (["CO-45", "CO-50"], [], "CO-50", "plan", "D"),
        (["CO-45"], [], "CO-45", "nobody", "N"),
        (["CO-4", "CO-27"], [], "CO-27", "hub", "E"),
        ([], ["M51"], "M51", "hub", "C"),
    ],
)
def test_a_reason_that_points_to_a_remark_gives_way_to_it(
    adjustments: list[str], remarks: list[str], deciding: str, fixer: str, route: str
) -> None:
    step = explain_together(adjustments, remarks)
    assert step is not None
    assert (step.deciding, step.fixer, step.route) == (deciding, fixer, route)


def test_an_unprocessable_claim_is_sent_as_a_new_one() -> None:
    step = explain_together(["CO-16"], ["MA130", "N290"])
    assert step is not None
    assert (step.deciding, step.route) == ("N290", "C")
    assert step.next == (
        "mend what N290 names: the rendering provider's number is missing or not valid; then send "
        "a new claim (frequency 1), not a replacement; no dispute is possible (MA130)"
    )


def test_a_new_claim_still_waits_for_the_partner_where_the_partner_must_act() -> None:
    step = explain_together(["CO-31"], ["MA130"])
    assert step is not None
    assert (step.fixer, step.route) == ("partner", "P")
    assert step.next.startswith("ask the partner about it: the plan does not know this member")


def test_an_unprocessable_claim_is_never_disputed_nor_given_up() -> None:
    for reason in ("50", "18", "45"):
        step = explain_together([reason], ["MA130"])
        assert step is not None
        assert step.route == "C"


def test_a_remark_may_forbid_a_dispute() -> None:
    step = explain_together(["CO-50"], ["N211"])
    assert step is not None
    assert (step.route, step.next) == ("F", "close the line; no dispute is possible (N211)")


def test_a_remark_may_ask_for_a_correction_in_place_of_a_dispute() -> None:
    step = explain_together(["CO-50"], ["N704"])
    assert step is not None
    assert step.route == "C"
    assert step.next == "correct the claim and send it again; no dispute is possible (N704)"


def test_what_is_left_to_the_member_warns_whatever_the_next_step_is() -> None:
    step = explain_together(["PR-27"])
    assert step is not None
    assert step.route == "E"
    assert step.warnings == ("never bill the member; ask the plan to correct it",)
    other = explain_together(["CO-27"])
    assert other is not None
    assert other.warnings == ()


def test_codes_without_words_leave_the_step_undecided_and_are_named_as_written() -> None:
    step = explain_together(["CO-197", "CO-9999"], ["N9999"], ["XYZ"])
    assert step is not None
    assert step.deciding == "CO-197"
    assert step.wordless == ("CO-9999", "N9999", "XYZ")
    (warning,) = step.warnings
    assert warning.startswith("not decided for CO-9999, N9999, XYZ: no plain words yet")
    assert explain_together(["CO-9999"], ["N9999"]) is None
    assert explain_together([]) is None


def test_a_remark_under_the_name_of_its_list_is_weighed_like_the_remark() -> None:
    step = explain_together(["CARC-16"], ["RARC-MA130", "RARC-N290"])
    assert step is not None
    assert (step.deciding, step.route) == ("RARC-N290", "C")
    assert step.next.endswith("no dispute is possible (MA130)")
