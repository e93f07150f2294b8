"""Many contracts in one file, written as TOML with the names that the options have."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.problem import Problem, Refused
from hub.services.agreements.contract_terms import UncheckedTerms
from hub.services.agreements.contracts import UncheckedContract

_WORDS = {
    "missing": "it is left out",
    "extra_forbidden": "there is no word of this name in a contract",
    "string_type": "it is not written as a text",
    "date_type": "it is not a day written like 2026-03-01",
    "date_from_datetime_parsing": "it is not a day written like 2026-03-01",
    "date_from_datetime_inexact": "it is not a day written like 2026-03-01",
    "bool_type": "it is neither true nor false",
    "tuple_type": "it is not a list",
    "model_type": "it is not a table",
    "dataclass_type": "it is not a table",
    "unexpected_keyword_argument": "there is no word of this name in a contract",
    "bool_parsing": "it is neither true nor false",
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Contract(_Part):
    """One contract; amounts and percentages may be written as numbers or as texts."""

    partner: str
    plan: str
    services: tuple[str, ...]
    first_day: date
    last_day: date | None = None
    role: str = "hub"
    terms: UncheckedTerms = UncheckedTerms()


class _Contracts(_Part):
    contracts: tuple[_Contract, ...]


def read_contracts(content: bytes, name: str) -> tuple[UncheckedContract, ...] | Refused:
    """The contracts of a file called `name`, each with its place; all problems at once."""
    try:
        # a number stays the text it is written as: no float touches an amount
        told = tomllib.loads(content.decode("utf-8"), parse_float=str)
        read = _Contracts.model_validate(_as_texts(told))
    except UnicodeDecodeError:
        return _unusable("contract.file-not-text", "the file is not text in UTF-8", name)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        where = f"{name}, line {place[1]}" if place else f"{name}, at its end"
        return _unusable("contract.file-not-toml", "the file is not written as TOML", where)
    except ValidationError as error:
        return Refused(tuple(_problems(error, name)))
    if not read.contracts:
        return _unusable("contract.file-empty", "the file states no contract", name)
    return tuple(
        UncheckedContract(
            partner=each.partner,
            plan=each.plan,
            services=each.services,
            first_day=each.first_day,
            last_day=each.last_day,
            terms=each.terms,
            role=each.role,
            place=f"{name}, contract {number}",
        )
        for number, each in enumerate(read.contracts, start=1)
    )


# rules


def _as_texts(told: object) -> object:
    """Whole numbers as texts; all else as it is."""
    match told:
        case bool():
            return told
        case int():
            return str(told)
        case list():
            return [_as_texts(each) for each in told]
        case dict():
            return {key: _as_texts(each) for key, each in told.items()}
        case _:
            return told


def _problems(error: ValidationError, name: str) -> Iterator[Problem]:
    """Every word of the file that cannot be used, counted from contract 1."""
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        _, *at = each["loc"]
        place = f"{name}, contract {int(at[0]) + 1}" if at and isinstance(at[0], int) else name
        word = ".".join(str(part) for part in (at[1:] if at else each["loc"]))
        what = _WORDS.get(each["type"], "it is not written as it should be")
        yield _problem("contract.file-not-usable", what, f"{place}, {word}" if word else place)


def _unusable(code: str, what: str, where: str) -> Refused:
    return Refused((_problem(code, what, where),))


def _problem(code: str, what: str, where: str) -> Problem:
    return Problem(code, what, where, "mend the file and add it again: hub contract add --file")
