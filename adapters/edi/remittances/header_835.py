"""What an 835 says before its first claim: the payment, who pays, and who is paid."""

from collections.abc import Iterable, Iterator

from adapters.edi.elements import cents, day, shown
from adapters.edi.envelope import TransactionHeader
from adapters.edi.finding import Finding
from adapters.edi.remittances.claim_835 import not_an_amount
from adapters.edi.remittances.remittance import RemittanceHeader
from adapters.edi.values import Reference
from adapters.edi.x12 import Segment

_AFTER = frozenset({"LX", "TS3", "TS2", "CLP", "PLB"})
_FIX_HEADER = "ask the plan for a corrected remittance; this one waits for a person"
_NOWHERE = Segment("", [""], 0, 0, 0)


def read_header(
    body: Iterator[Segment], transaction: TransactionHeader
) -> tuple[RemittanceHeader, Segment | None, list[Finding]]:
    """The header, the first segment after it (None at the end), and what is wrong in it."""
    before: list[Segment] = []
    following = None
    for segment in body:
        if segment.id in _AFTER:
            following = segment
            break
        before.append(segment)
    own, payer, payee = _by_party(before)
    bpr, trn = _first(own, "BPR"), _first(own, "TRN")
    pays, paid = _first(payer, "N1"), _first(payee, "N1")
    header = RemittanceHeader(
        handling=bpr.get(1),
        paid=cents(bpr.get(2)),
        credit_debit=bpr.get(3),
        method=bpr.get(4),
        effective_on=day(bpr.get(16)),
        trace=trn.get(2).strip(),
        payer_id=trn.get(3).strip(),
        payer_name=pays.get(2),
        payer_number=pays.get(4),
        payer_references=_references(payer),
        payee_name=paid.get(2),
        payee_npi=_payee_number(paid, payee, "XX", "HPI"),
        payee_tin=_payee_number(paid, payee, "FI", "TJ"),
        payee_references=_references(payee),
        version=transaction.version,
        produced_on=next((day(s.get(2)) for s in own if s.id == "DTM" and s.get(1) == "405"), None),
        references=_references(own),
        others=tuple(s for s in before if s.id not in {"BPR", "TRN", "N1", "REF", "DTM"}),
        segment=bpr.number or transaction.first_segment,
        offset=bpr.offset or transaction.offset,
    )
    return header, following, list(_problems(bpr, trn, header))


def _by_party(
    segments: Iterable[Segment],
) -> tuple[list[Segment], list[Segment], list[Segment]]:
    """Segments before any N1, those of the payer (N1*PR), and those of the payee (N1*PE)."""
    own: list[Segment] = []
    parties: dict[str, list[Segment]] = {}
    current = own
    for segment in segments:
        if segment.id == "N1":
            current = parties.setdefault(segment.get(1), [])
        current.append(segment)
    return own, parties.get("PR", []), parties.get("PE", [])


def _first(segments: Iterable[Segment], name: str) -> Segment:
    return next((segment for segment in segments if segment.id == name), _NOWHERE)


def _references(segments: Iterable[Segment]) -> tuple[Reference, ...]:
    return tuple(Reference(s.get(1), s.get(2)) for s in segments if s.id == "REF")


def _payee_number(n1: Segment, payee: list[Segment], in_name: str, in_reference: str) -> str:
    """The payee's number, from N1*PE if it is of that kind, else from a REF below it."""
    if n1.get(3) == in_name:
        return n1.get(4)
    return next((r.value for r in _references(payee) if r.qualifier == in_reference), "")


def _problems(bpr: Segment, trn: Segment, header: RemittanceHeader) -> Iterator[Finding]:
    for segment, name, means in ((bpr, "BPR", "what is paid"), (trn, "TRN", "its number")):
        if not segment.number:
            yield Finding(
                code="remittance.segment-missing",
                what=f"the remittance has no {name}, the segment that says {means}",
                fix=_FIX_HEADER,
                segment=header.segment,
                offset=header.offset,
                element=name,
            )
    if not bpr.number:
        return
    if header.paid is None:
        yield not_an_amount(bpr, 2, "")
    if bpr.get(16) and header.effective_on is None:
        yield Finding(
            code="remittance.not-a-date",
            what=f"BPR16 is {shown(bpr.get(16))}; it should be a day as CCYYMMDD",
            fix="ask the plan on which day it pays",
            segment=bpr.number,
            offset=bpr.offset,
            element="BPR16",
        )
