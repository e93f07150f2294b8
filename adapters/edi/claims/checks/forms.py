"""The forms that texts, numbers, names and addresses of a claim must have, wherever they stand.

Words never hold a name, CIN, birth date or address; `where` is a place in a claim or a file.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from adapters.edi.basic_text import basic
from adapters.edi.claims.claim_parties import Address, Contact
from adapters.edi.elements import shown, shown_code
from adapters.edi.values import Reference, Verbatim
from domain.identifiers import STATES, Malformed
from domain.problem import Problem

FIX_SETTINGS = "correct it in the hub's settings"
FIX_PARTNER = "correct the partner's record"
FIX_MEMBER = "correct the member's record"
FIX_PLAN = "correct the plan's file"
FIX_OTHER = "copy it from the other payer's notice"

Kinds = tuple[tuple[frozenset[str], int], ...]
"""Qualifiers that may stand in a place, and how many of each set together."""


def words(listed: str) -> frozenset[str]:
    """The codes of a list that is written with blanks between them."""
    return frozenset(listed.split())


def kinds(*most: tuple[str, int]) -> Kinds:
    """Sets of qualifiers, each written with blanks between, and how many of the set may stand."""
    return tuple((words(names), count) for names, count in most)


def each_once(names: str) -> Kinds:
    """Qualifiers that may each stand once, written with blanks between."""
    return kinds(*((name, 1) for name in names.split()))


_FORMS = {
    "837p.npi": "the NPI is not ten digits of which the last one checks the others",
    "837p.tin": "the TIN is not nine digits",
    "837p.cin": "the CIN is not eight digits and a letter",
    "837p.diagnosis": "the diagnosis does not have the form of an ICD-10-CM code",
    "837p.procedure": "the procedure code is not five letters and digits",
    "837p.modifier": "the modifier is not two letters or digits",
}
_WRITTEN = "write it without blanks, points, dashes or small letters"
_FEW = 15  # so many can be listed in one sentence
_KEPT = 1 << 14  # the same codes come again and again
# the box of a rural route (RR 2 BOX 15) is where somebody lives
_PO_BOX = re.compile(r"\b(P[. ]*O[. ]*|POST OFFICE |LOCK ?)BOX\b|^ *BOX \d", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9 !\"&'()+,\-./;?=%@_#$]+")  # no delimiter, no other script
_UNCUT = re.compile(r"[^*~^\x00-\x1f]*")  # a kept element may be a composite
_TAXONOMY = re.compile(r"[A-Z0-9]{10}")
_ZIP = re.compile(r"\d{5}(\d{4})?", re.ASCII)
WAYS = frozenset({"TE", "FX", "EM", "EX"})


def kind_problems(where: str, stated: Iterable[str], taken: Kinds) -> Iterator[Problem]:
    """A qualifier stands only where the guide has a place for it, and only so often."""
    counted = Counter(stated)
    for names, most in taken:
        times = sum(counted.pop(name, 0) for name in names)
        if times > most:
            yield Problem(
                "837p.repeated",
                f"{' or '.join(sorted(names))} stands {times} times; the guide takes {most}",
                where,
                "keep those that belong to the claim",
            )
    for name in counted:
        yield Problem(
            "837p.kind",
            f"the guide has no place here for the kind {shown_code(name)}",
            where,
            "leave it out, or state it where it belongs",
        )


def choice_problems(where: str, text: str, taken: frozenset[str]) -> Iterator[Problem]:
    """A code of a short list is one of the list."""
    if text not in taken:
        listed = ", ".join(sorted(one or "empty" for one in taken))
        known = listed if len(taken) <= _FEW else f"one of {len(taken)} codes"
        yield Problem(
            "837p.choice",
            f"it is {text if 0 < len(text) < 3 else shown(text)}; the guide takes {known}",
            where,
            "choose one of them",
        )


def code_problems(
    code: str, check: Callable[[str], str], text: str, where: str
) -> Iterator[Problem]:
    """A code must stand in its one written form."""
    if fix := fix_of(check, text):
        yield Problem(code, _FORMS[code], where, fix)


@lru_cache(_KEPT)
def fix_of(check: Callable[[str], str], text: str) -> str:
    """What would mend a code; empty where it stands in its written form."""
    try:
        return "" if check(text) == text else _WRITTEN
    except Malformed as wrong:
        return wrong.fix


def is_number(text: str, longest: int) -> bool:
    """Whether a number can be written as it is."""
    if not 0 < len(text) <= longest:
        return False
    if text.isalnum() and text.isascii():  # nearly always, and quicker to see
        return True
    return bool(_PLAIN.fullmatch(text)) and text.strip() == text


def number_problems(where: str, text: str, longest: int, fix: str) -> Iterator[Problem]:
    """A number that others gave is never changed: what cannot be written is a problem."""
    if not is_number(text, longest):
        yield Problem(
            "837p.number", f"a number is not 1 to {longest} characters without * : ~ ^", where, fix
        )


def reference_problems(
    where: str, references: Iterable[Reference], taken: Kinds, fix: str
) -> Iterator[Problem]:
    """Every REF is of a kind that has a place, and its number can be written."""
    references = tuple(references)
    if not references:
        return
    yield from kind_problems(f"{where}, REF01", (each.qualifier for each in references), taken)
    for each in references:
        yield from number_problems(f"{where}, REF02", each.value, 50, fix)


def is_name(text: str, longest: int) -> bool:
    """Whether something of a name is left in the characters of X12, and has room."""
    if 0 < len(text) <= longest and text[0].isalnum() and text.isascii():
        return True  # nearly always, and quicker to see
    return 0 < len(basic(text)) <= longest


def name_problems(
    where: str, text: str, longest: int, fix: str, *, least: int = 1
) -> Iterator[Problem]:
    """A name has room, and something of it is left in the characters of X12."""
    size = len(basic(text))
    if not (least <= size <= longest) or (text and not size):
        yield Problem(
            "837p.name",
            f"the text has {size} characters that can be written; it takes {least} to {longest}",
            where,
            fix,
        )


def kept_problems(where: str, kept: Verbatim) -> Iterator[Problem]:
    """What no field holds is written as it stands, so no mark of it may cut the file."""
    for segment in kept.segments:
        if not all(map(_UNCUT.fullmatch, segment.elements)):
            yield Problem(
                "837p.kept-segment",
                f"a segment {shown_code(segment.id)} that is kept as it stood holds "
                "* ~ ^ or a control character",
                where,
                "take the mark out of it, or leave the segment out",
            )


def taxonomy_problems(where: str, text: str) -> Iterator[Problem]:
    """A taxonomy code in its form."""
    if not _TAXONOMY.fullmatch(text):
        yield Problem(
            "837p.taxonomy",
            "the taxonomy code is not ten letters and digits",
            where,
            "copy it from the NPI registry",
        )


def contact_problems(where: str, contact: Contact | None, fix: str) -> Iterator[Problem]:
    """Whom to ask: a name that fits, one to three ways, telephone numbers of ten digits."""
    if contact is None:
        return
    yield from name_problems(f"{where}, PER02", contact.name, 60, fix, least=0)
    if not 0 < len(contact.ways) <= 3:
        yield Problem(
            "837p.contact",
            f"the contact has {len(contact.ways)} ways to reach it; it takes 1 to 3",
            f"{where}, PER03",
            fix,
        )
    for kind, number in contact.ways:
        yield from choice_problems(f"{where}, PER03", kind, WAYS)
        yield from number_problems(f"{where}, PER04", number, 256, fix)
        if kind in ("TE", "FX"):
            yield from phone_problems(f"{where}, PER04", number, fix)


def phone_problems(where: str, number: str, fix: str) -> Iterator[Problem]:
    """A telephone number within the country."""
    if not re.fullmatch(r"[0-9]{10}", number):
        what = "the contact's phone number is not ten digits"
        yield Problem("837p.phone", what, where, fix)


def address_problems(where: str, address: Address | None, fix: str) -> Iterator[Problem]:
    """An address as far as every receiver asks for it."""
    if address is None:
        yield Problem("837p.address-missing", "no address is stated", f"{where}, N301", fix)
    elif not is_address(address):
        yield from _address(where, address, fix)


@lru_cache(_KEPT)
def is_address(address: Address | None) -> bool:
    """Whether there is an address, and every receiver takes it."""
    return address is not None and not any(True for _ in _address("", address, ""))


def _address(where: str, address: Address, fix: str) -> Iterator[Problem]:
    sizes = ((address.street, 55, "N301"), (address.city, 30, "N401"))
    for text, longest, element in sizes:
        yield from name_problems(f"{where}, {element}", text, longest, fix)
    if len(basic(address.second_line)) > 55 or (
        address.second_line and not basic(address.second_line)
    ):
        yield Problem(
            "837p.name",
            "the second address line is not 1 to 55 characters that can be written",
            f"{where}, N302",
            fix,
        )
    if len(basic(address.city)) == 1:
        yield Problem("837p.city", "the city has one character; it takes 2", f"{where}, N401", fix)
    yield from _state_and_zip(where, address, fix)


def _state_and_zip(where: str, address: Address, fix: str) -> Iterator[Problem]:
    """Within the country a state and a ZIP code; abroad a country of two or three letters."""
    if address.country in ("", "US", "USA"):
        if not re.fullmatch(r"[A-Z]{2}", address.state):
            yield Problem("837p.state", "the state is not two letters", f"{where}, N402", fix)
        elif address.state not in STATES:
            what = f"{address.state} is no state of the country"
            yield Problem("837p.state-unknown", what, f"{where}, N402", fix)
        if not _ZIP.fullmatch(address.zip_code):
            what = "the ZIP code is not five or nine digits"
            yield Problem("837p.zip", what, f"{where}, N403", fix)
    elif not re.fullmatch(r"[A-Z]{2,3}", address.country):
        what = "the country is not two or three letters"
        yield Problem("837p.country", what, f"{where}, N404", fix)
    for element, text in (
        ("N402", address.state),
        ("N403", address.zip_code),
        ("N407", address.subdivision),
    ):
        if text:
            yield from number_problems(f"{where}, {element}", text, 15, fix)


def street_address_problems(where: str, address: Address | None, fix: str) -> Iterator[Problem]:
    """Where an organization stands: a street, with all nine digits of its ZIP code."""
    yield from address_problems(where, address, fix)
    if address is not None and not _is_street(address):
        yield from _street(where, address)


@lru_cache(_KEPT)
def _is_street(address: Address) -> bool:
    return not any(True for _ in _street("", address))


def _street(where: str, address: Address) -> Iterator[Problem]:
    if len(address.zip_code) != 9 and address.country in ("", "US", "USA"):
        yield Problem(
            "837p.zip-nine-digits",
            "the ZIP code has not nine digits",
            f"{where}, N403",
            "look up the four digits behind the ZIP code",
        )
    if any(_PO_BOX.search(line) for line in (address.street, address.second_line)):
        yield Problem(
            "837p.po-box",
            "the address is a PO box",
            f"{where}, N301",
            "state the street; a box may only be where payment goes",
        )
