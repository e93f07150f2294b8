"""Who asks and who agrees: names of staff, as they give them."""

from hub.settings import UNNAMED
from hub.wiring import Hub


def staff_name(hub: Hub, by: str) -> str:
    """The name of whoever does this: what was said, else ``HUB_ACTOR``; empty where neither is."""
    actor = "" if hub.settings.actor == UNNAMED else hub.settings.actor
    return " ".join((by or actor).split())
