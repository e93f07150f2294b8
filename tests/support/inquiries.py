"""Questions to a plan to test with; all names and numbers in them are invented."""

import string
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from hypothesis import strategies as st

from adapters.edi.basic_text import basic
from adapters.edi.envelope import Transaction, read_transactions
from adapters.edi.inquiries.stated import Party, Person, Procedure
from adapters.edi.values import StatedDays
from domain.identifiers import Malformed, npi
from tests.support.edi import interchange, only_transaction

PLAN = Party("PR", "SEASIDE HEALTH PLAN", "SEA01", "PI")
HUB = Party("1P", "LANTERN HUB", "1234567893", "XX")
SENDER = Party("41", "LANTERN HUB", "LANTERN", "46")
REVIEWER = Party("X3", "SEASIDE HEALTH PLAN", "SEA01", "PI")
ANA = Person("EXAMPLE", "ANA", "90000001A", date(1990, 5, 17), "F")
BEN = Person("SAMPLE", "BEN", "90000002B", date(1984, 11, 2), "M")
MADE_AT = datetime(2026, 3, 1, 9, 0)  # noqa: DTZ001 - BHT04 and BHT05 name no time zone
TRACE_BY = "1999999999"
GOLDEN = Path(__file__).parents[1] / "adapters" / "edi" / "golden"


def transaction(*body: str) -> Transaction:
    """A transaction of these segments, written with ``*``; its envelope is right."""
    return only_transaction(interchange(body, "277"))


def transactions(samples: Path, kind: str) -> Iterator[tuple[str, Transaction]]:
    """Every transaction of the samples of a kind, with the short name of its file."""
    for path in sorted((samples / kind).glob("*.edi")):
        for each in read_transactions(path.read_bytes()):
            yield path.stem, each


def _npi(nine: int) -> str:
    """The nine digits with the check digit that makes them an NPI."""
    return next(text for digit in range(10) if _is_npi(text := f"{nine}{digit}"))


def _is_npi(text: str) -> bool:
    try:
        return bool(npi(text))
    except Malformed:
        return False


CODES = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=3)
NUMBERS = st.text(string.ascii_uppercase + string.digits + "-", min_size=2, max_size=40)
WORDS = st.builds(
    lambda first, rest: basic(first + rest),
    st.sampled_from(string.ascii_uppercase),
    st.text(string.ascii_uppercase + string.digits + " '-.,", max_size=30),
)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
NPIS = st.integers(100_000_000, 299_999_999).map(_npi)
PERIODS = st.builds(
    lambda kind, one, other: StatedDays(kind, min(one, other), max(one, other)),
    st.sampled_from(["291", "472", "AAH"]),
    DAYS,
    DAYS,
)
MEMBERS = st.builds(
    Person,
    last_name=WORDS,
    first_name=WORDS,
    number=NUMBERS,
    born_on=DAYS,
    sex=st.sampled_from(["F", "M", "U", ""]),
    middle_name=st.just("") | WORDS,
    suffix=st.just("") | st.just("JR"),
)
PROCEDURES = st.builds(
    Procedure,
    qualifier=st.just("HC"),
    code=st.sampled_from(["98960", "G9012", "T1016"]),
    modifiers=st.lists(st.sampled_from(["U2", "U3", "95"]), max_size=4).map(tuple),
)


def parties(role: str) -> st.SearchStrategy[Party]:
    """Organizations and people in a role."""
    numbered = st.builds(Party, st.just(role), WORDS, NUMBERS, st.sampled_from(["PI", "46"]))
    providers = st.builds(Party, st.just(role), WORDS, NPIS, st.just("XX"))
    people = st.builds(
        Party,
        role=st.just(role),
        name=WORDS,
        number=NPIS,
        number_kind=st.just("XX"),
        is_person=st.just(True),  # noqa: FBT003 - a value, not a switch
        first_name=WORDS,
        middle_name=st.just("") | WORDS,
    )
    return numbered | providers | people
