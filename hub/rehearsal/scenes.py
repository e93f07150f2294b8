"""What the demo shows of the ledger: a few rows of a projection, told as tables and lines."""

from collections import Counter
from collections.abc import Iterable, Iterator

from adapters.edi.codes import explain
from domain.claims.denial import Outcome
from domain.money import Money, show_money
from domain.problem import Problem
from domain.statements.statement_parts import EncounterCount
from hub.rehearsal.telling import Lines, Table, Told, Words
from hub.views import View
from projections.claim_status import CLAIM_STATUS, ClaimStatus, LineStatus
from projections.due_item import DueItem
from projections.due_list import DUE_LIST
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus
from projections.partner_ledger import PARTNER_LEDGER
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance
from projections.trial_balance import TRIAL_BALANCE

# segments that name nobody
_SHOWN = frozenset({"GS", "ST", "BHT", "CLM", "HI", "LX", "SV1", "DTP"})


def held_encounters(encounters: Iterable[EncounterStatus]) -> Table:
    """Encounters that something keeps from being billed, and what."""
    rows = (
        (each.partner_code, str(each.row_number), problem.what)
        for each in sorted(encounters, key=lambda one: (one.partner_code, one.row_number))
        for problem in each.problems
    )
    return Table(("partner", "row", "held because"), tuple(dict.fromkeys(rows)))


def held(view: View) -> list[EncounterStatus]:
    """All encounters that are held."""
    return view.rows(ENCOUNTER_STATUS, state="held")


def not_billable(view: View) -> Table:
    """How many encounters nobody can be billed for, by partner and reason."""
    encounters = view.rows(ENCOUNTER_STATUS, state="not-billable")
    counts = Counter((each.partner_code, *each.reasons) for each in encounters)
    rows = tuple((code, str(count), why) for (code, why), count in sorted(counts.items()))
    return Table(("partner", "visits", "counted, and not billable because"), rows)


def first_claim(content: bytes) -> Lines:
    """The first claim of an 837P without the segments that say who the member is."""
    segments = content.decode("ascii").replace("\n", "").split("~")
    shown: list[str] = []
    for segment in segments:
        name = segment.partition("*")[0]
        if name == "HL" and any(line.startswith("CLM") for line in shown):
            break
        if name in _SHOWN or segment.startswith("REF*6R"):
            shown.append(f"{segment}~")
    return Lines(tuple(shown))


def rejected(claims: Iterable[ClaimStatus]) -> Iterator[Told]:
    """Claims that came back unread, and what the plan's code means."""
    for claim in claims:
        code = claim.reject_reasons[0]
        known = explain(code)
        words = known.words if known else "no plain words for it yet"
        yield Words(f"Claim {claim.number} came back unread: {code}, {words}.")


def claim_lines(claim: ClaimStatus) -> Table:
    """The lines of one claim as the plan answered them."""
    rows = tuple(
        (
            str(line.service_on),
            line.service,
            f"{line.units_paid} of {line.units}",
            show_money(line.charge),
            show_money(line.paid),
            " ".join((line.outcome or "waiting", *line.reasons)),
        )
        for line in claim.lines
    )
    return Table(("day", "service", "units", "charge", "paid", "outcome"), rows)


def answered_with(view: View, outcome: Outcome, *, least_lines: int = 1) -> ClaimStatus:
    """The first claim, by number, that has so many lines of an outcome."""
    claims = sorted(view.rows(CLAIM_STATUS), key=lambda claim: claim.number)
    return next(claim for claim in claims if _count(claim.lines, outcome) >= least_lines)


def paid_after_mending(view: View) -> list[ClaimStatus]:
    """Claims that were sent more than once as new ones, and are paid."""
    claims = sorted(view.rows(CLAIM_STATUS, state="answered"), key=lambda claim: claim.number)
    return [claim for claim in claims if len(claim.sends) > 1 and claim.standing == "paid"]


def remittance(view: View, trace: str) -> RemittanceBalance:
    """The posted remittance of a trace."""
    return view.rows(REMITTANCE_BALANCE, trace=trace)[0]


def shares_by_partner(view: View, balance: RemittanceBalance) -> dict[str, Money]:
    """What a remittance moved for each partner, in cents; below zero where it took back."""
    sums = Counter[str]()
    for row in view.rows(PARTNER_LEDGER, remittance_id=balance.remittance_id):
        sums[row.partner_code] += row.owed
    return dict(sorted(sums.items()))


def owed_to(view: View, partner: str) -> Money:
    """What a partner's account holds; below zero where the partner owes."""
    balance = view.get(TRIAL_BALANCE, f"partner:{partner}")
    return -balance.cents if balance else 0


def whose_money(view: View, balance: RemittanceBalance) -> Table:
    """Whose every cent of a remittance is."""
    parts = [(f"partner {code}", cents) for code, cents in shares_by_partner(view, balance).items()]
    parts += [
        ("the hub's fee", balance.hub_fees),
        ("waiting for a person", balance.suspense),
        ("carried to later payments", balance.carried),
        ("the plan's payment", balance.deposit),
    ]
    rows = tuple((whose, f"{show_money(cents):>10}") for whose, cents in parts)
    return Table(("whose", "dollars"), rows)


def taken_back(view: View) -> list[DueItem]:
    """The claims whose money a plan took back, by number, while nobody has answered that."""
    found = [item for item in view.rows(DUE_LIST, who="hub") if item.kind == "taken-back"]
    return sorted(found, key=lambda item: item.subject)


def trial_balance(view: View) -> tuple[Table, Money]:
    """Every account in debit or credit, and what they come to together: zero."""
    accounts = [row for row in view.rows(TRIAL_BALANCE) if row.cents]
    rows = [(row.account, _amount(row.cents), _amount(-row.cents)) for row in accounts]
    total = sum(row.cents for row in accounts)
    rows.append(("sum", f"{show_money(total):>10}", ""))
    return Table(("account", f"{'debit':>10}", f"{'credit':>10}"), tuple(rows)), total


def _amount(cents: Money) -> str:
    """An amount in its own column; the other one stays empty."""
    return f"{show_money(cents):>10}" if cents > 0 else ""


def closing_words(count: EncounterCount) -> str:
    """Every encounter in exactly one place."""
    equals = "=" if count.adds_up else "is NOT"
    return (
        f"{count.handed_in} visits handed in {equals} {count.fix_needed} fix needed + "
        f"{count.waiting_hub} waiting on the hub + {count.waiting_plan} waiting on the plan + "
        f"{count.paid} paid + {count.part_paid} part-paid + {count.not_payable} not payable + "
        f"{count.not_billable} not billable"
    )


def problems_with(encounters: Iterable[EncounterStatus], code: str) -> list[Problem]:
    """The problems of one kind among encounters."""
    return [p for each in encounters for p in each.problems if p.code == code]


def _count(lines: Iterable[LineStatus], outcome: Outcome) -> int:
    return sum(line.outcome == outcome for line in lines)
