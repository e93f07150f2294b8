"""From what a plan states to 835 files: amounts that balance, carried where they go below zero."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from adapters.edi.envelope import Group, Interchange
from adapters.edi.remittances.parties import payee, payer
from adapters.edi.remittances.remittance import ProviderAdjustment, RemittanceHeader
from adapters.edi.remittances.write_835 import write_835
from domain.identifiers import PlanKey
from domain.money import Money
from hub.handler import Ask
from ops.second.billed import Billed, Care
from ops.second.stories import Kept, Plan, Slot
from ops.second.world import PLANS, Contracts

FIRST_DAY, DAYS = date(2024, 4, 1), 730
HUB_NPI = "1234567893"


@dataclass(frozen=True)
class Arriving:
    """A payment notice as it arrives, once or oftener, and what the hub does before."""

    copies: tuple[bytes, ...]
    before: tuple[Ask, ...]


@dataclass(frozen=True)
class Years:
    """Claims that were billed, the notices in order of arrival, and which claims they mean."""

    claims: list[Billed]
    notices: list[Arriving]
    meant: dict[str, dict[str, list[str]]]


def generate(contracts: Contracts, *, remittances: int, claims: int, seed: int) -> Years:
    """Two years of payment notices of all plans, by chance; the same seed gives the same."""
    random = Random(seed)  # noqa: S311 - the same years in every run
    care, billed, arriving = Care(random, contracts), list[Billed](), list[tuple[float, Arriving]]()
    meant: dict[str, dict[str, list[str]]] = {}
    for count, key in enumerate(PLANS):
        own = remittances // len(PLANS) + (count < remittances % len(PLANS))
        days = [FIRST_DAY + timedelta(days=at * DAYS // own) for at in range(own)]
        plan = Plan(key, days, random)
        billed += _answered(plan, care, claims // len(PLANS), random)
        for at, notice in enumerate(_notices(plan, meant, random)):
            late = random.choice((1, 2, 4)) if random.random() < 0.05 else 0
            arriving.append(((at + late) / own + count / own / 9, notice))
    arriving.sort(key=lambda each: each[0])
    return Years(billed, [notice for _, notice in arriving], meant)


def _answered(plan: Plan, care: Care, claims: int, random: Random) -> list[Billed]:
    """Care of two years, each claim first answered in one of the plan's notices."""
    sizes = [random.expovariate(1) for _ in plan.slots]
    billed: list[Billed] = []
    while len(billed) < claims:
        at = random.choices(range(len(plan.slots)), sizes)[0]
        some = care.bill(plan.key, plan.slots[at].day)
        if len(some) == 1:
            plan.answer(some[0], at)
        else:
            plan.answer_month(some, at)
        billed += some
        if random.random() < 0.004:
            plan.stranger(at)
        if random.random() < 0.01:
            plan.own(at)
    return billed


def _notices(
    plan: Plan, meant: dict[str, dict[str, list[str]]], random: Random
) -> Iterator[Arriving]:
    carried: Money = 0
    for at, slot in enumerate(plan.slots):
        trace = f"{plan.key[:2].upper()}{at + 1:05d}"
        interest = [each for each in slot.stated if each.payment.interest]
        if interest:
            cents = sum(each.payment.interest for each in interest)
            slot.kept.append(Kept("L6", "", -cents, tuple(each.meant for each in interest)))
        if carried:
            slot.kept.append(Kept("FB", trace, carried))
        paid = sum(each.payment.paid or 0 for each in slot.stated)
        comes_to = paid - sum(each.amount for each in slot.kept)
        carried = max(-comes_to, 0)
        if carried:
            slot.kept.append(Kept("FB", trace, -carried))
        meant[trace] = {
            **{str(n): [each.meant] for n, each in enumerate(slot.stated, start=1)},
            **{f"plb-{n}": list(each.meant) for n, each in enumerate(slot.kept, start=1)},
        }
        paid = max(comes_to, 0)
        copies = [_written(plan.key, slot, trace, paid)] * (2 if random.random() < 0.01 else 1)
        if paid and random.random() < 0.005:  # it does not add up at first, and is sent anew
            copies.insert(0, _written(plan.key, slot, trace, paid + random.randint(1, 500)))
        yield Arriving(tuple(copies), tuple(slot.before))


def _written(key: PlanKey, slot: Slot, trace: str, paid: Money) -> bytes:
    header = RemittanceHeader(
        handling="I" if paid else "H",
        paid=paid,
        credit_debit="C",
        method="ACH" if paid else "NON",
        effective_on=slot.day,
        trace=trace,
        payer_id=f"1{key[:9].upper()}",
        produced_on=slot.day,
        who_pays=payer(PLANS[key]),
        who_is_paid=payee("EXAMPLETON CARE HUB", npi=HUB_NPI),
    )
    year_end = date(slot.day.year, 12, 31)
    return write_835(
        header,
        (each.payment for each in slot.stated),
        [
            ProviderAdjustment(HUB_NPI, year_end, each.reason, each.reference, each.amount)
            for each in slot.kept
        ],
        interchange=Interchange(
            "ZZ", key.upper(), "ZZ", "EXAMPLETONHUB", f"{slot.day:%y%m%d}", "0900", "000000001"
        ),
        group=Group(
            "HP", key.upper(), "EXAMPLETONHUB", f"{slot.day:%Y%m%d}", "0900", "1", "005010X221A1"
        ),
        control="0001",
    )
