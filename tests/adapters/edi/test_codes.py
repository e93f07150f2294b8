"""Codes in plain words, and whose job each is."""

import csv
from pathlib import Path

import pytest

from adapters.edi import codes
from adapters.edi.codes import explain

FOLDER = Path(codes.__file__).parent / "codes"


@pytest.mark.parametrize(
    ("code", "words", "fixer"),
    [
        ("197", "no authorization was asked for", "hub"),
        (
            "CO-197",
            "no authorization was asked for (by contract: the member may not be billed)",
            "hub",
        ),
        (
            "pr - 45",
            "over the agreed price (left for the member to pay: must not happen in Medi-Cal)",
            "hub",
        ),
        ("31", "the plan does not know this member", "partner"),
        ("50", "the plan finds the service routine or not needed", "plan"),
        ("N290", "the rendering provider's number is missing or not valid", "hub"),
        ("MA130", "the claim could not be processed at all", "hub"),
        ("A2:20", "accepted: the plan will decide it", "nobody"),
        ("A3", "returned as not processable: a rejection", "hub"),
        (
            "A3:21",
            "returned as not processable: a rejection; information is missing or not valid",
            "hub",
        ),
        (
            "A7:164:IL",
            (
                "rejected: information is not valid; the member's identifier is missing or "
                "not valid; about the member"
            ),
            "partner",
        ),
        ("A3:9999", "returned as not processable: a rejection", "hub"),
        (
            "PLB-FB",
            (
                "a balance carried between remittances: negative to a later one, positive from "
                "an earlier one"
            ),
            "nobody",
        ),
        ("PLB-50", "a late charge", "hub"),
        ("CLP02-22", "an earlier payment is undone", "nobody"),
        ("TA1-025", "an interchange of this number came before", "hub"),
        ("AK9-P", "partly accepted: some of what was sent must be sent again", "hub"),
        ("IK5-R", "rejected: nothing was received", "hub"),
        ("IK3-I4", "the segment is here but must not be used here", "hub"),
        ("IK4-7", "the value is not one of the codes allowed", "hub"),
    ],
)
def test_a_code_is_said_in_plain_words_with_whose_job_it_is(
    code: str, words: str, fixer: str
) -> None:
    explanation = explain(code)
    assert explanation is not None
    assert (explanation.words, explanation.fixer) == (words, fixer)
    assert explanation.code == "".join(code.upper().split())


@pytest.mark.parametrize("code", ["", "99999", "XX-197", "CO-99999", "B1:20", "TA1-999", "-", ":"])
def test_a_code_that_is_not_known_is_no_error(code: str) -> None:
    assert explain(code) is None


def test_a_rejected_claim_is_sent_anew_and_a_denied_one_replaced() -> None:
    rejected, denied = explain("A7:453"), explain("CO-4")
    assert rejected is not None
    assert denied is not None
    assert rejected.next == (
        "correct the modifier; then correct it and send a new claim (frequency 1) "
        "before the filing limit"
    )
    assert denied.next == "put the right modifier on the line and send a replacement"
    assert (rejected.route, denied.route) == ("C", "C")


def test_what_is_left_for_the_member_to_pay_is_never_billed_to_the_member() -> None:
    explanation = explain("PR-45")
    assert explanation is not None
    assert explanation.next == "never bill the member; ask the plan to correct it"


def test_a_claim_that_could_not_be_processed_is_never_disputed() -> None:
    explanation = explain("MA130")
    assert explanation is not None
    assert explanation.next.startswith("no dispute is possible")


def test_every_row_of_every_list_says_all_that_a_reader_needs() -> None:
    lists = [path for path in sorted(FOLDER.glob("*.csv")) if path.name != "sources.csv"]
    assert lists
    for path in lists:
        rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
        assert len({row["code"] for row in rows}) == len(rows), path.name
        for row in rows:
            place = f"{path.name} {row['code']}"
            assert row["words"], place
            assert row["source"], place
            assert row["next"] or path.name == "entity.csv", place
            assert row["fixer"] in {"hub", "partner", "plan", "nobody"}, place
            assert row["route"] in {"", "C", "P", "D", "A", "E", "F", "N"}, place
            assert not {"patient", "payer-initiated", "invalid"} & set(row["words"].split()), place
