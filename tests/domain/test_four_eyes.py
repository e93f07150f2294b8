"""Two people see whatever lets money go."""

import pytest

from domain.four_eyes import is_same_person, second_person_problems


@pytest.mark.parametrize("other", ["Ada Keeper", "ada keeper", "  Ada   KEEPER "])
def test_one_person_is_one_however_the_name_is_written(other: str) -> None:
    assert is_same_person("Ada Keeper", other)
    (problem,) = second_person_problems("Ada Keeper", other, "payout LPV-P0001")
    assert problem.code == "staff.same-person"


def test_another_person_may_agree() -> None:
    assert list(second_person_problems("Ada Keeper", "Ben Second", "payout LPV-P0001")) == []


def test_nobody_may_not() -> None:
    (problem,) = second_person_problems("Ada Keeper", " ", "payout LPV-P0001")
    assert problem.code == "staff.no-name"
