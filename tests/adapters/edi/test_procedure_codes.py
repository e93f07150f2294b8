"""Which procedures and modifiers were known on a day."""

from datetime import date

import pytest

from adapters.edi.procedure_codes import known_on, modifier_known_on


@pytest.mark.parametrize(
    ("code", "day", "known"),
    [
        ("G0019", date(2025, 3, 31), False),
        ("G0019", date(2025, 4, 1), True),
        ("98960", date(2024, 1, 1), True),
        ("98960:U2", date(2022, 6, 30), False),
        ("98960:U3", date(2022, 7, 1), True),
        ("99201", date(2020, 12, 31), True),
        ("99201", date(2021, 1, 1), False),
        ("t1017", date(2026, 1, 1), True),
    ],
)
def test_a_procedure_is_known_from_its_first_to_its_last_day(
    code: str, day: date, *, known: bool
) -> None:
    assert known_on(code, day) is known


@pytest.mark.parametrize("code", ["", "QQQQQ", "98960:U7", ":"])
def test_a_procedure_that_is_not_in_the_list_cannot_be_judged(code: str) -> None:
    assert known_on(code, date(2026, 1, 1)) is None


def test_a_modifier_is_known_from_its_first_day() -> None:
    assert modifier_known_on("93", date(2021, 12, 31)) is False
    assert modifier_known_on("93", date(2022, 1, 1)) is True
    assert modifier_known_on("u2", date(2000, 1, 1)) is True
    assert modifier_known_on("Q!", date(2026, 1, 1)) is None
