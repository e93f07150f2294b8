"""When a plan says that somebody else should have been billed (domain.md 7.5, route E, and 7.6)."""

from collections.abc import Iterable

from domain.claims.denial import LineResult

# another payer may be first; covered by a delegated group; before or after coverage; wrong payer
_REASONS = frozenset({"22", "24", "26", "27", "109", "B11"})
_REMARKS = frozenset({"N52", "N418"})  # not in this plan that day; misrouted


def other_payer_reasons(results: Iterable[LineResult]) -> tuple[str, ...]:
    """What stands denied because somebody else is the payer: the codes that say so, each once.

    Capitation under a contract by the month is no denial, and names nobody else.
    """
    codes: dict[str, None] = {}
    for result in results:
        if result.outcome != "denied":
            continue
        said = [each.code for each in result.adjustments if each.reason in _REASONS]
        remarked = [remark for remark in result.remarks if remark in _REMARKS]
        codes.update(dict.fromkeys((*said, *remarked)))
    return tuple(codes)
