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


class KeyDestroyed(Exception):
    """The data key of what was asked for has been destroyed; it is sealed for ever."""

    def __init__(self, place: str) -> None:
        super().__init__(f"the data key of {place} was destroyed; what it sealed cannot be read")
