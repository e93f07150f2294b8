"""Every command in every state of every decider gives facts of its own, or a refusal in words."""

import pytest

from domain.catalogue import DECIDERS
from domain.problem import Refused
from tests.support.builders import MEMBER
from tests.support.given import Given
from tests.support.lives import EXAMPLES, Example

# A command that adds a fact each time it is given, with the reason.
ADDS_AGAIN = {"RecordFile": "each arrival of a file counts"}
# A command that is refused the second time, and so adds nothing either.
REFUSED_AGAIN = {
    "WithdrawRate": "a schedule keeps no rate that was withdrawn",
    "WithdrawCost": "a cost book keeps no cost that was withdrawn",
}

PERSONAL = (
    MEMBER.cin,
    MEMBER.last_name,
    MEMBER.first_name,
    MEMBER.street,
    str(MEMBER.born_on),
)

CASES = [
    pytest.param(stream, command, id=f"{type(stream.state).__name__}-{type(command).__name__}-{at}")
    for example in EXAMPLES
    for at, stream in enumerate(example.streams)
    for command in example.commands
]
by_decider = pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.decider.name)


def test_every_decider_has_an_example() -> None:
    assert [example.decider for example in EXAMPLES] == list(DECIDERS)


@by_decider
def test_the_examples_reach_every_state(example: Example) -> None:
    assert {type(stream.state) for stream in example.streams} == set(example.decider.states)


@by_decider
def test_the_examples_give_every_command(example: Example) -> None:
    assert {type(command) for command in example.commands} == set(example.decider.commands)


@by_decider
def test_the_examples_bring_every_fact(example: Example) -> None:
    told = {type(fact) for stream in example.streams for fact in stream.facts}
    assert told == set(example.decider.facts)


@pytest.mark.parametrize(("stream", "command"), CASES)
def test_a_command_brings_facts_or_is_refused_in_words(stream: Given, command: object) -> None:
    decision = stream.when(command)
    if isinstance(decision, Refused):
        assert decision.problems
        for problem in decision.problems:
            told = (problem.code, problem.what, problem.where, problem.fix)
            assert all(told)
            assert not any(detail in text for detail in PERSONAL for text in told)
        return
    assert {type(fact) for fact in decision} <= set(stream.decider.facts)
    assert type(stream.after(command).state) in stream.decider.states


@pytest.mark.parametrize(("stream", "command"), CASES)
def test_the_same_command_again_adds_nothing(stream: Given, command: object) -> None:
    if isinstance(stream.when(command), Refused):
        return
    once = stream.after(command)
    again = once.when(command)
    if type(command).__name__ in ADDS_AGAIN:
        assert again
    elif type(command).__name__ in REFUSED_AGAIN:
        assert not isinstance(again, tuple) or again == ()
    else:
        assert again == ()


@by_decider
def test_any_fact_in_any_state_folds(example: Example) -> None:
    facts = {type(fact): fact for stream in example.streams for fact in stream.facts}
    for stream in example.streams:
        for fact in facts.values():
            assert type(stream.decider.evolve(stream.state, fact)) in stream.decider.states
