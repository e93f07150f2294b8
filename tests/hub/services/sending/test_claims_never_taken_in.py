"""What a plan answered with MA130 goes out as a new claim, as the file that is written says."""

from datetime import date

import pytest

from domain.claims.claim import CorrectingClaim
from domain.problem import Refused
from hub.services.billing.claim_history import claim_history
from hub.services.billing.claims import Restatement, correct_claim, show_claim
from hub.services.notices.hand_matching import Moved, unmatch
from hub.services.notices.places import Place
from hub.services.sending.batch_files import BatchFile, write_batch
from hub.services.sending.submissions import Batching, build_batch
from tests.support.billing import ACME, Billing
from tests.support.eras import Clp, era
from tests.support.paid import due, receive

FILE_BY = date(2026, 8, 29)  # 180 days after the care
OF_CLAIM = ("MOA***MA130",)
OF_LINE = ("SVC*HC:98960:U2*53.32*0**0", "CAS*CO*16*53.32", "LQ*HE*MA130")


def corrected(billing: Billing, *segments: str) -> str:
    """A claim that the plan denied, its visit and itself then corrected."""
    visit = billing.visit()
    (number,) = billing.built()
    billing.sent()
    denied(billing, number, *segments)
    billing.correct(visit, units=1, minutes=30)
    state = correct_claim(billing.hub, number, Restatement("units were mistyped"))
    assert isinstance(state, CorrectingClaim)
    return number


def denied(billing: Billing, number: str, *segments: str, trace: str = "T1") -> None:
    """The plan denies the last sending of a claim."""
    sent_as = billing.claim(number).account.sends[-1].sent_as
    because = "" if OF_LINE[0] in segments else "CO*16"
    clp = Clp(sent_as, 0, 5332, because=because, segments=segments)
    receive(billing, era(clp, trace=trace))


def written(billing: Billing) -> list[str]:
    """CLM05 and every REF*F8 of the file that is written next."""
    batching = build_batch(billing.hub, ACME)
    assert isinstance(batching, Batching)
    (batch,) = batching.batches
    assert batch.batch_id
    file = write_batch(billing.hub, batch.batch_id)
    assert isinstance(file, BatchFile)
    content = (billing.hub.settings.folder / file.path).read_text("ascii")
    segments = [segment.strip().split("*") for segment in content.split("~")]
    clm = [each[5] for each in segments if each[0] == "CLM"]
    return clm + ["*".join(each) for each in segments if each[:2] == ["REF", "F8"]]


@pytest.mark.parametrize("segments", [OF_CLAIM, OF_LINE])
def test_what_the_plan_never_took_in_is_written_as_a_new_claim(
    billing: Billing, segments: tuple[str, ...]
) -> None:
    number = corrected(billing, *segments)
    assert written(billing) == ["11:B:1"]
    assert [send.sent_as[11:13] for send in billing.claim(number).account.sends] == ["01", "02"]
    history = claim_history(billing.hub, number)
    assert not isinstance(history, Refused)
    assert history[-1].says.endswith("as a new claim; an answer is due by 2026-05-15")


def test_any_other_denial_is_written_as_a_replacement(billing: Billing) -> None:
    corrected(billing, "MOA***M76")
    assert written(billing) == ["11:B:7", "REF*F8*ICN1"]


def test_what_the_plan_did_not_say_of_this_claim_makes_it_no_new_claim(billing: Billing) -> None:
    visit = billing.visit()
    (number,) = billing.built()
    billing.sent()
    denied(billing, number, *OF_CLAIM)
    assert isinstance(unmatch(billing.hub, Place("T1", 1), "it is about another"), Moved)
    denied(billing, number, "MOA***M76", trace="T2")
    billing.correct(visit, units=1, minutes=30)
    correct_claim(billing.hub, number, Restatement("units were mistyped"))
    assert written(billing) == ["11:B:7", "REF*F8*ICN1"]


def test_it_is_due_while_the_plan_takes_a_new_claim(billing: Billing) -> None:
    billing.visit()
    (number,) = billing.built()
    billing.sent()
    denied(billing, number, *OF_CLAIM)
    (item,) = due(billing, "denied-claim")
    row = show_claim(billing.hub, number)
    assert not isinstance(row, Refused)
    assert (item.due_on, row.answer_by) == (FILE_BY, FILE_BY)
