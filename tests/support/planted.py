"""Details of one invented member and payee that stand nowhere else: where they are, they leaked."""

from datetime import date

from domain.identifiers import cin

LAST_NAME = "Thistlewickett"
FIRST_NAME = "Ottoline"
CIN = cin("93847561H")
BORN_ON = date(1963, 11, 27)
STREET = "8817 Dandelion Spiral"
ROUTING, BANK_ACCOUNT = "123456780", "77031415926"

_WRITTEN = {
    "last name": (LAST_NAME,),
    "first name": (FIRST_NAME,),
    "CIN": (CIN,),
    "birth date": (
        *("1963-11-27", "19631127", "11/27/1963", "11-27-1963", "27.11.1963", "11/27/63"),
        *("November 27, 1963", "27 November 1963", "1963, 11, 27"),
    ),
    "street": (STREET, "Dandelion Spiral"),
    "bank account": (BANK_ACCOUNT, ROUTING),
}


def planted_in(said: str | bytes) -> list[str]:
    """Which kinds of details stand in a text or in raw bytes, in any letter case."""
    text = (said if isinstance(said, str) else said.decode("latin-1")).lower()
    return [
        kind
        for kind, writings in _WRITTEN.items()
        if any(written.lower() in text for written in writings)
    ]
