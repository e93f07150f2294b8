"""What a 999 says about one group and each transaction in it, as values. Source: 005010X231A1."""

import re

import msgspec

from adapters.edi.acknowledgements.private_text import NO_TEXT, PrivateText
from adapters.edi.elements import shown_code
from adapters.edi.finding import Finding
from adapters.edi.values import NOTHING_KEPT, Verbatim

_OUTCOMES = {
    "A": "accepted",
    "E": "accepted",
    "R": "rejected",
    "M": "rejected",
    "W": "rejected",
    "X": "rejected",
}
_OF_GROUP = _OUTCOMES | {"P": "partial"}

_LOOP = re.compile(r"\d{4}[A-Z]{0,2}\Z", re.ASCII)


class Context(msgspec.Struct, frozen=True, gc=False):
    """One CTX: what the receiver was reading where a fault stands.

    `name` says what is named (``CLM01``, ``SITUATIONAL TRIGGER``), `value` is that number: ours, or
    a member's. The rest is the place that triggered a rule, 0 or empty where it is not stated;
    `references` are the data element numbers of CTX06.
    """

    name: str
    value: PrivateText = NO_TEXT
    segment_id: str = ""
    position: int = 0
    loop: str = ""
    element: int = 0
    component: int = 0
    repetition: int = 0
    references: tuple[str, ...] = ()


class Fault(msgspec.Struct, frozen=True, gc=False):
    """One thing the receiver finds wrong in a transaction of ours.

    `position` counts segments from ST = 1; `element`, `component` and `repetition` are 0 where the
    whole segment is meant. `code` is IK304, or IK403 where an element is meant, `reference` is
    IK402. `copy` is our text as the receiver repeats it (IK404). `contexts` are about the segment,
    `element_contexts` about the element.
    """

    segment_id: str
    position: int
    loop: str
    code: str
    element: int = 0
    component: int = 0
    repetition: int = 0
    reference: str = ""
    copy: PrivateText = NO_TEXT
    contexts: tuple[Context, ...] = ()
    element_contexts: tuple[Context, ...] = ()

    @property
    def claim_number(self) -> str:
        """Our CLM01, where the receiver names it."""
        return next((each.value.text for each in self.contexts if each.name == "CLM01"), "")

    @property
    def named(self) -> str:
        """The code as `explain` knows it: ``IK3-8``, ``IK4-7``; what is none is not repeated."""
        return f"{'IK4' if self.element else 'IK3'}-{shown_code(self.code)}"

    @property
    def where(self) -> str:
        """The place in what we sent: ``segment 22, loop 2300, CLM02``."""
        loop = f"loop {self.loop}, " if _LOOP.match(self.loop) else ""
        component = f"-{self.component}" if self.component else ""
        repetition = f", repetition {self.repetition}" if self.repetition > 1 else ""
        element = f"{self.element:02d}{component}{repetition}" if self.element else ""
        return f"segment {self.position}, {loop}{shown_code(self.segment_id)}{element}"


class TransactionAnswer(msgspec.Struct, frozen=True, gc=False):
    """What became of one transaction: `control` is our ST02, `result` IK501, `codes` IK502-06.

    `segments` are all of its AK2 loop, `others` those that no field holds.
    """

    kind: str
    control: str
    result: str
    version: str = ""
    codes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    segments: Verbatim = NOTHING_KEPT
    others: Verbatim = NOTHING_KEPT

    @property
    def outcome(self) -> str:
        """accepted, rejected or unknown."""
        return _OUTCOMES.get(self.result, "unknown")


class GroupAnswer(msgspec.Struct, frozen=True, gc=False):
    """What became of one group: `control_number` is our GS06, `result` AK901 (empty if missing).

    `included`, `received` and `accepted` are AK902 to AK904, None where they state no number,
    `codes` AK905-09. `segments` are those outside of its transactions, `others` those of them that
    no field holds.
    """

    functional_id: str
    control_number: str
    version: str = ""
    transactions: tuple[TransactionAnswer, ...] = ()
    result: str = ""
    included: int | None = None
    received: int | None = None
    accepted: int | None = None
    codes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    segments: Verbatim = NOTHING_KEPT
    others: Verbatim = NOTHING_KEPT

    @property
    def outcome(self) -> str:
        """accepted, rejected, partial or unknown; without AK9 the transactions decide.

        A group that is said to be accepted is so in part where one of its transactions is not.
        """
        each = {answer.outcome for answer in self.transactions}
        if self.result:
            stated = _OF_GROUP.get(self.result, "unknown")
            return "partial" if stated == "accepted" and "rejected" in each else stated
        if each == {"accepted", "rejected"}:
            return "partial"
        return each.pop() if len(each) == 1 else "unknown"
