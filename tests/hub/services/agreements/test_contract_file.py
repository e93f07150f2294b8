"""Many contracts in one file: all of them are agreed, or none with every reason."""

from datetime import date

from domain.agreements.contract import Agreement
from domain.agreements.terms import PercentOfPaid, PerClaim, Upstream, WholePayment
from domain.problem import Refused
from hub.services.agreements import contracts
from hub.services.agreements.contract_file import read_contracts
from tests.support.billing import Billing

MANY = b"""
[[contracts]]
partner = "LPV"
plan = "acme"
services = ["98961 U2", "98962 U2"]
first_day = 2026-01-01
last_day = 2026-12-31
[contracts.terms]
percent = 12.50
minimum = 2
cap = "10.00"
text = "As in paragraph 4."

[[contracts]]
partner = "ORC"
plan = "birchwood"
services = ["98961 U2"]
first_day = 2026-01-01
role = "administrative-partner"
terms = { per_claim = 8, due = "sent" }

[[contracts]]
partner = "ORC"
plan = "acme"
services = ["98961 U2"]
first_day = 2026-01-01
role = "under-lead-entity"
terms = { per_claim = 8, lead_entity = "full-river", lead_percent = 10, net_only = true }

[[contracts]]
partner = "ORC"
plan = "acme"
services = ["98962 U2"]
first_day = 2026-01-01
role = "direct"
"""


def agreed(billing: Billing, content: bytes) -> tuple[Agreement, ...] | Refused:
    asked = read_contracts(content, "contracts.toml")
    return asked if isinstance(asked, Refused) else contracts.agree_all(billing.hub, asked)


def told(answer: object) -> list[str]:
    assert isinstance(answer, Refused)
    return [f"{problem.where}: {problem.what}" for problem in answer.problems]


def test_all_contracts_of_a_file_are_agreed(billing: Billing) -> None:
    answer = agreed(billing, MANY)
    assert not isinstance(answer, Refused), answer
    first, second, third, fourth = answer
    assert (first.terms.rule, first.terms.minimum, first.terms.cap) == (
        PercentOfPaid(1250),
        200,
        1000,
    )
    assert (first.terms.text, first.period.last_day) == ("As in paragraph 4.", date(2026, 12, 31))
    assert (second.role, second.terms.rule) == ("administrative-partner", PerClaim(800, "sent"))
    assert third.terms.upstream == Upstream("full-river", PercentOfPaid(1000), "net")
    assert (fourth.role, fourth.terms.rule) == ("direct", WholePayment())


def test_the_same_file_twice_changes_nothing(billing: Billing) -> None:
    once = agreed(billing, MANY)
    head = billing.hub.log.head()
    assert agreed(billing, MANY) == once
    assert billing.hub.log.head() == head


def test_a_file_with_one_contract_that_cannot_be_agreed_changes_nothing(billing: Billing) -> None:
    head = billing.hub.log.head()
    wrong = (
        MANY.replace(b"percent = 12.50", b"percent = 120")
        .replace(b'"ORC"', b'"ZZZ"', 1)
        .replace(b"98962 U2", b"98961 U2")
    )
    open_end = "2026-01-01 to open"
    overlap = f"a contract for {open_end} bills 98961 U2 already; this one is for {open_end}"
    assert told(agreed(billing, wrong)) == [
        "contracts.toml, contract 2, partner ZZZ: no partner has the code ZZZ",
        "contracts.toml, contract 1, contract of LPV with acme: the hub's fee is 120.00 percent",
        f"contracts.toml, contract 4 and contracts.toml, contract 3: {overlap}",
    ]
    assert billing.hub.log.head() == head


def test_what_would_be_agreed_can_be_seen_first(billing: Billing) -> None:
    asked = read_contracts(MANY, "contracts.toml")
    assert not isinstance(asked, Refused)
    head = billing.hub.log.head()
    assert len(contracts.agree_all(billing.hub, asked, dry_run=True)) == 4  # type: ignore[arg-type]
    assert billing.hub.log.head() == head


def test_every_word_that_cannot_be_used_is_told_with_its_place() -> None:
    wrong = b"""
    [[contracts]]
    partner = "LPV"
    services = "98960 U2"
    first_day = "soon"
    colour = 3
    terms = 4
    [[contracts]]
    partner = "LPV"
    plan = 7
    services = ["98960 U2"]
    first_day = 2026-01-01
    [contracts.terms]
    percentage = 12.5
    fee_stays = "perhaps"
    cap = [1]
    """
    assert told(read_contracts(wrong, "c.toml")) == [
        "c.toml, contract 1, plan: it is left out",
        "c.toml, contract 1, services: it is not a list",
        "c.toml, contract 1, first_day: it is not a day written like 2026-03-01",
        "c.toml, contract 1, terms: it is not a table",
        "c.toml, contract 1, colour: there is no word of this name in a contract",
        "c.toml, contract 2, terms.fee_stays: it is neither true nor false",
        "c.toml, contract 2, terms.cap: it is not written as a text",
        "c.toml, contract 2, terms.percentage: there is no word of this name in a contract",
    ]


def test_a_file_that_is_no_list_of_contracts_is_told_so() -> None:
    assert told(read_contracts(b"", "c.toml")) == ["c.toml, contracts: it is left out"]
    assert told(read_contracts(b"contracts = []", "c.toml")) == [
        "c.toml: the file states no contract"
    ]
    assert told(read_contracts(b"a\nb = ", "c.toml")) == [
        "c.toml, line 1: the file is not written as TOML"
    ]
    assert told(read_contracts(b"a = '\xff'", "c.toml")) == [
        "c.toml: the file is not text in UTF-8"
    ]
