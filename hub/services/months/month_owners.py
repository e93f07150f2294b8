"""Whose a member's month is that a roster pays: told by claims, by authorizations, by contracts.

The claims of the month come first; where there are none, the partner that the plan's authorization
names or whose contract covers its services; where there is none either, the only contract with the
plan that shares months. What is not certain is left to a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.agreements.contract import Agreement
from domain.agreements.partner import PARTNER, NoPartner
from domain.agreements.period_rules import MonthSplit
from domain.agreements.terms import Terms
from domain.care.authorization import AUTHORIZATION, Authorization, GrantedAuthorization
from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.claims.claim_facts import ClaimBody
from domain.identifiers import ContractId, MemberId, PartnerCode, PlanKey
from domain.months.member_month import FoundBy, shares_months
from domain.period import Month
from domain.problem import Problem
from hub import lookups
from hub.handler import Work
from hub.wiring import Hub
from projections.contract_book import CONTRACT_BOOK

MemberInMonth = tuple[MemberId, Month]


@dataclass(frozen=True)
class Owner:
    """Whose a month is, and by which terms it is shared."""

    partner_code: PartnerCode
    contract_id: ContractId
    terms: Terms
    found_by: FoundBy


def month_owners(
    hub: Hub, work: Work, plan: PlanKey, wanted: Iterable[MemberInMonth], where: str
) -> dict[MemberInMonth, Owner | Problem]:
    """Whose each of these months is, or why that is not certain; looked up for all together."""
    months = list(dict.fromkeys(wanted))
    if not months:
        return {}
    agreements = [
        row.agreement
        for row in hub.projector.live.rows(CONTRACT_BOOK)
        if row.plan_key == plan and _shares(row.agreement)
    ]
    claims = _claims(hub, work, plan, months)
    grants = _grants(hub, work, plan, [member for member, _ in months])
    npis = _npis(hub, agreements) if any(grants.values()) else {}
    return {
        (member, month): _owner(
            _Known(month, claims[member, month], grants.get(member, ()), agreements, npis), where
        )
        for member, month in months
    }


def owner_by_contract(
    hub: Hub, plan: PlanKey, partner: PartnerCode, month: Month, where: str
) -> Owner | Problem:
    """The terms that a partner has for a month, where a person says that it is its month."""
    rows = hub.projector.live.rows(CONTRACT_BOOK, partner_code=partner)
    own = [r.agreement for r in rows if r.plan_key == plan and _shares(r.agreement)]
    return _of_one(month, own, "person", where)


@dataclass(frozen=True)
class _Known:
    """What may tell whose one month is."""

    month: Month
    claims: Sequence[ClaimBody]
    grants: Sequence[GrantedAuthorization]
    agreements: Sequence[Agreement]
    npis: Mapping[str, PartnerCode]


def _owner(known: _Known, where: str) -> Owner | Problem:
    if known.claims:
        return _by_claims(known.claims, where)
    standing = [a for a in known.agreements if a.period.overlaps(known.month.period)]
    authorized = [a for a in standing if any(_is_for(g, a, known) for g in known.grants)]
    if authorized and len({a.partner_code for a in authorized}) == 1:
        return _of_one(known.month, authorized, "authorization", where)
    return _of_one(known.month, authorized or standing, "contract", where)


def _by_claims(claims: Sequence[ClaimBody], where: str) -> Owner | Problem:
    """The partner of the month's claims; of several the first, where they share by a named rule."""
    ordered = sorted(claims, key=_first_contact)
    first = ordered[0]
    alone = len({each.partner_code for each in ordered}) == 1
    if alone or all(_splits(each.terms) for each in ordered):
        return Owner(first.partner_code, first.contract_id, first.terms, "claim")
    return _several({each.partner_code for each in ordered}, "billed care in the month", where)


def _of_one(
    month: Month, agreements: Sequence[Agreement], found_by: FoundBy, where: str
) -> Owner | Problem:
    """The terms of the one partner that these contracts are with, on the first of its days."""
    standing = [a for a in agreements if a.period.overlaps(month.period)]
    partners = {each.partner_code for each in standing}
    if not standing:
        return Problem(
            code="month.no-contract",
            what=f"no contract shares what the plan pays for {month}",
            where=where,
            fix="agree terms by the month (hub contract add), then: hub roster place",
        )
    if len(partners) > 1:
        return _several(partners, "may have earned the month", where)
    first_day = min(_first_day(each, month) for each in standing)
    begun = [each for each in standing if _first_day(each, month) == first_day]
    one = min(begun, key=lambda each: each.contract_id)
    if any(each.terms != one.terms for each in begun):
        return Problem(
            code="month.terms-differ",
            what=f"{len(begun)} contracts of {one.partner_code} share the month by other terms",
            where=where,
            fix="ask the plan which service it paid; name a claim of the month: hub roster place",
        )
    return Owner(one.partner_code, one.contract_id, one.terms, found_by)


def _several(partners: Iterable[PartnerCode], why: str, where: str) -> Problem:
    named = ", ".join(sorted(partners))
    return Problem(
        code="month.several-partners",
        what=f"{named} {why}",
        where=where,
        fix="say whose month it is: hub roster place",
    )


def _shares(agreement: Agreement) -> bool:
    return agreement.role != "champion" and shares_months(agreement.terms)


def _splits(terms: Terms) -> bool:
    return any(isinstance(rule, MonthSplit) for rule in terms.by_month)


def _first_contact(claim: ClaimBody) -> tuple[date, str]:
    return min(line.service_on for line in claim.lines), claim.number


def _first_day(agreement: Agreement, month: Month) -> date:
    return max(agreement.period.first_day, month.period.first_day)


def _is_for(granted: GrantedAuthorization, agreement: Agreement, known: _Known) -> bool:
    """Whether a plan's authorization for the month is one that the agreement's partner may draw."""
    grant = granted.grant
    if not grant.period.overlaps(known.month.period):
        return False
    named = known.npis.get(str(grant.provider))
    if named is not None and named != agreement.partner_code:
        return False
    return any(service in agreement.services for service in grant.services)


def _claims(
    hub: Hub, work: Work, plan: PlanKey, months: Sequence[MemberInMonth]
) -> dict[MemberInMonth, list[ClaimBody]]:
    """The claims of each month whose terms share months, void ones left out."""
    keys = {each: lookups.member_month(plan, *each) for each in months}
    found = hub.log.find_many(lookups.MEMBER_MONTH, list(keys.values()))
    work.load(CLAIM, [claim_id for each in found.values() for claim_id in each])
    return {
        each: [body for claim_id in found[key] if (body := _standing(work, claim_id))]
        for each, key in keys.items()
    }


def _standing(work: Work, claim_id: str) -> ClaimBody | None:
    claim: Claim = work.state(CLAIM, claim_id)
    if isinstance(claim, NoClaim) or claim.account.void:
        return None
    body = claim.account.body
    return body if shares_months(body.terms) else None


def _grants(
    hub: Hub, work: Work, plan: PlanKey, members: Iterable[MemberId]
) -> dict[MemberId, list[GrantedAuthorization]]:
    found = hub.log.find_many(lookups.AUTHORIZATION, list(dict.fromkeys(members)))
    work.load(AUTHORIZATION, [one for each in found.values() for one in each])
    grants: dict[MemberId, list[GrantedAuthorization]] = {}
    for member, ids in found.items():
        states: list[Authorization] = [work.state(AUTHORIZATION, each) for each in ids]
        granted = [s for s in states if isinstance(s, GrantedAuthorization)]
        grants[MemberId(member)] = [each for each in granted if each.grant.plan_key == plan]
    return grants


def _npis(hub: Hub, agreements: Iterable[Agreement]) -> dict[str, PartnerCode]:
    ids = {each.partner_id: each.partner_code for each in agreements}
    partners = hub.handler.states(PARTNER, list(ids))
    return {
        str(partner.details.npi): ids[partner.details.partner_id]
        for partner in partners.values()
        if not isinstance(partner, NoPartner) and partner.details.npi
    }
