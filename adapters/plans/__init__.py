"""How each plan differs: one TOML file a plan, found by itself and checked whole."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from adapters.plans.edits import LineToCheck, check_line
from adapters.plans.profile_file import Example, ProfileFile
from domain.agreements.plan import PlanRules, Profile
from domain.identifiers import Malformed, PlanKey
from domain.problem import Problem

FOLDER = Path(__file__).parent


class ProfileNotUsable(Exception):
    """A plan's file does not say what a profile must; the text names the file and every place."""


@dataclass(frozen=True)
class PlanAdapter:
    """One plan: its profile as the file states it, and examples of how its rules work out."""

    profile: Profile
    examples: tuple[Example, ...]

    def example_rules(self, example: Example) -> tuple[date, PlanRules]:
        """The day an example speaks of and the rules then; raises KeyError where none hold."""
        day = example.on or self.profile.rules[-1].period.first_day
        rules = self.profile.rules_on(day)
        if rules is None:
            raise KeyError(f"{self.profile.key} has no rules on {day}")
        return day, rules

    def work_out(self, example: Example) -> tuple[Problem, ...]:
        """What the edits of the day say about the example's line."""
        day, rules = self.example_rules(example)
        return check_line(example.line(rules, day), rules)


def discover(folder: Path = FOLDER) -> dict[PlanKey, PlanAdapter]:
    """Every plan that has a file in `folder`, in order of key.

    Raises `ProfileNotUsable` for a file that is not a whole and sound profile: a plan that was
    found must never be half understood.
    """
    adapters = [read_profile(path) for path in sorted(folder.glob("*.toml"))]
    return {adapter.profile.key: adapter for adapter in adapters}


def plan_names(adapters: Mapping[PlanKey, PlanAdapter]) -> dict[str, PlanKey]:
    """The key of each plan by the name that people write in sheets."""
    return {adapter.profile.name: key for key, adapter in adapters.items()}


def read_profile(path: Path) -> PlanAdapter:
    """The plan that one file states."""
    try:
        file = ProfileFile.model_validate(tomllib.loads(path.read_text("utf-8")))
        profile = file.profile()
    except ValidationError as error:
        places = (
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}"
            for each in error.errors(include_input=False, include_url=False)
        )
        raise ProfileNotUsable(f"{path.name}: {'; '.join(places)}") from None
    except (tomllib.TOMLDecodeError, Malformed) as error:
        raise ProfileNotUsable(f"{path.name}: {error}") from None
    if profile.key != path.stem:
        raise ProfileNotUsable(f"{path.name}: the key is {profile.key}; name the file after it")
    return PlanAdapter(profile, tuple(file.examples))


__all__ = ["LineToCheck", "PlanAdapter", "ProfileNotUsable", "check_line", "discover"]
