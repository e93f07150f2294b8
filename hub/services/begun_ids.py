"""An id as people write it: whole, or cut short to a beginning that no other id has."""

from collections.abc import Iterable

SHORTEST_BEGINNING = 4


def begun_with(ids: Iterable[str], named: str) -> list[str]:
    """The id that is named, else every id that begins so; none for fewer than 4 characters."""
    known = list(ids)
    if named in known:
        return [named]
    start = named.strip().lower()  # as ids are minted
    return [each for each in known if len(start) >= SHORTEST_BEGINNING and each.startswith(start)]
