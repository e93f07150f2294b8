"""Settings, read once and checked whole: ``hub.toml`` in the hub's folder, then the environment."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.books.fiscal_year import JULY
from domain.identifiers import Malformed, npi, state_code, tin
from domain.period import Month
from domain.problem import Problem, Refused
from domain.statements.statement_parts import Question

FILE = "hub.toml"
UNNAMED = "hub staff"  # who acts where nobody said who
_QUESTION_DAYS = 30  # unverified: no source names one; the hub's contracts may
_WORDS = {
    "extra_forbidden": "there is no setting of this name",
    "literal_error": "it is neither T nor P",
    "bool_type": "it is neither true nor false",
    "int_type": "it is no whole number",
    "int_parsing": "it is no whole number",
    "greater_than_equal": "it is no month; write 1 for January to 12 for December",
    "less_than_equal": "it is no month; write 1 for January to 12 for December",
    "greater_than": "it is not above zero",
    "missing": "it is not stated",
    "date_type": "it is no day; write it like 2026-03-31",
    "tuple_type": "it is not a list of tables",
    "model_type": "it is not a table of settings",
    "model_attributes_type": "it is not a table of settings",
}


def _npi(text: str) -> str:
    return npi(text) if text else ""


def _tin(text: str) -> str:
    return tin(text) if text else ""


def _state(text: str) -> str:
    return state_code(text) if text else ""


class Organization(BaseModel):
    """Who the hub is on a claim, as billing provider and submitter; empty until filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    npi: Annotated[str, AfterValidator(_npi)] = ""
    tin: Annotated[str, AfterValidator(_tin)] = ""
    taxonomy: str = ""
    street: str = ""
    city: str = ""
    state: Annotated[str, AfterValidator(_state)] = "CA"
    zip: str = ""
    contact: str = ""
    phone: str = ""


class Envelope(BaseModel):
    """The hub's name on interchanges; `usage` is T for tests and P once a plan has approved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sender_id: str = ""
    usage: Literal["T", "P"] = "T"


class Checks(BaseModel):
    """What is checked before a file is sent, beyond the hub's own checks.

    `pyx12` asks that program for a second opinion of every 837P (it comes with the extra `gate`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    pyx12: bool = False


class BooksSettings(BaseModel):
    """How the books are kept.

    `fiscal_year_begins` is the month (1 to 12) that a fiscal year begins with, `county_codes` the
    CSV with the county's codes, in the hub's folder unless it says otherwise; empty for none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fiscal_year_begins: Annotated[int, Field(ge=1, le=12)] = JULY
    county_codes: str = ""

    def county_codes_in(self, folder: Path) -> Path | None:
        """The file with the county's codes; None where there is none."""
        return folder / self.county_codes if self.county_codes else None


class QuestionRule(BaseModel):
    """From a day on: within how many days of its issue a statement is questioned, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    first_day: date
    days: Annotated[int, Field(gt=0)]
    how: str = ""


class StatementSettings(BaseModel):
    """What statements tell beside their figures: how to question them, by date."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: tuple[QuestionRule, ...] = ()

    def question_for(self, month: Month, hub: Organization) -> Question:
        """What holds on the last day of a month; 30 days, unconfirmed, where nothing was said."""
        day = month.period.last_day
        known = [each for each in self.questions if each.first_day <= day]
        rule = max(known, key=lambda each: each.first_day, default=None)
        by_hub = ", ".join(part for part in (hub.name, hub.contact, hub.phone) if part)
        if rule is None:
            return Question(_QUESTION_DAYS, by_hub, confirmed=False)
        return Question(rule.days, rule.how or by_hub, confirmed=True)


class FileSettings(BaseModel):
    """What ``hub.toml`` may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hub: Organization = Field(default_factory=Organization)
    envelope: Envelope = Field(default_factory=Envelope)
    checks: Checks = Field(default_factory=Checks)
    books: BooksSettings = Field(default_factory=BooksSettings)
    statements: StatementSettings = Field(default_factory=StatementSettings)


class Environment(BaseSettings):
    """What the environment may say: ``HUB_DATABASE_URL``, ``HUB_KEYS``, ``HUB_ACTOR``."""

    model_config = SettingsConfigDict(env_prefix="HUB_", extra="ignore", frozen=True)

    database_url: str = ""
    keys: Path | None = None
    actor: str = ""


class Settings(BaseModel):
    """Everything the hub was told, and the folder it works in."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    file: FileSettings
    database_url: str
    keys: Path
    actor: str


def read_settings(folder: Path) -> Settings | Refused:
    """The settings of the hub in `folder`, or every problem with them at once."""
    path = folder / FILE
    if not path.exists():
        return Refused((_no_hub(folder),))
    file = _read_file(path)
    if isinstance(file, Refused):
        return file
    return first_settings(folder, file)


def first_settings(folder: Path, file: FileSettings | None = None) -> Settings:
    """What holds in `folder` by the environment alone, before its ``hub.toml`` says anything."""
    environment = Environment()
    return Settings(
        folder=folder,
        file=file or FileSettings(),
        database_url=environment.database_url or f"sqlite:///{folder / 'hub.db'}",
        keys=environment.keys or folder / "keys",
        actor=environment.actor or UNNAMED,
    )


def _read_file(path: Path) -> FileSettings | Refused:
    try:
        return FileSettings.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError:
        return _unusable("settings.unreadable", "the settings cannot be read", FILE)
    except UnicodeDecodeError:
        return _unusable("settings.not-text", "the settings are not text in UTF-8", FILE)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        where = f"{FILE}, line {place[1]}" if place else f"{FILE}, at its end"
        return _unusable("settings.not-toml", "the settings are not written as TOML", where)
    except ValidationError as error:
        return Refused(tuple(_problems(error)))


def _problems(error: ValidationError) -> Iterator[Problem]:
    """Every setting that cannot be used, in the hub's own words and without what is written."""
    for each in error.errors(include_input=False, include_url=False):
        cause = each.get("ctx", {}).get("error")
        what = (
            cause.what
            if isinstance(cause, Malformed)
            else _WORDS.get(each["type"], "it is not written as a text")
        )
        where = f"{FILE}, {'.'.join(map(str, each['loc']))}"
        yield _problem("settings.not-usable", what, where)


def _unusable(code: str, what: str, where: str) -> Refused:
    return Refused((_problem(code, what, where),))


def _problem(code: str, what: str, where: str) -> Problem:
    return Problem(code=code, what=what, where=where, fix=f"edit {FILE} and run the command again")


def _no_hub(folder: Path) -> Problem:
    return Problem(
        code="settings.no-hub",
        what="there is no hub in this folder",
        where=str(folder),
        fix="go to the hub's folder, or make one here: hub init",
    )
