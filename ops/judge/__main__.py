"""Draw claims, write them, bring them before the judges: ``python -m ops.judge --claims 10000``."""

import argparse
import json
import sys
import time

from ops.judge.judges import full, usual

AT_ONCE = 100  # claims of a file


def main(arguments: list[str]) -> int:
    """Draw, write and judge as many claims as told; 1 where a judge says something."""
    parser = argparse.ArgumentParser(prog="python -m ops.judge", description=__doc__)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(arguments)
    begun, said, files = time.monotonic(), list[str](), 0
    for at in range(0, told.claims, AT_ONCE):
        judge = usual if files % 2 == 0 else full
        said += judge(told.seed + at, min(AT_ONCE, told.claims - at))
        files += 1
    figures = {
        "claims": told.claims,
        "files": files,
        "seed": told.seed,
        "seconds": round(time.monotonic() - begun, 1),
        "said": said,
    }
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
