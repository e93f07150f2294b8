"""Questions to a file: what 270, 276 and 278 write alike."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from adapters.edi.basic_text import TextChange, basic, changes
from adapters.edi.elements import write_day, write_quantity
from adapters.edi.envelope import Group, Interchange
from adapters.edi.inquiries.stated import Delivery, Message, Party, Person, Procedure
from adapters.edi.values import StatedDays
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from adapters.edi.x12 import Element
from domain.problem import Problem, Refused

Line = Sequence[Element]

_GUIDES = {
    "270": ("HS", "005010X279A1"),
    "276": ("HR", "005010X212"),
    "278": ("HI", "005010X217"),
}


class InquiryToWrite(msgspec.Struct, frozen=True):
    """One transaction of questions: what bars it, its segments, and which texts are cleaned."""

    problems: Iterable[Problem]
    body: Iterable[Line]
    changes: Iterable[TextChange]


class WrittenQuestions(msgspec.Struct, frozen=True):
    """One file of questions; `changes` are the names and texts that were cleaned to fit."""

    content: bytes
    changes: tuple[TextChange, ...]

    def __repr__(self) -> str:
        return f"<{len(self.content)} bytes of questions, not shown>"


def question_group(kind: str, interchange: Interchange, control_number: str) -> Group:
    """The functional group of a 270, 276 or 278 between the parties of `interchange`."""
    functional, version = _GUIDES[kind]
    return Group(
        functional_id=functional,
        sender=interchange.sender,
        receiver=interchange.receiver,
        date=f"20{interchange.date}",
        time=interchange.time,
        control_number=control_number,
        version=version,
    )


def question_file(
    kind: str, inquiries: Sequence[InquiryToWrite], interchange: Interchange, group: Group
) -> WrittenQuestions | Refused:
    """One group, a transaction for each inquiry from 0001; refused with every problem of all."""
    if found := tuple(problem for inquiry in inquiries for problem in inquiry.problems):
        return Refused(found)
    assert (group.functional_id, group.version) == _GUIDES[kind], "the group is of another kind"
    transactions = [
        TransactionToWrite(kind, f"{at:04d}", group.version, inquiry.body)
        for at, inquiry in enumerate(inquiries, start=1)
    ]
    return WrittenQuestions(
        content=write_interchange(interchange, [(group, transactions)]),
        changes=tuple(change for inquiry in inquiries for change in inquiry.changes),
    )


def beginning(structure: str, reference: str, made_at: datetime) -> Line:
    """The BHT of a question."""
    return ["BHT", structure, "13", reference, write_day(made_at), f"{made_at:%H%M}"]


def level(at: int, parent: int, code: str, *, leads: bool) -> Line:
    """An HL; `leads` says that levels stand below it, parent 0 that none stands above."""
    return ["HL", str(at), str(parent) if parent else "", code, "1" if leads else "0"]


def party(named: Party) -> Line:
    """The NM1 of a plan or a provider."""
    kind = "1" if named.is_person else "2"
    names = [basic(named.name), basic(named.first_name), basic(named.middle_name)]
    return ["NM1", named.role, kind, *names, "", basic(named.suffix), *_number(named)]


def person(named: Person) -> Line:
    """The NM1 of a member."""
    names = [basic(named.last_name), basic(named.first_name), basic(named.middle_name)]
    return ["NM1", named.role, "1", *names, "", basic(named.suffix), *_number(named)]


def born(named: Person) -> Iterator[Line]:
    """The DMG of a member, where birth date or sex are known."""
    if named.born_on or named.sex:
        yield ["DMG", "D8" if named.born_on else "", write_day(named.born_on), named.sex]


def days(stated: StatedDays) -> Line:
    """A DTP: one day, or the first and the last."""
    first, last = write_day(stated.first_day), write_day(stated.last_day)
    form = ["D8", first] if first == last else ["RD8", f"{first}-{last}"]
    return ["DTP", stated.qualifier, *form]


def procedure(coded: Procedure | None) -> Element:
    """The composite of a code and its modifiers."""
    if coded is None:
        return ""
    modifiers = list(coded.modifiers)
    if coded.description:
        modifiers = [*modifiers, *[""] * (4 - len(modifiers)), basic(coded.description)]
    return [coded.qualifier, coded.code, *modifiers]


def delivery(stated: Delivery) -> Line:
    """An HSD."""
    return [
        "HSD",
        stated.quantity_kind,
        write_quantity(stated.quantity),
        stated.basis,
        write_quantity(stated.modulus),
        stated.period,
        write_quantity(stated.periods),
        stated.pattern,
        stated.time,
    ]


def message(said: Message) -> Line:
    """An MSG."""
    return ["MSG", basic(said.text)]


def name_changes(where: str, named: Party | Person) -> Iterator[TextChange]:
    """What cleaning changes in the names of an NM1."""
    last = named.name if isinstance(named, Party) else named.last_name
    yield from changes(f"{where}, NM103", last)
    yield from changes(f"{where}, NM104", named.first_name)
    yield from changes(f"{where}, NM105", named.middle_name)
    yield from changes(f"{where}, NM107", named.suffix)


def _number(named: Party | Person) -> list[str]:
    return [named.number_kind, named.number] if named.number else []
