"""What the codes in answers and remittances mean, in plain words, and what to do about them.

The lists are `codes/*.csv`, in our own words, each row with its source and date. A code that is
not in them is no error: plans use codes that came later.
"""

import csv
from functools import cache
from importlib.resources import files

import msgspec

_PREFIXES = {
    "PLB": "plb",
    "CLP02": "claim_payment_status",
    "CARC": "carc",
    "RARC": "rarc",
    "TA1": "ta1",
    "TA105": "ta1",
    "AK9": "syntax_result",
    "IK5": "syntax_result",
    "AK5": "syntax_result",
    "IK3": "segment_error",
    "AK3": "segment_error",
    "IK4": "element_error",
    "AK4": "element_error",
    "277CA": "status_category",
}
# a bare code is looked for in this order: 197 and A1 are reasons, A3 a category, WO a PLB
_BARE = ("carc", "rarc", "adjustment_group", "status_category", "plb")


class Explanation(msgspec.Struct, frozen=True):
    """One code in plain words.

    `fixer` is whose job it is: hub, partner, plan, or nobody. `route` is the kind of repair:
    C correct, P ask the partner first, D dispute, A authorization, E eligibility, F final, N not a
    denial; empty where none applies (domain.md 7.5).
    """

    code: str
    words: str
    fixer: str
    route: str
    next: str
    source: str


def explain(code: str) -> Explanation | None:
    """The meaning of a code as people write it; None for one that is not known here.

    Understands ``CO-197``, ``197``, ``N290``, ``A3:21:85``, ``PLB-FB``, ``CLP02-22``,
    ``TA1-025``, ``AK9-P``, ``IK5-R``, ``IK3-8``, ``IK4-7``; case and blanks do not matter.
    """
    written = "".join(code.upper().split())
    if ":" in written:
        return _status(written)
    prefix, dash, rest = written.partition("-")
    if not dash:
        found = (_list(name).get(written) for name in _BARE)
        return next((explanation for explanation in found if explanation), None)
    if prefix in _PREFIXES:
        return _renamed(_list(_PREFIXES[prefix]).get(rest), written)
    return _adjustment(written, prefix, rest)


@cache
def _list(name: str) -> dict[str, Explanation]:
    text = (files("adapters.edi") / "codes" / f"{name}.csv").read_text(encoding="utf-8")
    return {row["code"]: Explanation(**row) for row in csv.DictReader(text.splitlines())}


def _renamed(found: Explanation | None, code: str) -> Explanation | None:
    return msgspec.structs.replace(found, code=code) if found else None


def _adjustment(code: str, group: str, reason: str) -> Explanation | None:
    """Group and reason of a CAS; the reason says what to do, unless the member is to pay."""
    known = _list("adjustment_group").get(group)
    found = _list("carc").get(reason)
    if known is None or found is None:
        return None
    # a Medi-Cal member is never billed, whatever the reason (domain.md 7.4)
    deciding = known if group == "PR" else found
    return msgspec.structs.replace(deciding, code=code, words=f"{found.words} ({known.words})")


def _status(code: str) -> Explanation | None:
    """Category, status and entity of a 277CA; a status or entity unknown here is left out."""
    category, status, entity, *_ = [*code.split(":"), "", ""]
    known = _list("status_category").get(category)
    if known is None:
        return None
    reason, about = _list("claim_status").get(status), _list("entity").get(entity)
    words = "; ".join(
        part
        for part in (
            known.words,
            reason.words if reason else "",
            f"about {about.words}" if about else "",
        )
        if part
    )
    if reason is None or known.fixer == "nobody":
        return msgspec.structs.replace(known, code=code, words=words)
    return msgspec.structs.replace(
        known,
        code=code,
        words=words,
        fixer=reason.fixer,
        route=reason.route,
        next=f"{reason.next}; then {known.next}",
    )
