"""A fact's stored name and version, and what every fact has in common."""

from collections.abc import Callable
from typing import ClassVar, TypeVar

import msgspec


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, kw_only=True):
    """Something that happened. It is stored for ever, never edited, and refuses unknown fields.

    `stored_name` and `stored_version` are literals given by `event`: renaming or moving the class
    changes nothing on disk. The envelope, not the fact, carries position and time recorded.
    """

    stored_name: ClassVar[str] = ""
    stored_version: ClassVar[int] = 0


_F = TypeVar("_F", bound=type[Fact])


def event(name: str, *, version: int) -> Callable[[_F], _F]:
    """Give a fact class the name and version under which it is stored."""

    def named(cls: _F) -> _F:
        cls.stored_name = name
        cls.stored_version = version
        return cls

    return named


class Source(msgspec.Struct, frozen=True, gc=False):
    """Where in an archived file a fact was read.

    `transaction` counts the transactions of the file from 1, `segment` is the number of the first
    segment in the file (or the row of a sheet), `offset` and `length` are bytes in the file.
    """

    archive_id: str
    transaction: int
    segment: int
    offset: int
    length: int
