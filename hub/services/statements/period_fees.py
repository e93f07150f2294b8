"""What contracts say by the month, reckoned from the rows as they stand, and settled by statements.

The month is that of the care. A statement settles every month up to its own: what the month's rules
come to by the payments that statements tell, less what earlier ones posted for that month.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from domain.agreements.contract import Agreement
from domain.agreements.period_rules import CostBased
from domain.agreements.reckoning import MonthCare, Reckoned, below_cost, reckon
from domain.identifiers import ContractId, PartnerCode, PlanKey
from domain.money import Money, split
from domain.period import Month
from domain.posting import hub_fee_account
from domain.role import MEANINGS
from domain.statements.statement import Settlement
from hub.services.statements.period_care import Chain, care_by_month, chains_of
from hub.views import View
from projections.claim_status import CLAIM_STATUS
from projections.contract_book import CONTRACT_BOOK
from projections.encounter_status import ENCOUNTER_STATUS
from projections.fund_draws import FUND_DRAWS
from projections.member_months import MEMBER_MONTHS
from projections.paid_direct import PAID_DIRECTLY
from projections.partner_statement import PARTNER_STATEMENT
from projections.projection import Projection
from projections.remittance_balance import REMITTANCE_BALANCE

NEEDED: tuple[Projection[Any], ...] = (
    CONTRACT_BOOK,
    CLAIM_STATUS,
    PARTNER_STATEMENT,
    REMITTANCE_BALANCE,
    ENCOUNTER_STATUS,
    FUND_DRAWS,
    MEMBER_MONTHS,
    PAID_DIRECTLY,
)

_NOTHING_LEFT = "Nothing is to be settled for this month any more."
BY_THE_MONTH = frozenset({"period-fee", "true-up"})
"""The settlements that are made of it."""

PlanMonth = tuple[PlanKey, Month]


@dataclass(frozen=True)
class MonthResult:
    """What a contract's rules by the month come to for one month of care, each by itself.

    `paid_direct` tells that the plan pays the partner itself: then no statement settles it, and the
    hub invoices its fee.
    """

    plan_key: PlanKey
    month: Month
    contract_id: ContractId
    paid_direct: bool
    rules: tuple[Reckoned, ...]

    @property
    def cents(self) -> Money:
        """All rules together: above zero the partner gets it."""
        return sum(rule.cents for rule in self.rules)


def period_settlements(
    view: View, partner_code: PartnerCode, month: Month, posted: Sequence[Settlement]
) -> tuple[Settlement, ...]:
    """What the statement for a month settles, for that and for all earlier months of care.

    `posted` are the settlements of the partner's earlier statements. A month that was settled
    before is settled by the difference, a true-up.
    """
    known = Counter[PlanMonth]()
    for each in posted:
        if each.kind in BY_THE_MONTH and each.plan_key:
            known[each.plan_key, each.month] += each.cents
    found: dict[PlanMonth, list[Reckoned]] = {key: [] for key in known}
    for result in month_results(view, partner_code, month):
        if not result.paid_direct:
            found.setdefault((result.plan_key, result.month), []).extend(result.rules)
    return tuple(
        settlement
        for (plan, of), rules in sorted(found.items())
        for settlement in _settled(plan, of, rules, known.get((plan, of)))
    )


def month_results(
    view: View, partner_code: PartnerCode, until: Month, *, by: Sequence[Chain] | None = None
) -> tuple[MonthResult, ...]:
    """What every contract of a partner comes to for each month of care up to and including one.

    `by` are contracts to reckon by in the place of those that stand.
    """
    known = chains_of(view, partner_code) if by is None else by
    if not known:
        return ()
    chains = {chain.root: chain for chain in known}
    care = care_by_month(view, partner_code, known, until)
    drawn = _drawn(view, partner_code)
    results = [
        _result(chains[root].of(month), month, care[root, month], drawn)
        for root, month in sorted(care, key=lambda key: (key[1], key[0]))
    ]
    return tuple(result for result in results if result.rules)


# rules


def _settled(
    plan: PlanKey, month: Month, rules: Sequence[Reckoned], posted: Money | None
) -> Iterator[Settlement]:
    """Rule by rule the first time; what came to nothing was not posted and is not told."""
    account = hub_fee_account(plan)
    if posted is None:
        for rule in rules:
            told = (rule.counted,)
            yield Settlement("period-fee", rule.text, rule.cents, account, plan, month, told)
        return
    if moved := sum(rule.cents for rule in rules) - posted:
        text = " ".join(rule.text for rule in rules) or _NOTHING_LEFT
        counted = tuple(rule.counted for rule in rules)
        yield Settlement("true-up", f"Counted again. {text}", moved, account, plan, month, counted)


def _result(
    agreement: Agreement, month: Month, care: MonthCare, drawn: Counter[tuple[str, Month]]
) -> MonthResult:
    terms = agreement.terms
    for rule in terms.by_month:
        if isinstance(rule, CostBased):
            care = _with_draws(agreement, rule, month, care, drawn)
    return MonthResult(
        plan_key=agreement.plan_key,
        month=month,
        contract_id=agreement.contract_id,
        paid_direct=MEANINGS[agreement.role].payee == "the partner",
        rules=reckon(terms, care),
    )


def _with_draws(
    agreement: Agreement,
    rule: CostBased,
    month: Month,
    care: MonthCare,
    drawn: Counter[tuple[str, Month]],
) -> MonthCare:
    """What funds paid for care below its cost stands for one contract only."""
    left = below_cost(rule, care.lines)
    used = 0
    for service in agreement.services:
        part = min(left - used, drawn[str(service), month])
        drawn[str(service), month] -= part
        used += part
    return MonthCare(care.lines, care.members, care.sent, used)


def _drawn(view: View, partner_code: PartnerCode) -> Counter[tuple[str, Month]]:
    """What funds hold for the partner's paid care below its cost, by service and month."""
    drawn = Counter[tuple[str, Month]]()
    for row in view.rows(FUND_DRAWS, partner_code=partner_code):
        needs = row.draw.needs
        for need, kept in zip(needs, split(row.kept, [n.cents for n in needs]), strict=True):
            if need.kind == "below-cost":
                drawn[need.service, row.draw.use.month] += kept
    return drawn
