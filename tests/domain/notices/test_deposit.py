"""What a deposit is matched to, its postings, and what a person's word outweighs."""

from hypothesis import given as chance
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.identifiers import DepositId, RemittanceId
from domain.notices.deposit import (
    DEPOSIT,
    DepositMatched,
    DepositUnmatched,
    KnownDeposit,
    MatchRemittance,
    RecordDeposit,
    UnmatchRemittance,
)
from domain.notices.remittance import (
    REMITTANCE,
    FinishPosting,
    MatchDeposit,
    Outcome,
    PostChunk,
    PostedRemittance,
    StartPosting,
    UnmatchDeposit,
)
from domain.posting import BANK, Entry, deposit_account
from domain.problem import Refused
from tests.support import builders as b
from tests.support.given import Given, given

FIRST, SECOND = RemittanceId("remittance-1"), RemittanceId("remittance-2")
RECORDED = given(DEPOSIT).after(RecordDeposit(b.BANK_LINE, b.PAID_ON))


def entries_of(stream: Given) -> list[Entry]:
    """Every entry that the stream has posted."""
    return [entry for fact in stream.facts for entry in getattr(fact, "entries", ())]


def match(remittance: RemittanceId, cents: int, by: str = "trace") -> MatchRemittance:
    return MatchRemittance(remittance, b.PLAN_KEY, cents, by)  # type: ignore[arg-type]


def test_what_is_matched_moves_from_the_plan_to_the_bank_and_back() -> None:
    (matched,) = RECORDED.after(match(FIRST, 3000)).facts[1:]
    assert isinstance(matched, DepositMatched)
    moved = {entry.account: entry.cents for entry in matched.entries}
    assert moved == {BANK: 3000, deposit_account(b.PLAN_KEY): -3000}
    *_, apart = RECORDED.after(match(FIRST, 3000), UnmatchRemittance(FIRST, "trace")).facts
    assert isinstance(apart, DepositUnmatched)
    assert {e.account: -e.cents for e in apart.entries} == moved
    assert (apart.bank_on, apart.source) == (matched.bank_on, matched.source)


def test_a_person_confirms_what_a_trace_said_and_no_trace_weakens_it() -> None:
    confirmed = RECORDED.after(match(FIRST, 8000), match(FIRST, 8000, "person"))
    assert isinstance(confirmed.state, KnownDeposit)
    assert [part.by for part in confirmed.state.parts] == ["person"]
    assert confirmed.when(match(FIRST, 8000)) == ()
    assert sum(e.cents for e in entries_of(confirmed) if e.account == BANK) == 8000


def test_only_a_person_keeps_a_deposit_from_a_remittance_and_only_a_person_ends_that() -> None:
    by_trace = RECORDED.after(match(FIRST, 8000), UnmatchRemittance(FIRST, "trace")).state
    by_person = RECORDED.after(match(FIRST, 8000), UnmatchRemittance(FIRST, "person"))
    assert isinstance(by_trace, KnownDeposit)
    assert by_trace.apart == frozenset()
    assert by_person.state.apart == {FIRST}
    assert by_person.after(match(FIRST, 8000, "person")).state.apart == frozenset()


def test_a_line_is_the_same_in_whatever_file_it_stands() -> None:
    elsewhere = replace(b.BANK_LINE, source=None, traces=("OTHER",))
    assert RECORDED.when(RecordDeposit(elsewhere, b.PAID_ON)) == ()


def test_what_was_typed_is_one_line_of_the_banks_and_found_by_either_id() -> None:
    first, second = RecordDeposit(b.TYPED_LINE, b.PAID_ON), RecordDeposit(b.BANK_LINE, b.PAID_ON)
    for one, other in ((first, second), (second, first)):
        known = given(DEPOSIT).after(one, other)
        assert (known.when(first), known.when(second)) == ((), ())
        assert isinstance(known.state, KnownDeposit)
        assert known.state.line.deposit_id == one.line.deposit_id
        assert (known.state.line.traces, known.state.line.source) == (("TRACE1",), b.SOURCE)
        for source in (b.SOURCE, None):
            third = replace(b.BANK_LINE, deposit_id=DepositId("deposit-3"), source=source)
            assert isinstance(known.when(RecordDeposit(third, b.PAID_ON)), Refused)


def test_a_line_is_like_one_that_came_the_other_way_and_has_every_trace_that_was_typed() -> None:
    typed, listed = KnownDeposit(b.TYPED_LINE), KnownDeposit(b.BANK_LINE)
    assert typed.may_be(b.BANK_LINE)
    assert listed.may_be(replace(b.TYPED_LINE, traces=("0trace-1",)))
    for other in (
        replace(b.TYPED_LINE, amount=8001),
        replace(b.TYPED_LINE, bank_on=b.SERVED_ON),
        replace(b.TYPED_LINE, traces=("TRACE2",)),
        replace(b.TYPED_LINE, source=b.SOURCE),
    ):
        assert not listed.may_be(other)
    assert not typed.may_be(replace(b.TYPED_LINE, deposit_id=DepositId("deposit-3")))


commands = st.lists(
    st.one_of(
        st.builds(
            match,
            st.sampled_from([FIRST, SECOND]),
            st.sampled_from([-100, 0, 1, 3000, 5000, 8000, 8001]),
            st.sampled_from(["trace", "person"]),
        ),
        st.builds(
            UnmatchRemittance,
            st.sampled_from([FIRST, SECOND]),
            st.sampled_from(["trace", "person"]),
        ),
    ),
    max_size=12,
)


@settings(max_examples=300)
@chance(commands)
def test_the_bank_holds_what_is_matched_and_never_more_than_came(
    asked: list[MatchRemittance | UnmatchRemittance],
) -> None:
    stream = RECORDED
    for command in asked:
        if isinstance(stream.when(command), Refused):
            continue
        stream = stream.after(command)
        assert stream.when(command) == ()
        state = stream.state
        entries = entries_of(stream)
        assert sum(entry.cents for entry in entries) == 0
        in_bank = sum(entry.cents for entry in entries if entry.account == BANK)
        assert in_bank == sum(part.cents for part in state.parts) == 8000 - state.left
        assert 0 <= in_bank <= 8000


def test_a_remittance_knows_which_deposits_brought_it_and_from_when_it_is_in_the_bank() -> None:
    posted = given(REMITTANCE).after(
        StartPosting(b.NOTICE, 5), PostChunk(1, 5, Outcome(5, 0, 0)), FinishPosting(())
    )
    deposit = b.BANK_LINE.deposit_id
    part = posted.after(MatchDeposit(deposit, b.PAID_ON, 7999))
    assert isinstance(part.state, PostedRemittance)
    assert (part.state.in_bank, part.state.bank_on) == (7999, None)
    assert part.when(MatchDeposit(deposit, b.PAID_ON, 7999)) == ()
    undone = part.after(UnmatchDeposit(deposit))
    assert (undone.state.in_bank, undone.when(UnmatchDeposit(deposit))) == (0, ())
    whole = undone.after(MatchDeposit(deposit, b.PAID_ON, 8000))
    assert (whole.state.in_bank, whole.state.bank_on) == (8000, b.PAID_ON)
