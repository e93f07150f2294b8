"""Account names as journals write them, and back.

``partner:LPV`` is ``Liabilities:Partner:LPV``. The first word says under which of the five roots an
account stands; a part in small letters gets a capital; what no journal takes is spelled out in
hexadecimal. No two accounts ever share a name.
"""

import re
from functools import lru_cache

_ROOTS = {
    "bank": "Assets",
    "deposit": "Assets",
    "advance": "Assets",
    "hub-advance": "Assets",
    "receivable": "Assets",
    "partner": "Liabilities",
    "reserve": "Liabilities",
    "suspense": "Liabilities",
    "carried": "Liabilities",
    "payable": "Liabilities",
    "upstream-fee": "Liabilities",
    "fund": "Liabilities",
    "hub-fee": "Income",
    "hub-own": "Income",
}
_OTHER = "Equity"

_CAPITALS = re.compile(r"[A-Z0-9][A-Z0-9]+\Z|[0-9]\Z")
_SMALL = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_SPELLED = "X-"


@lru_cache(maxsize=4096)
def outside_name(account: str) -> str:
    """The name under which a journal has the account."""
    root = _ROOTS.get(account.partition(":")[0], _OTHER)
    return ":".join([root, *(_outside(part) for part in account.split(":"))])


def own_name(outside: str) -> str:
    """The account behind a name in a journal."""
    return ":".join(_own(part) for part in outside.split(":")[1:])


def _outside(part: str) -> str:
    if _CAPITALS.match(part):
        return part
    written = part[:1].upper() + part[1:]
    # a short or odd one could come back as another: it is spelled out
    if _SMALL.match(part) and not written.startswith(_SPELLED) and _own(written) == part:
        return written
    return _SPELLED + part.encode().hex()


def _own(part: str) -> str:
    if part.startswith(_SPELLED):
        return bytes.fromhex(part.removeprefix(_SPELLED)).decode()
    return part if _CAPITALS.match(part) else part[:1].lower() + part[1:]
