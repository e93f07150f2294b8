"""How facts of older versions are read today: one small step per name and version.

A step takes the fields of a stored fact as they were written and gives those of the next version.
"""

from collections.abc import Callable, Mapping
from typing import Any

Fields = dict[str, Any]
Upcast = Callable[[Fields], Fields]

UPCASTS: Mapping[tuple[str, int], Upcast] = {}
"""The step that leads from (stored name, version) to the version after it."""
