"""What the codes in files mean, in plain words, who must act on them, and how.

The lists are `codes/*.csv`, in our own words, each row with its source (`codes/sources.csv`), the
day it was written down, and the first and last day of the code where known. A code that is not in
them is no error: plans use codes that came later.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import msgspec


class CodeList(msgspec.Struct, frozen=True):
    """A list of codes: its file, how people address it (``CARC-4``), and what it lists."""

    name: str
    prefixes: tuple[str, ...]
    title: str


class Explanation(msgspec.Struct, frozen=True):
    """One code in plain words.

    `fixer` is whose job it is: hub, partner, plan, or nobody. `route` is the kind of repair, one
    of `ROUTES`, empty where none applies (domain.md 7.5). `source` is a key of `sources`, and says
    where the meaning is from; fixer, route and next are practice. `wordless` names the parts of a
    composite that have no plain words yet.
    """

    code: str
    words: str
    fixer: str
    route: str
    next: str
    source: str
    as_of: date
    first_day: date | None = None
    last_day: date | None = None
    list: str = ""
    wordless: tuple[str, ...] = ()

    def in_use_on(self, day: date) -> bool:
        """Whether the code stood in its list on that day, as far as known."""
        began = self.first_day is None or self.first_day <= day
        return began and (self.last_day is None or day <= self.last_day)


class Source(msgspec.Struct, frozen=True):
    """Where a row comes from; `verified` is False where nobody has checked it in a source."""

    key: str
    words: str
    verified: bool


# a bare code is looked for in this order: 197 and A1 are reasons, A3 a category, WO a PLB
LISTS = (
    CodeList("carc", ("CARC",), "reason of an adjustment (CAS)"),
    CodeList("rarc", ("RARC",), "remark (LQ, MOA, MIA)"),
    CodeList("adjustment_group", ("GROUP",), "group of an adjustment (CAS01)"),
    CodeList("status_category", ("CATEGORY", "277CA", "507"), "category of a status (STC)"),
    CodeList("plb", ("PLB",), "adjustment outside of claims (PLB)"),
    CodeList("procedure", ("HC", "HCPCS", "CPT"), "procedure (SV1, SVC)"),
    CodeList("modifier", ("MOD", "MODIFIER"), "modifier of a procedure"),
    CodeList("claim_status", ("STATUS", "508"), "status (STC)"),
    CodeList("claim_payment_status", ("CLP", "CLP02"), "status of a remitted claim (CLP02)"),
    CodeList("place_of_service", ("POS",), "place of service (CLM05, SV105)"),
    CodeList("entity", ("ENTITY", "NM1"), "whom it is about (STC, NM101)"),
    CodeList("syntax_result", ("AK9", "IK5", "AK5"), "result in a 999 (AK9, IK5)"),
    CodeList("segment_error", ("IK3", "AK3"), "segment error in a 999 (IK304)"),
    CodeList("element_error", ("IK4", "AK4"), "element error in a 999 (IK403)"),
    CodeList("transaction_error", ("IK5", "AK5"), "transaction error in a 999 (IK502)"),
    CodeList("group_error", ("AK9",), "group error in a 999 (AK905)"),
    CodeList("ta1_result", ("TA1", "TA104"), "result of an interchange (TA104)"),
    CodeList("ta1", ("TA1", "TA105"), "what a TA1 notes (TA105)"),
    CodeList("eligibility", ("EB", "EB01"), "answer about benefits (271 EB01)"),
    CodeList("request_reject", ("AAA", "AAA03"), "why a request was rejected (AAA03)"),
    CodeList("follow_up", ("AAA04",), "what to do about a rejected request (AAA04)"),
    CodeList("review_action", ("HCR", "HCR01"), "answer to an authorization request (HCR01)"),
    CodeList("maintenance", ("INS", "INS03"), "what becomes of a member's record (834 INS03)"),
    CodeList("amount", ("AMT",), "amount of a remittance (835 AMT01)"),
    CodeList("quantity", ("QTY",), "quantity of a remittance (835 QTY01)"),
    CodeList("reference", ("REF",), "reference of a remittance (835 REF01)"),
    CodeList("date_kind", ("DTM",), "date of a remittance (835 DTM01)"),
    CodeList("service", ("SERVICE",), "service: a procedure with its modifiers"),
    CodeList("earlier_payer_group", ("EARLIER",), "group of an earlier payer (837 CAS01)"),
)
# CAS01 of 005010X221A1; a test compares it with the list
GROUPS = ("CO", "CR", "OA", "PI", "PR")
_NAMES = tuple(dict.fromkeys((*GROUPS, *(name for each in LISTS for name in each.prefixes))))
_DASHES = str.maketrans("_\u2010\u2011\u2012\u2013\u2014\u2212", "-------")
_TITLES = {each.name: each.title for each in LISTS}
ROUTES = MappingProxyType(
    {
        "C": "correct it and send it again",
        "P": "ask the partner first",
        "D": "dispute",
        "A": "put the authorization right first",
        "E": "find who covers the member",
        "F": "final",
        "N": "not a denial",
    }
)


def explain(code: str) -> Explanation | None:
    """The likeliest meaning of a code as people write it; None for one that is not known here.

    Understands ``CO-197``, ``197``, ``N290``, ``A3:21:85``, ``98960:U2``, ``PLB-FB``, ``TA1-025``,
    ``IK3-8`` and any code under the name of its list, ``STATUS-21``; case and blanks do not matter,
    nor whether a dash, a colon, a blank or nothing stands behind a group or name: ``CO45``.
    """
    return next(_meanings(_as_written(code)), None)


def explanations(code: str) -> tuple[Explanation, ...]:
    """Every meaning of a code as people write it, one for each list it stands in.

    What is left to the member (PR) has two: it comes from the plan itself, or from an earlier
    payer.
    """
    written = _as_written(code)
    found = tuple(_meanings(written))
    if len({one.list for one in found}) < 2 or any("-" in one.code for one in found):
        return found  # a group or the name of a list was written
    return tuple(_addressed(one) for one in found)


@cache
def code_list(name: str) -> Mapping[str, Explanation]:
    """A list by the name of its file, by code."""
    return MappingProxyType({row["code"]: _row(row, name) for row in _rows(name)})


@cache
def sources() -> Mapping[str, Source]:
    """Where rows come from, by key: a key of domain.md, section 12, or one of the code lists."""
    found = (Source(row["key"], row["words"], row["verified"] == "yes") for row in _rows("sources"))
    return MappingProxyType({source.key: source for source in found})


def title(explanation: Explanation) -> str:
    """What the list of an explanation lists."""
    return _TITLES[explanation.list]


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("adapters.edi") / "codes" / f"{name}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _row(row: Mapping[str, str], name: str) -> Explanation:
    return Explanation(
        code=row["code"],
        words=row["words"],
        fixer=row["fixer"],
        route=row["route"],
        next=row["next"],
        source=row["source"],
        as_of=date.fromisoformat(row["as_of"]),
        first_day=_day(row["first_day"]),
        last_day=_day(row["last_day"]),
        list=name,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _as_written(code: str) -> str:
    first, *rest = code.upper().translate(_DASHES).split() or [""]
    between = "-" if first in _NAMES and rest and rest[0][0] not in "-:" else ""
    return first + between + "".join(rest)


def _meanings(written: str) -> Iterator[Explanation]:
    """The likeliest first."""
    prefix, dash, rest = written.partition("-")
    if names := [each.name for each in LISTS if dash and prefix in each.prefixes]:
        yield from _in_lists(names, rest, written)
    elif ":" in written:
        found = tuple(_composite(written))
        yield from found or _named(written)
    elif not dash:
        found = tuple(_in_lists([each.name for each in LISTS], written, written))
        yield from found or _glued(written)
    else:
        yield from _adjustment(prefix, rest)
        yield from _composite(written.replace("-", ":"))


def _named(written: str) -> Iterator[Explanation]:
    """A group or the name of a list with a colon behind it: ``RARC:N290``."""
    name, _, rest = written.partition(":")
    if name in _NAMES and ":" not in rest:
        yield from _meanings(f"{name}-{rest}")


def _glued(written: str) -> Iterator[Explanation]:
    """A group or the name of a list with nothing behind it: ``CO45``, ``CARC45``."""
    for name in _NAMES:
        if name.isalpha() and written.startswith(name):
            yield from _meanings(f"{name}-{written.removeprefix(name)}")


def _in_lists(names: list[str], code: str, written: str) -> Iterator[Explanation]:
    found = (code_list(name).get(code) for name in names)
    return (msgspec.structs.replace(one, code=written) for one in found if one)


def _addressed(one: Explanation) -> Explanation:
    prefix = next(each.prefixes[0] for each in LISTS if each.name == one.list)
    return msgspec.structs.replace(one, code=f"{prefix}-{one.code}")


def _composite(written: str) -> Iterator[Explanation]:
    first, _, rest = written.removeprefix("HC:").partition(":")
    if category := code_list("status_category").get(first):
        yield _status(category, rest)
    elif procedure := code_list("procedure").get(first):
        yield _service(procedure, [each for each in rest.split(":") if each])


def _adjustment(group: str, reason: str) -> Iterator[Explanation]:
    """Group and reason of a CAS; the reason says what to do, unless the member is to pay."""
    known = code_list("adjustment_group").get(group)
    found = code_list("carc").get(reason)
    if known is None or found is None:
        return
    code = f"{group}-{reason}"
    words = f"{found.words} ({known.words})"
    if group != "PR":
        yield msgspec.structs.replace(found, code=code, words=words)
        return
    # a Medi-Cal member is never billed, whatever the reason (domain.md 7.4)
    yield msgspec.structs.replace(known, code=code, words=words)
    earlier = code_list("earlier_payer_group")[group]
    yield msgspec.structs.replace(earlier, code=code, words=f"{found.words} ({earlier.words})")


def _status(category: Explanation, rest: str) -> Explanation:
    """Category, status and entity of an STC; the status says what to mend where one must."""
    status, entity, *_ = [*rest.split(":"), ""]
    reason, about = code_list("claim_status").get(status), code_list("entity").get(entity)
    parts = (category.words, reason and reason.words, about and f"about {about.words}")
    missing = (
        f"STATUS-{status}" if status and reason is None else "",
        f"ENTITY-{entity}" if entity and about is None else "",
    )
    whole = msgspec.structs.replace(
        category,
        code=":".join(part for part in (category.code, *rest.split(":")) if part),
        words="; ".join(part for part in parts if part),
        wordless=tuple(part for part in missing if part),
    )
    if reason is None or category.fixer == "nobody":
        return whole
    return msgspec.structs.replace(
        whole,
        fixer=reason.fixer,
        route=reason.route,
        next=f"{reason.next}; then {category.next}" if reason.next else category.next,
    )


def _service(procedure: Explanation, modifiers: list[str]) -> Explanation:
    """A procedure with its modifiers: the first ones together name the service (domain.md 3)."""
    for named in range(len(modifiers), 0, -1):
        if service := code_list("service").get(":".join((procedure.code, *modifiers[:named]))):
            return _with_modifiers(service, modifiers[named:])
    return _with_modifiers(procedure, modifiers)


def _with_modifiers(named: Explanation, modifiers: list[str]) -> Explanation:
    known = [(each, code_list("modifier").get(each)) for each in modifiers]
    return msgspec.structs.replace(
        named,
        code=":".join((named.code, *modifiers)),
        words="; ".join((named.words, *(f"{m}: {one.words}" for m, one in known if one))),
        wordless=tuple(f"MOD-{m}" for m, one in known if one is None),
    )
