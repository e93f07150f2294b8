"""A member month as it stands: who saw the member, what of its payment each partner's claims have.

A contact is an encounter as it is billed in a claim under monthly terms; those of void claims, and
care that is not billed yet, are none.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.agreements.period_rules import MonthSplit
from domain.agreements.shares import Shares
from domain.agreements.terms import ByTheMonth, Terms
from domain.care.lead_care import LEAD_CARE, LeadCare
from domain.claims.attribution import Place
from domain.claims.claim import CLAIM, NoClaim
from domain.claims.claim_account import ClaimAccount
from domain.identifiers import (
    ClaimId,
    ClaimNumber,
    MemberId,
    MonthSplitId,
    PartnerCode,
    PlanKey,
    RemittanceId,
    StreamId,
)
from domain.money import Money
from domain.months.member_month import MEMBER_MONTH, KnownMonth
from domain.months.month_contacts import Contact, Contacts
from domain.months.month_split import (
    MONTH_SPLIT,
    DecidedSplit,
    SettleSplit,
    SplitBody,
    SplitMonth,
)
from domain.period import Month
from domain.posting import partner_account
from domain.service_line import ServiceLine
from hub import lookups
from hub.ids import outside_id
from hub.services.months.member_months import month_id
from hub.wiring import Hub


@dataclass(frozen=True, order=True)
class MonthKey:
    """A month of a member with a plan."""

    plan: PlanKey
    member: MemberId
    month: Month

    @property
    def split_id(self) -> MonthSplitId:
        """The stream of its split; never made of a CIN."""
        return MonthSplitId(outside_id("month-split", self.plan, self.member, str(self.month)))


@dataclass(frozen=True)
class SharedMonth:
    """All that is known of a member month: its claims under monthly terms, what a roster paid.

    `split` is how it was decided to be split, where it was; `lead` the lead care manager at its
    end.
    """

    key: MonthKey
    claims: tuple[ClaimAccount, ...]
    roster: KnownMonth | None
    split: SplitMonth
    lead: PartnerCode | None

    @property
    def contacts(self) -> Contacts:
        """Who saw the member, the first one first."""
        count = Counter[PartnerCode]()
        first: dict[PartnerCode, tuple[date, ClaimNumber, ClaimId]] = {}
        for account in self.claims:
            body = account.body
            code = body.partner_code
            for line in self._lines(account):
                count[code] += max(1, len(line.encounters))
                seen = (line.service_on, body.number, body.claim_id)
                first[code] = min(first.get(code, seen), seen)
        ordered = sorted(first, key=lambda code: first[code])
        partners = tuple(
            Contact(code, on, count[code], number, claim_id)
            for code in ordered
            for on, number, claim_id in (first[code],)
        )
        return Contacts(partners, self.lead)

    @property
    def held(self) -> tuple[tuple[PartnerCode, Money], ...]:
        """What each partner's own claims, and the roster, have of the month's payment.

        What a plan adds to a claim, and a fee that stays after a takeback, is that claim's alone.
        """
        held = Counter[PartnerCode]()
        for account in self.claims:
            lines = {line.line for line in account.lines.values() if self._is_in(line)}
            code = account.body.partner_code
            held[code] += _of_partner(account.shares, code, lines)
        if self.roster is not None:
            code = self.roster.body.partner_code
            held[code] += _of_partner(self.roster.shares, code, {0})
        return tuple(sorted((code, cents) for code, cents in held.items() if cents))

    def to_decide(self) -> SplitBody | None:
        """The split by the terms under which the plan paid; None where they name none."""
        found = min(self._payers(), default=None, key=lambda payer: payer[0])
        if found is None or sum(cents for _, cents in self.held) <= 0:
            return None
        _, number, terms = found
        named = next((rule for rule in terms.by_month if isinstance(rule, MonthSplit)), None)
        if named is None or not isinstance(terms.rule, ByTheMonth) or not self.contacts.partners:
            return None
        return SplitBody(
            split_id=self.key.split_id,
            number=number,
            plan_key=self.key.plan,
            member_id=self.key.member,
            month=self.key.month,
            rule=terms.rule,
            by=named.by,
            contacts=self.contacts,
        )

    def settle(self) -> SettleSplit | None:
        """What stands of the payment, told with the notice that paid the month first.

        Its day is that of the last notice about the month. Where every payment was undone by a
        person, it is told with what moved last; none where nothing did.
        """
        payments = sorted(self._payments())
        if not payments:
            last = self.split.told_with if isinstance(self.split, DecidedSplit) else None
            return None if last is None else SettleSplit(self.held, *last)
        days = [place[0] for place in (*payments, *self._others())]
        return SettleSplit(self.held, RemittanceId(payments[0][1]), max(days))

    @property
    def remittances(self) -> frozenset[str]:
        """The notices that told of its money."""
        return frozenset(place[1] for place in (*self._payments(), *self._others()))

    def _is_in(self, line: ServiceLine) -> bool:
        return Month.of(line.service_on) == self.key.month

    def _lines(self, account: ClaimAccount) -> Iterator[ServiceLine]:
        if not account.void:
            yield from (line for line in account.body.lines if self._is_in(line))

    def _payers(self) -> Iterator[tuple[Place, ClaimNumber, Terms]]:
        for account in self.claims:
            if (place := account.pays_month_from) is not None:
                yield place, account.body.number, account.body.terms
        if self.roster is not None and (place := self.roster.pays_from) is not None:
            yield place, self.roster.body.number, self.roster.body.terms

    def _payments(self) -> Iterator[Place]:
        money = [account.money for account in self.claims]
        for each in (*money, self.roster.money) if self.roster else money:
            yield from (payment.place for payment in (*each.payments, *each.undone) if payment.paid)

    def _others(self) -> Iterator[Place]:
        for account in self.claims:
            yield from (posted.place for posted in account.posted.values())
        if self.roster is not None:
            yield from (reversal.place for reversal in self.roster.money.reversals)


def lead_stream(plan: PlanKey, member: MemberId) -> StreamId:
    """The stream of a member's lead care managers with a plan."""
    return StreamId(outside_id("lead-care", plan, member))


def shared_months(hub: Hub, keys: Sequence[MonthKey]) -> tuple[SharedMonth, ...]:
    """These member months as they now stand; read in a few queries."""
    named = {key: lookups.member_month(key.plan, key.member, key.month) for key in keys}
    found = hub.log.find_many(lookups.MEMBER_MONTH, list(named.values()))
    claims = hub.handler.states(CLAIM, {each for ids in found.values() for each in ids})
    rosters = hub.handler.states(
        MEMBER_MONTH, {month_id(key.plan, key.member, key.month) for key in keys}
    )
    splits = hub.handler.states(MONTH_SPLIT, {key.split_id for key in keys})
    leads = hub.handler.states(LEAD_CARE, {lead_stream(key.plan, key.member) for key in keys})
    months = []
    for key in keys:
        accounts = [claims[each] for each in found[named[key]]]
        roster = rosters[month_id(key.plan, key.member, key.month)]
        lead: LeadCare = leads[lead_stream(key.plan, key.member)]
        months.append(
            SharedMonth(
                key=key,
                claims=tuple(
                    each.account
                    for each in accounts
                    if not isinstance(each, NoClaim) and each.account.by_the_month
                ),
                roster=roster if isinstance(roster, KnownMonth) else None,
                split=splits[key.split_id],
                lead=lead.on(key.month.period.last_day),
            )
        )
    return tuple(months)


def _of_partner(shares: Shares, code: PartnerCode, lines: set[int]) -> Money:
    account = partner_account(code)
    return sum(each.cents for each in shares if each.account == account and each.line in lines)
