"""What plans came to for each line of a partner, and what of it belongs to each encounter."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.identifiers import PartnerCode
from domain.money import Money, split
from domain.period import Month
from hub.services.braid.why_uncovered import Billed
from hub.views import View
from projections.care_income import CARE_INCOME
from projections.claim_status import CLAIM_STATUS, ClaimStatus, LineStatus
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus
from projections.member_months import MEMBER_MONTHS, PaidMonth
from projections.remittance_balance import REMITTANCE_BALANCE


@dataclass(frozen=True)
class PartnerCare:
    """The encounters and claims of a partner, with the partner's money by claim and line."""

    encounters: Mapping[str, EncounterStatus]
    claims: Mapping[str, ClaimStatus]
    net: Mapping[tuple[str, int], Money]

    def lines(self) -> Iterator[tuple[LineStatus, Money]]:
        """Every line that was ever billed and still stands in its claim, with its money."""
        for claim in self.claims.values():
            for line in claim.lines:
                yield line, self.net.get((claim.claim_id, line.line), 0)

    def billed(self, encounter: EncounterStatus) -> Billed | None:
        """What a claim holds of an encounter; each of a line has its part by units."""
        claim = self.claims.get(encounter.claim_id or "")
        for line in claim.lines if claim else ():
            if claim and encounter.encounter_id in line.encounters:
                at = line.encounters.index(encounter.encounter_id)
                units = [self._units(each) for each in line.encounters]
                net = split(self.net.get((claim.claim_id, line.line), 0), units)[at]
                return Billed(claim, line, split(line.units_paid, units)[at], net)
        return None

    def _units(self, encounter_id: str) -> int:
        found = self.encounters.get(encounter_id)
        return (found.units if found else None) or 1


def posted_remittances(view: View) -> frozenset[str]:
    """The remittances that count: each was posted to its end, though it be withdrawn since.

    What one gave back is told with it too, and what came to pay a month in its place.
    """
    rows = view.rows(REMITTANCE_BALANCE)
    return frozenset(row.remittance_id for row in rows if row.counts)


def partner_care(view: View, code: PartnerCode, posted: frozenset[str]) -> PartnerCare:
    """What a partner did and what plans came to for it, after the hub's fee."""
    claims = {str(each.claim_id): each for each in view.rows(CLAIM_STATUS, partner_code=code)}
    encounters = view.rows(ENCOUNTER_STATUS, partner_code=code)
    return PartnerCare(
        {str(each.encounter_id): each for each in encounters},
        claims,
        _net_by_line(view, code, claims, posted),
    )


def _net_by_line(
    view: View, code: PartnerCode, claims: Mapping[str, ClaimStatus], posted: frozenset[str]
) -> Mapping[tuple[str, int], Money]:
    """What stands for each line; money about a whole claim is divided by what was charged.

    So is that of a line which the claim no longer has.
    """
    net: Counter[tuple[str, int]] = Counter()
    loose: Counter[str] = Counter()
    for row in view.rows(CARE_INCOME, partner_code=code):
        standing = {line.line for line in claims[row.claim_id].lines}
        for income in row.incomes:
            if income.remittance_id not in posted:
                continue
            if income.line in standing:
                net[row.claim_id, income.line] += income.cents
            else:
                loose[row.claim_id] += income.cents
    for claim_id, cents in loose.items():
        lines = claims[claim_id].lines
        charges = [line.charge for line in lines]
        parts = split(cents, charges if sum(charges) else [1] * len(lines))
        for line, part in zip(lines, parts, strict=True):
            net[claim_id, line.line] += part
    for month in view.rows(MEMBER_MONTHS, partner_code=code):
        if all(row.remittance_id in posted for row in month.rows):
            net.update(_of_month(month, claims))
    return net


def _of_month(
    month: PaidMonth, claims: Mapping[str, ClaimStatus]
) -> Mapping[tuple[str, int], Money]:
    """What a roster paid for a month, divided by units over the lines that it covers."""
    covered = {
        (claim.claim_id, line.line): line.units or 1
        for claim in claims.values()
        if (claim.member_id, claim.plan_key) == (month.member_id, month.plan_key)
        for line in claim.lines
        if line.outcome == "covered" and str(Month.of(line.service_on)) == month.month
    }
    parts = split(month.earned, list(covered.values())) if covered else ()
    return dict(zip(covered, parts, strict=True))
