"""A hub's whole life in two months, by the same services that the commands call."""

from collections.abc import Iterable, Iterator
from datetime import date

from domain.agreements.contract import Agreement
from domain.identifiers import PartnerCode, PlanKey
from domain.money import show_money
from domain.period import Month
from domain.statements.statement import StatementBody
from domain.statements.statement_parts import EncounterCount
from hub.handler import certain
from hub.rehearsal import scenes
from hub.rehearsal.stage import PLANS, Stage
from hub.rehearsal.telling import Chapter, Command, Lines, RefusedRows, Table, Told, Words
from hub.services.agreements.contract_terms import UncheckedTerms
from hub.services.agreements.contracts import UncheckedContract, agree
from hub.services.agreements.partners import UncheckedPartner, join
from hub.services.agreements.plans import adopt, publish_rates
from hub.services.bank.deposits import record_deposit
from hub.services.billing.claim_building import build_claims
from hub.services.billing.claims import close_claim, list_claims
from hub.services.care.authorizations import AuthorizationOptions, import_authorizations
from hub.services.care.encounter_counts import count_encounters
from hub.services.care.intake import EncounterOptions, import_encounters
from hub.services.care.members import MemberOptions, import_members
from hub.services.care.visit_labels import visit_labels
from hub.services.partner_words import statement_words
from hub.services.sending.submissions import build_batch, rebatch
from hub.services.statements.statement_text import statement_text
from hub.services.statements.statements import issue_statement

_JOINED = date(2026, 1, 1)
PARTNERS = (
    UncheckedPartner("HLP", "Harbor Lights Promotores", npi="1999999919"),
    UncheckedPartner("LCM", "Lantern Care Managers", npi="1999999927"),
    UncheckedPartner("RRH", "Ridgeline Respite House", npi="1999999935"),
)
CONTRACTS = (
    ("HLP", "acme", ("98960 U2", "98961 U2"), UncheckedTerms(percent="12.5")),
    ("LCM", "acme", ("G9008 U1", "G9012 U2"), UncheckedTerms(by_the_month="10")),
    ("RRH", "birchwood", ("T2033 U6",), UncheckedTerms(per_unit="180.00")),
)
SHEETS = (("HLP", "hlp-visits.csv"), ("LCM", "lcm-visits.xlsx"), ("RRH", "rrh-visits.xlsx"))


def tell(stage: Stage) -> Iterator[Told]:
    """The story, chapter by chapter; each is done when it is told."""
    yield from _agreements(stage)
    yield from _members(stage)
    yield from _encounters(stage)
    yield from _billing(stage)
    yield from _acknowledgements(stage)
    yield from _mending(stage)
    yield from _first_payment(stage)
    yield from _late_encounters(stage)
    yield from _sheet_payment(stage)
    yield from _first_statements(stage)
    yield from _takeback(stage)
    yield from _statement(stage)
    yield from _closing(stage)


def encounters(stage: Stage) -> EncounterCount:
    """Where every encounter of the demo now is."""
    return count_encounters(stage.hub.projector.live)


# before anybody gives care


def _agreements(stage: Stage) -> Iterator[Told]:
    yield Chapter("2 March 2026: a hub is made. Everybody and everything here is invented.")
    yield Command("hub init")
    yield Words("Settings, keys and an empty ledger; the demo filled in hub.toml.")
    for key in PLANS:
        name = certain(adopt(stage.hub, key)).plan.profile.name
        rates = certain(publish_rates(stage.hub, key, stage.sheet(f"{key}-rates.csv")))
        yield Command(f"hub plan adopt {key}")
        yield Command(f"hub plan rates {key} --file sheets/{key}-rates.csv")
        yield Words(f"{name}: its rules are known, {len(rates.added)} rates published.")
    for partner in PARTNERS:
        certain(join(stage.hub, partner, joined_on=_JOINED))
        yield Command(
            f'hub partner add --code {partner.code} --name "{partner.name}" --npi {partner.npi}'
        )
    for code, plan, services, terms in CONTRACTS:
        asked = UncheckedContract(code, plan, services, _JOINED, None, terms)
        agreed = certain(agree(stage.hub, asked))
        yield Command(f"hub contract add --partner {code} --plan {plan} {_options(agreed, terms)}")
        yield Words(agreed.terms.text)


def _options(agreed: Agreement, terms: UncheckedTerms) -> str:
    services = " ".join(f'--service "{service}"' for service in agreed.services)
    rules = (
        ("percent", terms.percent),
        ("per-unit", terms.per_unit),
        ("by-the-month", terms.by_the_month),
    )
    rule = next(f"--{name} {value}" for name, value in rules if value)
    return f"{services} --first-day {agreed.period.first_day} {rule}"


def _members(stage: Stage) -> Iterator[Told]:
    yield Chapter("Members, and what the plans allow them")
    members = certain(import_members(stage.hub, stage.sheet("members.csv"), MemberOptions()))
    yield Command("hub member import sheets/members.csv")
    yield Words(f"{members.registered} members registered, {len(members.refused)} rows refused.")
    sheet = stage.sheet("authorizations.csv")
    granted = certain(import_authorizations(stage.hub, sheet, AuthorizationOptions()))
    yield Command("hub authorization import sheets/authorizations.csv")
    yield Words(f"{granted.granted} authorizations granted.")


# care becomes claims


def _encounters(stage: Stage) -> Iterator[Told]:
    yield Chapter("The partners hand in their visits of January and February")
    for code, name in SHEETS:
        yield from _hand_in(stage, code, name)
    yield Words("A row that is refused says why; everything else of its sheet went in.")
    yield scenes.not_billable(stage.hub.projector.live)


def _hand_in(stage: Stage, code: str, name: str) -> Iterator[Told]:
    yield Command(f"hub encounter import sheets/{name} --partner {code}")
    found = certain(import_encounters(stage.hub, stage.sheet(name), EncounterOptions(code)))
    yield Words(
        f"{found.rows} rows: {found.recorded} taken, {sum(found.not_billable.values())} taken but "
        f"not billable, {len(found.refused)} refused."
    )
    if found.refused:
        yield RefusedRows(found.refused)


def _billing(stage: Stage) -> Iterator[Told]:
    yield Chapter("Visits become claims")
    yield from _build(stage)
    held = scenes.held(stage.hub.projector.live)
    yield scenes.held_encounters(held)
    spent = scenes.problems_with(held, "authorization.units-exceeded")
    yield Words(f"An authorization ran out: {len(spent)} visits wait until the plan allows more.")
    for key in PLANS:
        yield from _batch(stage, key)
    outbox = stage.folder / "outbox" / "acme"
    yield Words("The first claim of the 837P, without the segments that say who the member is:")
    yield scenes.first_claim(min(outbox.glob("*.837")).read_bytes())


def _build(stage: Stage) -> Iterator[Told]:
    yield Command("hub claim build")
    built = build_claims(stage.hub)
    assert not built.problems, [problem.code for problem in built.problems]
    charge = show_money(sum(claim.charge for claim in built.claims))
    yield Words(f"{len(built.claims)} claims over {charge}; {len(built.held)} visits held.")


def _batch(stage: Stage, key: str) -> Iterator[Told]:
    yield Command(f"hub batch build --plan {key}")
    yield from stage.send(certain(build_batch(stage.hub, PlanKey(key))))


# answers


def _acknowledgements(stage: Stage) -> Iterator[Told]:
    stage.clock.turn_to(date(2026, 3, 3))
    yield Chapter("3 March: acme's receipts come back; birchwood answers with money only")
    yield from stage.receive()
    yield from scenes.rejected(list_claims(stage.hub, state="rejected"))


def _mending(stage: Stage) -> Iterator[Told]:
    stage.clock.turn_to(date(2026, 3, 4))
    yield Chapter("4 March: the rejected claims are mended and sent again")
    sheet = stage.sheet("members-mended.csv")
    mended = certain(import_members(stage.hub, sheet, MemberOptions(correct=True)))
    yield Command("hub member import sheets/members-mended.csv --correct")
    yield Words(f"{mended.corrected} member corrected: day and month of birth had changed places.")
    numbers = [claim.number for claim in list_claims(stage.hub, state="rejected")]
    yield Command(f"hub claim rebatch {' '.join(numbers)}")
    yield from stage.send(certain(rebatch(stage.hub, numbers)))
    stage.clock.turn_to(date(2026, 3, 5))
    yield from stage.receive()


def _first_payment(stage: Stage) -> Iterator[Told]:
    stage.clock.turn_to(date(2026, 3, 20))
    yield Chapter("20 March: acme pays")
    yield from _paid(stage, "ACME260320", date(2026, 3, 23))
    view = stage.hub.projector.live
    again = ", ".join(claim.number for claim in scenes.paid_after_mending(view))
    yield Words(f"Rejected on 3 March, mended, now paid: claims {again}.")
    month = scenes.answered_with(view, "covered", least_lines=2)
    yield Words(
        f"Claim {month.number}: care management is paid once a month; the other contacts of that "
        "month are covered by it, and nobody has to chase them."
    )
    yield scenes.claim_lines(month)
    part = scenes.answered_with(view, "part-paid")
    yield Words(f"Claim {part.number}: a line is paid for 2 of 4 units.")
    yield scenes.claim_lines(part)
    denied = scenes.answered_with(view, "denied")
    yield Words(f"Claim {denied.number}: denied, though the plan calls it processed (status 1).")
    yield scenes.claim_lines(denied)


def _paid(stage: Stage, trace: str, bank_on: date) -> Iterator[Told]:
    """A payment notice comes in, and some days later the money."""
    stage.collect_payments()
    yield from stage.receive()
    notice = scenes.remittance(stage.hub.projector.live, trace)
    yield Words("Every cent of it is somebody's:")
    yield scenes.whose_money(stage.hub.projector.live, notice)
    stage.clock.turn_to(bank_on)
    certain(record_deposit(stage.hub, bank_on=bank_on, amount=notice.deposit, trace=trace))
    amount = show_money(notice.deposit)
    yield Command(f"hub deposit record --on {bank_on} --amount {amount} --trace {trace}")


def _late_encounters(stage: Stage) -> Iterator[Told]:
    yield Chapter("23 March: late visits come in, and a held one is mended")
    yield from _hand_in(stage, "LCM", "lcm-visits-late.csv")
    sheet = stage.sheet("hlp-visits-mended.csv")
    mended = certain(import_encounters(stage.hub, sheet, EncounterOptions("HLP", corrects=True)))
    yield Command("hub encounter correct sheets/hlp-visits-mended.csv --partner HLP")
    yield Words(f"{mended.corrected} visit now has the diagnosis that was missing.")
    yield from _build(stage)
    yield from _batch(stage, "acme")
    yield from stage.receive()


def _sheet_payment(stage: Stage) -> Iterator[Told]:
    stage.clock.turn_to(date(2026, 3, 24))
    yield Chapter("24 March: birchwood pays, by a remittance sheet")
    yield from _paid(stage, "BIR260324", date(2026, 3, 26))


# what is owed


def _first_statements(stage: Stage) -> Iterator[Told]:
    stage.clock.turn_to(date(2026, 4, 1))
    yield Chapter("1 April: statements for March")
    yield from _issue(stage, Month(2026, 3))


def _takeback(stage: Stage) -> Iterator[Told]:
    stage.clock.turn_to(date(2026, 4, 10))
    yield Chapter("10 April: acme pays again, and takes back")
    yield from _paid(stage, "ACME260410", date(2026, 4, 13))
    view = stage.hub.projector.live
    notice = scenes.remittance(view, "ACME260410")
    shares = scenes.shares_by_partner(view, notice)
    kept, owed = show_money(shares["HLP"]), show_money(shares["LCM"])
    left = show_money(scenes.owed_to(view, "HLP"))
    yield Words(
        f"The plan kept money for claims of HLP that it had paid in March: in this payment HLP is "
        f"below zero, at {kept}. LCM is owed every cent of its {owed}, more than came to the bank. "
        f"What is missing stands on HLP's account alone, which now holds {left}: no partner's "
        "money covers another's debt."
    )
    yield from _looked_at(stage)


def _looked_at(stage: Stage) -> Iterator[Told]:
    """The plan was right about one of the claims."""
    waiting = scenes.taken_back(stage.hub.projector.live)
    first = waiting[0]
    reason = "the member had left the plan"
    yield Command("hub due --kind taken-back")
    yield Words(
        f"{len(waiting)} claims wait for the hub to look whether that was right; it may object "
        f"until {first.due_on}. Of {first.subject} it was: the hub leaves it so, and the others "
        "wait on."
    )
    yield Command(f'hub claim close {first.subject} --reason "{reason}"')
    certain(close_claim(stage.hub, first.subject, reason=reason))


def _statement(stage: Stage) -> Iterator[Told]:
    stage.clock.turn_to(date(2026, 5, 1))
    yield Chapter("1 May: statements for April; this one is what HLP reads")
    yield from _issue(stage, Month(2026, 4))
    text = (stage.folder / "statements" / "HLP-2026-04.txt").read_text("utf-8")
    yield Lines(tuple(text.splitlines()))


def _issue(stage: Stage, month: Month) -> Iterator[Told]:
    """Every partner's statement, each also as a text file."""
    bodies: list[StatementBody] = []
    for partner in PARTNERS:
        code = PartnerCode(partner.code)
        shown = certain(issue_statement(stage.hub, code, month))
        labels = visit_labels(stage.hub, shown.body, initials=False)
        lines = statement_text(statement_words("en"), shown, labels)
        path = stage.folder / "statements" / f"{shown.body.number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n", "utf-8")
        yield Command(f"hub statement issue {code} --month {month}")
        bodies.append(shown.body)
    yield _balances(bodies)


def _balances(bodies: Iterable[StatementBody]) -> Table:
    rows = (
        (body.number, *(f"{show_money(c):>10}" for c in (body.opening, body.closing, body.payable)))
        for body in bodies
    )
    return Table(("statement", "before", "owed now", "in the bank"), tuple(rows))


# proof


def _closing(stage: Stage) -> Iterator[Told]:
    yield Chapter("Does it all add up?")
    table, total = scenes.trial_balance(stage.hub.projector.live)
    yield Command("hub ledger trial-balance")
    yield table
    yield Words("The trial balance is zero." if total == 0 else "The trial balance is NOT zero.")
    yield Words(
        "What an account holds in credit is owed to it: a partner there waits for money, a partner "
        "in debit owes some. The demo pays nobody out: that begins with hub payout propose."
    )
    found = stage.hub.log.verify()
    yield Command("hub audit verify")
    verified = "verified" if found.ok else "NOT verified"
    yield Words(f"The log is {verified}: {found.positions} events, {found.what}.")
    yield Words(scenes.closing_words(encounters(stage)))
