"""What to say when the ledger cannot be opened or made: plain words, and no password."""

from pathlib import Path

from domain.problem import Refused, refuse
from hub.store.errors import (
    AddressUnusable,
    DatabaseSilent,
    FileMissing,
    FileNotAuthentic,
    KeyUnreadable,
    LedgerDamaged,
    LedgerThere,
    NoLedger,
    NotAuthentic,
    OtherMasterKey,
)
from hub.store.opening import shown

Unopened = NoLedger | LedgerThere | OtherMasterKey | KeyUnreadable | AddressUnusable
UNOPENED = (NoLedger, LedgerThere, OtherMasterKey, KeyUnreadable, AddressUnusable)
"""What trying again mends only after somebody has put it right."""

_SHOWN_OF_AN_ID = 8
_RUNBOOK = "ops/runbooks/backup-and-restore.md"


def why_unopened(why: Unopened, database_url: str) -> Refused:
    """Why no hub opens or is made on this database, and what to do about it."""
    match why:
        case NoLedger():
            return _no_ledger(database_url)
        case LedgerThere():
            return refuse(
                "hub.ledger-there-already",
                what="there is a ledger in this database already",
                where=shown(database_url),
                fix="put its hub.toml and keys back and work with it, or name an empty database",
            )
        case OtherMasterKey():
            return refuse(
                "hub.other-master-key",
                what="this master key is not the one of this ledger",
                where=shown(database_url),
                fix="put back the right one from the backup of the keys, or set HUB_KEYS to it",
            )
        case KeyUnreadable(path=path):
            return refuse(
                "hub.key-unreadable",
                what="this file is not a key: it does not hold 32 bytes in hex",
                where=path,
                fix="put it back from the backup of the keys",
            )
        case AddressUnusable(what=what, fix=fix):
            return refuse("hub.database-unusable", what=what, where=shown(database_url), fix=fix)


def no_answer(why: DatabaseSilent, database_url: str) -> Refused:
    """Why the database does not answer, as far as it can be known from here."""
    return refuse(
        "hub.unavailable",
        what=f"the ledger's database does not answer: {why}",
        where=shown(database_url),
        fix="start it, or correct HUB_DATABASE_URL; nothing was written",
    )


def damaged(why: LedgerDamaged, database_url: str) -> Refused:
    """The database is there and cannot be read any more."""
    return refuse(
        "hub.ledger-damaged",
        what=f"{_name(database_url)} is damaged: {why}",
        where=shown(database_url),
        fix=f"stop working, keep the damaged file, and put back the backup: {_RUNBOOK}",
    )


def not_as_kept(why: NotAuthentic | FileMissing) -> Refused:
    """What was asked for stands in something that was changed behind the hub's back."""
    if isinstance(why, FileNotAuthentic | FileMissing):
        return refuse(
            "archive.file-damaged",
            what="an archived file that this reads from is not as it was kept",
            where=f"file {why.archive_id[:_SHOWN_OF_AN_ID]}",
            fix="see how much is damaged: hub audit verify; then restore the newest backup that "
            f"verifies: {_RUNBOOK}",
        )
    return refuse(
        "hub.not-as-recorded",
        what="something that this reads is not as it was recorded",
        where=str(why).partition(" was changed")[0],
        fix="see what is damaged: hub audit verify; then restore the newest backup that verifies: "
        f"{_RUNBOOK}",
    )


def _no_ledger(database_url: str) -> Refused:
    return refuse(
        "hub.no-ledger",
        what=f"the ledger {_name(database_url)} is not here; only hub init makes a new one",
        where=shown(database_url),
        fix=f"put it back from the backup ({_RUNBOOK}); if HUB_DATABASE_URL was changed, "
        "set it back",
    )


def _name(database_url: str) -> str:
    if database_url.startswith("sqlite"):
        return Path(shown(database_url)).name
    return "in the database of HUB_DATABASE_URL"
