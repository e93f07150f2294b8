"""Two people see whatever lets money go: who asked for it never agrees to it alone."""

from collections.abc import Iterator

from domain.problem import Problem


def is_same_person(one: str, other: str) -> bool:
    """Whether two names of staff are one person's, however they are spaced and written."""
    return _key(one) == _key(other)


def second_person_problems(asked_by: str, by: str, where: str) -> Iterator[Problem]:
    """Whoever agrees is somebody else than who asked."""
    yield from name_problems(by, where)
    if by.strip() and is_same_person(asked_by, by):
        yield Problem(
            code="staff.same-person",
            what=f"{asked_by} asked for it and would agree to it too",
            where=where,
            fix="let a second person look at it and agree",
        )


def name_problems(by: str, where: str) -> Iterator[Problem]:
    """Whoever asks or agrees has a name."""
    if not by.strip():
        yield Problem(
            code="staff.no-name",
            what="nobody is named who does this",
            where=where,
            fix="say who you are: --by NAME, or HUB_ACTOR in the environment",
        )


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
