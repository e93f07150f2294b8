"""`hub explain`: codes in plain words, on a page that one would read."""

from itertools import pairwise

import pytest

from tests.support.commands import hub_command

PAGE = """\
CO-197: no authorization was asked for (by contract: the member may not be
  billed)
  list    reason of an adjustment (CAS), in use from 2006-10-31
  who     the hub
  route   A, put the authorization right first
  next    find or ask for the authorization and send a replacement; else dispute
  source  VISTA

A3:21:85: returned as not processable: a rejection; information is missing or
  not valid; about the billing provider
  list    category of a status (STC)
  who     the hub
  route   C, correct it and send it again
  next    look which entity or element is named and correct it; then mend it and
          send a new claim (frequency 1) before the filing limit
  source  S54

98960:U2: a visit by a community health worker with one person; a unit is 30
  minutes
  list    service: a procedure with its modifiers, in use from 2022-07-01
  who     the hub
  next    count units: at most 4 a day; a plan of care after 12
  source  GK, unverified

ZZZ: no plain words yet; ask the plan that wrote it

Sources
  VISTA   code lists of the Department of Veterans Affairs, of about April 2015
  S54     eMedNY, claim status category codes
  GK      general knowledge, unverified: confirm it with the plan
The words are the hub's own. Who acts, the route and what comes next are
  practice; the contract decides.
Without plain words: 1 (ZZZ)
"""
MANY = (
    *("CO-197", "N290", "A3:21", "PLB-FB", "IK3-8", "TA1-006", "CLP-22", "POS-02"),
    *("98960", "U2", "98960:U2", "PR-2", "1", "A1", "HCR-A3", "EB-6", "AAA-72", "INS-024"),
)


def test_codes_are_explained_on_a_page() -> None:
    ran = hub_command("explain", "co-197", "A3:21:85", "98960:U2", "ZZZ")
    assert ran.stdout == PAGE
    assert ran.exit_code == 3


def test_codes_that_all_have_words_end_well_and_fit_the_screen() -> None:
    ran = hub_command("explain", *MANY)
    assert ran.exit_code == 0
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert "Without plain words" not in ran.stdout


def test_a_code_without_words_is_told_and_needs_a_person() -> None:
    ran = hub_command("explain", "ZZZ", "--json")
    assert ran.exit_code == 3
    assert ran.document == {
        "codes": [{"code": "ZZZ", "known": False, "explanations": []}],
        "without_words": ["ZZZ"],
    }


def test_a_part_without_words_counts_as_well() -> None:
    ran = hub_command("explain", "A3:9999:Q9", "ZZZ")
    assert ran.exit_code == 3
    assert "  besides STATUS-9999 has no plain words yet\n" in ran.stdout
    assert ran.stdout.endswith("Without plain words: 3 (STATUS-9999, ENTITY-Q9, ZZZ)\n")


def test_every_meaning_of_a_code_is_data_for_programs() -> None:
    (told,) = hub_command("explain", "A3", "--json").document["codes"]
    assert told["known"] is True
    assert [one["code"] for one in told["explanations"]] == ["CATEGORY-A3", "HCR-A3"]
    assert told["explanations"][0] == {
        "code": "CATEGORY-A3",
        "words": "returned as not processable: a rejection",
        "fixer": "hub",
        "route": "C",
        "next": "mend it and send a new claim (frequency 1) before the filing limit",
        "source": "S54",
        "as_of": "2026-11-22",
        "first_day": None,
        "last_day": None,
        "list": "status_category",
        "wordless": [],
    }


def test_codes_of_one_line_come_to_one_next_step() -> None:
    ran = hub_command("explain", "PR-16", "N290", "RARC-MA130", "--together")
    page = ran.stdout[ran.stdout.index("On one line") :]
    assert page.startswith("On one line: N290 decides: the rendering provider's number is missing")
    assert "  mind    never bill the member; ask the plan to correct it\n" in page
    step = hub_command("explain", "CARC-16", "MA130", "N290", "--together", "--json").document
    assert (step["together"]["deciding"], step["together"]["route"]) == ("N290", "C")
    assert step["together"]["next"].endswith("no dispute is possible (MA130)")


def test_a_step_beside_a_code_without_words_is_what_is_known_so_far() -> None:
    ran = hub_command("explain", "CO-45", "XYZ", "--together")
    assert ran.exit_code == 3
    assert "On one line, as far as known: CO-45 decides: over the agreed price" in ran.stdout
    assert "  mind    not decided for XYZ: no plain words yet" in ran.stdout
    told = hub_command("explain", "CO-45", "XYZ", "--together", "--json").document
    assert (told["together"]["deciding"], told["together"]["wordless"]) == ("CO-45", ["XYZ"])
    assert told["without_words"] == ["XYZ"]


def test_a_group_alone_is_no_reason_and_has_no_say() -> None:
    told = hub_command("explain", "CO", "CO-45", "--together", "--json").document["together"]
    assert (told["deciding"], told["wordless"]) == ("CO-45", [])


def test_codes_are_taken_as_they_are_met() -> None:
    ran = hub_command("explain", "CO45,m15;co_97", "CARC 45", "RARC:N290", "--json")
    assert ran.exit_code == 0
    assert [one["explanations"][0]["code"] for one in ran.document["codes"]] == [
        *("CO-45", "M15", "CO-97", "CARC-45", "RARC-N290")
    ]


def test_codes_that_stand_on_no_line_have_no_step_together() -> None:
    ran = hub_command("explain", "TA1-006", "--together", "--json")
    assert ran.document["together"] is None


@pytest.mark.parametrize("code", ["PR-45", "pr-2"])
def test_what_is_left_to_the_member_is_told_in_both_ways(code: str) -> None:
    page = hub_command("explain", code).stdout
    assert "must not happen" in page
    assert "an earlier payer left it to" in page


def test_a_page_has_one_blank_line_between_codes() -> None:
    lines = hub_command("explain", *MANY).stdout.splitlines()
    assert not any(one == two == "" for one, two in pairwise(lines))
