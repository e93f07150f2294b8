"""What is wrong, where it stands, and what the reader may do about it."""

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
