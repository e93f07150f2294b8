"""Sheets as invented partners write them, and a hub that is ready to take them in."""

from datetime import date
from pathlib import Path

from domain.problem import Refused
from hub.services.agreements import contracts, partners, plans
from hub.services.agreements.contract_terms import UncheckedTerms
from hub.services.agreements.contracts import UncheckedContract
from hub.services.agreements.partners import UncheckedPartner
from hub.services.care import members
from hub.services.care.members import MemberOptions
from hub.wiring import Hub
from tests.support import planted
from tests.support.hubs import new_hub

PARTNER_NPI = "1234567893"
ANA, BEN, EVA = planted.CIN, "90000002B", "90000003C"
STRANGER = "90000009Z"
MEMBER_HEADER = "CIN,Last name,First name,DOB,Sex,Plan,Coverage start,Coverage end"
MEMBERS = (
    f"{ANA},{planted.LAST_NAME},{planted.FIRST_NAME},{planted.BORN_ON},F,acme,2026-01-01,",
    f"{BEN},Birchfield,Ben,2021-04-05,M,birchwood,2026-01-01,2026-02-28",
    f"{EVA},Cedarling,Eva,1985-06-07,F,acme,2026-01-01,",
)
VISIT_HEADER = "Row ID,CIN,DOS,CPT,Mod,Units,Minutes,Start,POS,Dx"


def sheet(header: str, *rows: str) -> bytes:
    """A CSV file."""
    return "\n".join((header, *rows, "")).encode()


def visit(row_id: str = "", cin: str = ANA, day: str = "2026-03-02", **cells: str) -> str:
    """A row of an encounter sheet: half an hour of CHW at home, unless told otherwise."""
    usual = {"code": "98960", "modifiers": "U2", "units": "1", "minutes": "30", "start": ""}
    told = {**usual, **cells}
    return ",".join((row_id, cin, day, *told.values(), "12", "Z55.9"))


def ready_hub(folder: Path) -> Hub:
    """A hub with partner LPV, both plans, three members, and a CHW contract with each plan."""
    hub = new_hub(folder)
    for key in ("acme", "birchwood"):
        assert not isinstance(plans.adopt(hub, key), Refused)
    asked = UncheckedPartner("LPV", "La Puerta Verde", PARTNER_NPI)
    assert not isinstance(partners.join(hub, asked, joined_on=date(2026, 1, 1)), Refused)
    for key in ("acme", "birchwood"):
        assert not isinstance(contracts.agree(hub, chw_contract(plan=key)), Refused)
    taken = members.import_members(hub, sheet(MEMBER_HEADER, *MEMBERS), MemberOptions())
    assert not isinstance(taken, Refused)
    assert taken.registered == len(MEMBERS)
    return hub


def chw_contract(
    *,
    plan: str = "acme",
    services: tuple[str, ...] = ("98960 U2",),
    first_day: date = date(2026, 1, 1),
    last_day: date | None = None,
    percent: str = "12.5",
) -> UncheckedContract:
    """A contract of LPV for visits by community health workers."""
    return UncheckedContract("LPV", plan, services, first_day, last_day, UncheckedTerms(percent))
