"""Published 820 files are received without loss: parked whole where they do not add up."""

from pathlib import Path

import pytest

from domain.posting import UNKNOWN_PLAN, deposit_account, suspense_account
from hub.services.receiving.receiving import receive_file
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support.billing import ready_hub
from tests.support.paid import accounts

# what each states, and whose money it is: BPR02 in cents; none where it takes money (BPR03 D)
STATED = {
    "cosyte-820.edi": 1_250_000,
    "cosyte-820-loop.edi": 100_000,
    "cosyte-820-edge.edi": 0,
}


@pytest.mark.parametrize("name", sorted(STATED))
def test_every_cent_that_a_sample_states_is_somewhere(
    samples: Path, tmp_path: Path, name: str
) -> None:
    billing = ready_hub(tmp_path)
    (result,) = receive_file(billing.hub, (samples / "820" / name).read_bytes(), name).transactions
    cents = STATED[name]
    assert result.outcome == ("parked" if cents else "unsupported")
    assert result.payments
    parked = {
        deposit_account(UNKNOWN_PLAN): cents,
        suspense_account("unbalanced-remittance"): -cents,
    }
    assert accounts(billing) == (parked if cents else {})
    assert all(row.law_holds for row in billing.hub.projector.live.rows(REMITTANCE_BALANCE))
    again = receive_file(billing.hub, (samples / "820" / name).read_bytes(), name)
    assert again.transactions[0].outcome == ("duplicate" if cents else "unsupported")
    billing.hub.close()
