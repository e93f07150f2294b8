"""Claims drawn by chance, written as 837Ps, before three outside judges: a few hundred of them.

``make judge`` brings ten thousand before them; `ops.judge.judges` says who they are and what each
looks at.
"""

import pytest

from ops.judge.judges import full, usual


@pytest.mark.parametrize("seed", range(3))
def test_three_judges_agree_with_claims_as_our_field_sends_them(seed: int) -> None:
    assert usual(seed, 100) == []


@pytest.mark.parametrize("seed", range(2))
def test_two_judges_find_nothing_in_claims_that_state_everything(seed: int) -> None:
    assert full(seed, 50) == []
