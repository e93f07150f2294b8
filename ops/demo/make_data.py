# noqa: INP001 - a script, run by hand: .venv/bin/python ops/demo/make_data.py
"""Writes the sheets of the demo; the same bytes every time.

Everybody and every rate in them is invented. Three partners hand in 300 visits of January and
February 2026, with the mistakes that honest people make.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from adapters.sheets.write_sheet import Cell, write_csv, write_xlsx

FOLDER = Path(__file__).parent
FIRST_NAMES = ("Testa", "Demola", "Fictina", "Inventio", "Pretendra")
LAST_NAMES = (
    "Maple", "Cedar", "Alder", "Rowan", "Hazelnut", "Juniper", "Willow", "Aspen", "Linden",
    "Spruce", "Hawthorn", "Cypress",
)  # fmt: skip
HLP, LCM, RRH, SPARE = range(1, 29), range(29, 45), range(45, 57), range(57, 61)
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
DIAGNOSES = ("Z55.9", "Z59.00", "Z63.8", "Z60.2")
SOURCE = "invented for the demo"

Row = Sequence[Cell]


def cin(member: int) -> str:
    """The invented CIN of the demo's member of this number."""
    return f"9{7_700_000 + 37 * member:07d}{'ACDEFGHJKLMN'[member % 12]}"


def weekday(month: date, count: int) -> date:
    """The working day of a month by its number from 1, starting again after the twentieth."""
    days = [month + timedelta(days=n) for n in range(31)]
    working = [day for day in days if day.month == month.month and day.weekday() < 5]
    return working[(count - 1) % min(20, len(working))]


def us(day: date) -> str:
    """A day as people type it: 1/7/2026."""
    return f"{day.month}/{day.day}/{day.year}"


# members, authorizations, rates

MEMBER_TITLES = (
    "CIN", "Last name", "First name", "DOB", "Sex", "Street", "City", "State", "ZIP", "Plan",
    "Coverage start", "Coverage end",
)  # fmt: skip


def member(number: int, *, born_on: date | None = None) -> Row:
    """A member as the roster states it."""
    plan = "Birchwood Community Plan" if number in RRH else "Acme Health Plan"
    born = born_on or date(1948 + number, 1 + number * 5 % 12, 1 + number * 7 % 28)
    return (
        cin(number), LAST_NAMES[number % 12], FIRST_NAMES[number % 5], born, "FMU"[number % 3],
        f"{100 + number} Nowhere Lane", "Inventaria", "CA", "95699-1234",
        plan, JANUARY, date(2026, 1, 31) if number == 57 else "",
    )  # fmt: skip


def authorizations() -> Iterator[Row]:
    """ECM for every member of LCM, days of rest for every member of RRH."""
    for number in LCM:
        ends = date(2026, 1, 31) if number == 44 else date(2026, 6, 30)
        yield (f"ACM-{26000 + number}", cin(number), "acme", "G9008 U1; G9012 U2", 24, JANUARY,
               ends, "LCM")  # fmt: skip
    for number in RRH:
        units = 5 if number == 50 else 12
        yield (f"BIR-{7000 + number}", cin(number), "birchwood", "T2033 U6", units, JANUARY,
               date(2026, 3, 31), "RRH")  # fmt: skip


# what the partners hand in

HLP_TITLES = (
    "Visit ID", "Medi-Cal ID", "DOS", "CPT", "Mod", "Units", "Minutes", "Dx", "POS", "CHW", "Notes",
)  # fmt: skip


def chw(  # noqa: PLR0913 - one argument for each column that a mistake may sit in
    number: int,
    day: date,
    units: Cell = 2,
    *,
    minutes: Cell = "",
    code: str = "98960",
    mod: str = "U2",
    who: str | None = None,
    dx: str | None = None,
    on: str | None = None,
) -> list[Cell]:
    """A community health worker's visit, without its id."""
    length = minutes or (int(units) * 30 if str(units).isdigit() else 60)
    return [
        cin(number) if who is None else who, us(day) if on is None else on, code, mod, units,
        length, DIAGNOSES[number % 4] if dx is None else dx, "12", f"worker {1 + number % 4}", "",
    ]  # fmt: skip


def hlp_visits() -> Iterator[list[Cell]]:
    """Regular visits: two a month for each member, one of them in a group; more for some."""
    for number in HLP:
        for month in (JANUARY, FEBRUARY):
            yield chw(number, weekday(month, number), 4 if number in {1, 2} else 2)
            if number % 2:
                yield chw(number, weekday(month, number + 5), 2, code="98961")
            else:
                yield chw(number, weekday(month, number + 5), 1)
    for month in (JANUARY, FEBRUARY):
        yield chw(1, weekday(month, 11), 4)
    yield chw(3, weekday(FEBRUARY, 12), 4)
    for count in range(7):
        yield chw(58 + count % 2, weekday(FEBRUARY, 2 + count))


def hlp_mistakes() -> Iterator[list[Cell]]:
    """Rows that honest people get wrong, and visits that nobody is billed for."""
    day = weekday(FEBRUARY, 9)
    yield chw(4, day, on="2/30/2026")
    yield chw(6, day, on="12/2/2026")
    yield chw(8, day, who="99999999Z")
    yield chw(10, day, "two")
    yield chw(12, day, who=cin(12)[1:])
    yield chw(14, day, minutes="half of the morning")
    yield chw(15, day, who="")
    yield chw(16, day, who="n/a")
    yield chw(17, day, code="T1013", mod="")
    yield chw(18, day, code="", mod="")
    yield chw(57, day)
    yield chw(19, day, dx="")
    yield chw(20, day, mod="")
    yield chw(30, day)
    yield chw(22, day, 5)
    yield chw(24, day, 2, minutes=31)


def hlp_rows() -> list[Row]:
    """All rows with the partner's own visit ids, the mistakes spread among them."""
    rows = list(hlp_visits())
    for at, mistake in enumerate(hlp_mistakes()):
        rows.insert(7 * at + 5, mistake)
    return [(f"H-{at:04d}", *row) for at, row in enumerate(rows, start=1)]


LCM_TITLES = ("CIN", "Date of service", "HCPCS", "Start time", "End time", "ICD-10", "POS",
              "Lead care manager")  # fmt: skip


def ecm(number: int, day: Cell, *, end: str = "10:45", who: str | None = None) -> Row:
    """A care management contact; every third is by clinical staff."""
    code = "G9008 U1" if number % 3 == 0 else "G9012 U2"
    return (cin(number) if who is None else who, day, code, "10:00", end, "Z59.00", "12",
            f"manager {1 + number % 3}")  # fmt: skip


def lcm_rows() -> Iterator[Row]:
    """January for everybody, February for half of them, three or two contacts in a month."""
    for number in LCM:
        for count in range(3 if number % 2 else 2):
            yield ecm(number, weekday(JANUARY, number + 6 * count))
    for number in (*LCM[:8], 44):
        for count in range(2):
            yield ecm(number, weekday(FEBRUARY, number + 6 * count))
    yield ecm(31, weekday(FEBRUARY, 3), end="09:15")
    yield ecm(32, "next Tuesday")
    yield ecm(33, weekday(FEBRUARY, 4), who="98888888B")
    yield ecm(34, weekday(FEBRUARY, 5), who="")
    yield ecm(60, weekday(FEBRUARY, 6))


def lcm_late_rows() -> Iterator[Row]:
    """What came three weeks later: the other February contacts, and one forgotten in January."""
    for number in LCM[8:15]:
        for count in range(3):
            yield ecm(number, weekday(FEBRUARY, number + 6 * count))
    yield ecm(29, weekday(JANUARY, 2))


RRH_TITLES = ("Record ID", "Member ID", "Date", "Service code", "Modifiers", "Units",
              "Authorization", "Dx", "Comments")  # fmt: skip


def stay(
    number: int, day: date, *, code: str = "T2033", units: Cell = 1, ident: str = ""
) -> list[Cell]:
    """One day of rest and care after the hospital."""
    known = f"BIR-{7000 + number}" if code == "T2033" else ""
    name = ident or f"R{number}-{day:%m%d}"
    return [name, cin(number), day, code, "U6", units, known, "Z59.00", ""]


def rrh_rows() -> Iterator[Row]:
    """A stay of some days for each member; one outlasts what the plan allowed."""
    for number in RRH:
        first = weekday(JANUARY if number % 2 else FEBRUARY, 1 + number % 9)
        for count in range(7 if number == 50 else 6):
            yield stay(number, first + timedelta(days=count))
    later = date(2026, 2, 20)
    yield stay(45, later, ident="R46-0203")
    yield stay(47, later, units=3)
    yield stay(49, later, code="H0043")
    yield stay(51, later, units="one")


RATES = {
    "acme": (("98960", "U2", "26.66"), ("98961", "U2", "12.66"), ("G9008", "U1", "350.00"),
             ("G9012", "U2", "350.00")),
    "birchwood": (("T2033", "U6", "212.00"), ("H0043", "U6", "385.00")),
}  # fmt: skip


def files() -> Iterator[tuple[str, bytes]]:
    """Each file by its name."""
    numbers = (*HLP, *LCM, *RRH, *SPARE)
    # the roster has the 5th member's day and month of birth the wrong way round
    roster = [member(n, born_on=date(1990, 6, 12) if n == 5 else None) for n in numbers]
    yield "members.csv", write_csv(MEMBER_TITLES, roster)
    mended = [member(5, born_on=date(1990, 12, 6))]
    yield "members-mended.csv", write_csv(MEMBER_TITLES, mended)
    titles = ("Authorization number", "CIN", "Plan", "Service codes", "Units", "Start date",
              "End date", "Provider")  # fmt: skip
    yield "authorizations.csv", write_csv(titles, authorizations())
    for plan, rates in RATES.items():
        rows = [(*rate, JANUARY, SOURCE) for rate in rates]
        titles = ("Code", "Modifiers", "Rate", "First day", "Source")
        yield f"{plan}-rates.csv", write_csv(titles, rows)
    visits = hlp_rows()
    yield "hlp-visits.csv", write_csv(HLP_TITLES, visits)
    mended = [(*row[:7], "Z55.9", *row[8:]) for row in visits if row[1] == cin(19) and not row[7]]
    yield "hlp-visits-mended.csv", write_csv(HLP_TITLES, mended)
    yield "lcm-visits.xlsx", write_xlsx("Contacts", LCM_TITLES, lcm_rows())
    yield "lcm-visits-late.csv", write_csv(LCM_TITLES, lcm_late_rows())
    yield "rrh-visits.xlsx", write_xlsx("Days", RRH_TITLES, rrh_rows())


if __name__ == "__main__":
    for name, content in files():
        (FOLDER / name).write_bytes(content)
