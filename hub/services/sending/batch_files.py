"""The file of a batch: made once, kept in the archive, laid in the outbox as often as asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.edi.claims.checks.pyx12_gate import pyx12_findings
from adapters.edi.claims.professional_claim import ProfessionalBatch, ProfessionalClaim
from adapters.edi.claims.write_837p import HeldClaim, claim_group, write_837p
from adapters.edi.envelope import Interchange
from adapters.sheets import write_activity, write_invoice
from adapters.sheets.billed_rows import AboutLines, write_rows
from adapters.sheets.layout import FileKind, Layout, find_layout
from domain.agreements.partner import PARTNER, NoPartner, Partner, PartnerDetails
from domain.agreements.plan import AdoptedPlan, Form, Profile
from domain.care.encounter import ENCOUNTER, Encounter, NoEncounter
from domain.care.member import KnownMember
from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.identifiers import BatchId, LineControlNumber, line_control_number
from domain.problem import Problem, Refused, refuse
from domain.sending.submission import (
    SUBMISSION,
    Batch,
    BuiltBatch,
    EmptiedBatch,
    NoBatch,
    Submission,
    WriteBatch,
)
from hub.clock import HUB_ZONE
from hub.handler import Ask
from hub.outbox import lay_out, outbox_path, send_due, to_lay_out
from hub.services.known import plans
from hub.services.sending.professional_claims import (
    in_settings,
    professional_batch,
    professional_claim,
)
from hub.services.sending.sendable import no_member
from hub.services.sending.submissions import batch_name, leave_out
from hub.wiring import Hub
from projections.batch_status import BATCH_STATUS

_TRIES = 5
_X12 = "application/edi-x12"
_MEDIA: dict[FileKind, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_LAYOUTS: dict[Form, str] = {
    "invoice-sheet": write_invoice.LAYOUT,
    "activity": write_activity.LAYOUT,
}


@dataclass(frozen=True)
class BatchFile:
    """The file of a batch; `path` is relative to the hub's folder, `size` in bytes.

    `cleaned` are the places whose text was changed to fit the form, `held` the claims that could
    not be written and left the batch.
    """

    name: str
    path: Path
    size: int
    claims: int
    cleaned: tuple[str, ...] = ()
    held: tuple[HeldClaim, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why claims left the batch."""
        return _problems(self.held)


@dataclass(frozen=True)
class NoFile:
    """A batch of which no file was made, and why; `held` are the claims that left it even so."""

    why: Refused
    held: tuple[HeldClaim, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why claims left the batch, and why there is no file of the rest."""
        return (*_problems(self.held), *self.why.problems)


def _problems(held: Iterable[HeldClaim]) -> tuple[Problem, ...]:
    return tuple(problem for each in held for problem in each.problems)


def find_batch(hub: Hub, name: str) -> BatchId | Refused:
    """The batch of a plan key and a control number, with or without zeros before it."""
    plan_key, _, control = name.strip().partition(".")[0].rpartition("-")
    if control.isascii() and control.isdigit():
        rows = hub.projector.live.rows(BATCH_STATUS, plan_key=plan_key, control=int(control))
        if rows:
            return rows[0].batch_id
    return _unknown(name[:40])


def write_batch(hub: Hub, batch_id: BatchId) -> BatchFile | NoFile:
    """Make the file of a batch and lay it in the outbox; a second time gives the same bytes.

    A claim that cannot be written any more leaves the batch and is held, the rest goes. Where
    another run changes the batch meanwhile, it is looked at anew, a fixed number of times.
    """
    held: tuple[HeldClaim, ...] = ()
    tries = _TRIES
    while True:
        submission: Submission = hub.handler.state(SUBMISSION, batch_id)
        match _written(hub, batch_id, submission):
            case BatchFile() as file:
                return replace(file, held=held)
            case Refused() as refused:
                tries -= 1
                if not tries or hub.handler.state(SUBMISSION, batch_id) == submission:
                    return NoFile(refused, held)
            case left:
                held += left  # the batch is shorter now, so this comes to an end


def _written(
    hub: Hub, batch_id: BatchId, submission: Submission
) -> BatchFile | tuple[HeldClaim, ...] | Refused:
    """The file of a batch as it stands, or the claims that had to leave it first."""
    match submission:
        case NoBatch():
            return _unknown(batch_id)
        case BuiltBatch(batch=batch):
            return _write(hub, batch)
        case EmptiedBatch(batch=batch):
            return _emptied(batch)
        case _:
            lay_out(hub, batch_id)
            return _batch_file(hub, submission.batch, submission.file_name, ())


def _write(hub: Hub, batch: Batch) -> BatchFile | tuple[HeldClaim, ...] | Refused:
    match _make(hub, batch):
        case _Made() as made:
            if refused := _keep(hub, batch, made):
                return refused
            send_due(hub)
            return _batch_file(hub, batch, made.name, made.cleaned)
        case Refused() as refused:
            return refused
        case held:
            return leave_out(hub, batch, {each.sent_as: each.problems for each in held}) or held


def _emptied(batch: Batch) -> Refused:
    return refuse(
        "batch.emptied",
        what="every claim left it before it was a file",
        where=f"batch {batch_name(batch.plan_key, batch.control)}",
        fix="mend what holds its claims, then: hub batch build",
    )


def _unknown(name: str) -> Refused:
    return refuse(
        "batch.unknown",
        what="there is no batch of this name",
        where=f"batch {name}",
        fix="look for it: hub batch list",
    )


# its bytes


@dataclass(frozen=True)
class _Made:
    """The bytes of a batch, what their file is called, and of which kind they are."""

    content: bytes
    name: str
    media: str
    cleaned: tuple[str, ...] = ()


_Making = _Made | tuple[HeldClaim, ...] | Refused  # claims that cannot be written: no bytes at all


def _make(hub: Hub, batch: Batch) -> _Making:
    plan = plans(hub, [batch.plan_key])[batch.plan_key]
    claims, unreadable = _claims(hub, batch, plan.profile)
    if unreadable:
        return unreadable
    billed_as = _billed_as(hub, batch)
    made = professional_batch(
        hub.settings.file,
        plan.profile,
        reference=str(batch.control),
        made_at=hub.clock().astimezone(HUB_ZONE),
        claims=claims,
        billed_as=billed_as,
    )
    done = (
        _837p(hub, batch, plan.profile, made)
        if batch.form == "837p"
        else _sheet(hub, batch, plan, made)
    )
    if isinstance(done, Refused):
        return Refused(in_settings(done.problems, billed_as))
    return done


def _billed_as(hub: Hub, batch: Batch) -> PartnerDetails | None:
    """The partner under whose own numbers the claims go out; None for the hub's."""
    if batch.billed_as is None:
        return None
    partner: Partner = hub.handler.state(PARTNER, batch.billed_as)
    assert not isinstance(partner, NoPartner)
    return partner.details


def _sheet(hub: Hub, batch: Batch, plan: AdoptedPlan, made: ProfessionalBatch) -> _Making:
    route = plan.profile.route
    layout: Layout = find_layout(route.layout or _LAYOUTS[batch.form])
    file: FileKind = route.file or layout.file
    about = AboutLines(_service_names(plan), _minutes(hub, batch))
    written = write_rows(made, layout, file, about)
    if isinstance(written, Refused):
        return written
    if written.held:
        return written.held
    name = layout.name(batch.plan_key, f"{batch.control:09d}", f"{batch.built_on:%Y%m%d}", file)
    return _Made(written.content, name, _MEDIA[file])


def _837p(hub: Hub, batch: Batch, profile: Profile, made: ProfessionalBatch) -> _Making:
    envelope = hub.settings.file.envelope
    interchange = Interchange(
        sender_qualifier="ZZ",
        sender=envelope.sender_id,
        receiver_qualifier="ZZ",
        receiver=profile.route.receiver_id,
        date=f"{made.made_at:%y%m%d}",
        time=f"{made.made_at:%H%M}",
        control_number=f"{batch.control:09d}",
        usage=envelope.usage,
    )
    group = claim_group(interchange, str(batch.control))
    most = profile.route.claims_per_transaction
    written = write_837p(made, interchange, group, f"{batch.control:04d}", most)
    if isinstance(written, Refused):
        return written
    if written.held:
        return written.held
    name = f"{batch_name(batch.plan_key, batch.control)}.837"
    if refused := _second_opinion(hub, name, written.content):
        return refused
    places = tuple(dict.fromkeys(change.where for change in written.changes))
    return _Made(written.content, name, _X12, places)


def _second_opinion(hub: Hub, name: str, content: bytes) -> Refused | None:
    """What pyx12 has against a file, where the hub's settings ask for it."""
    found = pyx12_findings(content) if hub.settings.file.checks.pyx12 else ()
    return Refused(tuple(finding.in_file(name) for finding in found)) if found else None


def _claims(
    hub: Hub, batch: Batch, profile: Profile
) -> tuple[tuple[ProfessionalClaim, ...], tuple[HeldClaim, ...]]:
    """The claims as they were put into the batch, their members' details resolved at once.

    Beside them those whose member's details cannot be read.
    """
    states: dict[str, Claim] = hub.handler.states(CLAIM, batch.claims)
    known = [states[claim_id] for claim_id in batch.claims]
    accounts = [state.account for state in known if not isinstance(state, NoClaim)]
    members = hub.vault.members(account.body.member_id for account in accounts)
    claims: list[ProfessionalClaim] = []
    unreadable: list[HeldClaim] = []
    for account in accounts:
        member = members.get(account.body.member_id)
        sends = [send for send in account.sends if send.batch_id == batch.batch_id]
        if not isinstance(member, KnownMember):
            problems = (no_member(account.body.number),)
            unreadable += (HeldClaim(send.sent_as, problems) for send in sends)
            continue
        claims += (
            professional_claim(
                account.body,
                send,
                account.payer_control if send.frequency != "1" else None,
                member.details,
                profile,
            )
            for send in sends
        )
    return tuple(claims), tuple(unreadable)


def _service_names(plan: AdoptedPlan) -> dict[str, str]:
    return {str(each.service): each.name for rules in plan.profile.rules for each in rules.services}


def _minutes(hub: Hub, batch: Batch) -> dict[LineControlNumber, int]:
    """What partners reported of the care behind each line; a line of which one did not is left."""
    claims: dict[str, Claim] = hub.handler.states(CLAIM, batch.claims)
    care = {
        line_control_number(send.sent_as, line.line): line.encounters
        for claim in claims.values()
        if not isinstance(claim, NoClaim)
        for send in claim.account.sends
        if send.batch_id == batch.batch_id
        for line in claim.account.body.lines
    }
    ids = [encounter_id for encounters in care.values() for encounter_id in encounters]
    known: dict[str, Encounter] = hub.handler.states(ENCOUNTER, ids)
    reported = {control: [_reported(known[each]) for each in care[control]] for control in care}
    return {control: sum(minutes) for control, minutes in reported.items() if all(minutes)}


def _reported(encounter: Encounter) -> int:
    """Minutes as reported; 0 where none are, which no report can say."""
    return 0 if isinstance(encounter, NoEncounter) else encounter.report.care.minutes or 0


# archive and outbox


def _keep(hub: Hub, batch: Batch, made: _Made) -> Refused | None:
    archived = hub.log.archive.put(made.content, media=made.media)
    command = WriteBatch(batch.claims, archived.archive_id, made.name, archived.size)
    jobs = [to_lay_out(batch.batch_id)]
    done = hub.run(Ask(SUBMISSION, batch.batch_id, command), jobs=jobs)
    return done if isinstance(done, Refused) else None


def _batch_file(hub: Hub, batch: Batch, name: str, cleaned: tuple[str, ...]) -> BatchFile:
    path = outbox_path(batch.plan_key, name)
    size = (hub.settings.folder / path).stat().st_size
    return BatchFile(name, path, size, len(batch.claims), cleaned)


def unwritten(hub: Hub, plan: str | None = None) -> Iterator[BatchId]:
    """Batches whose file was not made yet, by plan and control number."""
    rows = hub.projector.live.rows(BATCH_STATUS, state="built")
    for row in sorted(rows, key=lambda row: (row.plan_key, row.control)):
        if plan in {None, row.plan_key}:
            yield row.batch_id
