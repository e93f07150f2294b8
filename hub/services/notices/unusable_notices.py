"""Why a notice cannot be posted as it stands, by the settings and plans of today."""

from collections.abc import Callable

from adapters.edi.remittances.read_835 import Survey835
from domain.money import show_money
from domain.notices.notice import Notice, ParkedBecause
from domain.posting import UNKNOWN_PLAN
from domain.problem import Problem
from hub.services.notices.whose_bank import (
    Payee,
    PaysDepartment,
    PaysHub,
    PaysPartner,
    PaysStranger,
    payee_of,
)
from hub.wiring import Hub

Unusable = tuple[ParkedBecause, Problem]
"""What it waits for, and what a person is told."""


def why_not(
    hub: Hub, survey: Survey835, notice: Notice, claims_are_ours: Callable[[], bool]
) -> Unusable | None:
    """Why it cannot be posted as it stands, by the settings and plans of today."""
    if survey.totals.balanced is not True:
        return "unbalanced", _unbalanced(notice, survey)
    if found := _payee_problem(notice, payee_of(hub, survey.header, notice.plan_key)):
        return found
    if notice.plan_key == UNKNOWN_PLAN and claims_are_ours():
        return "payer", _stranger(notice)
    return None


def _unbalanced(notice: Notice, survey: Survey835) -> Problem:
    if survey.totals.residual is None:
        return Problem(
            code="remittance.unbalanced",
            what="amounts in it cannot be read, so nobody knows whether it adds up",
            where=_place(notice.trace),
            fix="ask the plan for a corrected remittance; until then the money waits in suspense",
        )
    return Problem(
        code="remittance.unbalanced",
        what=f"it states {show_money(notice.deposit)}; claims and provider adjustments come to "
        f"{show_money(notice.paid - notice.adjusted)}, a difference of "
        f"{show_money(notice.residual)}",
        where=f"{_place(notice.trace)}, {'BPR02' if survey.header.segment else 'Total paid'}",
        fix="ask the plan for a corrected remittance; until then the money waits in suspense"
        if survey.header.segment
        else "check the amounts of the sheet, and hand it in again; if the plan states them so, "
        "ask it for a corrected one; until then the money waits in suspense",
    )


def _place(trace: str) -> str:
    return f"remittance {trace}" if trace else "a remittance without a trace number"


def _stranger(notice: Notice) -> Problem:
    return Problem(
        code="remittance.payer-unknown",
        what=f"{notice.payer or 'somebody'} pays claims of ours and is no plan that the hub knows",
        where=f"remittance {notice.trace}, N1*PR and TRN03",
        fix="if it is one of the plans, add the name under remitters in its profile, adopt it "
        "again (hub plan adopt) and receive the file again; until then the money waits in suspense",
    )


def _payee_problem(notice: Notice, payee: Payee) -> Unusable | None:
    """The hub posts what lands at its own bank, or at a partner's where a contract says so."""
    where = f"remittance {notice.trace}, N1*PE"
    match payee:
        case PaysHub() | PaysPartner(is_agreed=True):
            return None
        case PaysPartner(partner=partner):
            return "partner", Problem(
                code="remittance.payee-is-a-partner",
                what=f"it pays {partner.code} itself, and no contract of {partner.code} with "
                f"{notice.plan_key} has the plan pay the partner",
                where=where,
                fix="ask the plan to pay the hub; or add the contract in the role "
                "administrative-partner (hub contract add) and receive the file again",
            )
        case PaysDepartment():
            return "department", Problem(
                code="remittance.payee-shares-the-tin",
                what="it pays another department: the TIN is the hub's, the NPI is not",
                where=where,
                fix="it is not the hub's money; hand the notice on to that department, and tell "
                "the plan if claims of the hub's are in it; then: hub remittance dismiss",
            )
        case PaysStranger():
            return "payee", _not_ours(notice)


def _not_ours(notice: Notice) -> Problem:
    return Problem(
        code="remittance.payee-not-the-hub",
        what="it pays somebody whose NPI or TIN is not the hub's",
        where=f"remittance {notice.trace}, N1*PE",
        fix="look whose money it is; if hub.toml has a wrong NPI or TIN, mend it and receive the "
        "file again; until then the money waits in suspense",
    )
