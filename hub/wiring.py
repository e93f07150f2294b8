"""Builds the hub from its settings; alone chooses the parts."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.catalogue import FACTS
from domain.event import Fact
from domain.member import MEMBER, Member, MemberFact
from domain.problem import Refused
from hub.clock import Clock, system_clock, today
from hub.handler import Ask, Done, Handler
from hub.ids import Ids
from hub.lookups import lookups_of
from hub.projector import Projector
from hub.settings import Settings, read_settings
from hub.store.codec import Registry
from hub.store.jobs import NewJob
from hub.store.keys import create_keys, read_keys
from hub.store.log import FactLog, open_log
from hub.store.vault import Vault
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
    """The hub in `folder`, its projections up to date; or every problem with its settings."""
    settings = read_settings(folder)
    if isinstance(settings, Refused):
        return settings
    return hub_of(settings, clock=clock, random_id=random_id)


def hub_of(
    settings: Settings, *, clock: Clock = system_clock, random_id: RandomId = uuid.uuid4
) -> Hub:
    """The hub that these settings describe; its keys and database must be there or be empty."""
    ids = Ids(read_keys(settings.keys).index, random_id)
    log = open_log(
        settings.database_url,
        settings.keys,
        Registry(FACTS),
        lookups_of=lookups_of,
        clock=clock,
    )
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


def make_keys(settings: Settings) -> None:
    """New keys for a new hub; raises FileExistsError where there are some already."""
    create_keys(settings.keys)


def _member(facts: Iterable[Fact]) -> Member:
    return MEMBER.fold(fact for fact in facts if isinstance(fact, MemberFact))
