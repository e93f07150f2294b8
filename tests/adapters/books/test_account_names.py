"""Account names in journals: such as journals take, never two alike, and read back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.books.account_names import outside_name, own_name

# beancount: a capital or digit, then letters, digits and dashes, in every part
TAKEN = re.compile(r"(Assets|Liabilities|Income|Equity)(:[A-Z0-9][A-Za-z0-9-]*)+")


@pytest.mark.parametrize(
    ("account", "outside"),
    [
        ("bank", "Assets:Bank"),
        ("partner:LPV", "Liabilities:Partner:LPV"),
        ("hub-fee:acme", "Income:Hub-fee:Acme"),
        ("suspense:paid-twice", "Liabilities:Suspense:Paid-twice"),
        ("receivable:partner:LPV", "Assets:Receivable:Partner:LPV"),
        ("fund:prop-10:LPV", "Liabilities:Fund:Prop-10:LPV"),
        ("novel:thing", "Equity:Novel:Thing"),
        ("deposit:a1", "Assets:Deposit:X-6131"),
    ],
)
def test_accounts_have_the_names_that_the_documents_give(account: str, outside: str) -> None:
    assert outside_name(account) == outside
    assert own_name(outside) == account


@given(st.lists(st.text(st.characters(exclude_characters=":", codec="utf-8")), min_size=1))
def test_any_account_reads_back_from_a_name_that_journals_take(parts: list[str]) -> None:
    account = ":".join(parts)
    assert TAKEN.fullmatch(outside_name(account))
    assert own_name(outside_name(account)) == account


@given(st.from_regex(r"[A-Za-z0-9-]{0,4}(:[A-Za-z0-9-]{0,4})?", fullmatch=True))
def test_short_and_mixed_names_read_back_too(account: str) -> None:
    assert own_name(outside_name(account)) == account
