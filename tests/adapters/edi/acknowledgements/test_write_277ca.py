"""A 277CA as the guide asks for it: an outside judge finds nothing in ours."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from adapters.edi.acknowledgements.batch_answer import (
    Answer,
    BatchAnswer,
    Dated,
    Status,
    StatusSet,
)
from adapters.edi.acknowledgements.counted_277ca import with_totals
from adapters.edi.acknowledgements.read_277ca import read_277ca
from adapters.edi.acknowledgements.write_277ca import write_277ca
from adapters.edi.values import Private, Reference
from adapters.edi.x12 import Segment
from tests.adapters.edi.acknowledgements.outside_judge import faults_found
from tests.support.edi import INTERCHANGE, group, only_transaction

GOLDEN = Path(__file__).parents[1] / "golden" / "277CA" / "one-accepted-one-rejected.277"
ON = date(2026, 3, 2)


def _named(*elements: str) -> Private:
    return Private((Segment("NM1", ["NM1", *elements], 0, 0, 0),))


def _one(category: str, status: str, amount: int) -> tuple[StatusSet, ...]:
    action = "WQ" if category in {"A1", "A2"} else "U"
    return (StatusSet((Status(category, status),), ON, action, amount),)


def _claim(random: Random, number: int) -> Answer:
    category = random.choice(["A1", "A2", "A3", "A7"])
    name = ("QC", "1", "EXAMPLE", "INVENTED", "", "", "", "MI", f"9000{number:04d}A")
    return Answer(
        level="claim",
        trace=f"LAN{number:08d}01X",
        status_sets=_one(category, "20", random.randint(1, 100_000)),
        references=(Reference("1K", f"P-{number}"),) if category == "A2" else (),
        dates=(Dated("472", ON),),
        private=_named(*name),
    )


def _batch(seed: int) -> BatchAnswer:
    random = Random(seed)  # noqa: S311 - invented claims, not secrets
    days = (Dated("050", ON), Dated("009", ON))
    levels = [
        Answer("source", "S1", dates=days, private=_named("PR", "2", "P", *[""] * 4, "PI", "SEA")),
        Answer(
            "receiver",
            "3",
            _one("A1", "19", 0),
            private=_named("41", "2", "L", *[""] * 4, "46", "LAN"),
        ),
    ]
    for provider in range(random.randint(1, 3)):
        levels.append(
            Answer(
                "provider",
                "0",
                (StatusSet((Status("A1", "19"),), None, "WQ", 0),),
                private=_named("85", "2", "L", *[""] * 4, "XX", "1234567893"),
            )
        )
        levels += [_claim(random, 100 * provider + n) for n in range(random.randint(1, 9))]
    return with_totals(BatchAnswer("SEA-1", ON, tuple(levels), time="0915"))


def _written(batch: BatchAnswer) -> bytes:
    return write_277ca(batch, interchange=INTERCHANGE, group=group("277"), control="0001")


@pytest.mark.parametrize("seed", range(10))
def test_an_outside_judge_finds_nothing_in_random_answers(seed: int) -> None:
    batch = _batch(seed)
    assert faults_found(_written(batch)) == []
    assert read_277ca(only_transaction(_written(batch))).findings == ()


def test_an_outside_judge_finds_nothing_in_the_golden_file() -> None:
    assert faults_found(GOLDEN.read_bytes()) == []


@pytest.mark.parametrize(
    ("whole", "broken"),
    [(b"HL*2*1*21*1", b"HL*2*1*21"), (b"QTY*90*", b"QTY*91*"), (b"*WQ*", b"*XX*")],
)
def test_the_outside_judge_does_find_what_is_broken(whole: bytes, broken: bytes) -> None:
    content = GOLDEN.read_bytes()
    assert whole in content
    assert faults_found(content.replace(whole, broken, 1)) != []


def test_totals_are_those_of_the_claims_under_each_provider() -> None:
    claims = (("A2", 100), ("A3", 30), ("A1", 7))
    levels = (
        Answer("receiver", "3", _one("A1", "19", 137)),
        Answer("provider", "0", _one("A1", "19", 137)),
        *(
            Answer("claim", f"LAN{amount}", _one(category, "20", amount))
            for category, amount in claims
        ),
    )
    receiver, provider, *_ = with_totals(BatchAnswer("1", ON, levels)).levels
    assert [(q.qualifier, int(q.quantity)) for q in receiver.quantities] == [("90", 2), ("AA", 1)]
    assert [(q.qualifier, int(q.quantity)) for q in provider.quantities] == [("QA", 2), ("QC", 1)]
    sums = [("YU", 107), ("YY", 30)]
    assert [(a.qualifier, a.amount) for a in receiver.amounts] == sums
    assert [(a.qualifier, a.amount) for a in provider.amounts] == sums
