"""The shape every aggregate shares: an initial state, `decide`, `evolve`, and the fold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar

from domain.event import Fact
from domain.problem import Refused

State = TypeVar("State")
Command = TypeVar("Command")
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class Decider(Generic[State, Command, F]):
    """What one kind of stream can be, be asked, and answer.

    `decide` is pure and total: every command in every state gives facts, an empty tuple (nothing
    new), or `Refused`. `evolve` copies a fact into the state and never fails. `facts` lists the
    facts that streams of this kind hold; `commands` and `states` are there for tables and tests.
    """

    name: str
    initial: State
    decide: Callable[[State, Command], tuple[F, ...] | Refused]
    evolve: Callable[[State, F], State]
    facts: tuple[type[F], ...]
    commands: tuple[type, ...]
    states: tuple[type, ...]

    def fold(self, facts: Iterable[F]) -> State:
        """The state after `facts`, from nothing."""
        return reduce(self.evolve, facts, self.initial)
