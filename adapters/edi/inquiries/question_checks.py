"""Rules that a question must pass before it is written, each yielding every problem it finds.

Values are shown in messages only where they cannot be personal details. Lengths are those of the
elements in 005010.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from adapters.edi.basic_text import basic
from adapters.edi.inquiries.authorization_question import AskedDiagnosis
from adapters.edi.inquiries.stated import Delivery, Party, Person, Procedure
from adapters.edi.values import StatedDays
from domain.identifiers import Malformed, diagnosis, npi
from domain.money import Money, show_money
from domain.problem import Problem

_SHORT_CODE = re.compile(r"[A-Z0-9]{1,3}\Z")
_TRACE_BY = 10  # 005010X279A1 and 005010X217 TRN03: ten characters, no more and no less


def text(where: str, written: str, longest: int, fix: str) -> Iterator[Problem]:
    """A number or name of ours that is written as it stands."""
    if not written or len(written) > longest:
        yield Problem(
            "question.length",
            f"the text has {len(written)} characters; 1 to {longest} fit",
            where,
            fix,
        )
    elif basic(written) != written:
        yield Problem(
            "question.characters",
            "the text holds characters other than capital letters, digits and plain marks",
            where,
            fix,
        )


def name(where: str, written: str, longest: int, fix: str) -> Iterator[Problem]:
    """A name that is cleaned before it is written."""
    if not 0 < len(basic(written)) <= longest:
        yield Problem(
            "question.name",
            f"the name has {len(basic(written))} usable characters; 1 to {longest} fit",
            where,
            fix,
        )


def code(where: str, written: str, fix: str) -> Iterator[Problem]:
    """A code of one to three capital letters or digits."""
    if not _SHORT_CODE.match(written):
        yield Problem(
            "question.code", "the code is not one to three capital letters or digits", where, fix
        )


def trace(where: str, number: str, given_by: str) -> Iterator[Problem]:
    """Our number of the question, and ours as whoever gave it."""
    yield from text(f"{where}, TRN02", number, 50, "give the question a number of its own")
    if len(given_by) != _TRACE_BY or basic(given_by) != given_by:
        yield Problem(
            "question.trace-by",
            f"who gave the trace is {len(given_by)} characters long; it has {_TRACE_BY}",
            f"{where}, TRN03",
            "write 1 and the hub's TIN, or 9 and a number of its own",
        )


def party(where: str, named: Party, fix: str) -> Iterator[Problem]:
    """A plan or a provider: a name and a number of its kind."""
    yield from name(f"{where}, NM103", named.name, 60, fix)
    if named.number_kind == "XX":
        try:
            npi(named.number)
        except Malformed as wrong:
            yield Problem("question.npi", wrong.what, f"{where}, NM109", wrong.fix)
        return
    yield from code(f"{where}, NM108", named.number_kind, fix)
    yield from text(f"{where}, NM109", named.number, 80, fix)


def member(where: str, named: Person, *, born: bool) -> Iterator[Problem]:
    """A member: last name and number, and the birth date where `born` asks for it."""
    fix = "complete the member's details from the plan's roster"
    yield from name(f"{where}, NM103", named.last_name, 60, fix)
    if named.first_name:
        yield from name(f"{where}, NM104", named.first_name, 35, fix)
    yield from code(f"{where}, NM108", named.number_kind, fix)
    yield from text(f"{where}, NM109", named.number, 80, fix)
    if named.role != "IL":
        yield Problem(
            "question.not-the-subscriber",
            f"the member's role is {named.role or 'empty'}; with Medi-Cal it is IL",
            f"{where}, NM101",
            "ask about the member as the subscriber",
        )
    if born and named.born_on is None:
        yield Problem("question.birth-date", "no birth date is known", f"{where}, DMG02", fix)
    if named.sex not in ("", "F", "M", "U"):
        yield Problem("question.sex", "the sex is none of F, M and U", f"{where}, DMG03", fix)


def days(where: str, stated: Iterable[StatedDays]) -> Iterator[Problem]:
    """Days in their order."""
    for period in stated:
        yield from code(f"{where}, DTP01", period.qualifier, "correct the kind of day")
        if period.last_day < period.first_day:
            yield Problem(
                "question.days",
                f"the last day {period.last_day} is before the first {period.first_day}",
                f"{where}, DTP03",
                "correct the days",
            )


def count(where: str, asked: int, most: int) -> Iterator[Problem]:
    """A transaction holds at least one question, and no more than the guide takes."""
    if not 0 < asked <= most:
        yield Problem(
            "question.count",
            f"the transaction has {asked} questions; 1 to {most} fit",
            where,
            "divide the questions over several transactions of the same file",
        )


def procedure(where: str, coded: Procedure | None) -> Iterator[Problem]:
    """A code of its kind with at most four modifiers of two characters."""
    parts = (coded.qualifier, coded.code, *coded.modifiers) if coded else ()
    fits = parts and all(part.isascii() and part.isalnum() for part in parts)
    if not (coded and fits and len(coded.code) <= 48 and len(coded.modifiers) <= 4):
        yield Problem(
            "question.procedure",
            "the procedure is not a kind, a code and at most four modifiers",
            where,
            "state the code as it was billed",
        )


def deliveries(where: str, asked: Iterable[Delivery]) -> Iterator[Problem]:
    """How much and how often, in codes."""
    for each in asked:
        for at, written in enumerate(_delivery_codes(each), start=1):
            if written:
                yield from code(f"{where}, HSD{at:02d}", written, "correct how often it is asked")


def _delivery_codes(asked: Delivery) -> tuple[str, ...]:
    """HSD01 to HSD08, the numbers among them left out."""
    return (
        *(asked.quantity_kind, "", asked.basis, "", asked.period, ""),
        *(asked.pattern, asked.time),
    )


def charge(where: str, billed: Money | None) -> Iterator[Problem]:
    """What was billed is never below zero."""
    if billed is not None and billed < 0:
        yield Problem(
            "question.charge",
            f"the charge is {show_money(billed)}, below zero",
            where,
            "state what was billed",
        )


def diagnoses(where: str, asked: Sequence[AskedDiagnosis], most: int) -> Iterator[Problem]:
    """Codes in the form of ICD-10, no more than fit."""
    if len(asked) > most:
        yield Problem(
            "question.diagnoses",
            f"the request has {len(asked)} diagnoses; {most} fit",
            f"{where}, HI",
            "keep those that the care is for",
        )
    for at, each in enumerate(asked, start=1):
        yield from code(f"{where}, HI{at:02d}-1", each.kind, "write ABK, then ABF")
        try:
            diagnosis(each.code)
        except Malformed as wrong:
            yield Problem("question.diagnosis", wrong.what, f"{where}, HI{at:02d}-2", wrong.fix)
