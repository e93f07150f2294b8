"""A plan's TOML file as a strict model, and the profile it states."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from adapters.plans.edits import EDITS, LineToCheck
from adapters.sheets.layout import LayoutNotUsable, find_layout
from domain.agreements.plan import (
    Form,
    PlanRules,
    PlanService,
    Profile,
    PromptPay,
    Route,
    SheetFile,
)
from domain.identifiers import Diagnosis, Malformed, modifier, plan_key, procedure_code
from domain.money import Money, NotAnAmount, read_money
from domain.period import FOREVER, Period
from domain.service_line import Service


def _read_service(text: object) -> Service:
    if not isinstance(text, str) or not text.split():
        raise ValueError("a service is a code and its modifiers, like 98960 U2")
    code, *modifiers = text.split()
    try:
        return Service(procedure_code(code), tuple(modifier(each) for each in modifiers))
    except Malformed as wrong:
        raise ValueError(wrong.what) from wrong


def _known_edit(name: str) -> str:
    if name not in EDITS:
        raise ValueError(f"there is no edit {name}; choose among {', '.join(EDITS)}")
    return name


def _known_layout(name: str) -> str:
    try:
        find_layout(name)
    except LayoutNotUsable as wrong:
        raise ValueError(str(wrong)) from wrong
    return name


def _nobody_yet(value: object) -> object:
    return None if value == "" else value


def _cents(text: object) -> Money:
    if not isinstance(text, str) or not text:
        raise ValueError("an amount is a text in dollars and cents, like '0.00'")
    try:
        return read_money(text)
    except NotAnAmount as wrong:
        raise ValueError(str(wrong)) from wrong


ServiceText = Annotated[Service, BeforeValidator(_read_service)]
EditName = Annotated[str, AfterValidator(_known_edit)]
LayoutName = Annotated[str, AfterValidator(_known_layout)]
Cents = Annotated[int, BeforeValidator(_cents), Field(ge=0)]
VerifiedOn = Annotated[date | None, BeforeValidator(_nobody_yet)]


class _Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True
    )


class RouteTable(_Part):
    """How claims reach the plan; `layout` and `file` are for sheets, the form's own if left out.

    `claims_per_transaction` is for an 837P: 1 where each claim stands alone, 0 for no limit.
    """

    form: Form
    receiver_id: str
    receiver_name: str
    payer_id: str
    claims_per_file: Annotated[int, Field(ge=1)]
    remitters: list[str] = []
    layout: LayoutName | Literal[""] = ""
    file: SheetFile = ""
    claims_per_transaction: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _sheets_have_layouts(self) -> "RouteTable":
        if self.form == "837p" and (self.layout or self.file):
            raise ValueError("an 837P has no layout and no other kind of file")
        if self.form != "837p" and self.claims_per_transaction:
            raise ValueError("only an 837P has transactions")
        return self


class PromptPayTable(_Part):
    """How late payment is reckoned; what nobody found out is left out and holds as a default.

    `working_days` is for claims received before 2026. Without `receipt_from` no acknowledgement
    proves that the plan received a claim.
    """

    source: str
    verified_on: VerifiedOn
    working_days: Literal[30, 45] = 30
    receipt_from: list[Annotated[str, Field(min_length=1)]] = []
    tolerance: Cents = 0


class ServiceRow(_Part):
    """A service the plan pays; `unit_minutes` is 0 where a unit is a contact or a day."""

    service: ServiceText
    name: str
    unit_minutes: int
    needs_authorization: bool


class ServiceGroup(_Part):
    """Services that come from one source."""

    source: str
    verified_on: VerifiedOn
    list: list[ServiceRow]


class RulesTable(_Part):
    """What the plan wants from `first_day` on, until the next rules begin or `last_day`."""

    first_day: date
    last_day: date | None = None
    source: str
    verified_on: VerifiedOn
    filing_limit_days: int
    correction_limit_days: int
    payment_days: int
    units_per_day: int
    edits: list[EditName]
    services: list[str]
    void_days: int = 60


class ExampleLine(_Part):
    """What an example changes in a line that is otherwise right."""

    service: ServiceText | None = None
    units: int = 1
    units_that_day: int | None = None
    minutes: int | None = None
    diagnoses: list[str] = ["Z559"]
    authorized: bool = True
    in_ecm: bool = False
    people: int | None = None


class Example(_Part):
    """A worked example: the line in `given` meets the edit `then`, or none where it is empty.

    `rules` are values that hold on the day; `on` is the day, the first of the newest rules if left
    out.
    """

    says: str
    on: date | None = None
    given: ExampleLine = ExampleLine()
    then: EditName | Literal[""] = ""
    rules: dict[str, int] = {}

    def line(self, rules: PlanRules, day: date) -> LineToCheck:
        """The line that the example speaks of, under the rules of its day."""
        given = self.given
        return LineToCheck(
            where=self.says,
            service=given.service or rules.services[0].service,
            service_on=day,
            units=given.units,
            units_that_day=given.units_that_day or given.units,
            minutes=given.minutes,
            diagnoses=tuple(Diagnosis(each) for each in given.diagnoses),
            authorized=given.authorized,
            in_ecm=given.in_ecm,
            people=given.people,
        )


class ProfileFile(_Part):
    """A whole file: who the plan is, how claims reach it, its dated rules, worked examples."""

    key: str
    name: str
    route: RouteTable
    services: dict[str, ServiceGroup]
    rules: list[RulesTable]
    examples: list[Example]
    prompt_pay: PromptPayTable | None = None

    @model_validator(mode="after")
    def _groups_exist(self) -> "ProfileFile":
        named = {name for rules in self.rules for name in rules.services}
        if unknown := sorted(named - set(self.services)):
            raise ValueError(f"no [services.{unknown[0]}] is in the file")
        return self

    def profile(self) -> Profile:
        """The plan as the domain knows it, its rules in order of day."""
        ordered = sorted(self.rules, key=lambda rules: rules.first_day)
        day_before = timedelta(days=1)
        ends = [later.first_day - day_before for _, later in pairwise(ordered)] + [FOREVER]
        return Profile(
            key=plan_key(self.key),
            name=self.name,
            route=_route(self.route),
            rules=tuple(
                _rules(rules, rules.last_day or end, [self.services[n] for n in rules.services])
                for rules, end in zip(ordered, ends, strict=True)
            ),
            prompt_pay=_prompt_pay(self.prompt_pay),
        )


def _route(table: RouteTable) -> Route:
    stated: dict[str, Any] = {**dict(table), "remitters": tuple(table.remitters)}
    return Route(**stated)


def _prompt_pay(table: PromptPayTable | None) -> PromptPay:
    if table is None:
        return PromptPay()
    stated: dict[str, Any] = {**dict(table), "receipt_from": tuple(table.receipt_from)}
    return PromptPay(**stated)


def _rules(table: RulesTable, last_day: date, groups: list[ServiceGroup]) -> PlanRules:
    """The rules of a period count as verified only where all that they rest on is."""
    verified = [table.verified_on, *(group.verified_on for group in groups)]
    days = [day for day in verified if day is not None]
    return PlanRules(
        period=Period(table.first_day, last_day),
        source=" ".join([table.source, *(group.source for group in groups)]),
        verified_on=min(days) if len(days) == len(verified) else None,
        filing_limit_days=table.filing_limit_days,
        correction_limit_days=table.correction_limit_days,
        payment_days=table.payment_days,
        void_days=table.void_days,
        units_per_day=table.units_per_day,
        edits=tuple(table.edits),
        services=tuple(
            PlanService(row.service, row.name, row.unit_minutes, row.needs_authorization)
            for group in groups
            for row in group.list
        ),
    )
