"""``hub remittance show --matches``, and a person who says which of two payments is meant."""

import re
from datetime import date
from typing import get_args

import pytest

from domain.claims.claim_facts import Told
from hub.cli.frame import FAILED, USAGE
from hub.cli.match_words import told_words, waits_words
from hub.services.matching.matches import (
    BY_A_PERSON,
    STATED_BESIDE,
    LineReason,
    MatchReason,
    ReferenceStyle,
)
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support import planted
from tests.support.billing import Billing
from tests.support.commands import hub_command
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, receive, send

_BY_CLP01 = "by our claim number in CLP01 (100 of 100)"


def test_a_remittance_shows_how_each_of_its_payments_was_told(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), plb=[Plb("WO", "", 30)]))
    told = hub_command("remittance", "show", "T1", "--matches")
    assert told.exit_code == 0
    assert told.stdout.splitlines()[-4:] == [
        "place  amount      claim        how that was told, or where it waits",
        f"CLP 1       53.32  {sent[:11]}  by our claim number in CLP01 (100 of 100)",
        "PLB 1       -0.30  -            waits: no claim is known for this adjustment, WO",
        "                                (suspense:plb-wo)",
    ]
    document = hub_command("remittance", "show", "T1", "--matches", "--json").document
    assert document["remittances"][0]["matches"][0] == {
        "segment": "CLP",
        "ordinal": 1,
        "amount": "53.32",
        "claim": sent[:11],
        "told_by": {"by": "send-number", "score": 100, "lines": [], "words": _BY_CLP01},
        "account": None,
        "by_code": False,
    }
    assert "matches" not in hub_command("remittance", "show", "T1", "--json").document


def test_the_facts_of_a_claims_money_say_how_they_were_told(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    told = hub_command("explain-money", sent[:11])
    assert f"  told    {_BY_CLP01}" in told.stdout.splitlines()
    (fact,) = hub_command("explain-money", sent[:11], "--json").document["facts"]
    assert fact["told_by"] == {
        "by": "send-number",
        "score": 100,
        "lines": [],
        "words": _BY_CLP01,
    }


def test_of_two_payments_with_one_trace_the_day_tells_which(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp("THEIRS", CHARGE, payer_control=""), day="20260410"))
    receive(billing, era(Clp("OTHERS", 4000, payer_control=""), day="20260417"))
    ask = ("remittance", "match", "T1", "--clp", "1", "--claim", sent[:11], "--why", "called")
    assert hub_command(*ask).exit_code == 1
    told = hub_command(*ask, "--paid-on", "2026-04-17", "--plan", "acme")
    assert told.exit_code == 0
    assert "40.00 of remittance T1 from acme of 2026-04-17, CLP 1" in " ".join(told.stdout.split())


def test_a_notice_is_accepted_beside_another_or_with_a_day_that_a_person_says(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    receive(billing, era(Clp(sent, 1000, billed=CHARGE)))
    receive(billing, era(Clp("THEIRS", 4000), trace="T2", day="20270410"))
    both = hub_command("remittance", "accept", "T1", "--why", "one transfer", "--beside", "--json")
    assert (both.exit_code, both.document["withdrawn"]) == (0, None)
    dated = hub_command("remittance", "accept", "T2", "--why", "?", "--paid-on", "2026-04-10")
    told = r"posted     remittance T2 of 2026-04-10, id [0-9a-f-]{8,9}: 1 claim, 40\.00"
    assert re.fullmatch(told, dated.stdout.splitlines()[0])
    rows = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    assert {(row.state, row.paid_on) for row in rows} == {("posted", date(2026, 4, 10))}


def test_a_payment_that_is_nobodys_is_looked_at_by_the_numbers_of_the_plan(
    billing: Billing,
) -> None:
    named = f"NM1*QC*1*{planted.LAST_NAME}*{planted.FIRST_NAME}****MI*{planted.CIN}"
    line = (named, "SVC*HC:98960:U2*60*53.32", "DTM*472*20260302", "CAS*CO*45*6.68")
    foreign = Clp("THEIRS-7", CHARGE, 6000, payer_control="ICN-77", segments=line, because="")
    receive(billing, era(foreign, plb=[Plb("WO", "OLD-9", 30)]))
    looked = hub_command("remittance", "look", "T1", "--clp", "1")
    assert looked.stdout.splitlines() == [
        "remittance T1, CLP 1",
        "  plan's number  ICN-77",
        "  sent as        THEIRS-7",
        "  status         1",
        "  amount         53.32",
        "line  day         service   billed  paid   not paid because",
        "1     2026-03-02  98960 U2  60.00   53.32  CO-45",
    ]
    looked = hub_command("remittance", "look", "T1", "--plb", "1")
    assert "  reference      OLD-9" in looked.stdout.splitlines()
    found = hub_command("due", "--json", "--kind", "parked-payment").document["due"]
    assert ["hub remittance look T1 --clp 1" in each["what"] for each in found] == [True]
    assert "ICN-77" not in hub_command("due").stdout


def test_a_payment_that_names_another_claim_says_so_to_whoever_matches_it(
    billing: Billing,
) -> None:
    first, second = send(billing, "M1", "M2")
    line = ("SVC*HC:98960:U2*53.32*53.32**2", "DTM*472*20250102", f"REF*6R*{second}01")
    receive(billing, era(Clp(first, CHARGE, segments=line), trace="T2"))  # its numbers disagree
    ask = ("remittance", "match", "T2", "--clp", "1", "--why", "called", "--claim", first[:11])
    for words in ((*ask, "--dry-run"), ask):
        told = " ".join(hub_command(*words).stdout.split())
        assert f"look at it: the payment names {second[:11]} [match.names-another-claim]" in told
        assert "for days on which the claim bills nothing [match.states-other-days]" in told


def test_a_payment_that_says_nothing_else_is_matched_without_a_word(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp("THEIRS", CHARGE, payer_control="")))
    ask = ("remittance", "match", "T1", "--clp", "1", "--claim", sent[:11], "--why", "called")
    assert hub_command(*ask, "--json").document["problems"] == []


def test_a_place_is_named_by_the_beginning_of_an_id_and_a_mistyped_trace_is_told(
    billing: Billing,
) -> None:
    receive(billing, era(Clp("THEIRS-7", CHARGE), trace="EFT4471"))
    (row,) = hub_command("remittance", "list", "--json").document["remittances"]
    begun = row["remittance_id"][:9]  # to its dash: digits alone would be a trace
    assert hub_command("remittance", "look", begun, "--clp", "1").exit_code == 0
    wrong = hub_command("remittance", "look", "EFT4417", "--clp", "1")
    assert wrong.exit_code == FAILED
    assert "perhaps you mean EFT4471 (acme, 2026-04-10, 53.32)" in " ".join(wrong.stderr.split())


def test_to_look_names_one_place_that_is_there_and_never_speaks_json(billing: Billing) -> None:
    receive(billing, era(Clp("THEIRS-7", CHARGE)))
    ask = ("remittance", "look", "T1")
    for place in (("--clp", "2"), ("--plb", "1")):
        assert hub_command(*ask, *place).exit_code == FAILED
    assert hub_command(*ask).exit_code == USAGE
    assert hub_command(*ask, "--clp", "1", "--json").exit_code == USAGE


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            Told("line-control-number", 90, ("joined",)),
            "by our line number in REF 6R (90 of 100); its lines by lines paid together",
        ),
        (
            Told("send-number", 100, ("line-control-number", "line-control-number")),
            "by our numbers in CLP01 and REF 6R (100 of 100)",
        ),
        (Told("person", 100), "by a person (100 of 100)"),
        (Told("a-word-of-old", 80), "by a-word-of-old (80 of 100)"),
    ],
)
def test_by_what_a_payment_was_told_is_said_in_plain_words(told: Told, words: str) -> None:
    assert told_words(told) == words


def test_every_way_to_tell_a_payment_or_its_lines_has_plain_words() -> None:
    ways = (*get_args(MatchReason), *get_args(ReferenceStyle), BY_A_PERSON.by, STATED_BESIDE.by)
    assert [way for way in ways if f"by {way} " in told_words(Told(way, 100))] == []
    lines = get_args(LineReason)
    assert [way for way in lines if told_words(Told("", 0, (way,))).endswith(f"by {way}")] == []


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("suspense:unmatched-claim", "waits: no claim of ours is certain"),
        ("suspense:plb-l6", "waits: no claim is known for this adjustment, L6"),
        ("hub-own:acme", "the hub's own, as a person said"),
        ("payable:acme", "with no claim, at payable:acme"),
    ],
)
def test_why_money_waits_is_said_with_the_account_it_is_at(account: str, words: str) -> None:
    told = waits_words(account)
    assert told.startswith(words)
    assert account in told
