"""A submission batch to an 837P file: what can be written is, what cannot is held and says why.

Source: 005010X222A1. A supervising organization is never written: loop 2310D takes persons only.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from adapters.edi.basic_text import TextChange, basic, changes
from adapters.edi.claims.claim_checks import problems_of, problems_of_batch
from adapters.edi.claims.claim_parties import Address
from adapters.edi.claims.professional_claim import ProfessionalBatch, ProfessionalClaim
from adapters.edi.elements import write_cents, write_day
from adapters.edi.envelope import Group, Interchange
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from adapters.edi.x12 import Element
from domain.identifiers import SendNumber
from domain.problem import Problem, Refused

GUIDE = "005010X222A1"

_Segment = list[Element]
_KEPT = 1 << 14  # the same few amounts and days come again and again in one file
_END = "~\n"
_day = lru_cache(_KEPT)(write_day)
_cents = lru_cache(_KEPT)(write_cents)


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
        functional_id="HC",
        sender=interchange.sender,
        receiver=interchange.receiver,
        date=f"20{interchange.date}",
        time=interchange.time,
        control_number=control_number,
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
    header = TransactionToWrite("837", transaction_control, GUIDE, _header(batch))
    frame = write_interchange(interchange, [(group, [header])])
    return Written837P(
        content=_filled(frame, len(header.body), good) if good else b"",
        sent=tuple(claim.sent_as for claim in good),
        held=tuple(HeldClaim(claim.sent_as, problems) for claim, problems in judged if problems),
        changes=tuple(_changes(batch, good)),
    )


def _filled(frame: bytes, in_header: int, claims: Iterable[ProfessionalClaim]) -> bytes:
    """The interchange with the claims put in behind its header, and its SE counted anew."""
    segments = [text for at, claim in enumerate(claims, start=2) for text in _claim(claim, at)]
    before, trailer = f"SE*{in_header + 2}*", f"SE*{in_header + len(segments) + 2}*"
    opening, _, closing = frame.rpartition(before.encode())
    return b"".join((opening, _END.join((*segments, trailer)).encode(), closing))


def _header(batch: ProfessionalBatch) -> list[_Segment]:
    """What stands before the claims: loops 1000A, 1000B, 2000A and 2010AA."""
    submitter, receiver, billing = batch.submitter, batch.receiver, batch.billing
    address = billing.address
    return [
        [
            "BHT",
            "0019",
            "00",
            batch.reference,
            write_day(batch.made_at),
            f"{batch.made_at:%H%M}",
            "CH",
        ],
        _organization("41", submitter.name, "46", submitter.identifier),
        ["PER", "IC", basic(submitter.contact), "TE", submitter.phone],
        _organization("40", receiver.name, "46", receiver.identifier),
        ["HL", "1", "", "20", "1"],
        ["PRV", "BI", "PXC", billing.taxonomy],
        _organization("85", billing.name, "XX", billing.npi),
        ["N3", basic(address.street), basic(address.second_line)],
        ["N4", basic(address.city), address.state, address.zip_code],
        ["REF", "EI", billing.tin],
    ]


def _organization(role: str, name: str, qualifier: str, identifier: str) -> _Segment:
    return ["NM1", role, "2", basic(name), "", "", "", "", qualifier, identifier]


def _claim(claim: ProfessionalClaim, at: int) -> Iterator[str]:
    """The member's loop and the claim in it; `at` is the loop's number in the hierarchy.

    Segments are put together as text, for speed: `problems_of` and `basic` have let no delimiter
    through.
    """
    member = claim.subscriber
    yield f"HL*{at}*1*22*0"
    yield "SBR*P*18*******MC"
    yield _person("IL", member.last_name, member.first_name, f"MI*{member.cin}")
    if member.address:
        yield from _address(member.address)
    yield f"DMG*D8*{_day(member.born_on)}*{member.sex}"
    yield f"NM1*PR*2*{basic(claim.payer.name)}*****PI*{claim.payer.identifier}"
    yield (
        f"CLM*{claim.sent_as}*{_cents(claim.charge)}***{claim.place}:B:{claim.frequency}*Y*A*Y*Y"
    )
    if claim.authorization is not None:
        yield f"REF*G1*{claim.authorization}"
    if claim.payer_control is not None:
        yield f"REF*F8*{claim.payer_control}"
    yield "HI*ABK:" + "*ABF:".join(claim.diagnoses)
    yield from _parties(claim)
    for number, line in enumerate(claim.lines, start=1):
        # SV105 is sent only where it differs from the claim's place (005010X222A1 2400 SV105)
        place = "" if line.place == claim.place else line.place
        yield f"LX*{number}"
        yield (
            f"SV1*HC:{':'.join((line.code, *line.modifiers))}*{_cents(line.charge)}"
            f"*UN*{line.units}*{place}**{':'.join(map(str, line.pointers))}"
        )
        yield f"DTP*472*D8*{_day(line.service_on)}"
        yield f"REF*6R*{line.control}"


def _parties(claim: ProfessionalClaim) -> Iterator[str]:
    if person := claim.providers.referring:
        yield _person("DN", person.name, person.first_name, f"XX*{person.npi}")
    if rendering := claim.providers.rendering:
        if rendering.is_person:
            yield _person("82", rendering.name, rendering.first_name, f"XX*{rendering.npi}")
        else:
            yield f"NM1*82*2*{basic(rendering.name)}*****XX*{rendering.npi}"
        yield f"PRV*PE*PXC*{rendering.taxonomy}"
    if facility := claim.providers.facility:
        identified = f"*****XX*{facility.npi}" if facility.npi else ""
        yield f"NM1*77*2*{basic(facility.name)}{identified}"
        if facility.address:
            yield from _address(facility.address)


def _person(role: str, last: str, first: str, identified: str) -> str:
    return f"NM1*{role}*1*{basic(last)}*{basic(first)}****{identified}"


def _address(address: Address) -> tuple[str, str]:
    second = basic(address.second_line)
    return (
        f"N3*{basic(address.street)}*{second}" if second else f"N3*{basic(address.street)}",
        f"N4*{basic(address.city)}*{address.state}*{address.zip_code}",
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
        if person := claim.providers.referring:
            yield from changes(f"{where}, referring, NM103", person.name)
            yield from changes(f"{where}, referring, NM104", person.first_name)
        if rendering := claim.providers.rendering:
            yield from changes(f"{where}, rendering, NM103", rendering.name)
            yield from changes(f"{where}, rendering, NM104", rendering.first_name)
        if facility := claim.providers.facility:
            yield from changes(f"{where}, facility, NM103", facility.name)
            yield from _address_changes(f"{where}, facility", facility.address)


def _address_changes(where: str, address: Address | None) -> Iterator[TextChange]:
    if address is None:
        return
    yield from changes(f"{where}, N301", address.street)
    yield from changes(f"{where}, N302", address.second_line)
    yield from changes(f"{where}, N401", address.city)
