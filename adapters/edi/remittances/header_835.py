"""What an 835 says above its claims: the payment, who pays and is paid, and sums of claims."""

from collections.abc import Iterator, Sequence
from datetime import date

from adapters.edi.elements import cents, day
from adapters.edi.envelope import TransactionHeader
from adapters.edi.finding import Finding
from adapters.edi.remittances.faults import not_a_date, not_an_amount
from adapters.edi.remittances.loop import Loop
from adapters.edi.remittances.parties import (
    Address,
    BankAccount,
    Delivery,
    Party,
    read_contact,
)
from adapters.edi.remittances.provider_sums import (
    HospitalSummary,
    ProviderSummary,
    take_sums,
)
from adapters.edi.remittances.remittance import Heading, RemittanceHeader
from adapters.edi.values import Verbatim
from adapters.edi.x12 import Segment

_FIX_HEADER = "ask the plan for a corrected remittance; this one waits for a person"


def read_header(
    segments: Sequence[Segment], transaction: TransactionHeader
) -> tuple[RemittanceHeader, list[Finding]]:
    """The header out of all segments before the first claim, and what is wrong in it."""
    own, payer, payee, strangers = _by_party(segments)
    bpr, trn = own.take("BPR"), own.take("TRN")
    header = RemittanceHeader(
        handling=bpr.get(1),
        paid=cents(bpr.get(2)),
        credit_debit=bpr.get(3),
        method=bpr.get(4),
        format=bpr.get(5),
        payer_account=_account(bpr, 6),
        originator=bpr.get(10),
        originator_supplement=bpr.get(11),
        payee_account=_account(bpr, 12),
        effective_on=day(bpr.get(16)),
        trace=trn.get(2).strip(),
        payer_id=trn.get(3).strip(),
        payer_supplement=trn.get(4),
        currency=own.take("CUR", "PR").get(2),
        references=own.references(),
        produced_on=_produced_on(own),
        who_pays=_party(payer),
        who_is_paid=_party(payee),
        others=Verbatim((*own.rest().segments, *strangers.rest().segments)),
        segments=Verbatim(tuple(segments)),
        version=transaction.version,
        segment=bpr.number or transaction.first_segment,
        offset=bpr.offset or transaction.offset,
    )
    loops = (own, payer, payee, strangers)
    found = [finding for loop in loops for finding in loop.findings]
    return header, [*_problems(bpr, trn, header), *found]


def read_heading(segments: Sequence[Segment], number: str) -> tuple[Heading, list[Finding]]:
    """The heading out of LX and what follows it; `number` is that of the LX before, if any.

    Without an LX of its own it stands under that one.
    """
    loop = Loop("2000", segments)
    lx = loop.take("LX")
    heading = Heading(
        number=lx.get(1) if lx.number else number,
        provider=take_sums(ProviderSummary, loop),
        hospital=take_sums(HospitalSummary, loop),
        others=loop.rest(),
    )
    return heading, loop.findings


def _by_party(segments: Sequence[Segment]) -> tuple[Loop, Loop, Loop, Loop]:
    """Segments before any N1, those of the payer (N1*PR), of the payee (N1*PE), and of others."""
    own, payer, payee, strangers = Loop(""), Loop("1000A"), Loop("1000B"), Loop("")
    by_role = {"PR": payer, "PE": payee}
    current = own
    for segment in segments:
        if segment.id == "N1":
            current = by_role.pop(segment.get(1), strangers)  # a second one of a role is strange
        current.left.append(segment)
    return own, payer, payee, strangers


def _account(bpr: Segment, first: int) -> BankAccount:
    return BankAccount(*(bpr.get(first + at) for at in range(4)))


def _produced_on(own: Loop) -> date | None:
    dtm = own.take("DTM", "405")
    produced_on = day(dtm.get(2))
    if dtm.number and produced_on is None:
        own.keep(dtm, not_a_date(dtm, 2, ""))
    return produced_on


def _party(loop: Loop) -> Party:
    n1 = loop.take("N1")
    rdm = loop.take("RDM")
    return Party(
        name=n1.get(2),
        qualifier=n1.get(3),
        number=n1.get(4),
        address=_address(loop.take("N3"), loop.take("N4")),
        references=loop.references(),
        contacts=tuple(read_contact(per) for per in loop.take_all("PER")),
        delivery=Delivery(rdm.get(1), rdm.get(2), rdm.get(3)) if rdm.number else None,
        others=loop.rest(),
    )


def _address(n3: Segment, n4: Segment) -> Address | None:
    if not (n3.number or n4.number):
        return None
    street, place = (n3.get(at) for at in (1, 2)), (n4.get(at) for at in (1, 2, 3, 4, 7))
    return Address(*street, *place)


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
        yield not_a_date(bpr, 16, "")
