"""Speed of posting into a ledger that holds many claims already, against an empty one.

The same remittance of 10,000 claims is received by a hub that has sent these alone, and by one that
before them sent and was paid ``BENCH_CLAIMS`` others (100,000 if not said; the table asks for
1,000,000), on SQLite in a file with a page cache of 64 MB. Filling takes about a minute for
100,000 claims, so this is measured on request: ``python -m ops.bench posting_among_many``.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hub.services.receiving.receiving import receive_file
from ops.bench.posting_rows import CLAIMS, posting_seconds, remittance, send
from ops.bench.row import Row, settled
from tests.support.billing import ready_hub

_OTHERS = int(os.environ.get("BENCH_CLAIMS", "100000"))


def rows() -> Iterator[Row]:
    """Posting 10,000 claims among many, against posting them alone."""
    alone, among = _seconds(0), _seconds(_OTHERS)
    yield Row(
        f"a remittance of {CLAIMS:,} claims posted among {_OTHERS:,} others, over none",
        among / alone,
        2.0,
        1.3,
        less_is_better=True,
        figures={
            "alone": f"{CLAIMS / alone:,.0f} claims/s",
            "among": f"{CLAIMS / among:,.0f} claims/s",
            "page cache": "64 MB",
        },
    )


def _seconds(others: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        billing = ready_hub(Path(folder))
        for first in range(CLAIMS + 1, others + CLAIMS + 1, CLAIMS):
            some = range(first, min(first + CLAIMS, others + CLAIMS + 1))
            send(billing, some)
            receive_file(billing.hub, remittance(some, f"BEFORE{first}"), "before.835")
        send(billing, range(1, CLAIMS + 1))
        with settled():
            seconds = posting_seconds(billing.hub, remittance(range(1, CLAIMS + 1), "BENCH1"))
        billing.hub.close()
    return seconds
