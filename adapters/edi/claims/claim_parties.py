"""Who stands in a professional claim: the member, the plan, and everyone who has a part in it.

Texts and numbers are as they stand in the file. Names, addresses, birth dates and CINs are personal
details: printing who receives care or is insured shows none. `others` are segments that no field
holds. Source: 005010X222A1.
"""

from datetime import date

import msgspec

from adapters.edi.values import NOTHING_KEPT, Reference, Verbatim
from domain.identifiers import Cin, Npi, Tin


class Address(msgspec.Struct, frozen=True, gc=False):
    """A street address; `zip_code` is five or nine digits, `second_line` may be empty.

    `country` (N404) is empty within the United States, `subdivision` (N407) too.
    """

    street: str
    city: str
    state: str
    zip_code: str
    second_line: str = ""
    country: str = ""
    subdivision: str = ""

    def __repr__(self) -> str:
        return "<address, not shown>"


class Contact(msgspec.Struct, frozen=True, gc=False):
    """A PER: whom to ask; `ways` are pairs of kind and number (``TE`` with ten digits)."""

    name: str
    ways: tuple[tuple[str, str], ...] = ()

    @property
    def phone(self) -> str:
        """The first telephone number, empty where none is stated."""
        return next((number for kind, number in self.ways if kind == "TE"), "")


class Submitter(msgspec.Struct, frozen=True, gc=False):
    """Who sends the file: loop 1000A; `phone` is ten digits.

    `ways` are the other ways to reach the contact: pairs of kind and number (``EX``, ``EM``). A
    person who sends has a `first_name`.
    """

    name: str
    identifier: str
    contact: str
    phone: str
    first_name: str = ""
    middle_name: str = ""
    ways: tuple[tuple[str, str], ...] = ()
    others: Verbatim = NOTHING_KEPT


class Receiver(msgspec.Struct, frozen=True, gc=False):
    """Who takes the file: loop 1000B."""

    name: str
    identifier: str
    others: Verbatim = NOTHING_KEPT


class BillingProvider(msgspec.Struct, frozen=True, gc=False):
    """The organization that bills and is paid: loops 2000A, 2010AA and 2010AB.

    It is the hub, or the partner itself where the hub only administers its billing. `pay_to` is
    another address for payment: in 5010 never another payee (domain.md 5.5). A person who bills
    has a `first_name`.
    """

    name: str
    npi: Npi
    tin: Tin
    taxonomy: str
    address: Address
    pay_to: Address | None = None
    contact: Contact | None = None
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    references: tuple[Reference, ...] = ()
    others: Verbatim = NOTHING_KEPT


class Insured(msgspec.Struct, frozen=True, gc=False):
    """How someone is covered: an SBR.

    `responsibility` is P for the first payer, S for the second, T for the third; `relation` is 18
    where the patient is the subscriber; `filing` MC is Medicaid.
    """

    responsibility: str = "P"
    relation: str = "18"
    group_number: str = ""
    group_name: str = ""
    insurance_type: str = ""
    filing: str = "MC"


MEDI_CAL = Insured()


class Subscriber(msgspec.Struct, frozen=True, gc=False):
    """The member as the plan knows them: loops 2000B and 2010BA.

    For Medi-Cal the member is always the subscriber. In files of others a parent may be: then
    `Patient` receives the care, and address and birth date may be absent here. An employer may be
    the subscriber too: then `is_person` is False. `qualifier` is NM108, the kind of its number.
    """

    last_name: str
    first_name: str
    cin: Cin
    address: Address | None
    born_on: date | None
    sex: str
    middle_name: str = ""
    suffix: str = ""
    qualifier: str = "MI"
    is_person: bool = True
    insured: Insured = MEDI_CAL
    references: tuple[Reference, ...] = ()
    others: Verbatim = NOTHING_KEPT

    def __repr__(self) -> str:
        return "<subscriber, not shown>"


class Patient(msgspec.Struct, frozen=True, gc=False):
    """Who receives care where that is not the subscriber: loops 2000C and 2010CA.

    `condition` is PAT05 to PAT09 as they stand: day of death, weight, pregnancy.
    """

    relation: str
    last_name: str
    first_name: str
    address: Address | None
    born_on: date | None
    sex: str
    middle_name: str = ""
    suffix: str = ""
    condition: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    others: Verbatim = NOTHING_KEPT

    def __repr__(self) -> str:
        return "<patient, not shown>"


class Payer(msgspec.Struct, frozen=True, gc=False):
    """The plan: loop 2010BB; `references` hold REF*G2 for a provider without an NPI."""

    name: str
    identifier: str
    qualifier: str = "PI"
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    others: Verbatim = NOTHING_KEPT


class Provider(msgspec.Struct, frozen=True, gc=False):
    """One who has a part in the care: loops 2310A to D, 2420A to F.

    `is_person` is NM102: a person has a first name, an organization has none. `npi` is None where
    another number stands in `references`.
    """

    name: str
    npi: Npi | None = None
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    is_person: bool = False
    taxonomy: str = ""
    address: Address | None = None
    contact: Contact | None = None
    references: tuple[Reference, ...] = ()
    others: Verbatim = NOTHING_KEPT


class Providers(msgspec.Struct, frozen=True, gc=False):
    """The providers of a claim, or those of one line that differ from the claim's.

    `referring` recommended the care (DN), `primary_care` is the first referrer (P3), `rendering`
    gave it (82), `facility` is where (77), `supervising` answers for it (DQ, a person always),
    `ordering` ordered it (DK, lines only), `purchased` sold it (QB, lines only).
    """

    referring: Provider | None = None
    primary_care: Provider | None = None
    rendering: Provider | None = None
    facility: Provider | None = None
    supervising: Provider | None = None
    ordering: Provider | None = None
    purchased: Provider | None = None


NO_PROVIDERS = Providers()
