"""A second process takes new facts into the projections sooner; nothing depends on it."""

from datetime import date
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from domain.agreements.partner import PARTNER, JoinPartner, PartnerDetails
from domain.identifiers import PartnerCode, PartnerId
from hub import beside
from hub.beside import catching_up_beside
from hub.handler import Ask, certain
from hub.services.notices import remittance_posting
from hub.services.receiving.receiving import receive_file
from hub.wiring import Hub
from ops.bench.posting_rows import remittance, send
from projections import PROJECTIONS
from tests.support.billing import ready_hub
from tests.support.hubs import new_hub

CLAIMS = range(1, 31)


def add_partner(hub: Hub, code: str) -> None:
    """A fact in the log that no projection has taken in yet."""
    details = PartnerDetails(PartnerId(code), PartnerCode(code), f"Invented {code}", None)
    certain(hub.handler.run([Ask(PARTNER, code, JoinPartner(details, date(2026, 1, 1)))]))


def behind(hub: Hub) -> int:
    return max(each.behind for each in hub.projector.status())


def test_what_it_is_told_of_is_taken_in_when_it_has_ended(tmp_path: Path) -> None:
    hub = new_hub(tmp_path)
    with catching_up_beside(tmp_path) as tell:
        for code in ("LPV", "ORC"):
            add_partner(hub, code)
            tell()
    assert behind(hub) == 0


def test_without_being_told_it_takes_in_nothing(tmp_path: Path) -> None:
    hub = new_hub(tmp_path)
    with catching_up_beside(tmp_path):
        add_partner(hub, "LPV")
    assert behind(hub) == 1


def test_where_it_is_killed_the_hub_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, started = new_hub(tmp_path), []

    class Seen(Popen[bytes]):
        def __init__(self, *told: Any, **named: Any) -> None:
            super().__init__(*told, **named)
            started.append(self)

    monkeypatch.setattr(beside, "Popen", Seen)
    with catching_up_beside(tmp_path) as tell:
        (process,) = started
        process.kill()
        process.wait()
        add_partner(hub, "LPV")
        tell()
        tell()
    assert behind(hub) == 1
    hub.projector.catch_up()
    assert behind(hub) == 0


def test_a_module_in_the_hubs_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = new_hub(tmp_path)
    (tmp_path / "csv.py").write_text("open('was-run', 'w').close(); raise SystemExit")
    monkeypatch.chdir(tmp_path)
    with catching_up_beside(tmp_path) as tell:
        add_partner(hub, "LPV")
        tell()
    assert not (tmp_path / "was-run").exists()
    assert behind(hub) == 0


def test_where_it_cannot_open_the_hub_it_ends_by_itself(tmp_path: Path) -> None:
    with catching_up_beside(tmp_path / "nowhere") as tell:
        tell()


def test_a_remittance_of_many_claims_is_in_every_row_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remittance_posting, "CHUNK", 7)
    monkeypatch.setattr(remittance_posting, "MANY", len(CLAIMS))
    billing = ready_hub(tmp_path)
    send(billing, CLAIMS)
    content = remittance(CLAIMS, "MANY1")
    (posted,) = receive_file(billing.hub, content, "many.835").transactions
    assert posted.outcome == "posted"
    projector = billing.hub.projector
    anew = projector.known_at(billing.hub.log.head().position, *PROJECTIONS)
    for each in PROJECTIONS:
        assert projector.live.rows(each) == anew.rows(each)
