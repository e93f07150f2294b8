"""Authorizations: what plans allow members, taken in from a sheet."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace as restate

from adapters.plans import discover, plan_names
from adapters.sheets.authorizations import (
    AuthorizationRow,
    check_authorization,
    read_authorization_sheet,
    unchecked_authorizations,
)
from domain.agreements.partner import PARTNER
from domain.agreements.plan import AdoptedPlan
from domain.care.authorization import AUTHORIZATION, Grant, GrantAuthorization, GrantedAuthorization
from domain.identifiers import AuthorizationId, MemberId, Npi, PlanKey
from domain.problem import Refused
from domain.service_line import Service
from hub import lookups
from hub.handler import Ask
from hub.services.known import plans
from hub.services.months.roster_placing import place_waiting
from hub.services.rows import Advance, RefusedSheetRow, RowBatch, at_once, row_problem
from hub.wiring import Hub

Known = dict[str, dict[str, Grant]]
"""Grants by member id, then by authorization id."""


@dataclass(frozen=True)
class AuthorizationOptions:
    """How a sheet of authorizations is taken in; `plan` allowed those whose row names none."""

    plan: PlanKey | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class AuthorizationImport:
    """What became of the rows of an authorization sheet."""

    rows: int
    granted: int
    unchanged: int
    refused: tuple[RefusedSheetRow, ...]
    unknown_columns: tuple[str, ...]


def import_authorizations(
    hub: Hub, content: bytes, options: AuthorizationOptions, *, advance: Advance = lambda _: None
) -> AuthorizationImport | Refused:
    """Take in a sheet: good rows are granted, the others come back with every reason."""
    sheet = read_authorization_sheet(content)
    if isinstance(sheet, Refused):
        return sheet
    adapters = discover()
    names = plan_names(adapters)
    intake = _Intake(hub, options, plans(hub, adapters))
    checked = (
        (row.row, check_authorization(row, plans=names)) for row in unchecked_authorizations(sheet)
    )
    for some in at_once(checked):
        intake.take(some)
        advance(intake.rows)
    hub.projector.catch_up()
    if not options.dry_run:  # an authorization tells whose a month is that a roster paid before
        place_waiting(hub)
    return intake.result(sheet.unknown_columns)


class _Intake:
    """Takes rows a thousand at a time and keeps count."""

    def __init__(
        self, hub: Hub, options: AuthorizationOptions, adopted: dict[PlanKey, AdoptedPlan]
    ) -> None:
        self._hub = hub
        self._options = options
        self._adopted = adopted
        self._batch = RowBatch(hub, options.dry_run)
        self._members: dict[str, str] = {}
        self._providers: dict[str, Npi] = {}
        self._grants: Known = {}
        self._refused: list[RefusedSheetRow] = []
        self._counts = Counter[str]()
        self.rows = 0

    def take(self, some: list[tuple[int, AuthorizationRow | Refused]]) -> None:
        """Decide a list of rows and write what they add."""
        rows = [row for _, row in some if isinstance(row, AuthorizationRow)]
        self._look_up(rows)
        for number, checked in some:
            self.rows += 1
            if isinstance(checked, Refused):
                self._refused.append(RefusedSheetRow(number, checked.problems))
            elif isinstance(outcome := self._take(checked), RefusedSheetRow):
                self._refused.append(outcome)
            else:
                self._counts[outcome] += 1
        self._refused += self._batch.append()

    def result(self, unknown_columns: tuple[str, ...]) -> AuthorizationImport:
        """What became of all rows."""
        return AuthorizationImport(
            rows=self.rows,
            granted=self._counts["granted"],
            unchanged=self._counts["unchanged"],
            refused=tuple(self._refused),
            unknown_columns=unknown_columns,
        )

    def _look_up(self, rows: list[AuthorizationRow]) -> None:
        """Members, what they were allowed before, and partners named as provider: a query each."""
        cins = dict.fromkeys(row.cin for row in rows if row.cin not in self._members)
        found = self._hub.log.find_many(lookups.CIN, list(cins))
        new_members = {cin: ids[0] for cin, ids in found.items() if ids}
        self._members |= new_members
        granted = self._states(AUTHORIZATION, lookups.AUTHORIZATION, list(new_members.values()))
        for member_id, states in granted.items():
            grants = (state.grant for state in states if isinstance(state, GrantedAuthorization))
            self._grants[member_id] = {grant.authorization_id: grant for grant in grants}
        codes = dict.fromkeys(row.partner for row in rows if row.partner is not None)
        for code, partners in self._states(PARTNER, lookups.PARTNER, list(codes)).items():
            if partners and partners[0].details.npi:
                self._providers[code] = partners[0].details.npi

    def _states(self, decider: Any, kind: str, keys: list[str]) -> dict[str, list[Any]]:
        found = self._hub.log.find_many(kind, keys)
        states = self._hub.handler.states(decider, [one for ids in found.values() for one in ids])
        return {key: [states[one] for one in ids] for key, ids in found.items()}

    def _take(self, row: AuthorizationRow) -> str | RefusedSheetRow:
        wrong = self._refusal(row)
        if wrong:
            return wrong
        asked = self._grant(row)
        known = self._grants[asked.member_id]
        if asked in (
            restate(each, authorization_id=asked.authorization_id) for each in known.values()
        ):
            return "unchanged"
        if row.number and any(_same_number(each, asked) for each in known.values()):
            return row_problem(
                row.row,
                "Authorization number",
                "authorization.differs",
                what="the number is known with other services, units or days",
                fix="ask the plan which holds; a change gets its own number or a row without one",
            )
        ask = Ask(AUTHORIZATION, asked.authorization_id, GrantAuthorization(asked))
        decision = self._batch.decide(row.row, [ask])
        if isinstance(decision, Refused):
            return RefusedSheetRow(row.row, decision.problems)
        known[asked.authorization_id] = asked
        return "granted"

    def _grant(self, row: AuthorizationRow) -> Grant:
        plan = self._adopted[row.plan or self._options.plan or PlanKey("")]
        return Grant(
            authorization_id=AuthorizationId(self._hub.ids.new()),
            member_id=MemberId(self._members[row.cin]),
            plan_id=plan.plan_id,
            plan_key=plan.profile.key,
            number=row.number,
            services=tuple(Service(each.code, each.modifiers) for each in row.services),
            units=row.units,
            period=row.period,
            provider=row.provider_npi or self._providers.get(row.partner or ""),
        )

    def _refusal(self, row: AuthorizationRow) -> RefusedSheetRow | None:
        """What stands against a row besides its own cells."""
        if row.cin not in self._members:
            return row_problem(
                row.row,
                "CIN",
                "authorization.member-unknown",
                what="no member with this CIN is known",
                fix="import the member first: hub member import",
            )
        if (row.plan or self._options.plan) not in self._adopted:
            return row_problem(
                row.row,
                "Plan",
                "authorization.plan-not-adopted",
                what="no plan is named, or none that the hub works with",
                fix="name the plan in the row, or for all rows with --plan",
            )
        if row.partner is not None and row.partner not in self._providers:
            return row_problem(
                row.row,
                "Provider",
                "authorization.provider-unknown",
                what=f"no partner {row.partner} with an NPI is known",
                fix="write the NPI that stands on the authorization, or a partner's code",
            )
        return None


def _same_number(known: Grant, asked: Grant) -> bool:
    return (known.plan_key, known.number) == (asked.plan_key, asked.number)
