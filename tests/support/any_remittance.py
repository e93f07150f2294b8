"""Remittances drawn by chance and written by hand, without our writer: all that 835s may do.

Reversals and corrections, claims without lines, CAS of up to six triplets with quantities at both
levels, many PLB of up to six pairs, remarks in MOA, MIA and LQ, odd delimiters, wrapped lines.
"""

from dataclasses import dataclass
from random import Random

from domain.money import Money, show_money

Segment = list[str]


@dataclass(frozen=True)
class Marks:
    """How a file is cut: separators, what follows each terminator, and the width of its lines."""

    element: str = "*"
    repetition: str = "^"
    component: str = ":"
    segment: str = "~"
    after: str = "\n"
    wrapped_at: int = 0


MARKS = (
    Marks(),
    Marks(after=""),
    Marks(after="\r\n"),
    Marks(component=">"),
    Marks(element="|", component=">"),
    Marks(component="|"),
    Marks(segment="\n", after=""),
    Marks(segment="\r", after=""),
    Marks(segment="\r", after="\n"),
    Marks(segment="\x1d", after=""),
    Marks(segment="!", component="<", repetition="U"),
    Marks(segment="\\", element="|", after="\r\n"),
    Marks(after="", wrapped_at=80),
    Marks(after="", element="|", component=">", wrapped_at=64),
)
_REASONS = ("45", "253", "197", "50", "1", "24", "B13", "A1")
_REMARKS = ("N362", "MA130", "M76", "N210", "MA04")
_MOVED = ("WO", "L6", "72", "FB", "CS", "IR", "50", "AP")
_CODES = ("98960", "98961", "G9012", "H0043", "99213")
_MODIFIERS = ("U2", "GQ", "93", "95", "U6")


@dataclass(frozen=True)
class Drawn:
    """A file, and the same file as it was before its lines were wrapped."""

    content: bytes
    unwrapped: bytes


def any_remittance(random: Random) -> Drawn:
    """One interchange with one to three remittances; most of them balance."""
    marks = random.choice(MARKS)
    body: list[Segment] = [
        ["GS", "HP", "PLAN", "HUB", "20260401", "0900", "1", "X", "005010X221A1"]
    ]
    count = random.choice((1, 1, 1, 2, 3))
    for at in range(count):
        body += _transaction(random, f"{at + 1:04d}")
    body += [["GE", str(count), "1"], ["IEA", "1", "000000001"]]
    return _written(_isa(marks), body, marks)


def _isa(marks: Marks) -> Segment:
    sender, receiver, blank = "PLAN".ljust(15), "HUB".ljust(15), " " * 10
    return [
        *("ISA", "00", blank, "00", blank, "ZZ", sender, "ZZ", receiver, "260401", "0900"),
        *(marks.repetition, "00501", "000000001", "0", "T", marks.component),
    ]


def _written(isa: Segment, body: list[Segment], marks: Marks) -> Drawn:
    """The parts of a composite stand between ``:`` in `body`; no text of it holds one."""
    end = marks.segment + marks.after
    texts = [marks.element.join(isa)]
    texts += [marks.element.join(each).replace(":", marks.component) for each in body]
    whole = "".join(text + end for text in texts)
    if not marks.wrapped_at:
        return Drawn(whole.encode(), whole.encode())
    cuts = range(0, len(whole), marks.wrapped_at)
    wrapped = "\n".join(whole[at : at + marks.wrapped_at] for at in cuts)
    return Drawn(wrapped.encode(), whole.encode())


def _transaction(random: Random, control: str) -> list[Segment]:
    claims: list[Segment] = []
    paid = 0
    for at in range(random.choice((0, 1, 2, 5, 30))):
        if random.random() < 0.2:
            claims.append(["LX", str(at + 1)])
            claims += _summary(random)
        segments, amount = _claim(random, at)
        claims += segments
        paid += amount
    moved, pairs = _provider_adjustments(random)
    off = random.choice((0, 0, 0, 0, 1))
    header = _header(random, paid - moved + off)
    body = [["ST", "835", control], *header, ["LX", "1"], *claims, *pairs]
    return [*body, ["SE", str(len(body) + 1), control]]


def _header(random: Random, paid: Money) -> list[Segment]:
    method = random.choice(("ACH", "CHK", "NON"))
    bpr = ["BPR", random.choice("IHC"), _amount(random, paid), "C", method, "CCP", *[""] * 10]
    return [
        [*bpr, "20260401"],
        ["TRN", "1", f"T{random.randrange(10**6)}", "1999999999"],
        *([["REF", "EV", "HUB"]] if random.random() < 0.5 else []),
        ["DTM", "405", "20260331"],
        ["N1", "PR", "INVENTED HEALTH PLAN", *(("XV", "INV01") if random.random() < 0.5 else ())],
        ["N3", "1 INVENTED WAY"],
        ["N4", "DAVIS", "CA", "956160001"],
        ["REF", "2U", "INV"],
        ["PER", "BL", "DESK", "TE", "5305550100"],
        ["N1", "PE", "INVENTED HUB", "XX", "1234567893"],
        *random.choice(([], [["N3", "2 INVENTED WAY"], ["N4", "WOODLAND", "CA", "956950001"]])),
        ["REF", "TJ", "999999999"],
    ]


def _summary(random: Random) -> list[Segment]:
    """The sums of one provider, now and then; they are part of no balance."""
    sums = [str(random.randrange(9)), _amount(random, random.randrange(10**6))]
    return random.choice(([], [["TS3", "1234567893", "11", "20261231", *sums]]))


def _claim(random: Random, at: int) -> tuple[list[Segment], Money]:
    sign = -1 if random.random() < 0.2 else 1
    lines, own = random.choice((0, 1, 2, 5)), random.random() < 0.5
    written: list[Segment] = []
    billed = paid = 0
    for ordinal in range(1, lines + 1):
        segments, of_line, paid_of_line = _line(random, sign, ordinal)
        written += segments
        billed += of_line
        paid += paid_of_line
    if not lines:
        billed = paid = sign * random.randrange(100_000)
    adjustments, lowered = _adjustments(random, sign) if own or not lines else ([], 0)
    paid -= lowered
    status = "22" if sign < 0 else random.choice(("1", "2", "3", "4", "19", "20", "21"))
    clp = [
        *("CLP", f"CLAIM{at:04d}", status, _amount(random, billed), _amount(random, paid)),
        *(random.choice(("", "0", "1.5")), "MC", f"ICN{at}", "11", random.choice("178")),
        *random.choice(((), ("", "470", "1.2345", ".5"))),
    ]
    return [clp, *adjustments, *_about_claim(random), *written], paid


def _about_claim(random: Random) -> list[Segment]:
    possible = (
        ["NM1", "QC", "1", "TESTPERSON", "WREN", "", "", "", "MI", "90000000A"],
        ["NM1", "74", "1", "TESTPERSON-TWO", "", "", "", "", "C", "90000000B"],
        ["NM1", "82", "2", "INVENTED PARTNER", "", "", "", "", "XX", "1234567893"],
        ["MIA", "0", "", "", "", random.choice(_REMARKS)],
        ["MOA", "", "", *random.sample(_REMARKS, random.randrange(1, 5))],
        ["REF", "1L", f"G{random.randrange(10**4)}"],
        ["REF", "EA", "RECORD1"],
        ["DTM", "232", "20260301"],
        ["DTM", "233", "20260302"],
        ["DTM", "050", "20260310"],
        ["PER", "CX", "DESK", "TE", "5305550100"],
        ["AMT", "AU", "12.5"],
        ["AMT", "I", _amount(random, random.randrange(500))],
        ["QTY", "CA", random.choice(("3", "2.5"))],
    )
    return [segment for segment in possible if random.random() < 0.5]


def _line(random: Random, sign: int, ordinal: int) -> tuple[list[Segment], Money, Money]:
    billed = sign * random.randrange(100_000)
    adjustments, lowered = _adjustments(random, sign) if random.random() < 0.7 else ([], 0)
    modifiers = random.sample(_MODIFIERS, random.randrange(5))
    procedure = ":".join(("HC", random.choice(_CODES), *modifiers))
    svc = ["SVC", procedure, _amount(random, billed), _amount(random, billed - lowered)]
    units = random.choice((None, "1", "4", "2.5"))
    if units:
        svc += ["", units]
        if random.random() < 0.3:
            svc += [f"HC:{random.choice(_CODES)}", "5"]
    possible = (
        ["REF", "6R", f"LINE{ordinal:02d}"],
        ["REF", "G1", "AUTH1"],
        ["AMT", "B6", _amount(random, abs(billed))],
        ["QTY", "ZK", "2"],
        ["LQ", "HE", random.choice(_REMARKS)],
        ["LQ", "HE", random.choice(_REMARKS)],
    )
    after = [segment for segment in possible if random.random() < 0.6]
    days = random.choice(
        ([["DTM", "472", "20260301"]], [["DTM", "150", "20260301"], ["DTM", "151", "20260302"]], [])
    )
    return [svc, *days, *adjustments, *after], billed, billed - lowered


def _adjustments(random: Random, sign: int) -> tuple[list[Segment], Money]:
    segments, lowered = [], 0
    for group in random.sample(("CO", "PR", "OA", "PI"), random.choice((1, 1, 2))):
        cas = ["CAS", group]
        for _ in range(random.choice((1, 1, 2, 6))):
            amount = sign * random.randrange(-500, 10_000)
            lowered += amount
            quantity = random.choice(("", "", "1", "2.5"))
            cas += [random.choice(_REASONS), _amount(random, amount), quantity]
        segments.append(cas if cas[-1] else cas[:-1])
    return segments, lowered


def _provider_adjustments(random: Random) -> tuple[Money, list[Segment]]:
    segments, moved = [], 0
    for _ in range(random.choice((0, 0, 1, 2, 9))):
        plb = ["PLB", "1234567893", "20261231"]
        for _ in range(random.choice((1, 2, 6))):
            amount = random.randrange(-50_000, 50_000)
            moved += amount
            reference = random.choice(("", ":CLAIM0001", f":{random.randrange(10**6)}"))
            plb += [random.choice(_MOVED) + reference, _amount(random, amount)]
        segments.append(plb)
    return moved, segments


def _amount(random: Random, cents: Money) -> str:
    """One of the ways in which senders write the same amount."""
    text = show_money(cents)
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return random.choice((text, short, text.replace("0.", ".", 1) if abs(cents) < 100 else text))
