"""Facts to bytes and back, by a closed registry of the names that may stand in the log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from domain.event import Fact
from hub.store.errors import UnknownFact
from hub.store.upcasts import UPCASTS, Upcast

PERSONAL_MODULES = ("domain.member",)
"""Where the facts live that hold personal details, each sealed under its own member's key."""

encode = msgspec.json.Encoder().encode


class SealedForEver(Fact, frozen=True):
    """Stands where a fact was whose data key has been destroyed; it says only what it was.

    It is never stored. `fact_name` and `fact_version` are those of the fact that was sealed.
    """

    fact_name: str
    fact_version: int


@dataclass(frozen=True)
class FactType:
    """How one class of facts is stored."""

    name: str
    version: int
    is_personal: bool


class Registry:
    """The facts this program knows, by the literal name each is stored under.

    Raises ValueError where two classes claim one name, or a class was given none by `event`.
    """

    def __init__(
        self,
        facts: Iterable[type[Fact]],
        *,
        upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS,
        personal_modules: tuple[str, ...] = PERSONAL_MODULES,
    ) -> None:
        self._upcasts = upcasts
        self._types: dict[type[Fact], FactType] = {}
        self._decoders: dict[str, tuple[int, msgspec.json.Decoder[Fact]]] = {}
        for cls in facts:
            if not cls.stored_name or cls.stored_name in self._decoders:
                raise ValueError(f"{cls.__name__} needs a stored name that no other fact has")
            self._types[cls] = FactType(
                cls.stored_name, cls.stored_version, cls.__module__ in personal_modules
            )
            self._decoders[cls.stored_name] = (cls.stored_version, msgspec.json.Decoder(cls))

    def type_of(self, cls: type[Fact]) -> FactType:
        """How facts of `cls` are stored; raises ValueError for one that was not registered."""
        try:
            return self._types[cls]
        except KeyError:
            raise ValueError(f"{cls.__name__} is not in the registry of facts") from None

    def decode(self, name: str, version: int, written: bytes) -> Fact:
        """The fact that was written under `name` and `version`, brought up to date.

        Raises `UnknownFact` for a name, or a version of it, that this program does not know.
        """
        known = self._decoders.get(name)
        if known is None:
            raise UnknownFact(name, version)
        current, decoder = known
        if version != current:
            written = self._brought_up(name, version, current, written)
        return decoder.decode(written)

    def _brought_up(self, name: str, version: int, current: int, written: bytes) -> bytes:
        fields = msgspec.json.decode(written)
        for step in range(version, current):
            if (name, step) not in self._upcasts:
                raise UnknownFact(name, version)
            fields = self._upcasts[name, step](fields)
        if version > current:
            raise UnknownFact(name, version)
        return encode(fields)
