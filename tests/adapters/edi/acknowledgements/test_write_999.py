"""A 999 as the guide asks for it: an outside judge finds nothing in ours.

The judge knows loop ids of four characters only (``2310D`` is one of six at most in 5010) and takes
the two kinds of CTX for one, so that it refuses the guide's own example: it is given neither.
"""

from pathlib import Path
from random import Random

import pytest

from adapters.edi.acknowledgements.group_answer import (
    Context,
    Fault,
    GroupAnswer,
    TransactionAnswer,
)
from adapters.edi.acknowledgements.private_text import PrivateText
from adapters.edi.acknowledgements.read_999 import read_999
from adapters.edi.acknowledgements.write_999 import write_999, write_999s
from adapters.edi.envelope import read_transactions
from tests.adapters.edi.acknowledgements.outside_judge import faults_found
from tests.support.edi import INTERCHANGE, group, only_transaction

GOLDEN = Path(__file__).parents[1] / "golden" / "999" / "partly-accepted.999"
_CLAIM = Context("CLM01", PrivateText("LAN0000000101X"))
_TRIGGER = Context(
    "SITUATIONAL TRIGGER",
    segment_id="SBR",
    position=7,
    loop="2000",
    element=2,
    references=("1069",),
)


def _fault(random: Random) -> Fault:
    contexts = random.choice([(), (_TRIGGER,), (_CLAIM,)])
    position = random.randint(2, 999)
    if random.random() < 0.5:
        code = random.choice(["1", "2", "3", "5", "I4"])
        return Fault("NM1", position, "2310", code, contexts=contexts)
    return Fault(
        "HI",
        position,
        "2300",
        random.choice(["1", "5", "6", "7", "I12"]),
        element=random.randint(1, 12),
        component=random.randint(0, 3),
        repetition=random.randint(0, 1),
        reference=random.choice(["", "1271"]),
        copy=PrivateText(random.choice(["", "A COPY"])),
        contexts=contexts,
        element_contexts=random.choice([(), (_TRIGGER,)]),
    )


def _answer(seed: int) -> GroupAnswer:
    random = Random(seed)  # noqa: S311 - invented faults, not secrets
    transactions = tuple(
        TransactionAnswer(
            "837",
            f"{number:04d}",
            "R" if faults else "A",
            "005010X222A1",
            ("5",) if faults else (),
            faults,
        )
        for number in range(1, random.randint(2, 5))
        for faults in [tuple(_fault(random) for _ in range(random.randint(0, 3)))]
    )
    taken = sum(each.result == "A" for each in transactions)
    count = len(transactions)
    result = "A" if taken == count else "P" if taken else "R"
    return GroupAnswer("HC", "17", "005010X222A1", transactions, result, count, count, taken)


@pytest.mark.parametrize("seed", range(30))
def test_an_outside_judge_finds_nothing_in_random_answers(seed: int) -> None:
    content = write_999(_answer(seed), interchange=INTERCHANGE, group=group("999"), control="0001")
    assert faults_found(content) == []
    assert read_999(only_transaction(content)).findings == ()


def test_an_outside_judge_finds_nothing_in_the_golden_file() -> None:
    assert faults_found(GOLDEN.read_bytes().replace(b"*2310D*", b"*2310*")) == []


@pytest.mark.parametrize(
    ("whole", "broken"),
    [(b"AK9*P", b"AK9*Q"), (b"IK4*5:1**7", b"IK4*5:1**99"), (b"IK5*A~\n", b"")],
)
def test_the_outside_judge_does_find_what_is_broken(whole: bytes, broken: bytes) -> None:
    content = GOLDEN.read_bytes().replace(b"*2310D*", b"*2310*")
    assert whole in content
    assert faults_found(content.replace(whole, broken, 1)) != []


def test_each_group_gets_a_999_of_its_own() -> None:
    answers = [_answer(seed) for seed in range(3)]
    content = write_999s(answers, interchange=INTERCHANGE, group=group("999"), first_control=1)
    found = [(each.header.control, read_999(each).result) for each in read_transactions(content)]
    assert found == [(f"{n:04d}", a.result) for n, a in enumerate(answers, start=1)]
    assert faults_found(content) == []
