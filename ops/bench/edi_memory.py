"""How far reading a remittance makes a fresh process grow: ``python -m ops.bench.edi_memory FILE``.

Prints bytes: the highest resident size while every claim of the file was read, one at a time, less
the size before the file was opened. Linux only: it counts what the kernel says of this process.
"""

import sys
from pathlib import Path

from adapters.edi.envelope import read_transactions
from adapters.edi.remittances.read_835 import read_835


def main(file: Path) -> None:
    """Read every claim of `file` and keep none."""
    before, claims = _status("VmRSS"), 0
    with file.open("rb") as source:
        for transaction in read_transactions(source):
            reading = read_835(transaction)
            claims += sum(1 for _ in reading.claims)
            assert reading.totals.balanced
    assert claims
    sys.stdout.write(f"{_status('VmHWM') - before}\n")


def _status(name: str) -> int:
    """Bytes; VmHWM is the peak of this program alone, unlike ru_maxrss it inherits nothing."""
    lines = Path("/proc/self/status").read_text().splitlines()
    stated = next(line for line in lines if line.startswith(f"{name}:"))
    return int(stated.split()[1]) * 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
