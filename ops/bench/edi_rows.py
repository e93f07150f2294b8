"""Speed of reading and writing X12 against the open packages that do it, in one run, in turn.

Every side gets the whole file in memory and reads it to the end; ours through a stream, as in
service. What each peer is asked to do:

- x12sdk: ``X12ModelReader.models()``, which gives typed models.
- pyx12: ``X12ContextReader.iter_segments(loop)``, its reader of data; it types no value.
- oxedi: ``stream(data)``, one batch a transaction, which is its default and its quickest way, and
  of each table ``pyarrow.record_batch(table).to_pylist()``: its rows are columns outside of Python
  until then. Batches of one claim (``by="2100"``) keep as little in memory as we do; that time
  stands beside it. Its tables leave out modifiers, remarks and references of claims.
- x12sdk, writing: ``write_transactions`` of models that were read from our own file, so that it
  writes the same segments. Its checks ran when the models were made and are not timed; ours are.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, cast

import oxedi
import pyarrow as pa  # type: ignore[import-untyped]
import pyx12.error_handler
import pyx12.params
from msgspec.structs import replace
from pyx12.x12context import X12ContextReader
from x12sdk.io import X12ModelReader, write_transactions

from adapters.edi.acknowledgements.read_277ca import read_277ca
from adapters.edi.acknowledgements.read_999 import read_999
from adapters.edi.claims.professional_claim import ProfessionalBatch
from adapters.edi.claims.write_837p import Written837P, claim_group, write_837p
from adapters.edi.envelope import read_transactions
from adapters.edi.remittances.read_835 import read_835
from ops.bench.edi_files import batch_answers, claim_answers, remittance
from ops.bench.row import Row, in_turn, stopwatch
from tests.support.professional_claims import INTERCHANGE, any_batch

CLAIMS = 2_000
CLAIMS_FOR_OXEDI = 20_000
CLAIMS_FOR_MEMORY = 100_000
CLAIMS_WRITTEN = 1_000
ROUNDS = 3
QUICK_ROUNDS = 7
_MEGABYTE = 1_000_000


def rows() -> Iterator[Row]:
    """Reading 835s, memory, writing 837Ps; then, for information, 277CAs and 999s."""
    yield from _against_slow_readers()
    yield _against_oxedi()
    yield _memory()
    yield _writing()
    yield from _answers()


def _against_slow_readers() -> Iterator[Row]:
    content = b"".join(remittance(CLAIMS))
    ours, sdk, pyx12_ = in_turn(
        ROUNDS,
        partial(_timed, partial(_claims_paid, content), CLAIMS),
        partial(_timed, partial(_x12sdk_claims, content), CLAIMS),
        partial(_timed, partial(_pyx12_loops, content, "2100"), CLAIMS),
    )
    for peer, theirs, bars in (("x12sdk", sdk, (10, 20)), ("pyx12", pyx12_, (25, 50))):
        figures = {"ours": _rate(CLAIMS, ours), peer: _rate(CLAIMS, theirs)}
        yield Row(
            f"typed 835 reading: {peer} time over ours", theirs / ours, *bars, figures=figures
        )


def _against_oxedi() -> Row:
    content = b"".join(remittance(CLAIMS_FOR_OXEDI))
    ours, whole, one_by_one = in_turn(
        QUICK_ROUNDS,
        partial(_timed, partial(_claims_paid, content), CLAIMS_FOR_OXEDI),
        partial(_timed, partial(_oxedi_claims, content, "transaction"), CLAIMS_FOR_OXEDI),
        partial(_timed, partial(_oxedi_claims, content, "2100"), CLAIMS_FOR_OXEDI),
    )
    return Row(
        "typed 835 reading: our time over oxedi's streamed Python rows",
        ours / whole,
        1.5,
        1.0,
        less_is_better=True,
        figures={
            "ours": _rate(CLAIMS_FOR_OXEDI, ours),
            "oxedi": _rate(CLAIMS_FOR_OXEDI, whole),
            "oxedi one claim at a time": _rate(CLAIMS_FOR_OXEDI, one_by_one),
        },
    )


def _memory() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.835"
        with file.open("wb") as written:
            written.writelines(remittance(CLAIMS_FOR_MEMORY))
        size = file.stat().st_size
        command = (sys.executable, "-m", "ops.bench.edi_memory", str(file))
        told = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own
    return Row(
        f"typed 835 reading: memory growth on {CLAIMS_FOR_MEMORY:,} claims, MB",
        int(told.stdout) / _MEGABYTE,
        64,
        40,
        less_is_better=True,
        figures={"file": f"{size / _MEGABYTE:.0f} MB"},
    )


def _writing() -> Row:
    batch = _batch()
    content = _written(batch).content
    with X12ModelReader(content.decode()) as reader:
        models: list[Any] = list(reader.models())
    ours, theirs = in_turn(
        QUICK_ROUNDS,
        partial(_timed, lambda: len(_written(batch).sent), CLAIMS_WRITTEN),
        partial(_timed, lambda: _x12sdk_written(models), CLAIMS_WRITTEN),
    )
    return Row(
        "837P writing: x12sdk time over ours",
        theirs / ours,
        4,
        7,
        figures={"ours": _rate(CLAIMS_WRITTEN, ours), "x12sdk": _rate(CLAIMS_WRITTEN, theirs)},
    )


def _answers() -> Iterator[Row]:
    for kind, content, read, loop in (
        ("277CA", b"".join(claim_answers(CLAIMS)), _claims_answered, "2200D"),
        ("999", b"".join(batch_answers(CLAIMS)), _transactions_answered, "2000"),
    ):
        ours, theirs = in_turn(
            ROUNDS,
            partial(_timed, partial(read, content), CLAIMS),
            partial(_timed, partial(_pyx12_loops, content, loop), CLAIMS),
        )
        yield Row(
            f"{kind} reading: pyx12 time over ours (for information)",
            theirs / ours,
            10,
            25,
            figures={"ours": _rate(CLAIMS, ours), "pyx12": _rate(CLAIMS, theirs)},
        )


def _timed(run: Callable[[], int], expected: int) -> float:
    with stopwatch() as seconds:
        done = run()
        taken = seconds()
    assert done == expected, (done, expected)
    return taken


def _rate(count: int, seconds: float) -> str:
    return f"{count / seconds:,.0f} claims/s"


def _claims_paid(content: bytes) -> int:
    read = 0
    for transaction in read_transactions(io.BytesIO(content)):
        reading = read_835(transaction)
        read += sum(1 for _ in reading.claims)
        assert reading.totals.balanced
        assert not reading.findings
    return read


def _x12sdk_claims(content: bytes) -> int:
    with X12ModelReader(content.decode()) as reader:
        models = cast(Iterator[Any], reader.models())
        return sum(len(header.loop_2100) for model in models for header in model.loop_2000)


def _pyx12_loops(content: bytes, loop: str) -> int:
    errors = pyx12.error_handler.errh_null()
    reader = X12ContextReader(pyx12.params.params(), errors, io.StringIO(content.decode()))
    return sum(found.id == loop for found in reader.iter_segments(loop))


def _oxedi_claims(content: bytes, by: str) -> int:
    claims = 0
    for batch in oxedi.stream(content, by=by):
        for name in batch.tables:
            table = batch.tables[name]
            rows = pa.record_batch(table).to_pylist() if len(table) else []
            claims += len(rows) if name == "claims" else 0
    return claims


def _batch() -> ProfessionalBatch:
    """Claims of two lines on average; x12sdk knows no sex but F and M."""
    batch = any_batch(Random(837), CLAIMS_WRITTEN)  # noqa: S311 - invented claims, not secrets
    claims = (
        replace(claim, subscriber=replace(claim.subscriber, sex="F")) for claim in batch.claims
    )
    return replace(batch, claims=tuple(claims))


def _written(batch: ProfessionalBatch) -> Written837P:
    written = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
    assert isinstance(written, Written837P), written
    return written


def _x12sdk_written(models: list[Any]) -> int:
    text = write_transactions(models, sender_id="INVENTEDHUB", receiver_id="INVENTEDPLAN")
    return str(text).count("\nCLM*")


def _claims_answered(content: bytes) -> int:
    return sum(
        sum(answer.level == "claim" for answer in read_277ca(transaction).answers)
        for transaction in read_transactions(io.BytesIO(content))
    )


def _transactions_answered(content: bytes) -> int:
    return sum(
        len(read_999(transaction).transactions)
        for transaction in read_transactions(io.BytesIO(content))
    )
