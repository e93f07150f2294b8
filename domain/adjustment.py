"""Why paid differs from billed: group, reason, amount."""

import msgspec

from domain.money import Money

# 005010X221A1 CAS01; domain.md 7.4
CONTRACTUAL, MEMBER, OTHER, PLAN = "CO", "PR", "OA", "PI"

# CARC that only states a price or passes on a decision: never a denial (domain.md 7.5, route N;
# 40, which it lists beside 45, is a denial: ops/decisions/0019)
NOT_A_DENIAL = frozenset({"23", "45", "133", "253"})
COVERED_BY_CAPITATION = "24"


class Adjustment(msgspec.Struct, frozen=True, gc=False):
    """A stated difference between billed and paid; a positive amount lowers the payment."""

    group: str
    reason: str
    amount: Money

    @property
    def code(self) -> str:
        """Group and reason as people write them: ``CO-197``."""
        return f"{self.group}-{self.reason}"
