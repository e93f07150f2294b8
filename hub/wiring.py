"""Builds the hub from its settings; alone chooses the parts."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.care.member import MEMBER, Member, MemberFact
from domain.catalogue import FACTS
from domain.event import Fact
from domain.problem import Refused
from hub.clock import Clock, system_clock, today
from hub.handler import Ask, Done, Handler
from hub.ids import Ids
from hub.lookups import lookups_of
from hub.projector import Projector
from hub.settings import Settings, read_settings
from hub.store.codec import Registry
from hub.store.jobs import NewJob
from hub.store.keys import read_keys
from hub.store.log import FactLog, create_log, open_log
from hub.store.opening import check_lasting
from hub.store.vault import Vault
from hub.unopened import UNOPENED, why_unopened
from projections import PROJECTIONS

RandomId = Callable[[], uuid.UUID]


@dataclass(frozen=True)
class Hub:
    """The parts that services work with."""

    settings: Settings
    clock: Clock
    ids: Ids
    log: FactLog
    vault: Vault[Member]
    handler: Handler
    projector: Projector

    @property
    def today(self) -> date:
        """The hub's day."""
        return today(self.clock)

    def run(self, *asks: Ask, jobs: Sequence[NewJob] = ()) -> Done | Refused:
        """Carry out commands, all or none, and bring the projections up to what was done.

        `jobs` commit with the facts; nothing is queued where there was nothing new.
        """
        done = self.handler.run(asks, jobs)
        if isinstance(done, Done) and done.facts:
            self.projector.catch_up(done.position)
        return done

    def close(self) -> None:
        """Let go of the database."""
        self.log.close()


def open_hub(
    folder: Path, *, clock: Clock = system_clock, random_id: RandomId = uuid.uuid4
) -> Hub | Refused:
    """The hub in `folder`, its projections up to date; or every reason why it does not open."""
    settings = read_settings(folder)
    if isinstance(settings, Refused):
        return settings
    log = open_log_of(settings, clock=clock)
    return log if isinstance(log, Refused) else _hub_of(settings, log, clock, random_id)


def open_log_of(settings: Settings, *, clock: Clock = system_clock) -> FactLog | Refused:
    """The log alone, nothing folded: it opens where a damaged one keeps the hub from opening."""
    try:
        return open_log(
            settings.database_url,
            settings.keys,
            Registry(FACTS),
            lookups_of=lookups_of,
            clock=clock,
        )
    except UNOPENED as why:
        return why_unopened(why, settings.database_url)


def make_ledger(settings: Settings, *, clock: Clock = system_clock) -> None:
    """New keys and an empty ledger; the keys are written only once the database has its tables.

    Raises one of `UNOPENED`, or FileExistsError where there are keys already.
    """
    check_lasting(settings.database_url)
    log = create_log(
        settings.database_url, settings.keys, Registry(FACTS), lookups_of=lookups_of, clock=clock
    )
    _hub_of(settings, log, clock, uuid.uuid4).close()


def _hub_of(settings: Settings, log: FactLog, clock: Clock, random_id: RandomId) -> Hub:
    ids = Ids(read_keys(settings.keys).index, random_id)
    projector = Projector(log, PROJECTIONS)
    projector.catch_up()
    return Hub(
        settings=settings,
        clock=clock,
        ids=ids,
        log=log,
        vault=Vault(log, _member),
        handler=Handler(log, ids, settings.actor),
        projector=projector,
    )


def _member(facts: Iterable[Fact]) -> Member:
    return MEMBER.fold(fact for fact in facts if isinstance(fact, MemberFact))
