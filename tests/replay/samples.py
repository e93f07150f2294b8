"""A stored sample of every fact that was ever written, by its name and version.

`python -m tests.replay.samples` adds a sample for each fact that has none; it never changes one.
"""

from collections.abc import Iterator
from pathlib import Path

from domain.event import Fact
from hub.store.codec import encode
from tests.support.lives import EXAMPLES

FOLDER = Path(__file__).with_name("facts")


def path_of(name: str, version: int) -> Path:
    """Where the sample of one version of a fact is kept."""
    return FOLDER / f"{name}.v{version}.json"


def stored() -> Iterator[tuple[str, int, bytes]]:
    """Every sample: name, version and the bytes as they were written."""
    for path in sorted(FOLDER.glob("*.json")):
        name, _, version = path.stem.rpartition(".v")
        yield name, int(version), path.read_bytes().rstrip(b"\n")


def add_missing() -> list[Path]:
    """Write a sample for each fact that has none."""
    FOLDER.mkdir(exist_ok=True)
    added = []
    for fact in sorted(_told(), key=lambda each: -len(encode(each))):  # the fullest says most
        path = path_of(fact.stored_name, fact.stored_version)
        if not path.exists():
            path.write_bytes(encode(fact) + b"\n")
            added.append(path)
    return added


def _told() -> Iterator[Fact]:
    for example in EXAMPLES:
        for stream in example.streams:
            yield from stream.facts


if __name__ == "__main__":
    print(*add_missing(), sep="\n")  # noqa: T201 - the one who ran it reads what was added
