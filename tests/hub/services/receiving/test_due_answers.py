"""What files of remittances are answered with agrees with what the hub does with them."""

from pathlib import Path

import pytest

from adapters.edi.acknowledgements.group_answer import GroupAnswer
from adapters.edi.acknowledgements.read_999 import read_999
from adapters.edi.envelope import Interchange
from hub.services.receiving.due_answers import DueAnswer, due_answers
from hub.services.receiving.receiving import inspect_file
from hub.wiring import Hub
from tests.support.edi import REMITTANCE, interchange, only_transaction
from tests.support.hubs import new_hub

WHOLE = interchange(REMITTANCE)
ASKS = WHOLE.replace(b"*000000001*0*T*", b"*000000001*1*T*", 1)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    return new_hub(tmp_path_factory.mktemp("hub"))


def _groups(due: list[DueAnswer]) -> list[GroupAnswer]:
    return [group for each in due if isinstance(each.said, tuple) for group in each.said]


def test_a_ta1_is_due_where_the_sender_asks_for_one() -> None:
    asked, _ = due_answers(ASKS, "a.835")
    not_asked, _ = due_answers(WHOLE, "a.835")
    assert [each.kind for each in asked] == ["TA1", "999"]
    assert [each.kind for each in not_asked] == ["999"]


def test_what_did_not_come_whole_is_told_by_a_ta1_though_nobody_asked() -> None:
    (answer,), problems = due_answers(WHOLE[:-90], "a.835")
    assert (answer.kind, answer.result, answer.counts) == ("TA1", "rejected", (0, 1))
    assert problems == []


def test_each_interchange_is_answered_for_itself() -> None:
    due, _ = due_answers(WHOLE + ASKS, "a.835")
    assert [(each.kind, each.ordinal) for each in due] == [("999", 1), ("TA1", 2), ("999", 2)]


def test_a_file_without_a_remittance_is_not_answered() -> None:
    due, problems = due_answers(b"no file of ours", "a.835")
    assert due == []
    assert [problem.code for problem in problems] == ["receipt.no-remittance"]


def test_a_header_that_cannot_be_given_back_is_told() -> None:
    content = WHOLE.replace(b"~", b"!").replace(b"SEASIDE        ", b"SEA~SIDE       ")
    due, (problem,) = due_answers(content, "a.835")
    assert due == []
    assert problem.what == (
        "its headers hold characters that an answer cannot give back, or none at all"
    )
    assert problem.where == "a.835, interchange 1"


def test_an_answer_goes_back_to_its_sender() -> None:
    (due,), _ = due_answers(WHOLE, "a.835")
    ours = Interchange("ZZ", "LANTERN", "ZZ", "SEASIDE", "260302", "1000", "000000017")
    transaction = only_transaction(due.written(ours))
    group = transaction.header.group
    assert group is not None
    assert (group.sender, group.receiver, group.control_number) == ("LANTERN", "SEASIDE", "17")
    answer = read_999(transaction)
    assert (answer.outcome, answer.control_number, answer.functional_id) == ("accepted", "1", "HP")


def test_every_sample_is_rejected_exactly_where_the_hub_can_post_nothing_of_it(
    hub: Hub, samples: Path
) -> None:
    different = []
    for path in sorted((samples / "835").iterdir()):
        content = path.read_bytes()
        due, problems = due_answers(content, path.name)
        assert problems == []
        said = [t.outcome for group in _groups(due) for t in group.transactions]
        done = inspect_file(hub, content, path.name).transactions
        unusable = [each.outcome in {"unreadable", "unsupported"} for each in done]
        if said and [outcome == "rejected" for outcome in said] != unusable:
            different.append((path.name, said, [each.outcome for each in done]))
        if not said:
            assert all(unusable), path.name
    assert different == []
