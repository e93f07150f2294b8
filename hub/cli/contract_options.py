"""The options by which terms are typed, the same for every command that takes them."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Annotated, Any

import typer

from hub.services.agreements.contract_terms import UncheckedTerms

Id = Annotated[
    str, typer.Argument(help="The contract's id, or enough of its beginning: hub contract list.")
]
_HELP = MappingProxyType(
    {
        "percent": "The hub's percentage of what is paid, like 12.5.",
        "per_unit": "The partner's dollars for each paid unit.",
        "by_the_month": "The hub's percentage of a month's payment.",
        "per_claim": "The hub's dollars for each claim.",
        "per_line": "The hub's dollars for each paid line.",
        "due": "When a fee for each claim is due: paid or sent.",
        "text": "The rule in the contract's own words.",
        "fee_on_interest": "Interest bears the hub's fee too.",
        "fee_on_penalties": "Penalties bear the hub's fee too.",
        "fee_on_bonuses": "Bonuses bear the hub's fee too.",
        "fee_stays": "The fee does not go back on a takeback.",
        "capitated": "The plan pays by capitation.",
        "minimum": "The least that the fee of a line is, in dollars.",
        "cap": "The most that the fee of a line is, in dollars.",
        "lead_entity": "Who pays the hub in the plan's place: a short name.",
        "lead_percent": "The lead entity's percentage of what is paid.",
        "lead_per_claim": "The lead entity's dollars for each paid claim.",
        "lead_per_line": "The lead entity's dollars for each paid line.",
        "net_only": "The lead entity's remittances state the net only.",
        "member_month": "The hub's dollars for each member served in a month.",
        "tiers": "The hub's percentages above counts in a month, like '0:12.5 100:10'.",
        "tiers_by": "What tiers count: claims or units.",
        "month_minimum": "The least that the fees of a month are, in dollars.",
        "month_cap": "The most that the fees of a month are, in dollars.",
        "unit_cost": "The partner's approved cost of a unit, in dollars.",
        "month_split": "How a month is shared: contacts, first-contact, lead-care-manager.",
    }
)


def takes_terms(command: Callable[..., None]) -> Callable[..., None]:
    """A command with an option for each word of the terms where its argument `terms` stands."""

    @wraps(command)
    def taking(**typed: Any) -> None:
        words = {each.name: typed.pop(each.name) for each in fields(UncheckedTerms)}
        command(**typed, terms=UncheckedTerms(**words))

    told: list[Parameter] = []
    for each in signature(command).parameters.values():
        told += _options() if each.name == "terms" else [each.replace(kind=Parameter.KEYWORD_ONLY)]
    taking.__dict__["__signature__"] = signature(command).replace(parameters=told)
    taking.__annotations__ = {each.name: each.annotation for each in told}
    return taking


def _options() -> list[Parameter]:
    return [
        Parameter(
            each.name,
            Parameter.KEYWORD_ONLY,
            default=each.default,
            annotation=Annotated[type(each.default), _option(each.name)],
        )
        for each in fields(UncheckedTerms)
    ]


def _option(name: str) -> Any:
    return typer.Option(f"--{name.replace('_', '-')}", help=_HELP[name])
