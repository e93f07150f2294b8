"""Lets atheris look for files that reach code no file has reached before, and fail there.

``python -m ops.fuzz.coverage -max_total_time=600 FOLDER`` with any option of libFuzzer; FOLDER
keeps the files that reached something new. Half of the changes are the mutator's own.
"""

import sys

import atheris

with atheris.instrument_imports(include=["adapters.edi"]):
    from ops.fuzz.harness import problems_in
from ops.fuzz.mutator import mutated, parsed
from ops.fuzz.seeds import seed_files

_SEEDS = [parsed(content) for content in seed_files()]


def one_file(content: bytes) -> None:
    """Read one file; what does not hold is raised."""
    problems = problems_in(content)
    if problems:
        raise AssertionError(problems)


def changed(content: bytes, max_size: int, seed: int) -> bytes:
    """Another file: this one broken by the mutator, or by atheris."""
    if seed % 2:
        return bytes(atheris.Mutate(content, max_size))
    return mutated([parsed(content), *_SEEDS] if seed % 8 else _SEEDS, str(seed))[:max_size]


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_file, custom_mutator=changed)
    atheris.Fuzz()
