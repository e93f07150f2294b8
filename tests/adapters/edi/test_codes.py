"""Codes in plain words, and whose job each is."""

from datetime import date

import msgspec
import pytest

from adapters.edi.codes import GROUPS, LISTS, CodeList, code_list, explain, explanations, title

_CHW = "a visit by a community health worker with one person; a unit is 30 minutes"


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
        ("A2:20", "accepted: the plan will decide it; taken in for processing", "nobody"),
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
        ("TA1-R", "the interchange is rejected: nothing was received", "hub"),
        ("AK9-P", "partly accepted: some of what was sent must be sent again", "hub"),
        ("IK5-R", "rejected: nothing was received", "hub"),
        ("IK3-I4", "the segment is here but must not be used here", "hub"),
        ("IK4-7", "the value is not one of the codes allowed", "hub"),
        ("IK5-4", "the count of segments is not right", "hub"),
        ("AK9-3", "the group's trailer is missing", "hub"),
        ("POS-04", "a shelter for people without a home", "hub"),
        ("STATUS-21", "information is missing or not valid", "hub"),
        ("HCR-A3", "not approved", "hub"),
        ("EB-6", "not covered", "hub"),
        ("AAA-72", "the member's number is missing or not valid", "partner"),
        ("INS-024", "the member's coverage ends", "hub"),
        ("98960:U2", _CHW, "hub"),
        ("98960-U2", _CHW, "hub"),
    ],
)
def test_a_code_is_said_in_plain_words_with_whose_job_it_is(
    code: str, words: str, fixer: str
) -> None:
    explanation = explain(code)
    assert explanation is not None
    assert (explanation.words, explanation.fixer) == (words, fixer)
    if code != "98960-U2":  # shown as files write it
        assert explanation.code == "".join(code.upper().split())


@pytest.mark.parametrize(
    "code", ["", "99999", "XX-197", "CO-99999", "ZZ:20", "TA1-999", "-", ":", "HC:", "HC:99999:U2"]
)
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


def test_a_code_that_stands_in_several_lists_is_told_for_each() -> None:
    assert [one.code for one in explanations("A3")] == ["CATEGORY-A3", "HCR-A3"]
    assert [one.code for one in explanations("CATEGORY-A3")] == ["CATEGORY-A3"]
    assert [one.code for one in explanations("N290")] == ["N290"]
    told = {one.code: title(one) for one in explanations("4")}
    assert {"CARC-4", "CLP-4", "IK3-4", "IK4-4", "AK9-4", "EB-4"} <= set(told)
    assert told["CLP-4"] == "status of a remitted claim (CLP02)"


@pytest.mark.parametrize("each", LISTS, ids=lambda each: each.name)
def test_every_code_can_be_looked_up_under_every_name_of_its_list(each: CodeList) -> None:
    for prefix in each.prefixes:
        for code, one in code_list(each.name).items():
            written = f"{prefix}-{code}"
            assert explanations(written) == (msgspec.structs.replace(one, code=written),)


def test_what_is_left_to_the_member_is_an_alarm_or_tells_of_an_earlier_payer() -> None:
    alarm, information = explanations("PR-2")
    assert (alarm.fixer, information.fixer) == ("hub", "nobody")
    assert "must not happen in Medi-Cal" in alarm.words
    assert "no alarm" in information.words
    assert len(explanations("CO-2")) == 1


def test_who_bears_an_adjustment_is_said_by_its_group() -> None:
    bears = {group: code_list("adjustment_group")[group].next for group in ("CO", "OA", "PI")}
    assert bears["CO"].startswith("the provider bears it")
    assert bears["OA"].startswith("nobody bears it by itself")
    assert bears["PI"].startswith("the provider bears it and may object")


def test_the_modifier_decides_what_a_procedure_is() -> None:
    worker, asthma = explain("HC:98960:U2:95"), explain("98960:U3")
    assert worker is not None
    assert asthma is not None
    assert worker.words == f"{_CHW}; 95: by video, live"
    assert worker.code == "98960:U2:95"
    assert asthma.words == "asthma education of one person; a unit is 30 minutes"


def test_a_part_of_a_composite_that_has_no_words_is_named() -> None:
    status, service = explain("A3:9999:Q9"), explain("98960:Q9")
    assert status is not None
    assert service is not None
    assert status.wordless == ("STATUS-9999", "ENTITY-Q9")
    assert service.wordless == ("MOD-Q9",)


def test_a_code_is_in_use_from_its_first_to_its_last_day() -> None:
    old = code_list("carc")["125"]
    assert old.in_use_on(date(2013, 11, 1))
    assert not old.in_use_on(date(2013, 11, 2))
    assert code_list("carc")["197"].in_use_on(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("STATUS-754", "the name suffix of the one named"),
        ("STATUS-761", "the referral number of the one named"),
        ("STATUS-766", "given while the member's premium was late"),
        ("STATUS-770", "a copy of a claim another payer passes on"),
        ("STATUS-773", "one calendar year for each claim"),
        ("STATUS-774", "held to be a trial"),
        ("STATUS-780", "the most for a whole life"),
        ("STATUS-787", "send a new claim, not a replacement"),
        ("STATUS-799", "send a replacement, not a new claim"),
        ("N74", "one calendar month for each claim"),
    ],
)
def test_neighbours_in_a_list_are_not_taken_for_each_other(code: str, words: str) -> None:
    known = explain(code)
    assert known is not None
    assert known.words == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("CO45", "CO-45"),
        ("co_197", "CO-197"),
        ("PR1", "PR-1"),
        ("CO 45", "CO-45"),
        ("CO:45", "CO-45"),
        ("CO\N{EN DASH}45", "CO-45"),
        ("CARC 45", "CARC-45"),
        ("carc45", "CARC-45"),
        ("RARC:N290", "RARC-N290"),
        ("TA1 025", "TA1-025"),
    ],
)
def test_a_code_is_known_however_its_group_or_list_is_set_before_it(typed: str, meant: str) -> None:
    assert explanations(typed) == explanations(meant) != ()


def test_no_code_of_a_list_is_taken_for_a_group_or_name_and_something_else() -> None:
    single = {code for each in LISTS for code in code_list(each.name)}
    names = {*GROUPS, *(prefix for each in LISTS for prefix in each.prefixes)}
    assert not [
        code for code in single for name in names if code.removeprefix(name) in single - {code}
    ]


def test_the_groups_are_those_of_the_list() -> None:
    assert set(GROUPS) == set(code_list("adjustment_group"))
