"""Facts to bytes and back, by a closed registry of the names that may stand in the log."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import msgspec

from domain.event import Fact
from hub.store.errors import UnknownFact
from hub.store.upcasts import UPCASTS, Upcast

PERSONAL_MODULES = ("domain.care.member",)
"""Where the facts live that hold personal details, each sealed under its own member's key."""

encode = msgspec.json.Encoder().encode

Reader = Callable[[bytes], Fact]
"""Turns what was written into a fact."""


class SealedForEver(Fact, frozen=True):
    """Stands where a fact was whose data key has been destroyed; it says only what it was.

    It is never stored. `fact_name` and `fact_version` are those of the fact that was sealed.
    """

    fact_name: str
    fact_version: int


class FactType(NamedTuple):
    """How one class of facts is stored; `ending` is what its name and version bind a state to."""

    name: str
    version: int
    is_personal: bool
    ending: str


class _Readers(dict[tuple[str, int], Reader]):
    """What reads each (stored name, version), found when the first such fact is met."""

    def __init__(self, registry: "Registry") -> None:
        super().__init__()
        self._registry = registry

    def __missing__(self, kind: tuple[str, int]) -> Reader:
        self[kind] = found = self._registry.reader(*kind)
        return found


class Registry:
    """The facts this program knows, by the literal name each is stored under.

    Raises ValueError where two classes claim one name, or a class was given none by `event`.
    `readers` has what `reader` gives, by (stored name, version), each made once.
    """

    def __init__(
        self,
        facts: Iterable[type[Fact]],
        *,
        upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS,
        personal_modules: tuple[str, ...] = PERSONAL_MODULES,
    ) -> None:
        self._upcasts = upcasts
        self.readers: Mapping[tuple[str, int], Reader] = _Readers(self)
        self._types: dict[type[Fact], FactType] = {}
        self._decoders: dict[str, tuple[int, Reader]] = {}
        for cls in facts:
            name, version = cls.stored_name, cls.stored_version
            if not name or name in self._decoders:
                raise ValueError(f"{cls.__name__} needs a stored name that no other fact has")
            is_personal = cls.__module__ in personal_modules
            self._types[cls] = FactType(name, version, is_personal, f"{name}\n{version}")
            self._decoders[name] = (version, msgspec.json.Decoder(cls).decode)

    def type_of(self, cls: type[Fact]) -> FactType:
        """How facts of `cls` are stored; raises ValueError for one that was not registered."""
        try:
            return self._types[cls]
        except KeyError:
            raise ValueError(f"{cls.__name__} is not in the registry of facts") from None

    def reader(self, name: str, version: int) -> Reader:
        """What turns the bytes written under `name` and `version` into a fact of today.

        Raises `UnknownFact` for a name, or a version of it, that this program does not know.
        """
        if name not in self._decoders:
            raise UnknownFact(name, version)
        current, decode = self._decoders[name]
        if version == current:
            return decode
        steps = [self._upcasts.get((name, step)) for step in range(version, current)]
        known = [step for step in steps if step is not None]
        if version > current or len(known) < len(steps):
            raise UnknownFact(name, version)

        def read(written: bytes) -> Fact:
            fields = msgspec.json.decode(written)
            for step in known:
                fields = step(fields)
            return decode(encode(fields))

        return read
