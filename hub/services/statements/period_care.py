"""The care of each month under a partner's contracts: served, sent, and what stands paid of it.

A month that a roster pays counts beside the claims.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from domain.agreements.contract import Agreement
from domain.agreements.period_rules import PerMemberMonth
from domain.agreements.reckoning import MonthCare, MonthLine, due_when_sent, is_reckoned
from domain.agreements.terms import PerClaim
from domain.identifiers import ContractId, MemberId, PartnerCode
from domain.months.member_month import WHOLE_MONTH
from domain.period import Month
from domain.role import MEANINGS
from domain.service_line import Service
from hub.services.statements.line_money import posted_remittances
from hub.views import View
from projections.claim_status import CLAIM_STATUS, ClaimStatus
from projections.contract_book import CONTRACT_BOOK, BookedContract
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus
from projections.member_months import MEMBER_MONTHS, PaidMonth
from projections.paid_direct import PAID_DIRECTLY, DirectMovement, PaidDirect
from projections.partner_statement import PARTNER_STATEMENT, Movement, PartnerStatementClaim

_CARE_GIVEN = frozenset({"ready", "held"})
# in these the hub has a fee: of its own care it keeps everything, a champion bills nothing
_WITH_FEE = frozenset({"hub", "under-lead-entity", "administrative-partner"})


@dataclass(frozen=True)
class Chain:
    """Contracts that came one in the place of the other, the first one first.

    What is agreed by the month holds for whole months: where terms change within one, those that
    begin last in it. All have one payee: what a statement settles and what the hub invoices are
    never reckoned together.
    """

    contracts: tuple[BookedContract, ...]

    @property
    def root(self) -> ContractId:
        """The id of the first."""
        return self.contracts[0].contract_id

    @property
    def is_reckoned(self) -> bool:
        """Whether any of them has fees by the month."""
        return any(_is_reckoned(each.agreement) for each in self.contracts)

    def of(self, month: Month) -> Agreement:
        """The one whose terms by the month hold in a month."""
        last_day = month.period.last_day
        begun = [each for each in self.contracts if each.agreement.period.first_day <= last_day]
        return (begun or self.contracts)[-1].agreement

    def under(self, contract_id: ContractId) -> Agreement:
        """The one of an id."""
        return next(e.agreement for e in self.contracts if e.contract_id == contract_id)

    def covers(self, encounter: EncounterStatus) -> bool:
        """Whether an encounter is care that one of them bills."""
        if encounter.plan_key != self.contracts[0].plan_key or not encounter.service:
            return False
        service, day = Service.read(encounter.service), encounter.service_on
        return any(each.agreement.covers(service, day) for each in self.contracts)


@dataclass
class _Gathered:
    """What is found of one month, as it comes."""

    lines: list[MonthLine] = field(default_factory=list)
    members: set[MemberId] = field(default_factory=set)
    sent: Counter[PerClaim] = field(default_factory=Counter)


Months = defaultdict[tuple[ContractId, Month], _Gathered]


def chains_of(view: View, partner_code: PartnerCode) -> tuple[Chain, ...]:
    """The partner's contracts that have fees by the month, with those before and after them."""
    return chains_among(view.rows(CONTRACT_BOOK, partner_code=partner_code))


def chains_among(contracts: Iterable[BookedContract]) -> tuple[Chain, ...]:
    """Those of some contracts that have fees by the month, with those before and after them."""
    booked = {each.contract_id: each for each in contracts}
    later = {each.replaced_by for each in booked.values()}
    roots = sorted(each for each in booked if each not in later)
    runs = (groupby(_one_after_the_other(booked, root), key=_payee) for root in roots)
    chains = (Chain(tuple(same)) for run in runs for _, same in run)
    return tuple(chain for chain in chains if chain.is_reckoned)


def care_by_month(
    view: View, partner_code: PartnerCode, chains: Sequence[Chain], until: Month
) -> Mapping[tuple[ContractId, Month], MonthCare]:
    """The care under each chain, by its first contract and the month of care, up to a month.

    What plans paid, and what was sent, after the last day of that month is not in it yet.
    """
    by_contract = {each.contract_id: chain for chain in chains for each in chain.contracts}
    claims = {
        claim.claim_id: claim
        for claim in view.rows(CLAIM_STATUS, partner_code=partner_code)
        if claim.contract_id in by_contract
    }
    months: Months = defaultdict(_Gathered)
    for claim in claims.values():
        _add_claim(months, by_contract[claim.contract_id], claim, until)
    rosters = {str(each.month_id): each for each in _roster_months(view, partner_code, by_contract)}
    posted = posted_remittances(view)
    for row in view.rows(PARTNER_STATEMENT, partner_code=partner_code):
        counted = [m for m in row.movements if not m.is_direct and _is_told(m, posted, until)]
        if known := claims.get(row.claim_id):
            _add_lines(months, by_contract[known.contract_id], row, counted)
        elif paid := rosters.get(row.claim_id):
            _add_roster_month(months, by_contract[paid.contract_id], paid, counted)
    for direct in view.rows(PAID_DIRECTLY, partner_code=partner_code):
        if known := claims.get(direct.claim_id):
            _add_direct_lines(months, by_contract[known.contract_id], known, direct, posted, until)
    _add_unbilled(months, view, partner_code, chains)
    return {
        key: MonthCare(tuple(found.lines), len(found.members), _by_fee(found.sent))
        for key, found in months.items()
        if key[1] <= until
    }


def fee_when_sent(claim: ClaimStatus, agreement: Agreement, last_day: date) -> PerClaim | None:
    """The fee that a claim bears because it was sent by a day; None where it bears none.

    A denial leaves the fee of what was sent; a void and a takeback give it back, unless fees stay.
    """
    rule = due_when_sent(agreement.terms.rule)
    given_back = claim.state == "voided" or claim.standing == "taken-back"
    was_sent = claim.sent_on is not None and claim.sent_on <= last_day
    return rule if was_sent and not (given_back and agreement.terms.fee_returns) else None


# rules


def _is_reckoned(agreement: Agreement) -> bool:
    return agreement.role in _WITH_FEE and is_reckoned(agreement.terms)


def _payee(contract: BookedContract) -> str:
    return MEANINGS[contract.agreement.role].payee


def _by_fee(sent: Counter[PerClaim]) -> tuple[tuple[PerClaim, int], ...]:
    return tuple(sorted(sent.items(), key=lambda each: each[0].hub_cents))


def _one_after_the_other(
    booked: Mapping[ContractId, BookedContract], root: ContractId
) -> Iterator[BookedContract]:
    at: ContractId | None = root
    while at is not None and at in booked:
        yield booked[at]
        at = booked[at].replaced_by


def _add_claim(months: Months, chain: Chain, claim: ClaimStatus, until: Month) -> None:
    """A claim serves a member in each month of its care; its own fee belongs to the first day."""
    if claim.state != "voided":
        for month in {Month.of(line.service_on) for line in claim.lines}:
            months[chain.root, month].members.add(claim.member_id)
    if rule := fee_when_sent(claim, chain.under(claim.contract_id), until.period.last_day):
        first = Month.of(min(line.service_on for line in claim.lines))
        months[chain.root, first].sent[rule] += 1


def _is_told(movement: Movement | DirectMovement, posted: frozenset[str], until: Month) -> bool:
    """Whether the statement for a month, or an earlier one, tells a movement."""
    return movement.remittance_id in posted and movement.paid_on <= until.period.last_day


def _add_lines(
    months: Months, chain: Chain, row: PartnerStatementClaim, movements: Iterable[Movement]
) -> None:
    billed = {line.line: line for line in row.lines}
    sums: dict[int, MonthLine] = {}
    for part in (part for movement in movements for part in movement.parts):
        if part.line not in billed:
            continue
        known = sums.get(part.line)
        sums[part.line] = MonthLine(
            service_on=billed[part.line].service_on,
            claim=row.number,
            line=part.line,
            partner=part.net + (known.partner if known else 0),
            fee=part.fee + (known.fee if known else 0),
            units=part.units,
        )
    for line in sums.values():
        months[chain.root, Month.of(line.service_on)].lines.append(line)


def _add_direct_lines(
    months: Months,
    chain: Chain,
    claim: ClaimStatus,
    row: PaidDirect,
    posted: frozenset[str],
    until: Month,
) -> None:
    """What the plan paid the partner itself; the fee is what the hub invoices for it."""
    days = {line.line: line.service_on for line in row.lines}
    units = {line.line: line.units_paid for line in claim.lines}
    direct, fees = Counter[int](), Counter[int]()
    for movement in row.movements:
        for part in movement.parts if _is_told(movement, posted, until) else ():
            direct[part.line] += part.direct
            fees[part.line] += part.fee
    for line in sorted(days.keys() & direct.keys()):
        months[chain.root, Month.of(days[line])].lines.append(
            MonthLine(
                service_on=days[line],
                claim=row.number,
                line=line,
                partner=direct[line] - fees[line],
                fee=fees[line],
                units=units.get(line, 0),
            )
        )


def _roster_months(
    view: View, partner_code: PartnerCode, by_contract: Container[ContractId]
) -> Iterator[PaidMonth]:
    months = view.rows(MEMBER_MONTHS, partner_code=partner_code)
    return (each for each in months if each.contract_id in by_contract)


def _add_roster_month(
    months: Months, chain: Chain, paid: PaidMonth, movements: Iterable[Movement]
) -> None:
    """A month that a roster pays counts as one claim of one unit, on its first day."""
    month = Month.read(paid.month)
    parts = [part for movement in movements for part in movement.parts]
    line = MonthLine(
        service_on=month.period.first_day,
        claim=paid.number,
        line=WHOLE_MONTH,
        partner=sum(part.net for part in parts),
        fee=sum(part.fee for part in parts),
        units=1,
    )
    months[chain.root, month].lines.append(line)
    if line.paid > 0:
        months[chain.root, month].members.add(paid.member_id)


def _add_unbilled(
    months: Months, view: View, partner_code: PartnerCode, chains: Iterable[Chain]
) -> None:
    """Care that is not billed yet serves its member all the same."""
    served = [chain for chain in chains if any(map(_is_for_members, chain.contracts))]
    if not served:
        return
    for encounter in view.rows(ENCOUNTER_STATUS, partner_code=partner_code):
        if encounter.state not in _CARE_GIVEN or encounter.member_id is None:
            continue
        for chain in served:
            if chain.covers(encounter):
                month = Month.of(encounter.service_on)
                months[chain.root, month].members.add(encounter.member_id)


def _is_for_members(contract: BookedContract) -> bool:
    return any(isinstance(rule, PerMemberMonth) for rule in contract.agreement.terms.by_month)
