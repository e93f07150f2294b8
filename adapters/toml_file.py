"""A file of data that people write as TOML, in the shape of a Struct."""

import re
import tomllib
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from domain.problem import Problem, Refused

Shape = TypeVar("Shape", bound=msgspec.Struct)


def read_toml(
    content: bytes,
    shape: type[Shape],
    faults: Callable[[Shape], Iterable[str]],
    problem: Callable[[str], Problem],
) -> Shape | Refused:
    """What the file says; or every reason why it cannot be used.

    `faults` finds what the shape alone cannot tell; `problem` puts a reason in the words of the
    kind of file.
    """
    try:
        found = msgspec.convert(tomllib.loads(content.decode("utf-8")), shape)
    except UnicodeDecodeError:
        return Refused((problem("it is not text in UTF-8"),))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line \d+", str(error))
        return Refused(
            (problem(f"it is not written as TOML, {place[0] if place else 'at its end'}"),)
        )
    except msgspec.ValidationError as error:
        return Refused((problem(str(error)),))
    problems = tuple(problem(what) for what in faults(found))
    return Refused(problems) if problems else found
