"""The hub's answers to remittances it received: written once, and known from the ledger.

An answer is recorded as an acknowledgement about no batch of ours, whose source is the remittance's
file in the archive. Its own file is laid down before that is recorded: a stop in between leads to a
second answer under a new number, never to none.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from adapters.edi.envelope import Interchange
from domain.event import Source
from domain.identifiers import AcknowledgementId, PlanKey
from domain.problem import Problem, Refused
from domain.sending.acknowledgement import (
    ACKNOWLEDGEMENT,
    Acknowledgement,
    AcknowledgementKind,
    AcknowledgementResult,
    Receipt,
    RecordAcknowledgement,
    RecordedAcknowledgement,
)
from hub.clock import HUB_ZONE
from hub.handler import Ask
from hub.ids import outside_id
from hub.outbox import outbox_path
from hub.services.known import all_plans
from hub.services.receiving.due_answers import DueAnswer, due_answers
from hub.services.results import first_exit_code
from hub.services.sending.submissions import batch_name
from hub.store.archive import ArchivedFile
from hub.wiring import Hub

_MEDIA = "application/edi-x12"
_NO_PLAN = PlanKey("answer")


@dataclass(frozen=True)
class Answered:
    """What became of one answer: `control` is 0 and `path` None where nothing was written now.

    `interchange` is the control number of the one that is answered; `path` is relative to the hub's
    folder where it is inside.
    """

    kind: AcknowledgementKind
    interchange: str
    result: AcknowledgementResult
    accepted: int
    rejected: int
    came_before: bool = False
    control: int = 0
    path: Path | None = None


@dataclass(frozen=True)
class AnsweredFile:
    """What became of one file of remittances."""

    file: str
    sha256: str
    answers: tuple[Answered, ...]
    problems: tuple[Problem, ...]

    @property
    def outcome(self) -> str:
        """What the answers say; duplicate where all were given before, refused without any."""
        if not self.answers:
            return "refused"
        if all(each.came_before for each in self.answers):
            return "duplicate"
        results = {each.result for each in self.answers}
        return results.pop() if len(results) == 1 else "partial"

    @property
    def exit_code(self) -> int:
        """What the command ends with because of this file."""
        rejects = any(each.result != "accepted" for each in self.answers if not each.came_before)
        codes = [{"refused": 1, "duplicate": 5}.get(self.outcome, 0)]
        if rejects or (self.answers and self.problems):
            codes.append(3)  # somebody should ask the plan
        return first_exit_code(codes)


def answer_remittances(
    hub: Hub, content: bytes, name: str, *, folder: Path | None = None, dry_run: bool = False
) -> AnsweredFile:
    """Write the TA1 and 999 that the file `name` is due into `folder`, once for the same bytes.

    Without a folder they go to the outbox of the plan that the sender is; nothing is ever
    overwritten.
    """
    digest = sha256(content).hexdigest()
    due, problems = due_answers(content, name)
    routes = dict(_routes(hub))
    answers: list[Answered] = []
    for answer in due:
        key = routes.get(answer.asked_by.sender)
        state: Acknowledgement = hub.handler.state(ACKNOWLEDGEMENT, _id(digest, answer))
        looked = _looked(answer, came_before=isinstance(state, RecordedAcknowledgement))
        into = folder or hub.settings.folder / outbox_path(key or _NO_PLAN, "")
        done: Answered | Problem = looked
        if not looked.came_before:
            lost = _nowhere(name, answer) if folder is None and key is None else _unusable(into)
            written = looked if lost or dry_run else _answer(hub, answer, into, key, content)
            done = lost or written
        if isinstance(done, Problem):
            problems.append(done)
        else:
            answers.append(done)
    return AnsweredFile(name, digest, tuple(answers), tuple(problems))


def _looked(due: DueAnswer, *, came_before: bool) -> Answered:
    accepted, rejected = due.counts
    number = due.asked_by.control_number
    return Answered(due.kind, number, due.result, accepted, rejected, came_before)


def _id(digest: str, due: DueAnswer) -> AcknowledgementId:
    """The answer to one interchange of a file, whatever is in its envelope."""
    return AcknowledgementId(outside_id("answer", due.kind, digest, str(due.ordinal)))


def _routes(hub: Hub) -> Iterator[tuple[str, PlanKey]]:
    """Under which name each plan's files arrive: the one that ours are sent to."""
    for key, plan in sorted(all_plans(hub).items(), reverse=True):
        yield plan.profile.route.receiver_id, key


def _answer(
    hub: Hub, due: DueAnswer, folder: Path, key: PlanKey | None, received: bytes
) -> Answered | Problem:
    """Mint its number, lay it down, and record that it was said."""
    theirs = due.asked_by
    control = hub.log.take_numbers(f"control:{theirs.receiver}:{theirs.sender}")[0]
    content = due.written(_turned_round(hub, theirs, control))
    path = folder / f"{batch_name(key or _NO_PLAN, control)}.{due.kind.lower()}"
    if problem := _place(path, content):
        return problem
    hub.log.archive.put(content, media=_MEDIA)
    source = hub.log.archive.put(received, media="application/octet-stream")
    receipt = _receipt(hub, due, source)
    done = hub.run(Ask(ACKNOWLEDGEMENT, receipt.acknowledgement_id, RecordAcknowledgement(receipt)))
    if isinstance(done, Refused):  # another run was faster, and read the file otherwise
        return done.problems[0]
    return replace(_looked(due, came_before=False), control=control, path=_shown(hub, path))


def _shown(hub: Hub, path: Path) -> Path:
    """The path from the hub's folder, where it is inside."""
    home = hub.settings.folder
    return path.relative_to(home) if path.is_relative_to(home) else path


def _receipt(hub: Hub, due: DueAnswer, received: ArchivedFile) -> Receipt:
    accepted, rejected = due.counts
    header = due.first.header
    return Receipt(
        acknowledgement_id=_id(received.sha256, due),
        kind=due.kind,
        batch_id=None,
        result=due.result,
        accepted=accepted,
        rejected=rejected,
        unmatched=0,
        received_on=hub.today,
        problems=(),
        source=Source(received.archive_id, header.ordinal, header.first_segment, header.offset, 0),
    )


def _turned_round(hub: Hub, theirs: Interchange, control: int) -> Interchange:
    """Our interchange on the way back."""
    now = hub.clock().astimezone(HUB_ZONE)
    return Interchange(
        sender_qualifier=theirs.receiver_qualifier,
        sender=theirs.receiver,
        receiver_qualifier=theirs.sender_qualifier,
        receiver=theirs.sender,
        date=f"{now:%y%m%d}",
        time=f"{now:%H%M}",
        control_number=f"{control:09d}",
        usage=theirs.usage,
    )


def _place(target: Path, content: bytes) -> Problem | None:
    """Lay a new file down, whole or not at all; whatever has its name stays as it is."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            target.hardlink_to(part.name)
    except OSError as error:
        return _not_written(target, (error.strerror or "unknown reason").lower())
    return None


def _unusable(folder: Path) -> Problem | None:
    """Why nothing can be laid down there, looked at before a number is spent on it."""
    there = next(each for each in (folder, *folder.parents) if os.access(each, os.F_OK))
    if not there.is_dir():
        return _not_written(folder, "not a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        return _not_written(folder, "permission denied")
    return None


def _not_written(where: Path, why: str) -> Problem:
    return Problem(
        code="receipt.not-written",
        what=f"the answer cannot be written: {why}",
        where=str(where),
        fix="name a folder that can be written, and answer the file again",
    )


def _nowhere(name: str, due: DueAnswer) -> Problem:
    return Problem(
        code="receipt.sender-unknown",
        what="its sender is no plan that this hub sends claims to, so it has no outbox",
        where=f"{name}, interchange {due.ordinal}, ISA06",
        fix="say where the answer goes: --out FOLDER",
    )
