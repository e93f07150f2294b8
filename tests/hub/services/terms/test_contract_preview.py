"""What a payment would be is what it then is: every account, every cent."""

from datetime import date

import pytest

from domain.money import read_money
from domain.problem import Refused
from hub.services.agreements.contract_terms import UncheckedTerms
from hub.services.receiving.receiving import receive_file
from hub.services.terms.contract_changes import Change, change
from hub.services.terms.contract_preview import Preview, UncheckedPayment, preview
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support import builders as b
from tests.support.billing import Billing
from tests.support.eras import Clp, era

CHAIN = {"lead_entity": "full-river", "lead_percent": "10"}


def told(billing: Billing, **also: object) -> Preview:
    answer = asked(billing, **also)
    assert isinstance(answer, Preview), answer
    return answer


def asked(billing: Billing, **also: object) -> Preview | Refused:
    payment = {"partner": "LPV", "plan": "acme", "service": "98960 U2", "on": b.SERVED_ON}
    payment |= {"paid": "45.00", "units": 2} | also
    return preview(billing.hub, UncheckedPayment(**payment))  # type: ignore[arg-type]


def agreed(billing: Billing, role: str = "hub", **terms: object) -> None:
    """Other terms between LPV and acme, from the first day on."""
    words = UncheckedTerms(**terms)  # type: ignore[arg-type]
    first_day = date(2026, 1, 1)
    answer = change(billing.hub, "LPV-acme", first_day=first_day, terms=words, role=role)
    assert isinstance(answer, Change), answer


def accounts(found: Preview) -> list[tuple[int, str, int]]:
    return [(share.line, share.account, share.cents) for share in found.shares]


@pytest.mark.parametrize(
    ("role", "terms", "expected"),
    [
        ("hub", {"percent": "12.5"}, [("partner:LPV", 3938), ("hub-fee:acme", 562)]),
        ("hub", {"per_unit": "20"}, [("partner:LPV", 4000), ("hub-fee:acme", 500)]),
        ("hub", {"per_unit": "24"}, [("partner:LPV", 4800), ("hub-fee:acme", -300)]),
        ("hub", {"per_claim": "8"}, [("partner:LPV", 3700), ("hub-fee:acme", 800)]),
        ("hub", {"per_claim": "8", "due": "sent"}, [("partner:LPV", 4500)]),
        ("hub", {"per_line": "50"}, [("hub-fee:acme", 4500)]),
        (
            "hub",
            {"percent": "1", "minimum": "2"},
            [("partner:LPV", 4300), ("hub-fee:acme", 200)],
        ),
        ("hub", {"percent": "50", "cap": "9"}, [("partner:LPV", 3600), ("hub-fee:acme", 900)]),
        ("direct", {}, [("hub-own:acme", 4500)]),
        (
            "under-lead-entity",
            {"percent": "10"} | CHAIN,
            [("partner:LPV", 3645), ("hub-fee:acme", 405), ("upstream-fee:full-river", 450)],
        ),
        (
            "under-lead-entity",
            {"percent": "10", "net_only": True} | CHAIN,
            [("partner:LPV", 4050), ("hub-fee:acme", 450)],
        ),
    ],
)
def test_what_is_previewed_is_what_is_posted(
    billing: Billing, role: str, terms: dict[str, object], expected: list[tuple[str, int]]
) -> None:
    agreed(billing, role, **terms)
    assert [(account, cents) for _, account, cents in accounts(told(billing))] == expected
    billing.visit()
    (number,) = billing.built()
    billing.sent()
    billing.answered(number, b.answer(1, 4500))
    shares = billing.claim(number).account.shares
    assert [(share.account, share.cents) for share in shares] == expected


def test_interest_has_its_own_parts(billing: Billing) -> None:
    agreed(billing, percent="12.5", fee_on_interest=True)
    assert accounts(told(billing, interest="1.20"))[2:] == [
        (0, "partner:LPV", 105),
        (0, "hub-fee:acme", 15),
    ]


def test_a_partner_that_is_paid_itself_owes_the_fee(billing: Billing) -> None:
    agreed(billing, "administrative-partner", percent="10", fee_on_interest=True)
    found = told(billing, interest="1.20")
    assert found.paid_direct
    assert accounts(found) == [
        (1, "receivable:partner:LPV", -450),
        (1, "hub-fee:acme", 450),
        (0, "receivable:partner:LPV", -12),
        (0, "hub-fee:acme", 12),
    ]
    assert found.notes == ("The plan pays the partner itself; the hub invoices its fee.",)
    assert found.agreement.warnings[0].code == "contract.fee-follows-collections"


def test_a_champion_is_paid_nothing(billing: Billing) -> None:
    agreed(billing, "champion")
    found = told(billing)
    assert (found.shares, found.notes) == (
        (),
        ("Nobody is billed for this care, so nothing is paid.",),
    )


def test_what_no_account_shows_is_noted(billing: Billing) -> None:
    agreed(billing, "under-lead-entity", percent="10", net_only=True, **CHAIN)
    assert told(billing, paid="90.00").notes == (
        "full-river kept 10.00 before it paid; it never was the hub's cash.",
    )


def test_a_fee_that_is_due_when_the_claim_is_sent_is_noted(billing: Billing) -> None:
    agreed(billing, per_claim="8", due="sent")
    assert told(billing).notes == (
        "The fee of 8.00 is due when the claim is sent; the month's statement charges it.",
    )


def test_what_is_taken_back_mirrors_what_was_paid(billing: Billing) -> None:
    there, back = told(billing), told(billing, paid="-45.00")
    assert [(of, account, -cents) for of, account, cents in accounts(back)] == accounts(there)
    assert sum(share.cents for share in back.shares) == read_money("-45.00")


def test_everything_wrong_with_a_question_is_said_at_once(billing: Billing) -> None:
    answer = asked(billing, partner="ZZZ", plan="nope", service="989", paid="x", interest="y")
    assert isinstance(answer, Refused)
    assert answer.codes == [
        "partner.unknown",
        "plan.not-adopted",
        "contract.service-unusable",
        "contract.amount-unusable",
        "contract.amount-unusable",
    ]
    none = asked(billing, on=date(2027, 1, 1))
    assert isinstance(none, Refused)
    assert none.problems[0].what == "no contract covers 98960 U2 on 2027-01-01"
    units = asked(billing, units=0)
    assert isinstance(units, Refused)
    assert units.codes == ["contract.units-unusable"]


def test_a_chain_leaves_the_law_of_its_remittance_whole(billing: Billing) -> None:
    agreed(billing, "under-lead-entity", percent="10", **CHAIN)
    billing.visit()
    (number,) = billing.built()
    billing.sent()
    sent_as = billing.claim(number).account.sends[-1].sent_as
    (result,) = receive_file(billing.hub, era(Clp(sent_as, 4500)), "notice.835").transactions
    assert result.outcome == "posted"
    (row,) = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    assert (row.partners, row.hub_fees, row.upstream_fees) == (3645, 405, 450)
    assert row.law_holds
