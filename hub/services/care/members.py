"""Members: taken in from a sheet, with the plan that covers them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adapters.plans import discover, plan_names
from adapters.sheets.members import MemberRow, check_member, read_member_sheet, unchecked_members
from domain.agreements.plan import AdoptedPlan
from domain.care.member import (
    MEMBER,
    CorrectMember,
    Coverage,
    CoverMember,
    KnownMember,
    MemberCorrected,
    MemberDetails,
    MemberRegistered,
    NoMember,
    NumberMember,
    RegisterMember,
    Sex,
)
from domain.event import Fact
from domain.identifiers import MemberId, PlanKey
from domain.problem import Refused
from hub import lookups
from hub.handler import Ask
from hub.services.known import plans
from hub.services.months.roster_placing import place_waiting
from hub.services.rows import (
    Advance,
    RefusedSheetRow,
    RowBatch,
    at_once,
    row_problem,
)
from hub.wiring import Hub

_SEXES: dict[str, Sex] = {"F": "F", "M": "M", "U": "U"}


@dataclass(frozen=True)
class MemberOptions:
    """How a sheet of members is taken in.

    `plan` covers members whose row names none. With `correct`, details that differ from what is
    known are taken as right; without it such a row is refused.
    """

    plan: PlanKey | None = None
    correct: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class MemberImport:
    """What became of the rows of a member sheet; each row counts once."""

    rows: int
    registered: int
    corrected: int
    covered: int
    unchanged: int
    refused: tuple[RefusedSheetRow, ...]
    unknown_columns: tuple[str, ...]


def import_members(
    hub: Hub, content: bytes, options: MemberOptions, *, advance: Advance = lambda _: None
) -> MemberImport | Refused:
    """Take in a sheet of members: good rows go in, the others come back with every reason."""
    sheet = read_member_sheet(content)
    if isinstance(sheet, Refused):
        return sheet
    adapters = discover()
    intake = _Intake(hub, options, plans(hub, adapters))
    names = plan_names(adapters)
    checked = (
        (row.row, check_member(row, today=hub.today, plans=names))
        for row in unchecked_members(sheet)
    )
    for some in at_once(checked):
        intake.take(some)
        advance(intake.rows)
    hub.projector.catch_up()
    if not options.dry_run:  # a roster may have paid for one of them before
        place_waiting(hub)
    return intake.result(sheet.unknown_columns)


class _Intake:
    """Takes rows a thousand at a time and keeps count."""

    def __init__(
        self, hub: Hub, options: MemberOptions, adopted: dict[PlanKey, AdoptedPlan]
    ) -> None:
        self._hub = hub
        self._options = options
        self._adopted = adopted
        self._batch = RowBatch(hub, options.dry_run)
        self._ids: dict[str, str] = {}
        self._refused: list[RefusedSheetRow] = []
        self._counts = {"registered": 0, "corrected": 0, "covered": 0, "unchanged": 0}
        self.rows = 0

    def take(self, some: list[tuple[int, MemberRow | Refused]]) -> None:
        """Decide a list of rows and write what they add."""
        rows = [row for _, row in some if isinstance(row, MemberRow)]
        unseen = [row.cin for row in rows if row.cin not in self._ids]
        found = self._hub.log.find_many(lookups.CIN, list(dict.fromkeys(unseen)))
        self._ids |= {cin: ids[0] if ids else self._hub.ids.new() for cin, ids in found.items()}
        self._batch.load(MEMBER, (self._ids[row.cin] for row in rows))
        for number, checked in some:
            self.rows += 1
            if isinstance(checked, Refused):
                self._refused.append(RefusedSheetRow(number, checked.problems))
            else:
                self._take(checked)
        self._refused += self._batch.append()

    def result(self, unknown_columns: tuple[str, ...]) -> MemberImport:
        """What became of all rows."""
        return MemberImport(
            rows=self.rows,
            refused=tuple(self._refused),
            unknown_columns=unknown_columns,
            **self._counts,
        )

    def _take(self, row: MemberRow) -> None:
        member_id = MemberId(self._ids[row.cin])
        member = self._batch.state(MEMBER, member_id)
        assert isinstance(member, NoMember | KnownMember)
        wrong = self._refusal(row, member)
        if wrong:
            self._refused.append(wrong)
            return
        asks = [Ask(MEMBER, member_id, each) for each in self._commands(row, member_id, member)]
        decision = self._batch.decide(row.row, asks)
        if isinstance(decision, Refused):
            self._refused.append(RefusedSheetRow(row.row, decision.problems))
        else:
            self._counts[_outcome(decision)] += 1

    def _commands(
        self, row: MemberRow, member_id: MemberId, member: NoMember | KnownMember
    ) -> Iterator[RegisterMember | CorrectMember | CoverMember | NumberMember]:
        details = _details(row, member)
        if isinstance(member, NoMember):
            yield RegisterMember(member_id, details)
        elif details != member.details:
            yield CorrectMember(details)
        if row.coverage is not None:
            plan = self._adopted[row.plan or self._options.plan or PlanKey("")]
            yield CoverMember(Coverage(plan.plan_id, plan.profile.key, row.coverage))
        if row.plan_number is not None:
            named = row.plan or self._options.plan
            assert named is not None
            yield NumberMember(named, row.plan_number)

    def _refusal(self, row: MemberRow, member: NoMember | KnownMember) -> RefusedSheetRow | None:
        """What stands against a row besides its own cells."""
        if isinstance(member, KnownMember) and not self._options.correct:
            changed = _changed(member.details, _details(row, member))
            if changed:
                return row_problem(
                    row.row,
                    "CIN",
                    "member.differs",
                    what=f"the member is known with another {', '.join(changed)}",
                    fix="if the new row is right, run: hub member import --correct",
                )
        return self._plan_refusal(row)

    def _plan_refusal(self, row: MemberRow) -> RefusedSheetRow | None:
        plan = row.plan or self._options.plan
        if row.plan is not None and row.coverage is None and row.plan_number is None:
            return row_problem(
                row.row,
                "Coverage first day",
                "member.no-coverage-days",
                what="a plan is named and no day from which it covers the member",
                fix="write the first day of the coverage",
            )
        if row.plan_number is not None and plan is None:
            return row_problem(
                row.row,
                "Plan",
                "member.number-without-plan",
                what="a plan's number of the member is given, and no plan",
                fix="name the plan in the row, or for all rows with --plan",
            )
        if row.coverage is not None and plan is None:
            return row_problem(
                row.row,
                "Plan",
                "member.no-plan",
                what="a coverage has no plan",
                fix="name the plan in the row, or for all rows with --plan",
            )
        if row.coverage is not None and plan not in self._adopted:
            return row_problem(
                row.row,
                "Plan",
                "member.plan-not-adopted",
                what="the hub works with no such plan",
                fix="check the plan's name, or take it up: hub plan adopt",
            )
        return None


def _details(row: MemberRow, member: NoMember | KnownMember) -> MemberDetails:
    """The member as the row states it; what the row leaves out stays as it is known."""
    known = member.details if isinstance(member, KnownMember) else None
    sex = _SEXES[known.sex if known and row.sex == "U" else row.sex]
    place = row.address or known
    return MemberDetails(
        cin=row.cin,
        last_name=row.last_name,
        first_name=row.first_name,
        born_on=row.born_on,
        sex=sex,
        street=place.street if place else "",
        city=place.city if place else "",
        state=place.state if place else "",
        zip_code=place.zip_code if place else "",
    )


def _changed(known: MemberDetails, asked: MemberDetails) -> list[str]:
    """The names, never the values, of the details that differ."""
    return [
        field.replace("_", " ")
        for field in MemberDetails.__struct_fields__
        if getattr(known, field) != getattr(asked, field)
    ]


def _outcome(facts: Iterable[Fact]) -> str:
    kinds = {type(fact) for fact in facts}
    if MemberRegistered in kinds:
        return "registered"
    if MemberCorrected in kinds:
        return "corrected"
    return "covered" if kinds else "unchanged"
