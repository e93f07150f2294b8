"""A member's details go the whole way, and nothing but the file for the plan ever shows them."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.edi.claims.read_837p import read_837p
from adapters.edi.envelope import read_transactions
from hub.clock import system_clock, today
from hub.rehearsal.box import PlanInABox
from hub.rehearsal.scenario import Payer, Payment, Reduce, Rule, Scenario, When
from tests.support import answers, planted
from tests.support.billing import SETTINGS
from tests.support.commands import Ran, hub_command, hub_process
from tests.support.edi import REMITTANCE, interchange
from tests.support.planted import planted_in
from tests.support.sheets import MEMBER_HEADER, VISIT_HEADER, sheet, visit

TODAY = today(system_clock)
SERVED_ON = TODAY - timedelta(days=30)
MONTH = f"{TODAY:%Y-%m}"
NUMBER = "LPV00000001"
PERSON = f"{planted.CIN},{planted.LAST_NAME},{planted.FIRST_NAME},{planted.BORN_ON},F"
COVERED = "acme,2025-01-01,"
WIDE_HEADER = f"{MEMBER_HEADER},Address,City,ZIP"
HOME = f"{planted.STREET},Exampleton,900010001"
EVERY_DETAIL = (
    planted.CIN,
    planted.LAST_NAME,
    planted.FIRST_NAME,
    planted.STREET,
    f"{planted.BORN_ON}",
    f"{planted.BORN_ON:%m/%d/%Y}",
    f"{planted.BORN_ON:%Y%m%d}",
)
KINDS = ["last name", "first name", "CIN", "birth date", "street"]
ORDERS = ("claim build", "batch build", "batch write")
QUESTIONS = (
    "partner list",
    "contract list",
    "encounter list",
    "batch list",
    "claim list",
    f"claim show {NUMBER}",
    f"claim history {NUMBER}",
    "remittance list",
    "remittance show T1",
    f"statement show LPV --month {MONTH}",
    f"statement issue LPV --month {MONTH} --early",
    "due",
    "ledger trial-balance",
    "ledger account suspense:*",
    "ledger export --format beancount --out books.bean",
    "ledger export --format hledger --out books.journal",
    "ledger export --format csv --out books.csv",
    "explain-money partner:LPV --show-bytes",
    "explain-money suspense:* --show-bytes",
    "projection status",
    "projection rebuild",
    "file list",
    "audit verify",
    "audit dump",
    "explain CO-45",
)


@dataclass
class Life:
    """A hub's folder, what every command said, and the names of files that others handed in."""

    folder: Path
    said: dict[str, Ran] = field(default_factory=dict)
    handed_in: set[str] = field(default_factory=set)

    def hub(self, line: str, **environment: str) -> Ran:
        """Run a command as a process; words that belong together are joined by an underscore."""
        self.said[line] = hub_process(self.folder, *_words(line), **environment)
        return self.said[line]

    def again_as_json(self, line: str) -> None:
        """Run it within this process, which starts sooner."""
        with pytest.MonkeyPatch.context() as here:
            here.chdir(self.folder)
            self.said[f"{line} --json"] = hub_command(*_words(line), "--json")

    def file(self, name: str, content: bytes) -> str:
        """A file from outside, in the folder of the hub."""
        (self.folder / name).write_bytes(content)
        self.handed_in.add(name)
        return name


def _words(line: str) -> list[str]:
    return [word.replace("_", " ") for word in line.split()]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The whole life of one member's care, every command a process of its own."""
    life = Life(tmp_path_factory.mktemp("life") / "hub")
    life.folder.mkdir()
    prepare(life)
    take_in(life)
    for line in ORDERS:
        life.hub(line)
    answer(life)
    for line in QUESTIONS:
        life.hub(line)
        if line != "audit dump":
            life.again_as_json(line)
    return life


def prepare(life: Life) -> None:
    """A hub with one partner, one plan, one rate and one contract."""
    life.hub("init")
    (life.folder / "hub.toml").write_text(SETTINGS, "utf-8")
    header = "Code,Modifiers,Rate,First day,Last day,Source"
    life.file("rates.csv", sheet(header, "98960,U2,26.66,2025-01-01,,invented"))
    life.hub("plan adopt acme")
    life.hub("plan rates acme --file rates.csv")
    life.hub("partner add --code LPV --name Puerta_Verde --npi 1234567893")
    life.hub(
        "contract add --partner LPV --plan acme --service 98960_U2 "
        "--first-day 2025-01-01 --percent 12.5"
    )


def take_in(life: Life) -> None:
    """Sheets with good rows, and with details in every column where they do not belong."""
    grant_header = "Auth #,CIN,Code,Units,Start,End,Plan"
    in_every_cell = [",".join([detail] * 10) for detail in EVERY_DETAIL]
    one_cell_wrong = [
        visit(f"row-{at}", planted.CIN, f"{SERVED_ON}", **{column: detail})
        for at, detail in enumerate(EVERY_DETAIL)
        for column in ("code", "modifiers", "units", "minutes", "start")
    ]
    good = [
        visit(planted.LAST_NAME, planted.CIN, f"{SERVED_ON}"),
        visit("", planted.CIN, f"{SERVED_ON + timedelta(days=1)}"),
        visit(planted.CIN, planted.CIN, f"{SERVED_ON + timedelta(days=2)}", units="4"),
    ]
    differing = [visit(planted.LAST_NAME, planted.CIN, f"{SERVED_ON}", units="2")]
    life.file("m1.csv", sheet(WIDE_HEADER, f"{PERSON},{COVERED},{HOME}", *in_every_cell))
    life.file("m2.csv", sheet(MEMBER_HEADER, f"{PERSON},{COVERED}".replace(",F,", ",M,")))
    life.file("a1.csv", sheet(grant_header, f"A1,{planted.CIN},98960 U2,9,2025-01-01,,acme"))
    life.file("a2.csv", sheet(grant_header, *in_every_cell))
    life.file("v1.csv", sheet(VISIT_HEADER, *good, *in_every_cell, *one_cell_wrong))
    life.file("v2.csv", sheet(VISIT_HEADER, *differing))
    life.file("v3.csv", sheet(PERSON, *good))
    for line in (
        *("member import m1.csv", "member import m2.csv"),
        *("authorization import a1.csv", "authorization import a2.csv"),
        *(f"encounter import v{at}.csv --partner LPV" for at in "123"),
    ):
        life.hub(line)
        life.again_as_json(line)


def answer(life: Life) -> None:
    """The plan answers, and so does a stranger; every file names the member."""
    (sent,) = (life.folder / "outbox" / "acme").iterdir()
    reduced = Rule("", When(units=4), Reduce(1, "CO-119"))
    payer = Payer("ACME HEALTH PLAN", "ACME0", "1990000099", "I26")
    box = PlanInABox(Scenario(payer, (reduced,), (Payment("T1", TODAY),)))
    now = datetime.now(UTC)
    receipt, _ = box.take(sent.name, sent.read_bytes(), now)
    ((remittance, paid),) = box.pay_until(TODAY, now)
    life.file("1.999", receipt.content)
    claims = read_837p(next(iter(read_transactions(sent.read_bytes())))).claims
    life.file("2.277", answers.about_claims([(each.number, "A2") for each in claims], "1"))
    life.file("3.835", remittance.content)
    life.file("4.835", interchange(REMITTANCE))
    life.file("5.999", answers.functional(1, "R").replace(b"*7~", b"*7*THISTLEWICKETT~"))
    for at, bad in enumerate(misplaced(), start=6):
        life.file(f"{at}.835", bad)
    files = " ".join(sorted(name for name in life.handed_in if not name.endswith(".csv")))
    life.hub(f"inspect {files} --json")
    life.hub(f"receive {files} --json")
    life.hub(f"receive {files}")
    dollars = f"{paid.amount // 100}.{paid.amount % 100:02d}"
    life.hub(f"deposit record --on {TODAY} --amount {dollars} --trace T1")
    said = f"{planted.FIRST_NAME} {planted.LAST_NAME} {planted.CIN} {planted.BORN_ON} 447100"
    life.file(
        "bank.csv", f"Date,Amount,Description\n{TODAY},9.00,{said}\n{said},,{TODAY}\n".encode()
    )
    life.hub("deposit import bank.csv --json")
    life.hub("deposit import bank.csv")
    life.hub("deposit list")


def misplaced() -> Iterator[bytes]:
    """Remittances of a stranger with a CIN or a name where numbers, days and amounts belong."""
    for detail in (planted.CIN, planted.LAST_NAME.upper()):
        yield interchange(
            [
                segment.replace("102.5", detail)
                .replace("20260301", f"{detail}")
                .replace("*CO*45*10*", f"*{detail}*{detail}*{detail}*")
                .replace("LAN0000000101X", detail)
                for segment in REMITTANCE
            ]
        )


def test_the_life_came_to_its_end(life: Life) -> None:
    (row,) = life.said["claim list --json"].document["claims"]
    assert row["number"] == NUMBER
    without_headers = {line for line, ran in life.said.items() if ran.exit_code not in {0, 3, 5}}
    assert {line.removesuffix(" --json") for line in without_headers} == {
        "encounter import v3.csv --partner LPV"
    }


def test_only_the_file_for_the_plan_shows_the_member(life: Life) -> None:
    (sent,) = (life.folder / "outbox" / "acme").iterdir()
    assert planted_in(sent.read_bytes()) == [
        "last name",
        "first name",
        "CIN",
        "birth date",
        "street",
    ]
    kept = [
        path
        for path in life.folder.rglob("*")
        if path.is_file() and path != sent and path.name not in life.handed_in
    ]
    assert {path.name for path in kept} >= {"hub.db", "hub.toml"}
    leaks = {path.name: found for path in kept if (found := planted_in(path.read_bytes()))}
    assert leaks == {}


def test_no_file_is_named_after_a_member(life: Life) -> None:
    assert planted_in("\n".join(str(path) for path in life.folder.rglob("*"))) == []


def test_no_row_of_any_table_shows_a_member(life: Life) -> None:
    with closing(sqlite3.connect(life.folder / "hub.db")) as database:
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        rows = {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
    assert {"event", "lookup", "job", "p_claim_status"} <= set(rows)
    assert rows["p_claim_status"]
    leaks = {name: found for name, table in rows.items() if (found := planted_in(repr(table)))}
    assert leaks == {}


@pytest.mark.usefixtures("life")
def test_the_log_for_operators_tells_of_commands_and_not_of_members(
    operator_log_of_the_run: Path,
) -> None:
    written = operator_log_of_the_run.read_text("utf-8")
    assert '"event": "command ended"' in written
    assert planted_in(written) == []


@pytest.fixture
def broken(life: Life, tmp_path: Path) -> Life:
    """A copy of the hub, to be broken."""
    shutil.copytree(life.folder, tmp_path / "hub")
    return Life(tmp_path / "hub")


@pytest.mark.parametrize("flag", ["", " --json"])
def test_a_hub_without_its_keys_fails_without_a_word_about_members(broken: Life, flag: str) -> None:
    ran = broken.hub(f"claim show {NUMBER}{flag}", HUB_KEYS="nowhere")
    assert ran.exit_code == 1
    assert planted_in(ran.stdout + ran.stderr) == []


def test_a_database_of_garbage_fails_without_showing_it(broken: Life) -> None:
    for path in broken.folder.glob("hub.db*"):
        path.write_bytes(", ".join(EVERY_DETAIL).encode() * 200)
    ran = broken.hub("claim list --json")
    assert ran.exit_code in {1, 6}
    assert planted_in(ran.stdout + ran.stderr) == []


def test_a_file_that_cannot_be_read_is_told_without_what_is_in_it(broken: Life) -> None:
    (broken.folder / "folder.csv").mkdir()
    for line in ("member import folder.csv", "receive folder.csv", "receive gone.835"):
        ran = broken.hub(line)
        assert ran.exit_code == 1, line
        assert planted_in(ran.stdout + ran.stderr) == []


def test_a_defect_in_the_program_is_told_by_its_place_alone(broken: Life) -> None:
    with closing(sqlite3.connect(broken.folder / "hub.db")) as database, database:
        row = f'{{"{planted.LAST_NAME}": "{planted.CIN}"}}'
        database.execute("UPDATE p_claim_status SET row = ?", (row.encode(),))
    ran = broken.hub("claim list --json")
    assert ran.exit_code == 1
    assert ran.document["problems"][0]["code"] == "hub.broke"
    assert "Traceback" not in ran.stderr
    assert planted_in(ran.stdout + ran.stderr) == []
