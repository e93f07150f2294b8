"""The stage of the demo: a new hub in a folder, a clock that is turned on, plans in boxes."""

import itertools
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from domain.problem import Refused, refuse
from hub import wiring
from hub.clock import HUB_ZONE
from hub.rehearsal.box import AnswerFile, PlanInABox
from hub.rehearsal.scenario import read_scenario
from hub.rehearsal.telling import Command, Told, Words
from hub.services.receiving.receiving import receive_file
from hub.services.results import FileResult, TransactionResult
from hub.services.sending.batch_files import BatchFile, write_batch
from hub.services.sending.submissions import Batching
from hub.services.setup import create_hub
from hub.settings import FILE
from hub.wiring import Hub

DATA = Path(__file__).parents[2] / "ops" / "demo"
PLANS = ("acme", "birchwood")
FIRST_DAY = date(2026, 3, 2)
_IDS = uuid.UUID("0b6f5a52-6a0c-5c39-9f0e-5f2d0f6d1a10")


class StoryClock:
    """Stands still until the story turns it on; so the demo is the same on any day."""

    def __init__(self, day: date) -> None:
        self._instant = _morning(day)

    def __call__(self) -> datetime:
        """The instant of the story, in UTC."""
        return self._instant

    def turn_to(self, day: date) -> None:
        """It is nine o'clock of another day, in California."""
        self._instant = _morning(day)


@dataclass
class Stage:
    """Everything the story plays with; `mail` are files of plans that nobody fetched yet."""

    folder: Path
    hub: Hub
    clock: StoryClock
    plans: dict[str, PlanInABox]
    mail: list[tuple[str, AnswerFile]] = field(default_factory=list)

    def sheet(self, name: str) -> bytes:
        """A sheet that somebody handed in."""
        return (self.folder / "sheets" / name).read_bytes()

    def send(self, batching: Batching) -> Iterator[Told]:
        """Write the files of batches; the plans read them and answer into the mailbox."""
        for back in batching.held:
            yield Words(f"{back.number} is held back: {'; '.join(p.what for p in back.problems)}")
        for batch in batching.batches:
            assert batch.batch_id is not None, "a batch that was built has an id"
            file = write_batch(self.hub, batch.batch_id)
            assert isinstance(file, BatchFile), "what was checked a moment ago is fit to be written"
            content = (self.folder / file.path).read_bytes()
            box = self.plans[batch.plan_key]
            self._deliver(batch.plan_key, *box.take(file.name, content, self.clock()))
            yield Command(f"hub batch write {batch.name}")
            yield Words(f"{file.claims} claims, in {file.path.as_posix()}")

    def collect_payments(self) -> None:
        """Every plan pays what is due by now."""
        for key, box in self.plans.items():
            for answer, _ in box.pay_until(self.hub.today, self.clock()):
                self._deliver(key, answer)

    def fetch(self) -> Iterator[tuple[FileResult, Told]]:
        """Receive all that the mailbox holds."""
        mail, self.mail = self.mail, []
        for plan, answer in mail:
            path = Path("inbox") / plan / answer.name
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(answer.content)
            result = receive_file(self.hub, answer.content, answer.name)
            yield result, Command(f"hub receive {path.as_posix()}")

    def receive(self) -> Iterator[Told]:
        """Receive the mailbox and say what came."""
        for result, command in self.fetch():
            yield command
            yield from (Words(received(each)) for each in result.transactions)

    def _deliver(self, plan: str, *answers: AnswerFile) -> None:
        self.mail += [(plan, answer) for answer in answers]


def set_stage(folder: Path, data: Path = DATA) -> Stage | Refused:
    """A new hub in `folder` with the demo's settings, its sheets beside it."""
    if not data.is_dir():
        return _no_data(data)
    folder.mkdir(parents=True, exist_ok=True)
    clock = StoryClock(FIRST_DAY)
    made = create_hub(folder, clock=clock)
    if isinstance(made, Refused):
        return made
    shutil.copyfile(data / "settings.toml", folder / FILE)
    shutil.copytree(data, folder / "sheets", ignore=shutil.ignore_patterns("*.toml", "*.py", "__*"))
    hub = wiring.open_hub(folder, clock=clock, random_id=_counted_ids())
    if isinstance(hub, Refused):
        return hub
    boxes = {key: PlanInABox(read_scenario(data / f"{key}-answers.toml")) for key in PLANS}
    return Stage(folder, hub, clock, boxes)


def received(result: TransactionResult) -> str:
    """What became of one transaction of a file, in a sentence."""
    if result.deposit is not None:
        return (
            f"payment notice {result.trace}, {result.outcome}: pays {result.deposit}; "
            f"{result.claims} claims billed {result.billed}, paid {result.paid}; "
            f"moved apart from claims {result.provider_adjustments}"
        )
    counts = f"accepted {result.accepted}, rejected {result.rejected}"
    return f"{result.kind}: {result.outcome} ({counts})"


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=HUB_ZONE).astimezone(UTC)


def _counted_ids() -> Callable[[], uuid.UUID]:
    """Ids in a fixed order: two demos make the same claims under the same numbers."""
    counts = itertools.count(1)
    return lambda: uuid.uuid5(_IDS, str(next(counts)))


def _no_data(data: Path) -> Refused:
    return refuse(
        "demo.no-data",
        what="the sheets of the demo are not installed",
        where=str(data),
        fix="run it from a copy of the repository: make demo",
    )
