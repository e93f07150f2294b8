"""Money is whole cents: no float comes near it."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, modules

MONEY_PASSES = modules("domain", "adapters", "projections", "hub/services")


def _floats(module: Module) -> Iterator[int]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Constant(value=float()) | ast.Name(id="float"):
                yield node.lineno


def _true_divisions(module: Module) -> Iterator[int]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield node.lineno


@pytest.mark.parametrize("module", MONEY_PASSES, ids=lambda module: module.path)
def test_no_float_stands_where_money_passes(module: Module) -> None:
    assert [f"{module.path}:{line}" for line in _floats(module)] == []


@pytest.mark.parametrize("module", modules("domain", "projections"), ids=lambda module: module.path)
def test_cents_are_never_divided_into_a_float(module: Module) -> None:
    assert [f"{module.path}:{line}" for line in _true_divisions(module)] == []
