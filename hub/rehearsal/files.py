"""The files of a plan in a box: our claims read from ours, its answers written as plans write them.

`at` is the moment a file is made; its control numbers follow from ours or from the trace.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import msgspec

from adapters.edi.acknowledgements.batch_answer import (
    Answer,
    BatchAnswer,
    Dated,
    Status,
    StatusSet,
)
from adapters.edi.acknowledgements.counted_277ca import with_totals
from adapters.edi.acknowledgements.group_answer import GroupAnswer, TransactionAnswer
from adapters.edi.acknowledgements.write_277ca import write_277ca
from adapters.edi.acknowledgements.write_999 import write_999
from adapters.edi.claims.claim_parties import BillingProvider
from adapters.edi.claims.professional_claim import ProfessionalClaim
from adapters.edi.claims.read_837p import read_837p
from adapters.edi.envelope import Group, Interchange, TransactionHeader, read_transactions
from adapters.edi.remittances import parties
from adapters.edi.remittances.remittance import ClaimPayment, RemittanceHeader
from adapters.edi.remittances.write_835 import write_835
from adapters.edi.values import Private, Reference
from adapters.edi.x12 import Segment
from adapters.sheets.cells import read_cents, read_count, read_day
from adapters.sheets.grid import Row, read_grids
from adapters.sheets.write_invoice import invoice_columns
from adapters.sheets.write_sheet import Amount, Cell, write_csv
from domain.identifiers import SendNumber
from domain.problem import Problem
from hub.rehearsal.payer import Gate, Paid
from hub.rehearsal.scenario import Payer, SentClaim, SentLine

_999, _277CA, _835 = "005010X231A1", "005010X214", "005010X221A1"
_SHEET_TITLES = (
    "Trace number", "Payment date", "Payer", "Total paid", "Row type", "Control number",
    "Plan claim number", "Billed", "Paid", "Units paid", "Adjustment reason", "Adjustment amount",
)  # fmt: skip


class SentFile(msgspec.Struct, frozen=True):
    """One file of ours as the plan got it; `header` is None for an invoice sheet.

    `header` is that of the first transaction, `controls` are the numbers of all.
    """

    header: TransactionHeader | None
    billing: BillingProvider | None
    claims: tuple[SentClaim, ...]
    controls: tuple[str, ...] = ()


def read_claims(content: bytes) -> SentFile:
    """The claims of an 837P of ours; raises AssertionError for one that a plan could not read."""
    readings = map(read_837p, read_transactions(content))
    read = [(reading.header, list(reading.claims)) for reading in readings]
    found = [claim for _, claims in read for claim in claims]
    whole = [each.claim for each in found if each.claim is not None]
    assert len(whole) == len(found), [f.code for each in found for f in each.findings]
    controls = tuple(header.control for header, _ in read)
    return SentFile(read[0][0], found[0].billing, tuple(map(_sent, whole)), controls)


def read_invoice(content: bytes) -> SentFile:
    """The claims of an invoice sheet of ours."""
    grids = read_grids(content)
    assert not isinstance(grids, Problem), grids
    titles, *rows = grids[0].rows
    fields = {column.title: column.field for column in invoice_columns()}
    places = {fields[title]: at for at, title in enumerate(titles.cells)}
    by_claim: dict[str, list[Row]] = {}
    for row in rows:
        if row.cell(places["sent_as"]):
            by_claim.setdefault(row.cell(places["sent_as"]), []).append(row)
    claims = tuple(_invoiced(same, places) for same in by_claim.values())
    return SentFile(None, None, claims)


def write_receipt(sent: SentFile, at: datetime) -> bytes:
    """A 999: the file was read whole."""
    header = _header(sent)
    answer = GroupAnswer(
        functional_id="HC",
        control_number=header.group.control_number if header.group else "",
        version=header.version,
        transactions=tuple(
            TransactionAnswer("837", control, "A", header.version) for control in sent.controls
        ),
        result="A",
        included=len(sent.controls),
        received=len(sent.controls),
        accepted=len(sent.controls),
    )
    interchange, group = _envelopes(sent, at, "FA", _999)
    return write_999(answer, interchange=interchange, group=group, control="0001")


def write_gates(sent: SentFile, gates: Sequence[Gate], at: datetime) -> bytes:
    """A 277CA: which claims were taken in and which were sent back."""
    answer = BatchAnswer(
        reference=f"R{_number(sent)}",
        created_on=at.date(),
        levels=tuple(_levels(sent, gates, at.date())),
        time=f"{at:%H%M}",
    )
    interchange, group = _envelopes(sent, at, "HN", _277CA)
    return write_277ca(with_totals(answer), interchange=interchange, group=group, control="0001")


def write_payment(payer: Payer, sent: SentFile, paid: Paid, at: datetime) -> bytes:
    """An 835: what was paid for each claim, and what was not."""
    header = RemittanceHeader(
        handling="I",
        paid=paid.amount,
        credit_debit="C",
        method="ACH" if paid.amount else "NON",
        format="CCP" if paid.amount else "",
        effective_on=paid.paid_on,
        trace=paid.trace,
        payer_id=payer.tax_number,
        who_pays=parties.payer(payer.name, payer.number),
        who_is_paid=_payee(sent.billing),
        produced_on=paid.paid_on,
    )
    moved = [
        msgspec.structs.replace(
            each, provider=header.payee_npi, fiscal_date=date(paid.paid_on.year, 12, 31)
        )
        for each in paid.provider_adjustments
    ]
    interchange, group = _envelopes(sent, at, "HP", _835)
    return write_835(
        header, paid.claims, moved, interchange=interchange, group=group, control="0001"
    )


def _payee(billing: BillingProvider | None) -> parties.Party:
    if billing is None:
        return parties.NOBODY
    return parties.payee(billing.name, npi=billing.npi, tin=billing.tin)


def write_payment_sheet(payer: Payer, paid: Paid) -> bytes:
    """A remittance sheet as CSV: a row for each line, and one for each provider adjustment."""
    whole = (paid.trace, paid.paid_on, payer.name, Amount(paid.amount))
    rows: list[Sequence[Cell]] = [
        (*whole, *row) for claim in paid.claims for row in _sheet_rows(claim)
    ]
    rows += [
        (*whole, "Provider adjustment", "", each.reference, "", "", "", each.reason,
         Amount(each.amount))
        for each in paid.provider_adjustments
    ]  # fmt: skip
    return write_csv(_SHEET_TITLES, rows)


# our claims as the plan sees them


def _sent(claim: ProfessionalClaim) -> SentClaim:
    born_on = claim.subscriber.born_on
    assert born_on is not None  # every member of ours has a birth date
    return SentClaim(
        sent_as=claim.sent_as,
        frequency=claim.frequency,
        replaces=claim.payer_control or "",
        cin=claim.subscriber.cin,
        last_name=claim.subscriber.last_name,
        first_name=claim.subscriber.first_name,
        born_on=born_on,
        place=claim.place,
        lines=tuple(
            SentLine(
                control=line.control,
                service=" ".join((line.code, *line.modifiers)),
                units=int(line.units),
                charge=line.charge,
                service_on=line.service_on,
            )
            for line in claim.lines
        ),
    )


def _invoiced(rows: Sequence[Row], places: dict[str, int]) -> SentClaim:
    def text(field: str, row: Row = rows[0]) -> str:
        return row.cell(places[field])

    return SentClaim(
        sent_as=SendNumber(text("sent_as")),
        frequency=text("frequency"),
        replaces=text("payer_control"),
        cin=text("cin"),
        last_name=text("last_name"),
        first_name=text("first_name"),
        born_on=read_day(text("born_on")),
        place=text("place"),
        lines=tuple(
            SentLine(
                control=text("control", row),
                service=f"{text('code', row)} {text('modifiers', row)}".strip(),
                units=read_count(text("units", row)),
                charge=read_cents(text("charge", row)),
                service_on=read_day(text("service_on", row)),
            )
            for row in rows
        ),
    )


# envelopes and levels


def _header(sent: SentFile) -> TransactionHeader:
    assert sent.header is not None, "an invoice sheet has no envelope to answer"
    return sent.header


def _number(sent: SentFile) -> str:
    interchange = _header(sent).interchange
    assert interchange is not None, "a transaction of ours stands in an interchange"
    return interchange.control_number


def _envelopes(sent: SentFile, at: datetime, kind: str, version: str) -> tuple[Interchange, Group]:
    """The route of our file turned round."""
    ours = _header(sent).interchange
    assert ours is not None, "a transaction of ours stands in an interchange"
    interchange = Interchange(
        sender_qualifier=ours.receiver_qualifier,
        sender=ours.receiver,
        receiver_qualifier=ours.sender_qualifier,
        receiver=ours.sender,
        date=f"{at:%y%m%d}",
        time=f"{at:%H%M}",
        control_number=ours.control_number,
        usage=ours.usage,
    )
    group = Group(
        functional_id=kind,
        sender=ours.receiver,
        receiver=ours.sender,
        date=f"{at:%Y%m%d}",
        time=f"{at:%H%M}",
        control_number=str(int(ours.control_number)),
        version=version,
    )
    return interchange, group


def _levels(sent: SentFile, gates: Sequence[Gate], on: date) -> Iterator[Answer]:
    """Every level as 005010X214 asks for it; 2200B and 2200C say that the file was received."""
    number = str(int(_number(sent)))
    ours = _header(sent).interchange
    assert ours is not None, "a transaction of ours stands in an interchange"
    charge = sum(gate.claim.charge for gate in gates)
    received = (StatusSet((Status("A1", "19"),), on, "WQ", charge),)
    days = (Dated("050", on), Dated("009", on))
    billing = sent.billing
    yield Answer("source", number, dates=days, private=_named("PR", "2", ours.receiver, "PI"))
    yield Answer("receiver", number, received, private=_named("41", "2", ours.sender, "46"))
    yield Answer(
        "provider",
        number,
        (StatusSet((Status("A1", "19"),), None, "WQ", charge),),
        private=_named("85", "2", billing.name, "XX", billing.npi) if billing else Private(),
    )
    for gate in gates:
        yield _at_the_gate(gate, on)


def _at_the_gate(gate: Gate, on: date) -> Answer:
    """What is said of one claim; 005010X214 2200D."""
    claim = gate.claim
    status = Status(*gate.status.split(":")) if gate.status else Status("A2", "20")
    action = "U" if gate.status else "WQ"
    days = sorted(line.service_on for line in claim.lines)
    name = ["NM1", "QC", "1", claim.last_name, claim.first_name, "", "", "", "MI", claim.cin]
    return Answer(
        level="claim",
        trace=claim.sent_as,
        status_sets=(StatusSet((status,), on, action, claim.charge),),
        references=(Reference("1K", gate.payer_control),) if gate.payer_control else (),
        dates=(Dated("472", days[0], days[-1]),),
        private=Private((Segment("NM1", name, 0, 0, 0),)),
    )


def _named(entity: str, kind: str, name: str, qualifier: str, number: str = "") -> Private:
    elements = ["NM1", entity, kind, name, "", "", "", "", qualifier, number or name]
    return Private((Segment("NM1", elements, 0, 0, 0),))


def _sheet_rows(claim: ClaimPayment) -> Iterator[Sequence[Cell]]:
    for line in claim.lines:
        reason = line.adjustments[0] if line.adjustments else None
        yield (
            "", line.line_control, claim.payer_control, Amount(line.billed or 0),
            Amount(line.paid or 0), int(line.units_paid or 0), reason.code if reason else "",
            Amount(reason.amount) if reason else "",
        )  # fmt: skip
