"""What partners read, in their language: texts by name, from files in partner words."""

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "es", "vi")


class PartnerWords:
    """The texts of one language, each by its section and name: ``balance.title``."""

    def __init__(self, language: str, texts: dict[str, dict[str, str]]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, name: str, **values: object) -> str:
        """A text with its values filled in; raises KeyError for one that there is not."""
        section, _, key = name.partition(".")
        text = self._texts[section][key]
        return text.format(**values) if values else text

    def has(self, name: str) -> bool:
        """Whether there is a text of that name."""
        section, _, key = name.partition(".")
        return key in self._texts.get(section, {})


@cache
def statement_words(language: str) -> PartnerWords:
    """The texts of statements in one of `LANGUAGES`."""
    return _read("statement_words", language)


@cache
def invoice_words(language: str) -> PartnerWords:
    """The texts of invoices for the hub's fee in one of `LANGUAGES`."""
    return _read("fee_invoice_words", language)


def _read(folder: str, language: str) -> PartnerWords:
    place = files("hub.services") / folder / f"{language}.toml"
    return PartnerWords(language, tomllib.loads(place.read_text("utf-8")))
