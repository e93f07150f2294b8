"""Every code that the field notes or a sample file names has plain words.

The samples are read as raw segments: what a typed reader leaves out counts as well.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from adapters.edi.codes import code_list
from adapters.edi.x12 import Segment, Tokenizer

Named = Iterator[tuple[str, str]]  # name of the list, code

_RESULTS = (("syntax_result", (1,)), ("transaction_error", range(2, 7)))
# the list and the elements that hold its codes, by segment
_WHOLE_ELEMENTS: dict[str, tuple[tuple[str, Sequence[int]], ...]] = {
    "CAS": (("carc", range(2, 20, 3)),),
    "MOA": (("rarc", range(3, 8)),),
    "MIA": (("rarc", (5, *range(20, 24))),),
    "CLP": (("claim_payment_status", (2,)),),
    "IK3": (("segment_error", (4,)),),
    "AK3": (("segment_error", (4,)),),
    "IK4": (("element_error", (3,)),),
    "AK4": (("element_error", (3,)),),
    "IK5": _RESULTS,
    "AK5": _RESULTS,
    "AK9": (("syntax_result", (1,)), ("group_error", range(5, 10))),
    "TA1": (("ta1_result", (4,)), ("ta1", (5,))),
    "EB": (("eligibility", (1,)),),
    "AAA": (("request_reject", (3,)), ("follow_up", (4,))),
    "HCR": (("review_action", (1,)),),
    "INS": (("maintenance", (3,)),),
}
# what stands where a code should, and is none
NOT_A_CODE = {
    ("carc", "9999"): "made up by the sample to be unknown",
    ("rarc", "ZZZZ"): "made up by the sample to be unknown",
    ("status_category", "ZZ"): "made up by the sample to be unknown",
    ("status_category", "NA"): "a word of the sample's own",
    ("status_category", "1"): "a number where the category should stand",
    ("claim_status", "999"): "made up by the sample to be unknown",
    ("claim_status", "Certified in Total"): "a text in an answer to an authorization request",
    ("claim_status", "Denial"): "a text in an answer to an authorization request",
    ("claim_status", "Not Applicable"): "a text in an answer to an authorization request",
    ("claim_status", "Pended"): "a text in an answer to an authorization request",
    ("review_action", "I1"): "what an inquiry asks, not an answer",
    ("procedure", "12345"): "made up by the sample",
    ("procedure", "55669"): "made up by the sample",
    ("procedure", "66543"): "made up by the sample",
}


def test_every_code_that_a_sample_names_has_words(samples: Path) -> None:
    assert _without_words(_named_in_samples(samples)) == {}


def test_every_code_that_the_field_notes_name_has_words(root: Path) -> None:
    assert _without_words(dict.fromkeys(_named_in_notes(_notes(root)), "domain.md")) == {}


def test_a_code_is_taken_for_none_only_as_long_as_that_is_so(samples: Path) -> None:
    named = _named_in_samples(samples)
    assert {pair for pair in NOT_A_CODE if pair not in named} == set()
    assert {pair for pair in NOT_A_CODE if pair[1] in code_list(pair[0])} == set()


def _without_words(named: dict[tuple[str, str], str]) -> dict[str, str]:
    """Each code without words, with a place that names it."""
    return {
        f"{name} {code}": place
        for (name, code), place in sorted(named.items())
        if code not in code_list(name) and (name, code) not in NOT_A_CODE
    }


def _named_in_samples(samples: Path) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for path in sorted(samples.rglob("*")):
        if path.is_file() and path.suffix not in {".md", ".csv"}:
            for pair in _named_in_file(path.read_bytes()):
                found.setdefault(pair, path.name)
    return found


def _named_in_file(content: bytes) -> Named:
    tokens, kind = Tokenizer(content), ""
    for segment in tokens:
        if segment.id == "ST":
            kind = segment.get(1)
        # some files cut composites by another character than their header names
        cut = re.compile(f"[>{re.escape(tokens.delimiters.component)}]")
        found = (*_alone(segment), *_of_claims(segment, cut), *_of_answers(segment, cut, kind))
        for name, code in found:
            if code.strip():
                yield name, code.strip()


def _alone(segment: Segment) -> Named:
    """Codes that are whole elements, in any kind of file."""
    for name, elements in _WHOLE_ELEMENTS.get(segment.id, ()):
        yield from ((name, segment.get(element)) for element in elements)


def _of_claims(segment: Segment, cut: re.Pattern[str]) -> Named:
    match segment.id:
        case "CAS":
            yield "adjustment_group", segment.get(1)
        case "PLB":
            for element in range(3, 15, 2):
                yield "plb", cut.split(segment.get(element))[0]
        case "CLM":
            place = cut.split(segment.get(5))
            if place[1:2] == ["B"]:  # A is an institution's type of bill
                yield "place_of_service", place[0]
        case "SV1":
            yield "place_of_service", segment.get(5)
            yield from _procedure(cut.split(segment.get(1)))
        case "SVC":
            yield from _procedure(cut.split(segment.get(1)))
            yield from _procedure(cut.split(segment.get(6)))


def _procedure(parts: list[str]) -> Named:
    if parts[0] == "HC" and len(parts) > 1:
        yield "procedure", parts[1]
        yield from (("modifier", part) for part in parts[2:6])


def _of_answers(segment: Segment, cut: re.Pattern[str], kind: str) -> Named:
    match segment.id:
        case "STC":
            for element in (1, 10, 11):
                category, status, entity, of_list = [*cut.split(segment.get(element)), *3 * [""]][
                    :4
                ]
                if of_list != "RX":  # a list of pharmacies
                    yield from (("status_category", category), ("claim_status", status))
                    yield "entity", entity
        case "LQ" if segment.get(1) == "HE":
            yield "rarc", segment.get(2)
        case "AMT" | "QTY" | "REF" | "DTM" if kind == "835":
            lists = {"AMT": "amount", "QTY": "quantity", "REF": "reference", "DTM": "date_kind"}
            yield lists[segment.id], segment.get(1)


def _notes(root: Path) -> str:
    samples = os.environ.get("HUB_SAMPLES")
    shared = Path(samples).parent if samples else root.parent / "shared"
    file = shared / "reference" / "domain.md"
    if not file.is_file():
        pytest.skip("no field notes: domain.md is not beside the samples")
    return file.read_text("utf-8")


def _named_in_notes(notes: str) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for one in (_remittance_notes, _acknowledgement_notes, _service_notes):
        found.update(one(notes))
    return found


def _section(notes: str, number: str) -> str:
    """The text under a heading, up to the next one of its kind."""
    start = re.search(rf"^(#+) {re.escape(number)}[. ]", notes, re.MULTILINE)
    assert start, number
    rest = notes[start.end() :]
    end = re.search(rf"^#{{2,{len(start[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def _rows(section: str) -> list[list[str]]:
    lines = [line.strip().strip("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def _ranges(text: str) -> str:
    """Every code of a range, from its first to its last, written out."""
    return re.sub(
        r"\b(\d+)\N{EN DASH}(\d+)\b",
        lambda both: " ".join(map(str, range(int(both[1]), int(both[2]) + 1))),
        text,
    )


def _between(text: str, start: str, end: str) -> str:
    _, _, rest = text.partition(start)
    assert rest, start
    return rest.partition(end)[0]


def _remittance_notes(notes: str) -> Named:
    balance = _section(notes, "7.4")
    for code in re.findall(r"\d+", _between(balance, "CLP02: ", "*Trap")):
        yield "claim_payment_status", code
    for code in re.findall(r"\b[A-Z]{2}\b", _between(balance, "CAS groups: ", " not used")):
        yield "adjustment_group", code
    for row in _rows(balance):
        codes = row[0] + (row[1] if row[0] == "LE" else "")
        yield from (("plb", code) for code in re.findall(r"\b(?:[A-Z][A-Z0-9]|\d\d)\b", codes))
    for row in _rows(_section(notes, "7.5"))[1:]:
        yield from (("carc", code) for code in re.findall(r"\b[AB]?\d+\b", _ranges(row[0])))
    for row in _rows(_section(notes, "7.6"))[1:]:
        for cell in (row[0], row[3]):
            yield from (("rarc", code) for code in re.findall(r"\b[A-Z]{1,2}\d+\b", cell))


def _acknowledgement_notes(notes: str) -> Named:
    syntax, gate = _section(notes, "7.2"), _section(notes, "7.3")
    notes_of_ta1 = _between(syntax, "TA105 e.g. ", "999:")
    yield from (("ta1", code) for code in re.findall(r"\b\d{3}\b", notes_of_ta1))
    yield from (("ta1_result", code) for code in "AER")
    results = _between(syntax, "AK9-01/IK5-01:", "IK3-04")
    for codes in re.findall(r"\*\*([A-Z](?:/[A-Z])*)\*\*", results):
        yield from (("syntax_result", code) for code in codes.split("/"))
    for name, start in (("segment_error", "IK3-04"), ("element_error", "IK4-03")):
        listed = _between(_between(syntax, start, ")"), "(", "…")
        yield from ((name, item.split()[0]) for item in listed.split(", ") if item.strip())
    yield from (("status_category", code) for code in re.findall(r"\bA\d\b", gate))
    for item in _between(gate, "Usual status codes [GK]: ", "Entity codes").split(";"):
        yield from (("claim_status", code) for code in item.split()[0].split("/"))
    for item in _between(gate, "Entity codes: ", ".").split(", "):
        yield "entity", item.split()[0]


def _service_notes(notes: str) -> Named:
    care = {number: _section(notes, number) for number in ("1", "2", "3")}
    text = _ranges("\n".join(care.values()))
    for code in re.findall(r"(?<![\d.,$])\b(?:[A-Z]\d{4}|\d{5})\b(?!\.?\d)", text):
        yield "procedure", code
    marks = _between(text, "modifiers 93", "|")
    for code in re.findall(r"\b(?:U\d|GQ|GT|XP|9[35])\b", re.sub(r"\d{4,}", "", f"93{marks}")):
        yield "modifier", code
    yield from (("modifier", code) for code in re.findall(r"\bU\d\b|\bXP\b|\bGQ\b", text))
    places = re.search(r"codes usually ([\d/, a-z]+)", text)
    assert places
    yield from (("place_of_service", code) for code in re.findall(r"\d\d", places[1]))
    yield from (("service", code) for code in _services(care))


def _services(care: dict[str, str]) -> Iterator[str]:
    """Codes with the modifiers that name the benefit; a list of codes shares its last ones."""
    for row in _rows(_section(care["2"], "2.1")) + _rows(care["3"]):
        waiting: list[str] = []
        for code, modifiers in re.findall(
            r"\b([A-Z]\d{4})\b((?: \**(?:U\d|GQ)\**)*)", " ".join(row[1:])
        ):
            waiting.append(code)
            if marks := re.findall(r"\w+", modifiers):
                yield from (":".join((each, *marks)) for each in waiting)
                waiting = []
    for row in _rows(_section(care["1"], "1.1")):
        if row[0].isdigit():
            yield f"{row[0]}:{row[2]}"
            yield f"{row[0]}:U3"
