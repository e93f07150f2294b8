"""Partners of the hub: they join, are suspended and reinstated, and leave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from domain.identifiers import Malformed, PartnerCode, PartnerId, npi, partner_code, tin
from domain.partner import (
    PARTNER,
    ActivePartner,
    FormerPartner,
    JoinPartner,
    LeavePartner,
    PartnerCommand,
    PartnerDetails,
    ReinstatePartner,
    SuspendedPartner,
    SuspendPartner,
)
from domain.problem import Problem, Refused, refuse
from hub import lookups
from hub.handler import Ask, Done
from hub.wiring import Hub
from projections.register import REGISTER, RegisterEntry

T = TypeVar("T")

KnownPartner = ActivePartner | SuspendedPartner | FormerPartner


@dataclass(frozen=True)
class UncheckedPartner:
    """A partner as somebody typed it; NPI and TIN may be empty."""

    code: str
    name: str
    npi: str = ""
    tin: str = ""


def join(hub: Hub, asked: UncheckedPartner, *, joined_on: date) -> PartnerDetails | Refused:
    """Take a partner under the hub; the same once more changes nothing."""
    known = find_partner(hub, asked.code)
    new_id = known.details.partner_id if not isinstance(known, Refused) else hub.ids.new()
    details = _checked(asked, PartnerId(new_id))
    if isinstance(details, Refused):
        return details
    if not isinstance(known, Refused) and known.details != details:
        return refuse(
            "partner.code-taken",
            what=f"{details.code} is the code of {known.details.name}",
            where=f"partner {details.code}",
            fix="choose three other letters; a code never changes hands",
        )
    done = hub.run(Ask(PARTNER, details.partner_id, JoinPartner(details, joined_on)))
    return done if isinstance(done, Refused) else details


def suspend(hub: Hub, code: str, *, on: date, reason: str) -> Done | Refused:
    """Bill nothing new of a partner until it is reinstated."""
    return _run(hub, code, SuspendPartner(on, reason))


def reinstate(hub: Hub, code: str, *, on: date) -> Done | Refused:
    """Bill a suspended partner's care again."""
    return _run(hub, code, ReinstatePartner(on))


def leave(hub: Hub, code: str, *, on: date) -> Done | Refused:
    """Let a partner go; money about its care still finds it."""
    return _run(hub, code, LeavePartner(on))


def find_partner(hub: Hub, code: str) -> KnownPartner | Refused:
    """The partner with a code, whatever its case."""
    found = hub.log.find(lookups.PARTNER, code.strip().upper())
    partner = hub.handler.state(PARTNER, found[0]) if found else None
    if isinstance(partner, ActivePartner | SuspendedPartner | FormerPartner):
        return partner
    return refuse(
        "partner.unknown",
        what=f"no partner has the code {code.strip().upper()}",
        where=f"partner {code.strip().upper()}",
        fix="look at the codes: hub partner list",
    )


def list_partners(hub: Hub) -> list[RegisterEntry]:
    """Every partner there ever was, in order of code."""
    rows = hub.projector.live.rows(REGISTER, kind="partner")
    return sorted(rows, key=lambda row: row.key)


def _run(hub: Hub, code: str, command: PartnerCommand) -> Done | Refused:
    known = find_partner(hub, code)
    if isinstance(known, Refused):
        return known
    return hub.run(Ask(PARTNER, known.details.partner_id, command))


def _checked(asked: UncheckedPartner, partner_id: PartnerId) -> PartnerDetails | Refused:
    where = f"partner {asked.code.strip().upper()}"
    problems: list[Problem] = []

    def read(word: str, reading: Callable[[str], T], text: str) -> T | None:
        try:
            return reading(text)
        except Malformed as wrong:
            problems.append(Problem(f"partner.{word}-unusable", wrong.what, where, wrong.fix))
            return None

    details = PartnerDetails(
        partner_id=partner_id,
        code=read("code", partner_code, asked.code) or PartnerCode(""),
        name=read("name", _name, asked.name) or "",
        npi=read("npi", npi, asked.npi) if asked.npi else None,
        tin=read("tin", tin, asked.tin) if asked.tin else None,
    )
    return Refused(tuple(problems)) if problems else details


def _name(text: str) -> str:
    if not text.strip():
        raise Malformed("the name is empty", "give the organization's name")
    return text.strip()
