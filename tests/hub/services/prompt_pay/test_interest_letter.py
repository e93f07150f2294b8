"""The letter that asks a plan for what it owes: figures, numbers, and nobody's name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.problem import Refused
from hub.services.prompt_pay.interest_letter import Letter, write_letter
from tests.support.billing import ACME
from tests.support.eras import Clp
from tests.support.planted import planted_in
from tests.support.time_passing import Office, office

WHOLE = 5332


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Office]:
    """One claim was paid thirty days late without interest, one is not paid at all."""
    made = office(tmp_path)
    late, _unpaid = made.sent("M1", "M2")
    made.heard(late, _unpaid)
    made.paid("05-08", Clp(late, WHOLE))
    made.on("06-11")
    yield made
    made.billing.hub.close()


def written(hub: Office, *, dry_run: bool = False, file: Path | None = None) -> Letter:
    letter = write_letter(hub.billing.hub, ACME, file=file, dry_run=dry_run)
    assert isinstance(letter, Letter), letter
    return letter


def test_the_letter_lists_every_figure_that_leads_to_what_is_owed(hub: Office) -> None:
    letter = written(hub, dry_run=True)
    text = " ".join(letter.text.split())
    assert (letter.claims, letter.growing, letter.owed) == (1, 1, 1565)
    assert "Claim LPV00000001, your number ICN1" in text
    assert (
        "line 1, sent as LPV0000000101A: received 2026-03-09 (277CA from ACMEINVENTED), "
        "due 2026-04-08, 53.32 paid 2026-05-08, 30 days late"
    ) in text
    assert "interest 0.65, penalty 15.00: 15.65" in text
    assert "Please pay 15.65" in text


def test_what_is_not_paid_at_all_stands_apart(hub: Office) -> None:
    # 64 days: 53.32 x 15% x 64/365 = 1.402
    text = " ".join(written(hub, dry_run=True).text.split())
    assert "53.32 with interest of 1.40 so far" in text


def test_the_letter_has_places_for_who_signs_and_no_name_of_a_member(hub: Office) -> None:
    text = written(hub, dry_run=True).text
    assert "[signature]" in text
    assert "Exampleton Care Hub" in text
    assert planted_in(text) == []
    assert max(map(len, text.splitlines())) <= 80


def test_it_is_written_once_for_its_owner_alone(hub: Office) -> None:
    letter = written(hub)
    assert letter.path is not None
    assert letter.path.name == "interest-acme-2026-06-11.txt"
    assert letter.path.read_text("utf-8") == letter.text
    assert letter.path.stat().st_mode & 0o777 == 0o600
    again = write_letter(hub.billing.hub, ACME)
    assert isinstance(again, Refused)
    assert again.codes == ["letter.exists-already"]


def test_a_dry_run_writes_nothing(hub: Office) -> None:
    assert written(hub, dry_run=True).path is None
    assert not (hub.billing.hub.settings.folder / "letters").exists()


def test_a_folder_that_is_a_file_is_told(hub: Office, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", "utf-8")
    refused = write_letter(hub.billing.hub, ACME, file=tmp_path / "taken" / "a.txt")
    assert isinstance(refused, Refused)
    assert refused.codes == ["letter.not-written"]


def test_nothing_is_written_to_a_plan_that_owes_nothing(hub: Office) -> None:
    refused = write_letter(hub.billing.hub, "birchwood")
    assert isinstance(refused, Refused)
    assert refused.codes == ["letter.nothing-owed"]
