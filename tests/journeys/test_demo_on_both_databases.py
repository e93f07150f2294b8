"""The demo gives the same statements and the same trial balance on SQLite and on PostgreSQL."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.identifiers import PartnerCode
from domain.period import Month
from domain.problem import Refused
from domain.statements.statement import StatementBody
from hub.rehearsal.demo import PARTNERS, tell
from hub.rehearsal.stage import set_stage
from hub.rehearsal.telling import Told
from hub.services.statements.statements import show_statement
from projections.claim_status import CLAIM_STATUS
from projections.trial_balance import TRIAL_BALANCE

MONTHS = (Month(2026, 3), Month(2026, 4))


@dataclass(frozen=True)
class Played:
    """What a demo told, and what its ledger came to."""

    told: tuple[Told, ...]
    statements: tuple[StatementBody, ...]
    accounts: dict[str, int]
    claims: tuple[tuple[str, str, int], ...]
    position: int


def play(folder: Path) -> Played:
    """Play the demo in a folder, on the database that the environment names."""
    stage = set_stage(folder)
    assert not isinstance(stage, Refused), stage
    try:
        told = tuple(tell(stage))
        hub, statements = stage.hub, []
        for partner in PARTNERS:
            for month in MONTHS:
                shown = show_statement(hub, PartnerCode(partner.code), month)
                assert not isinstance(shown, Refused), shown
                statements.append(_without_archive_ids(shown[1]))
        view = hub.projector.live
        rows = view.rows(CLAIM_STATUS)
        return Played(
            told=told,
            statements=tuple(statements),
            accounts={row.account: row.cents for row in view.rows(TRIAL_BALANCE)},
            claims=tuple(sorted((row.number, row.state, row.paid) for row in rows)),
            position=hub.log.head().position,
        )
    finally:
        stage.hub.close()


def _without_archive_ids(body: StatementBody) -> StatementBody:
    """The statement with rows named by their number alone: no two ledgers call a file the same."""
    items = tuple(
        replace(each, subjects=tuple(named.rpartition("#")[2] for named in each.subjects))
        for each in body.open_items
    )
    return replace(body, open_items=items)


def test_the_same_statements_and_trial_balance_on_both_databases(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite = play(tmp_path / "sqlite")
    monkeypatch.setenv("HUB_DATABASE_URL", postgres_url)
    on_postgres = play(tmp_path / "postgres")
    assert not (tmp_path / "postgres" / "hub.db").exists()
    assert on_postgres.statements == on_sqlite.statements
    assert on_postgres.accounts == on_sqlite.accounts
    assert sum(on_sqlite.accounts.values()) == 0
    assert on_postgres == on_sqlite


def test_a_database_that_holds_a_ledger_is_not_played_in(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", postgres_url)
    play(tmp_path / "first")
    again = set_stage(tmp_path / "second")
    assert isinstance(again, Refused)
    assert again.codes == ["hub.ledger-there-already"]
