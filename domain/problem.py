"""What is wrong, where it stands, and what the reader may do about it."""

import re

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong, in words for the person who meets it.

    `code` is public and permanent (``claim.past-filing-limit``). `what` is the plain fact with
    both values, `where` something the reader can open, `fix` something the reader may do.
    None of them ever holds a personal detail: they are printed, logged and stored.
    """

    code: str
    what: str
    where: str
    fix: str


class Refused(msgspec.Struct, frozen=True):
    """The answer to a command that may not be carried out: every reason at once."""

    problems: tuple[Problem, ...]

    @property
    def codes(self) -> list[str]:
        """The codes of all problems, in the order found."""
        return [problem.code for problem in self.problems]


def refuse(code: str, *, what: str, where: str, fix: str) -> Refused:
    """A refusal for one reason."""
    return Refused((Problem(code=code, what=what, where=where, fix=fix),))


def wrong_moment(noun: str, where: str, state: object, command: object) -> Refused:
    """A refusal because nothing of the kind may be asked in this state.

    State and command are named from their classes: ``SubmittedClaim`` reads *it is a submitted
    claim*, ``NoClaim`` reads *there is no claim*.
    """
    return refuse(
        f"{noun}.wrong-moment",
        what=f"cannot {_words(command)}: {_being(_words(state))}",
        where=where,
        fix=f"look at it first; {_words(command)} is for another moment of its life",
    )


def _words(thing: object) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(thing).__name__).lower()


def _being(words: str) -> str:
    if words.startswith("no "):
        return f"there is {words}"
    return f"it is {'an' if words[0] in 'aeiou' else 'a'} {words}"
