"""A submission batch to an 837P file: what can be written is, what cannot is held and says why.

Source: 005010X222A1. A supervising organization is never written: loop 2310D takes persons only.
"""

from collections.abc import Iterable, Iterator

import msgspec

from adapters.edi.basic_text import TextChange, basic, changes
from adapters.edi.claim_checks import problems_of, problems_of_batch
from adapters.edi.elements import write_cents, write_day
from adapters.edi.envelope import Group, Interchange, TransactionToWrite, write_interchange
from adapters.edi.professional_claim import (
    Address,
    ClaimLine,
    ProfessionalBatch,
    ProfessionalClaim,
    Submitter,
)
from adapters.edi.x12 import Element
from domain.identifiers import SendNumber
from domain.problem import Problem, Refused

GUIDE = "005010X222A1"

_Segment = list[Element]


class HeldClaim(msgspec.Struct, frozen=True):
    """A claim that was left out of the file, and why."""

    sent_as: SendNumber
    problems: tuple[Problem, ...]


class Written837P(msgspec.Struct, frozen=True):
    """One file. `sent` are the claims in it; `content` is empty where every claim is held.

    `changes` are the names and addresses that were cleaned to fit.
    """

    content: bytes
    sent: tuple[SendNumber, ...]
    held: tuple[HeldClaim, ...]
    changes: tuple[TextChange, ...]


def claim_group(interchange: Interchange, control_number: str) -> Group:
    """The functional group of an 837P between the parties of `interchange`, of the same time."""
    return Group(
        functional_id="HC", sender=interchange.sender, receiver=interchange.receiver,
        date=f"20{interchange.date}", time=interchange.time, control_number=control_number,
        version=GUIDE,
    )


def write_837p(
    batch: ProfessionalBatch, interchange: Interchange, group: Group, transaction_control: str
) -> Written837P | Refused:
    """The file of a batch, one transaction in it; refused where its parties cannot be written.

    Control numbers are the caller's; `transaction_control` has four to nine digits.
    """
    assert (group.functional_id, group.version) == ("HC", GUIDE), "the group is of another kind"
    if found := problems_of_batch(batch):
        return Refused(found)
    judged = [(claim, problems_of(claim)) for claim in batch.claims]
    good = [claim for claim, problems in judged if not problems]
    transaction = TransactionToWrite("837", transaction_control, GUIDE, [
        *_header(batch), *_billing(batch),
        *(segment for at, claim in enumerate(good, start=2) for segment in _claim(claim, at)),
    ])
    return Written837P(
        content=write_interchange(interchange, [(group, [transaction])]) if good else b"",
        sent=tuple(claim.sent_as for claim in good),
        held=tuple(HeldClaim(claim.sent_as, problems) for claim, problems in judged if problems),
        changes=tuple(_changes(batch, good)),
    )


def _header(batch: ProfessionalBatch) -> list[_Segment]:
    return [
        ["BHT", "0019", "00", batch.reference, f"{batch.made_at:%Y%m%d}",
         f"{batch.made_at:%H%M}", "CH"],
        _organization("41", batch.submitter.name, "46", batch.submitter.identifier),
        _contact(batch.submitter),
        _organization("40", batch.receiver.name, "46", batch.receiver.identifier),
    ]


def _contact(submitter: Submitter) -> _Segment:
    return ["PER", "IC", basic(submitter.contact), "TE", submitter.phone]


def _billing(batch: ProfessionalBatch) -> list[_Segment]:
    billing = batch.billing
    return [
        ["HL", "1", "", "20", "1"],
        ["PRV", "BI", "PXC", billing.taxonomy],
        _organization("85", billing.name, "XX", billing.npi),
        *_address(billing.address),
        ["REF", "EI", billing.tin],
    ]


def _claim(claim: ProfessionalClaim, at: int) -> Iterator[_Segment]:
    """The member's loop and the claim in it; `at` is the loop's number in the hierarchy."""
    member = claim.subscriber
    yield ["HL", str(at), "1", "22", "0"]
    yield ["SBR", "P", "18", "", "", "", "", "", "", "MC"]
    yield _person("IL", member.last_name, member.first_name, "MI", member.cin)
    yield from _address(member.address)
    yield ["DMG", "D8", write_day(member.born_on), member.sex]
    yield _organization("PR", claim.payer.name, "PI", claim.payer.identifier)
    yield ["CLM", claim.sent_as, write_cents(claim.charge), "", "",
           [claim.place, "B", claim.frequency], "Y", "A", "Y", "Y"]
    if claim.authorization is not None:
        yield ["REF", "G1", claim.authorization]
    if claim.payer_control is not None:
        yield ["REF", "F8", claim.payer_control]
    kinds = ("ABK", *["ABF"] * (len(claim.diagnoses) - 1))
    yield ["HI", *zip(kinds, claim.diagnoses, strict=True)]
    yield from _parties(claim)
    for number, line in enumerate(claim.lines, start=1):
        yield from _line(claim, line, number)


def _parties(claim: ProfessionalClaim) -> Iterator[_Segment]:
    if person := claim.referring:
        yield _person("DN", person.last_name, person.first_name, "XX", person.npi)
    if rendering := claim.rendering:
        if rendering.first_name:
            yield _person("82", rendering.name, rendering.first_name, "XX", rendering.npi)
        else:
            yield _organization("82", rendering.name, "XX", rendering.npi)
        yield ["PRV", "PE", "PXC", rendering.taxonomy]
    if facility := claim.facility:
        qualifier = "XX" if facility.npi else ""
        yield _organization("77", facility.name, qualifier, facility.npi or "")
        yield from _address(facility.address)


def _line(claim: ProfessionalClaim, line: ClaimLine, number: int) -> Iterator[_Segment]:
    yield ["LX", str(number)]
    # SV105 is sent only where it differs from the claim's place (005010X222A1 2400 SV105)
    place = "" if line.place == claim.place else line.place
    yield ["SV1", ["HC", line.code, *line.modifiers], write_cents(line.charge), "UN",
           str(line.units), place, "", [str(pointer) for pointer in line.pointers]]
    yield ["DTP", "472", "D8", write_day(line.service_on)]
    yield ["REF", "6R", line.control]


def _organization(role: str, name: str, qualifier: str, identifier: str) -> _Segment:
    return ["NM1", role, "2", basic(name), "", "", "", "", qualifier, identifier]


def _person(role: str, last: str, first: str, qualifier: str, identifier: str) -> _Segment:
    return ["NM1", role, "1", basic(last), basic(first), "", "", "", qualifier, identifier]


def _address(address: Address) -> tuple[_Segment, _Segment]:
    return (
        ["N3", basic(address.street), basic(address.second_line)],
        ["N4", basic(address.city), address.state, address.zip_code],
    )


def _changes(batch: ProfessionalBatch, claims: Iterable[ProfessionalClaim]) -> Iterator[TextChange]:
    """The texts of the file that were cleaned, each by the place it stands in."""
    yield from changes("submitter, NM103", batch.submitter.name)
    yield from changes("submitter, PER02", batch.submitter.contact)
    yield from changes("receiver, NM103", batch.receiver.name)
    yield from changes("billing provider, NM103", batch.billing.name)
    yield from _address_changes("billing provider", batch.billing.address)
    for claim in claims:
        where, member = f"claim {claim.sent_as}", claim.subscriber
        yield from changes(f"{where}, member, NM103", member.last_name)
        yield from changes(f"{where}, member, NM104", member.first_name)
        yield from _address_changes(f"{where}, member", member.address)
        yield from changes(f"{where}, plan, NM103", claim.payer.name)
        if person := claim.referring:
            yield from changes(f"{where}, referring, NM103", person.last_name)
            yield from changes(f"{where}, referring, NM104", person.first_name)
        if rendering := claim.rendering:
            yield from changes(f"{where}, rendering, NM103", rendering.name)
            yield from changes(f"{where}, rendering, NM104", rendering.first_name)
        if facility := claim.facility:
            yield from changes(f"{where}, facility, NM103", facility.name)
            yield from _address_changes(f"{where}, facility", facility.address)


def _address_changes(where: str, address: Address) -> Iterator[TextChange]:
    yield from changes(f"{where}, N301", address.street)
    yield from changes(f"{where}, N302", address.second_line)
    yield from changes(f"{where}, N401", address.city)
