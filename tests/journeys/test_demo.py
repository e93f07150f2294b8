"""The whole demo: everything it promises happens, adds up, and tells nobody who the members are."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import create_engine, text

from adapters.sheets.members import UncheckedMember, read_member_sheet
from adapters.sheets.sheet import unchecked_rows
from domain.identifiers import PartnerCode
from domain.period import Month
from domain.problem import Refused
from hub.rehearsal.stage import DATA
from hub.services.care.encounter_counts import count_encounters
from hub.services.statements.statements import show_statement
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS
from projections.encounter_status import ENCOUNTER_STATUS
from projections.partner_statement import PARTNER_STATEMENT
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.trial_balance import TRIAL_BALANCE
from tests.support.commands import Ran, hub_process
from tests.support.hubs import reopened

CLOSING = re.compile(
    r"(\d+) visits handed in = (\d+) fix needed \+ (\d+) waiting on the hub \+ (\d+) waiting on "
    r"the plan \+ (\d+) paid \+ (\d+) part-paid \+ (\d+) not payable \+ (\d+) not billable\Z"
)
REASONS = (
    "row.service-on-unreadable",
    "row.service-on-in-future",
    "row.units-unreadable",
    "row.cin-unreadable",
    "row.end-before-start",
    "encounter.member-unknown",
    "encounter.differs",
)
ANSWERS_IN_JSON = (
    ("claim", "list"),
    ("encounter", "list"),
    ("batch", "list"),
    ("remittance", "list"),
    ("due",),
    ("statement", "show", "HLP", "--month", "2026-04"),
    ("statement", "show", "LCM", "--month", "2026-03"),
    ("ledger", "trial-balance"),
    ("audit", "verify"),
)


@dataclass(frozen=True)
class Played:
    """A demo that was played: its folder, and what it said."""

    folder: Path
    ran: Ran

    @property
    def said(self) -> str:
        """All that was told, its lines joined again."""
        return " ".join(self.ran.stdout.split())


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("demo")
    log = {"HUB_LOG": "debug", "HUB_LOG_FILE": str(folder / "operator.log")}
    return Played(folder / "demo-hub", hub_process(folder, "demo", "demo-hub", **log))


@pytest.fixture(scope="module")
def hub(played: Played) -> Iterator[Hub]:
    opened = reopened(played.folder)
    yield opened
    opened.close()


def test_the_demo_ends_well(played: Played) -> None:
    assert played.ran.exit_code == 0, played.ran.stderr
    assert all(len(line) <= 80 for line in played.ran.stdout.splitlines())


def test_300_visits_are_each_in_exactly_one_place(played: Played, hub: Hub) -> None:
    found = CLOSING.search(played.said)
    assert found, played.said[-300:]
    handed_in, *places = map(int, found.groups())
    assert handed_in == 300 == sum(places)
    assert all(places), "each place has a visit in it"
    count = count_encounters(hub.projector.live)
    assert count.adds_up
    assert list(msgspec.to_builtins(count).values()) == [handed_in, *places]


def test_rows_are_refused_with_their_reasons(played: Played) -> None:
    for code in REASONS:
        assert f"[{code}]" in played.ran.stdout


def test_rejected_claims_are_mended_and_later_paid(hub: Hub) -> None:
    claims = hub.projector.live.rows(CLAIM_STATUS)
    again = [claim for claim in claims if len(claim.sends) > 1]
    assert [claim.standing for claim in again] == ["paid", "paid"]


def test_a_month_of_care_management_is_paid_once(hub: Hub) -> None:
    paid: dict[tuple[str, str], int] = {}
    covered = 0
    for claim in hub.projector.live.rows(CLAIM_STATUS, partner_code="LCM"):
        for line in claim.lines:
            month = (claim.member_id, f"{line.service_on:%Y-%m}")
            paid[month] = paid.get(month, 0) + line.paid
            covered += line.outcome == "covered"
    assert set(paid.values()) == {35_000}
    assert covered > 30


def test_a_line_is_paid_for_2_of_4_units(hub: Hub) -> None:
    lines = [line for claim in hub.projector.live.rows(CLAIM_STATUS) for line in claim.lines]
    reduced = [line for line in lines if (line.units, line.units_paid) == (4, 2)]
    assert [(line.outcome, line.reasons) for line in reduced] == [("part-paid", ("CO-119",))]


def test_an_authorization_runs_out(hub: Hub) -> None:
    held = hub.projector.live.rows(ENCOUNTER_STATUS, state="held", partner_code="RRH")
    spent = [visit for visit in held if visit.reasons == ("authorization.units-exceeded",)]
    assert len(spent) == 2


def test_a_takeback_puts_one_partner_below_zero_and_leaves_the_other_whole(
    played: Played, hub: Hub
) -> None:
    assert re.search(r"partner HLP\s+-\d+\.\d\d", played.ran.stdout)
    (notice,) = hub.projector.live.rows(REMITTANCE_BALANCE, trace="ACME260410")
    assert notice.adjusted > 0
    lcm = json.loads(hub_process(played.folder, "statement", "show", "LCM", "--month", "2026-04",
                                 "--json").stdout)  # fmt: skip
    assert {line["outcome"] for line in lcm["lines"]} <= {"paid", "covered"}
    assert sum(line["outcome"] == "paid" for line in lcm["lines"]) == 7


def test_money_is_paid_reversed_taken_back_and_borne_interest(hub: Hub) -> None:
    claims = hub.projector.live.rows(PARTNER_STATEMENT, partner_code="HLP")
    kinds = [[movement.kind for movement in claim.movements] for claim in claims]
    assert kinds.count(["payment", "reversal", "payment"]) == 1
    assert kinds.count(["payment", "takeback"]) == 4
    assert kinds.count(["payment", "interest"]) == 1


def test_every_remittance_is_posted_and_every_cent_is_somebodys(hub: Hub) -> None:
    balances = hub.projector.live.rows(REMITTANCE_BALANCE)
    assert {balance.trace for balance in balances} == {"ACME260320", "ACME260410", "BIR260324"}
    assert all(balance.state == "posted" and balance.law_holds for balance in balances)
    assert all(balance.bank_on and not balance.suspense for balance in balances)
    assert sum(account.cents for account in hub.projector.live.rows(TRIAL_BALANCE)) == 0


def test_the_log_is_verified(played: Played, hub: Hub) -> None:
    assert hub.log.verify().ok
    assert "The log is verified" in played.said
    assert "The trial balance is zero." in played.said


def test_what_a_partner_is_owed_stands_in_credit_as_the_command_shows_it(
    played: Played,
) -> None:
    shown = hub_process(played.folder, "ledger", "trial-balance").stdout
    columns = {line.split()[0]: line for line in shown.splitlines()}
    demo = {line.split()[0]: line for line in played.ran.stdout.splitlines() if line.split()}
    for account in [account for account in columns if account.startswith(("partner:", "bank"))]:
        assert demo[account].split() == columns[account].split()
        assert (len(demo[account]) > len(demo["sum"])) == account.startswith("partner:")
    assert "that begins with hub payout propose." in played.said


def test_what_statements_closed_with_is_what_the_ledger_holds(hub: Hub) -> None:
    for row in hub.projector.live.rows(TRIAL_BALANCE):
        kind, _, code = row.account.partition(":")
        if kind == "partner":
            shown = show_statement(hub, PartnerCode(code), Month(2026, 4))
            assert not isinstance(shown, Refused)
            assert shown.body.closing == -row.cents
            assert shown.body.encounters.adds_up
            assert shown.body.month_encounters.adds_up


def test_the_closing_words_say_how_to_reach_the_command(tmp_path: Path) -> None:
    ran = hub_process(tmp_path, "demo", "played", PATH="")
    said = " ".join(ran.stderr.split())
    assert f"{Path(sys.prefix).name}/bin/activate; cd played; hub due" in said


def test_the_folder_is_left_to_look_at(played: Played) -> None:
    names = {path.name for path in played.folder.rglob("*") if path.is_file()}
    assert {"acme-000000001.837", "acme-000000001.999", "acme-000000001.277", "ACME260320.835",
            "birchwood-000000001.xlsx", "BIR260324.csv", "HLP-2026-04.txt"} <= names  # fmt: skip


def test_with_json_the_answer_is_one_document(tmp_path: Path) -> None:
    ran = hub_process(tmp_path, "demo", "played", "--json")
    counts = ran.document["encounters"]
    assert counts.pop("handed_in") == 300 == sum(counts.values())
    assert (ran.document["sum"], ran.document["verified"]) == ("0.00", True)


def test_a_second_demo_in_the_same_folder_is_refused(played: Played) -> None:
    again = hub_process(played.folder.parent, "demo", "demo-hub")
    assert again.exit_code == 5
    assert "there is a hub here already" in again.stderr


# who the members are


@pytest.fixture(scope="module")
def personal() -> tuple[str, ...]:
    """Every name, CIN, birth date and street of the demo's members."""
    found: set[str] = set()
    for name in ("members.csv", "members-mended.csv"):
        sheet = read_member_sheet((DATA / name).read_bytes())
        assert not isinstance(sheet, Refused)
        for row in unchecked_rows(sheet, UncheckedMember):
            found |= {row.cin, row.last_name, row.first_name, row.street, row.born_on}
            found.add(row.born_on.replace("-", ""))
    assert len(found) > 200
    shown = tuple(sorted(each.casefold() for each in found))
    assert told(shown, (DATA / "members.csv").read_text("utf-8")), "they are found where they are"
    return shown


def told(personal: tuple[str, ...], words: str) -> list[str]:
    """Which of them stand in a text."""
    plain = words.casefold()
    return [each for each in personal if each in plain]


def test_nobody_is_named_on_the_screen_and_in_the_log(
    played: Played, personal: tuple[str, ...]
) -> None:
    assert told(personal, played.ran.stdout) == []
    assert told(personal, played.ran.stderr) == []
    log = (played.folder.parent / "operator.log").read_text("utf-8")
    assert "command ended" in log
    assert told(personal, log) == []


def test_nobody_is_named_in_file_names_and_statements(
    played: Played, personal: tuple[str, ...]
) -> None:
    names = "\n".join(str(path.relative_to(played.folder)) for path in played.folder.rglob("*"))
    assert told(personal, names) == []
    for statement in (played.folder / "statements").iterdir():
        assert told(personal, statement.read_text("utf-8")) == []


def test_nobody_is_named_in_the_ledgers_tables(played: Played, personal: tuple[str, ...]) -> None:
    """Jobs, projections, lookups and envelopes: whatever the database holds unsealed."""
    engine = create_engine(f"sqlite:///{played.folder / 'hub.db'}")
    with engine.connect() as connection:
        tables = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table'")
        ).scalars()
        for table in list(tables):
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()
            assert told(personal, "\n".join(map(_plain, rows))) == [], table
    engine.dispose()


def _plain(row: object) -> str:
    cells = tuple(row) if isinstance(row, tuple) else (row,)
    return " ".join(c.decode("latin-1") if isinstance(c, bytes) else str(c) for c in cells)


@pytest.mark.parametrize("words", ANSWERS_IN_JSON, ids=" ".join)
def test_nobody_is_named_in_an_answer(
    played: Played, personal: tuple[str, ...], words: tuple[str, ...]
) -> None:
    ran = hub_process(played.folder, *words, "--json")
    assert ran.exit_code == 0, ran.stderr
    assert ran.document
    assert told(personal, ran.stdout + ran.stderr) == []
