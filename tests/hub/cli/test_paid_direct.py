"""What the screen says of a partner that plans pay itself, and of its invoice."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from hub import wiring
from hub.cli.frame import CONFLICT, DONE, FAILED, NEEDS_A_PERSON, USAGE
from tests.support.billing import Billing, ready_hub
from tests.support.commands import Ran, hub_command
from tests.support.direct import ORC_NPI, administer, send_direct
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE

WIDTH = 80


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A claim of ORC's is with acme, which pays ORC itself; its answer lies in the folder."""
    made: Billing = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    administer(made)
    (number,) = send_direct(made, "M1")
    Path("direct.835").write_bytes(era(Clp(number, CHARGE), payee=ORC_NPI))
    yield number[:11]
    made.hub.close()


def hub(*words: str) -> Ran:
    ran = hub_command(*words)
    assert all(len(line) <= WIDTH for line in ran.stdout.splitlines()), ran.stdout
    return ran


def test_a_direct_notice_says_that_no_money_of_the_hubs_moves(sent: str) -> None:
    for verb in ("inspect", "receive"):
        ran = hub(verb, "direct.835")
        assert ran.exit_code == DONE
        assert "to ORC: no money of the hub's moves" in ran.stdout
    assert "posted, direct" in hub("remittance", "list").stdout
    assert "direct to ORC, fee to be invoiced 8.00" in hub("remittance", "show", "T1").stdout
    shown = hub("claim", "show", sent).stdout
    assert "53.32 to the partner itself" in shown
    assert "paid direct" in shown
    (told,) = hub("remittance", "show", "T1", "--json").document["remittances"]
    assert (told["paid_to"], told["receivable"], told["adds_up"]) == ("ORC", "-8.00", True)


def test_a_notice_to_a_department_says_whose_money_it_is_not(sent: str) -> None:
    county = era(Clp(sent, CHARGE), payee="1093817465", payee_tin="123456789")
    Path("county.835").write_bytes(county)
    ran = hub("receive", "county.835")
    assert ran.exit_code == NEEDS_A_PERSON
    assert "remittance.payee-shares-the-tin" in ran.stdout
    assert "parked (department)" in hub("remittance", "show", "T1").stdout


def test_an_invoice_is_drawn_issued_paid_and_listed(sent: str) -> None:
    hub("receive", "direct.835")
    assert "ORC-2026-04-fee to Invented ORC, draft" in hub(*_of("draft")).stdout
    assert hub(*_of("issue"), "--dry-run").exit_code == DONE
    issued = hub(*_of("issue"))
    assert "issued 2026-04-15" in issued.stdout
    assert sent in issued.stdout
    paid = ("fee-invoice", "paid", "ORC", "--amount", "3.00", "--on", "2026-04-14")
    assert "changed" in hub(*paid, "--reference", "CHEQUE-1").stdout
    assert "unchanged" in hub(*paid, "--reference", "CHEQUE-1").stdout
    assert "unpaid 5.00" in hub("fee-invoice", "list").stdout
    undone = hub("fee-invoice", "undo", "ORC", "--reference", "CHEQUE-1", "--why", "returned")
    assert undone.exit_code == DONE
    (listed,) = hub("fee-invoice", "list", "--json").document["partners"]
    assert (listed["unpaid"], len(listed["payments"])) == ("8.00", 2)


def test_the_books_tell_what_is_unpaid_and_why(sent: str) -> None:
    hub("receive", "direct.835")
    hub(*_of("issue"))
    paid = ("fee-invoice", "paid", "ORC", "--amount", "3.00", "--on", "2026-04-14")
    hub(*paid, "--reference", "CHEQUE-1")
    balance = hub("ledger", "trial-balance").stdout
    assert "receivable:partner:ORC" in balance
    explained = hub("explain-money", "receivable:partner:ORC").stdout
    assert "fees paid by a partner" in explained
    assert sent in explained


@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_an_invoice_is_written_to_print(sent: str, suffix: str) -> None:
    hub("receive", "direct.835")
    hub(*_of("issue"))
    assert hub(*_of("show"), "--to", f"orc.{suffix}").exit_code == DONE
    content = Path(f"orc.{suffix}").read_bytes()
    assert content.startswith(b"%PDF" if suffix == "pdf" else b"<!doctype html>")
    assert suffix == "pdf" or sent.encode() in content


def test_what_cannot_be_invoiced_is_refused(sent: str) -> None:
    assert sent
    assert hub("fee-invoice", "issue", "LPV", "--month", "2026-04").exit_code == FAILED
    paid = ("fee-invoice", "paid", "ORC", "--on", "2026-04-14", "--reference", "CHEQUE-1")
    more = hub(*paid, "--amount", "3.00")
    assert (more.exit_code, more.problem_codes) == (FAILED, ("fee-invoice.more-than-unpaid",))
    assert hub(*paid, "--amount", "3.00", "--credit").exit_code == DONE
    assert hub(*paid, "--amount", "4.00").exit_code in {FAILED, CONFLICT}
    assert hub(*paid, "--amount", "three").exit_code == USAGE


def test_a_partners_own_numbers_are_stated(sent: str) -> None:
    assert sent
    stated = ("--street", "2 Paper Way", "--city", "Exampleton", "--state", "CA")
    ran = hub("partner", "billing", "LPV", "--taxonomy", "251K00000X", *stated, "--zip", "90001")
    assert ran.exit_code == FAILED
    assert {"partner.zip-unusable", "partner.tin-unusable"} <= set(ran.problem_codes)
    whole = (*stated, "--zip", "90001-0001", "--tin", "987654322")
    ran = hub("partner", "billing", "LPV", "--taxonomy", "251K00000X", *whole)
    assert ran.exit_code == DONE


def _of(verb: str) -> tuple[str, ...]:
    return ("fee-invoice", verb, "ORC", "--month", "2026-04")
