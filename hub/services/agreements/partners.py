"""Partners of the hub: they join, are suspended and reinstated, and leave."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from domain.agreements.partner import (
    PARTNER,
    ActivePartner,
    BillsAs,
    FormerPartner,
    JoinPartner,
    LeavePartner,
    NoPartner,
    Partner,
    PartnerCommand,
    PartnerDetails,
    ReinstatePartner,
    StateBilling,
    SuspendedPartner,
    SuspendPartner,
)
from domain.identifiers import (
    Malformed,
    PartnerCode,
    PartnerId,
    npi,
    partner_code,
    state_code,
    tin,
)
from domain.problem import Problem, Refused, refuse
from hub import lookups
from hub.handler import Ask, Done
from hub.wiring import Hub
from projections.register import REGISTER, RegisterEntry

T = TypeVar("T")

KnownPartner = ActivePartner | SuspendedPartner | FormerPartner


@dataclass(frozen=True)
class UncheckedBilling:
    """How a partner stands on claims under its own numbers, as somebody typed it.

    NPI and TIN may be empty where they are known already.
    """

    taxonomy: str
    street: str
    city: str
    state: str
    zip_code: str
    npi: str = ""
    tin: str = ""


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
    if not isinstance(known, Refused) and not known.details.says(details):
        return refuse(
            "partner.code-taken",
            what=f"{details.code} is the code of {known.details.name}",
            where=f"partner {details.code}",
            fix=f"if it is the same partner, hub partner billing {details.code} --npi states its "
            "numbers anew; else choose three other letters: a code never changes hands",
        )
    if shared := _shared_numbers(hub, details):
        return shared
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


def state_billing(hub: Hub, code: str, asked: UncheckedBilling) -> PartnerDetails | Refused:
    """Have claims go out under the partner's own numbers, where its contract says so."""
    known = find_partner(hub, code)
    if isinstance(known, Refused):
        return known
    command = _checked_billing(known.details, asked)
    if isinstance(command, Refused):
        return command
    if shared := _shared_numbers(
        hub, replace(known.details, npi=command.npi, tin=command.tin), known.details
    ):
        return shared
    done = hub.run(Ask(PARTNER, known.details.partner_id, command))
    if isinstance(done, Refused):
        return done
    stated: KnownPartner = hub.handler.state(PARTNER, known.details.partner_id)
    return stated.details


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


def _shared_numbers(
    hub: Hub, stated: PartnerDetails, before: PartnerDetails | None = None
) -> Refused | None:
    """A payment names its payee by NPI, else by TIN: no two partners may be meant by it.

    Departments of one county share a TIN; each has an NPI of its own then.
    """
    if before and (before.npi, before.tin) == (stated.npi, stated.tin):
        return None
    ids = [row.id for row in list_partners(hub) if row.id != stated.partner_id]
    known: Iterable[Partner] = hub.handler.states(PARTNER, ids).values()
    others = [each.details for each in known if not isinstance(each, NoPartner)]
    problems = [
        Problem(
            code=f"partner.{name}-of-another",
            what=f"{other.code} {other.name} has that {name.upper()}",
            where=f"partner {stated.code}",
            fix=fix,
        )
        for other in others
        for name, is_shared, fix in (
            ("npi", stated.npi and stated.npi == other.npi, "give the partner's own NPI"),
            (
                "tin",
                stated.tin and stated.tin == other.tin and not (stated.npi and other.npi),
                "who shares a TIN is told apart by the NPI: give the NPI of both",
            ),
        )
        if is_shared
    ]
    return Refused(tuple(problems)) if problems else None


def _run(hub: Hub, code: str, command: PartnerCommand) -> Done | Refused:
    known = find_partner(hub, code)
    if isinstance(known, Refused):
        return known
    return hub.run(Ask(PARTNER, known.details.partner_id, command))


@dataclass(frozen=True)
class _Form:
    """What somebody typed of a partner, read word by word; all problems are told at once."""

    where: str
    problems: list[Problem] = field(default_factory=list)

    def read(self, word: str, reading: Callable[[str], T], text: str) -> T | None:
        """What a text says; None, and a problem, where it cannot be used."""
        try:
            return reading(text)
        except Malformed as wrong:
            problem = Problem(f"partner.{word}-unusable", wrong.what, self.where, wrong.fix)
            self.problems.append(problem)
            return None


def _checked_billing(known: PartnerDetails, asked: UncheckedBilling) -> StateBilling | Refused:
    """Everything that the form of a claim asks for of who bills (005010X222A1 2010AA)."""
    form = _Form(f"partner {known.code}")
    read = form.read
    own_npi = read("npi", npi, asked.npi or known.npi or "")
    own_tin = read("tin", tin, asked.tin or known.tin or "")
    stated = BillsAs(
        taxonomy=read("taxonomy", _taxonomy, asked.taxonomy) or "",
        street=read("street", _street, asked.street) or "",
        city=read("city", _city, asked.city) or "",
        state=read("state", state_code, asked.state) or "",
        zip_code=read("zip", _zip_code, asked.zip_code) or "",
    )
    if form.problems or own_npi is None or own_tin is None:
        return Refused(tuple(form.problems))
    return StateBilling(own_npi, own_tin, stated)


def _taxonomy(text: str) -> str:
    code = text.strip().upper()
    if not re.fullmatch(r"[0-9A-Z]{9}X", code):
        raise Malformed("the taxonomy is not ten characters that end in X", "write 251K00000X")
    return code


def _street(text: str) -> str:
    """A claim states a street: a post box is refused (domain.md 5.5)."""
    street = " ".join(text.split())
    if not street or re.search(r"(?i)\bp\.?\s*o\.?\s*box\b", street):
        raise Malformed("the street is empty or a post box", "give the street and its number")
    return street


def _city(text: str) -> str:
    if not text.strip():
        raise Malformed("the city is empty", "give the city")
    return text.strip()


def _zip_code(text: str) -> str:
    digits = text.strip().replace("-", "")
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise Malformed("the ZIP code is not nine digits", "give ZIP+4: 90001-0001")
    return digits


def _checked(asked: UncheckedPartner, partner_id: PartnerId) -> PartnerDetails | Refused:
    form = _Form(f"partner {asked.code.strip().upper()}")
    read = form.read
    details = PartnerDetails(
        partner_id=partner_id,
        code=read("code", partner_code, asked.code) or PartnerCode(""),
        name=read("name", _name, asked.name) or "",
        npi=read("npi", npi, asked.npi) if asked.npi else None,
        tin=read("tin", tin, asked.tin) if asked.tin else None,
    )
    return Refused(tuple(form.problems)) if form.problems else details


def _name(text: str) -> str:
    if not text.strip():
        raise Malformed("the name is empty", "give the organization's name")
    return text.strip()
