"""Files and functions short enough to be read at one sitting."""

from tests.architecture.source import PACKAGES, Module, modules

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60

# What reads better long, each with its reason; a line that is no longer needed must go.
LONG_MODULES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}

EVERYTHING = modules(*PACKAGES, "tests", "ops")


def _long_functions(module: Module) -> set[str]:
    return {
        f"{module.path}::{name}"
        for name, node in module.functions()
        if (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
    }


def test_a_module_has_at_most_400_lines() -> None:
    assert {module.path for module in EVERYTHING if module.lines > LONGEST_MODULE} == set(
        LONG_MODULES
    )


def test_a_function_has_at_most_60_lines() -> None:
    found = {name for module in EVERYTHING for name in _long_functions(module)}
    assert found == set(LONG_FUNCTIONS)
