"""``hub remittance list``, ``show`` and ``look`` of a notice of which nothing is posted."""

from typing import Any

import pytest

from hub.cli.frame import DONE, FAILED, USAGE
from hub.services.bank.named_deposits import shown_id
from tests.support.billing import Billing
from tests.support.commands import Ran, hub_command
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, receive, send

SAYS = ("--why", "the plan called")


def remittance(*words: str) -> Ran:
    ran = hub_command("remittance", *words)
    assert "--json" in words or [line for line in ran.stdout.splitlines() if len(line) > 80] == []
    return ran


def listed(state: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = remittance("list", "--state", state, "--json").document[
        "remittances"
    ]
    return found


def parked_beside_posted(billing: Billing) -> tuple[str, str]:
    """Acme pays a claim, 53.32; a second notice of the number says 40.00 and keeps 3.00."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    plb = [Plb("WO", sent, 300)]
    receive(billing, era(Clp(sent, 4000, billed=CHARGE), Clp("THEIRS-7", 700), plb=plb))
    (row,) = listed("parked")
    return sent, shown_id(row["remittance_id"])


def test_what_a_parked_notice_says_is_looked_at_by_its_id(billing: Billing) -> None:
    sent, named = parked_beside_posted(billing)
    looked = remittance("look", named, "--clp", "1")
    assert looked.exit_code == DONE
    assert f"  sent as        {sent}" in looked.stdout.splitlines()
    assert "  amount         40.00" in looked.stdout.splitlines()
    assert "  amount         -3.00" in remittance("look", named, "--plb", "1").stdout.splitlines()
    # its trace alone means the posted one
    assert "  amount         53.32" in remittance("look", "T1", "--clp", "1").stdout.splitlines()


def test_a_parked_notice_shows_what_it_states_and_how_to_look_at_it(billing: Billing) -> None:
    sent, named = parked_beside_posted(billing)
    assert remittance("show", named, "--matches").stdout.splitlines()[-5:] == [
        "place  amount      names",
        f"CLP 1       40.00  {sent[:11]}",
        "CLP 2        7.00  -",
        f"PLB 1       -3.00  {sent[:11]}",
        f"nothing of it is posted; look at it: hub remittance look {named} --clp 1",
    ]
    (document,) = remittance("show", named, "--matches", "--json").document["remittances"]
    assert "matches" not in document
    assert document["states"][1] == {
        "segment": "CLP",
        "ordinal": 2,
        "amount": "7.00",
        "names": None,
    }


def test_a_dismissed_or_withdrawn_notice_is_looked_at_too(billing: Billing) -> None:
    _, named = parked_beside_posted(billing)
    remittance("dismiss", named, *SAYS)
    assert remittance("look", named, "--clp", "2").exit_code == DONE
    remittance("reopen", named, *SAYS)
    remittance("accept", named, *SAYS)
    (row,) = listed("withdrawn")
    looked = remittance("look", row["remittance_id"], "--clp", "1")
    assert "  amount         53.32" in looked.stdout.splitlines()


def test_matching_in_a_parked_notice_says_that_it_is_parked(billing: Billing) -> None:
    sent, named = parked_beside_posted(billing)
    ran = remittance("match", named, "--clp", "2", "--claim", sent[:11], *SAYS)
    assert ran.exit_code == FAILED
    told = " ".join(ran.stderr.split())
    assert "it is parked: nothing of it is with a claim" in told
    assert f"hub remittance look {named} --clp 2" in told


def test_the_two_notices_of_an_exchange_are_told_apart_by_id_and_day(billing: Billing) -> None:
    _, named = parked_beside_posted(billing)
    (posted,) = listed("posted")
    told = remittance("accept", named, *SAYS, "--dry-run").stdout
    for each in (named, shown_id(posted["remittance_id"])):
        assert f"remittance T1 of 2026-04-10, id {each}:" in " ".join(told.split())


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (5331, "53.32, 0.01 more than it states"),
        (5400, "53.32, 0.68 less than it states"),
    ],
)
def test_a_notice_that_does_not_add_up_says_by_how_much(
    billing: Billing, states: int, told: str
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), states=states))
    shown = " ".join(remittance("show", "T1").stdout.split())
    assert f"does not add up: claims and adjustments come to {told}" in shown


def test_of_a_chain_of_withdrawn_notices_the_one_that_holds_now_is_named(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    for cents in (CHARGE, 4000, 3000):
        receive(billing, era(Clp(sent, cents, billed=CHARGE)))
        if cents != CHARGE:
            (parked,) = listed("parked")
            assert remittance("accept", parked["remittance_id"], *SAYS).exit_code == DONE
    ids = {row["deposit"]: row["remittance_id"] for row in listed("withdrawn")}
    (now,) = listed("posted")
    told = " ".join(remittance("show", ids["53.32"]).stdout.split())
    assert f"{now['remittance_id']} holds, for {ids['40.00']} was withdrawn too" in told
    told = " ".join(remittance("show", ids["40.00"]).stdout.split())
    assert f"instead {now['remittance_id']} holds: hub remittance show" in told
    (document,) = remittance("show", ids["53.32"], "--json").document["remittances"]
    assert document["holds_instead"] == now["remittance_id"]


def test_every_state_is_listed_by_its_name_and_none_waits_for_the_bank_that_stands_for_nothing(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), states=4000, trace="T1"))
    receive(billing, era(Clp(sent, CHARGE), trace="T1"))
    ran = remittance("list", "--state", "superseded")
    assert ran.exit_code == DONE
    lines = [line.split() for line in remittance("list").stdout.splitlines()[1:]]
    assert sorted((line[4], line[5:]) for line in lines) == [
        ("posted", ["not", "yet"]),
        ("superseded", ["-"]),
    ]


@pytest.mark.parametrize("verb", ["match", "unmatch", "look"])
def test_a_place_that_is_not_there_says_how_many_there_are(billing: Billing, verb: str) -> None:
    (sent,) = send(billing, "M1")
    plb = [Plb("WO", "", 30), Plb("WU", "", 40)]
    receive(billing, era(Clp(sent, CHARGE), plb=plb))
    says = () if verb == "look" else SAYS
    claim = ("--claim", sent[:11]) if verb == "match" else ()
    for place, count in (("--plb", "2 provider adjustments"), ("--clp", "1 claim payment")):
        ran = remittance(verb, "T1", place, "3", *claim, *says)
        assert ran.exit_code == FAILED
        told = " ".join(ran.stderr.split())
        assert f"it has {count} [match.no-such-place]" in told
        assert "hub remittance show T1 --matches" in told


def test_what_is_the_hubs_own_or_carried_by_its_code_is_shown_and_said_so(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    plb = [Plb("B2", "", -700), Plb("FB", "", 40)]
    receive(billing, era(Clp(sent, CHARGE), plb=plb))
    lines = remittance("show", "T1", "--matches").stdout.splitlines()
    assert [" ".join(line.split()) for line in lines[-2:]] == [
        "PLB 1 7.00 - the hub's own by its code (hub-own:acme)",
        "PLB 2 -0.40 - carried (carried:acme)",
    ]
    claim = ("--claim", sent[:11])
    for words in (("match", "T1", *claim), ("match", "T1", "--hub-own"), ("unmatch", "T1")):
        told = " ".join(remittance(*words, "--plb", "1", *SAYS).stderr.split())
        assert "it is the hub's own by its code, which no matching changes" in told
    told = " ".join(remittance("unmatch", "T1", "--plb", "2", *SAYS).stderr.split())
    assert "the plan carries it, as its code says, which no matching changes" in told


def test_a_place_is_about_claims_or_the_hubs_own_as_the_command_is_written(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), plb=[Plb("WU", "", 30)]))
    claim = ("--claim", sent[:11])
    for words in (
        ("--plb", "1"),
        ("--plb", "1", "--hub-own", *claim),
        ("--clp", "1", "--hub-own"),
        claim,
        ("--plb", "1", "--clp", "1", *claim),
    ):
        assert remittance("match", "T1", *words, *SAYS).exit_code == USAGE


def test_what_was_perhaps_meant_is_neither_what_was_typed_nor_told_twice(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), trace="EFT4471"))
    receive(billing, era(Clp("THEIRS", 700), trace="EFT4471", day="20260417"))
    typed = remittance("look", "EFT4471", "--clp", "1", "--plan", "globex").stderr
    assert "list them: hub remittance list" in " ".join(typed.split())
    assert "perhaps" not in typed
    mistyped = remittance("show", "EFT4417").stderr
    assert mistyped.count("EFT4471") == 1


def test_a_deposit_of_a_dismissed_notice_is_told_how_the_notice_holds_after_all(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), states=4000))
    hub_command("deposit", "record", "--on", "2026-04-11", "--amount", "40.00", "--trace", "T1")
    waits = ("deposit", "list", "--waiting")
    told = "remittance T1 is not posted yet: hub remittance show T1"
    assert told in " ".join(hub_command(*waits).stdout.split())
    (item,) = hub_command("due", "--json", "--kind", "unmatched-deposit").document["due"]
    assert "no posted notice is matched to it" in item["what"]  # there is one that waits
    remittance("dismiss", "T1", *SAYS)
    told = "T1 was dismissed; if it holds after all: hub remittance reopen T1"
    assert told in " ".join(hub_command(*waits).stdout.split())


def test_a_dismissed_notice_of_the_trace_keeps_no_deposit_from_the_one_that_stands(
    billing: Billing,
) -> None:
    _, named = parked_beside_posted(billing)
    remittance("dismiss", named, *SAYS)
    recorded = hub_command(
        *("deposit", "record", "--on", "2026-04-11", "--amount", "50.00", "--json")
    )
    deposit = recorded.document["deposit_id"]
    done = hub_command("deposit", "match", deposit, "T1", "--json")
    assert "deposit.remittance-unclear" not in done.stdout


def test_receiving_tells_that_provider_adjustments_wait_beside_claims_that_do(
    billing: Billing,
) -> None:
    send(billing, "M1")
    plb = [Plb("WO", "", 30), Plb("WU", "", 40), Plb("LE", "", 10)]
    result = receive(billing, era(Clp("THEIRS", 700), plb=plb))
    assert [each.what for each in result.problems] == [
        "2 provider adjustments wait too, -0.70 in suspense for a person",
        "1 claim payment is with no claim of ours; its money waits in suspense",
    ]


def test_what_was_none_of_ours_is_told_as_it_was_when_it_came(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp("THEIRS", CHARGE, payer_control="")))
    remittance("match", "T1", "--clp", "1", "--claim", sent[:11], *SAYS)
    told = remittance("show", "T1").stdout.splitlines()
    assert "  claims     1; when it came: 0 ours, 1 not ours, 0 parked" in told
