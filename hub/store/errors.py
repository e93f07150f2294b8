"""What the log raises when it cannot do as asked; none of these repeats what a fact says."""

from eventsourcing.persistence import IntegrityError

from domain.identifiers import StreamId


class VersionConflict(IntegrityError):
    """Somebody else added to the stream after it was read; read again and decide again."""

    def __init__(self, stream_id: StreamId) -> None:
        super().__init__(f"stream {stream_id} has moved on since it was read")
        self.stream_id = stream_id


class LookupTaken(Exception):
    """Another stream already holds the one key of this kind that only one may hold."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"another stream already has this {kind}")
        self.kind = kind


class LogUnavailable(Exception):
    """The database did not answer in time, or not at all; the same request may succeed later."""


class DatabaseSilent(LogUnavailable):
    """Nothing answers where the database should be; its text is the reason in plain words."""


class AddressUnusable(ValueError):
    """No ledger can be kept at the address; neither text repeats it: it may hold a password."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


class NoLedger(Exception):
    """No ledger was ever made in this database, or it is not there any more."""

    def __init__(self) -> None:
        super().__init__("there is no ledger here")


class LedgerThere(Exception):
    """A ledger was made in this database before; a new one is never made over it."""

    def __init__(self) -> None:
        super().__init__("there is a ledger here already")


class OtherMasterKey(Exception):
    """The data keys of this ledger were wrapped under another master key."""

    def __init__(self) -> None:
        super().__init__("this master key is not the one of this ledger")


class LedgerDamaged(Exception):
    """The file of the database is no longer whole; its text is what the database says of it."""


class KeyUnreadable(ValueError):
    """A file with a key does not hold 32 bytes in hex."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} does not hold 32 bytes in hex")
        self.path = path


class UnknownFact(Exception):
    """A stored name or version that this program has never heard of."""

    def __init__(self, name: str, version: int) -> None:
        super().__init__(
            f"the log holds a fact {name!r} of version {version} that this release does not know; "
            "run a release at least as new as the one that wrote it"
        )
        self.name = name
        self.version = version


class NotAuthentic(Exception):
    """What stands at a place is not what was sealed for it, or nothing stands there any more."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} was changed or removed after it was written, or its key was")


class FileNotAuthentic(NotAuthentic):
    """The bytes of an archived file are not those that were kept, or some are gone."""

    def __init__(self, archive_id: str, what: str) -> None:
        super().__init__(f"{what} of archived file {archive_id}")
        self.archive_id = archive_id


class FileMissing(KeyError):
    """The archive holds no such file."""

    def __init__(self, archive_id: str) -> None:
        super().__init__(archive_id)
        self.archive_id = archive_id


class KeyDestroyed(Exception):
    """The data key of what was asked for has been destroyed; it is sealed for ever."""

    def __init__(self, place: str) -> None:
        super().__init__(f"the data key of {place} was destroyed; what it sealed cannot be read")
