"""Texts of a file that may be anything, a personal detail among it."""

import msgspec


class PrivateText(msgspec.Struct, frozen=True, gc=False):
    """A text that is kept; printing it shows nothing of it."""

    text: str = ""

    def __repr__(self) -> str:
        return "<a text, not shown>" if self.text else "<no text>"

    def __bool__(self) -> bool:
        return bool(self.text)


NO_TEXT = PrivateText()
