"""Bank lines and remittances end in the same balances and matches, in whatever order they come."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.wiring import Hub
from projections.deposit_status import DEPOSIT_STATUS
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support.deposits import accounts, announced, bank_line, imported
from tests.support.hubs import new_hub

Step = tuple[str, int, str, int]
WORLDS = count()

lines = st.tuples(
    st.just("line"),
    st.sampled_from([-100_00, 40_00, 60_00, 99_99, 100_00, 160_00]),
    st.sampled_from(["A", "B", "A B", ""]),
    st.integers(0, 3),
)
remittances = st.tuples(
    st.just("remittance"),
    st.sampled_from([60_00, 100_00]),
    st.sampled_from(["A", "B"]),
    st.integers(0, 2),
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    made = new_hub(tmp_path_factory.mktemp("hub"))
    yield made
    made.close()


def ended(hub: Hub, steps: list[Step]) -> tuple[object, ...]:
    """What stands after the steps, taken in a world whose plan and traces no other world has."""
    world = f"w{next(WORLDS)}"
    before = accounts(hub).get("bank", 0)
    seen: dict[Step, int] = {}
    for step in steps:
        kind, cents, traces, number = step
        seen[step] = seen.get(step, 0) + 1  # equal steps are told apart, whatever stands between
        name = "-".join(map(str, (world, *step, seen[step]))).replace(" ", "")
        if kind == "remittance":
            announced(hub, name, cents, f"{world}4471{traces}", plan=world)
        else:
            text = " ".join(f"{world}4471{each}" for each in traces.split())
            imported(hub, bank_line(cents, f"EFT {text}", day=number, line_id=name))
    view = hub.projector.live
    rows = view.rows(REMITTANCE_BALANCE, plan_key=world)
    deposited = sorted(
        (row.remittance_id.removeprefix(world), row.in_bank, str(row.bank_on)) for row in rows
    )
    mine = {row.remittance_id for row in rows}
    parts = sorted(
        (str(row.bank_on), row.amount, part.remittance_id.removeprefix(world), part.cents)
        for row in view.rows(DEPOSIT_STATUS)
        for part in row.parts
        if part.remittance_id in mine
    )
    after = accounts(hub)
    bank, due = after.get("bank", 0) - before, after.get(f"deposit:{world}", 0)
    assert bank == sum(row.in_bank for row in rows)
    assert bank + due == sum(row.deposit for row in rows)
    return bank, due, deposited, parts


@settings(max_examples=25, deadline=None)
@given(
    st.lists(lines, min_size=1, max_size=5),
    st.lists(remittances, min_size=1, max_size=3),
    st.randoms(use_true_random=False),
)
def test_any_order_of_bank_lines_and_remittances_ends_the_same(
    hub: Hub, came: list[Step], said: list[Step], chance: object
) -> None:
    steps = [*came, *said]
    first = ended(hub, steps)
    assert ended(hub, steps[::-1]) == first
    chance.shuffle(steps)  # type: ignore[attr-defined]
    assert ended(hub, steps) == first
