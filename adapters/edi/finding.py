"""What is wrong in a file, said without naming the file."""

import msgspec

from domain.problem import Problem


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One thing that is wrong at one place of a file: data for whoever decides, never an abort.

    `segment` counts from 1 and `offset` is bytes, both in the file; `loop` and `element` are the
    implementation guide's names (``2100``, ``CLP04``), empty where they do not apply. `code` is
    public and permanent. `what` and `fix` never hold a personal detail.
    """

    code: str
    what: str
    fix: str
    segment: int = 0
    offset: int = 0
    loop: str = ""
    element: str = ""

    @property
    def where(self) -> str:
        """The place inside the file: ``segment 118, loop 2100, CLP04``."""
        parts = (
            f"segment {self.segment}" if self.segment else "",
            f"loop {self.loop}" if self.loop else "",
            self.element,
        )
        return ", ".join(part for part in parts if part)

    def in_file(self, name: str) -> Problem:
        """The same as a problem of the file called `name`, a name free of personal details."""
        where = ", ".join(part for part in (name, self.where) if part)
        return Problem(code=self.code, what=self.what, where=where, fix=self.fix)
