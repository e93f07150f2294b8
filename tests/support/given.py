"""`given(DECIDER, facts...).when(command)`: what follows, in facts or problems."""

from dataclasses import dataclass
from typing import Any

from domain.decider import Decider
from domain.event import Fact
from domain.problem import Refused

Decision = tuple[Fact, ...] | Refused


@dataclass(frozen=True)
class Given:
    """A stream of one decider, as far as it has come."""

    decider: Decider[Any, Any, Any]
    facts: tuple[Fact, ...]

    @property
    def state(self) -> Any:
        """What the stream now is."""
        return self.decider.fold(self.facts)

    def when(self, command: object) -> Decision:
        """What the decider answers."""
        decision: Decision = self.decider.decide(self.state, command)
        return decision

    def after(self, *commands: object) -> "Given":
        """The stream after commands that are all carried out."""
        given = self
        for command in commands:
            decision = given.when(command)
            assert not isinstance(decision, Refused), decision.problems
            given = Given(self.decider, (*given.facts, *decision))
        return given


def given(decider: Decider[Any, Any, Any], *facts: Fact) -> Given:
    """A stream that holds `facts`."""
    return Given(decider, facts)


def problems(decision: Decision) -> list[str]:
    """The codes of a refusal; none where the command was carried out."""
    return decision.codes if isinstance(decision, Refused) else []


def words(decision: Decision) -> tuple[str, str, str]:
    """What, where and fix of a refusal for one reason."""
    assert isinstance(decision, Refused), decision
    (problem,) = decision.problems
    return problem.what, problem.where, problem.fix
