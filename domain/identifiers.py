"""Identifiers and codes, each checked once where it enters.

Ids that we mint are uuid texts; numbers that people see (claim numbers, NPIs, codes) are checked
by the functions here, which return the value in its one written form or raise `Malformed`.
"""

import re
import string
from functools import lru_cache
from typing import NewType

StreamId = NewType("StreamId", str)
PartnerId = NewType("PartnerId", str)
PlanId = NewType("PlanId", str)
ContractId = NewType("ContractId", str)
FeeScheduleId = NewType("FeeScheduleId", str)
MemberId = NewType("MemberId", str)
AuthorizationId = NewType("AuthorizationId", str)
EncounterId = NewType("EncounterId", str)
ClaimId = NewType("ClaimId", str)
BatchId = NewType("BatchId", str)
AcknowledgementId = NewType("AcknowledgementId", str)
RemittanceId = NewType("RemittanceId", str)
ParkedMoneyId = NewType("ParkedMoneyId", str)
MemberMonthId = NewType("MemberMonthId", str)
MonthSplitId = NewType("MonthSplitId", str)
RosterRowId = NewType("RosterRowId", str)
DepositId = NewType("DepositId", str)
ReceivedFileId = NewType("ReceivedFileId", str)
ArchiveId = NewType("ArchiveId", str)
RefundId = NewType("RefundId", str)
PayoutId = NewType("PayoutId", str)
DisbursementId = NewType("DisbursementId", str)

PartnerCode = NewType("PartnerCode", str)
PlanKey = NewType("PlanKey", str)
ClaimNumber = NewType("ClaimNumber", str)
SendNumber = NewType("SendNumber", str)
LineControlNumber = NewType("LineControlNumber", str)
Npi = NewType("Npi", str)
Tin = NewType("Tin", str)
Cin = NewType("Cin", str)
ProcedureCode = NewType("ProcedureCode", str)
Modifier = NewType("Modifier", str)
Diagnosis = NewType("Diagnosis", str)
PlaceOfService = NewType("PlaceOfService", str)
AuthorizationNumber = NewType("AuthorizationNumber", str)
PayerControlNumber = NewType("PayerControlNumber", str)

_POSTAL = (
    "AA AE AK AL AP AR AS AZ CA CO CT DC DE FL FM GA GU HI IA ID IL IN KS KY LA MA MD ME MH MI MN "
    "MO MP MS MT NC ND NE NH NJ NM NV NY OH OK OR PA PR PW RI SC SD TN TX UT VA VI VT WA WI WV WY"
)
STATES = frozenset(_POSTAL.split())
"""What the post takes for a state, the territories and the armed forces among them."""

_ALPHABET = string.digits + string.ascii_uppercase
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_SEND_NUMBER = re.compile(r"[A-Z]{3}[0-9]{10}[0-9A-Z]")


class Malformed(ValueError):
    """A code that cannot be what it is said to be; `what` and `fix` are for the reader."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


def npi(text: str) -> Npi:
    """A national provider identifier: ten digits whose last is the Luhn check over 80840 + NPI."""
    digits = text.strip()
    if not re.fullmatch(r"[12][0-9]{9}", digits):
        raise Malformed("the NPI is not ten digits starting with 1 or 2", "check the NPI")
    if _luhn("80840" + digits):
        raise Malformed(f"NPI {digits} fails its check digit", "look for a mistyped digit")
    return Npi(digits)


def _luhn(digits: str) -> int:
    doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10


def tin(text: str) -> Tin:
    """A tax identification number, nine digits; a dash in it is taken out."""
    digits = text.strip().replace("-", "")
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise Malformed("the TIN is not nine digits", "write it as nine digits")
    return Tin(digits)


def cin(text: str) -> Cin:
    """A Medi-Cal client index number: 9, seven digits, a letter (domain.md 6.4, unverified).

    The message never repeats the text: a CIN is a personal detail.
    """
    written = text.strip().upper()
    if not re.fullmatch(r"9[0-9]{7}[A-Z]", written):
        raise Malformed(
            "the CIN is not 9, seven digits and a letter",
            "copy the CIN from the plan's roster; the longer number on the card begins with it",
        )
    return Cin(written)


def partner_code(text: str) -> PartnerCode:
    """Three letters that begin every claim number of the partner."""
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise Malformed(f"partner code {text!r} is not three letters", "choose three letters A-Z")
    return PartnerCode(code)


def plan_key(text: str) -> PlanKey:
    """The short name of a plan: lower-case letters, digits and dashes."""
    key = text.strip()
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", key):
        raise Malformed(
            f"plan key {text!r} is not lower-case letters, digits and dashes",
            "use the key of a file in adapters/plans",
        )
    return PlanKey(key)


def procedure_code(text: str) -> ProcedureCode:
    """A CPT or HCPCS code: five letters or digits, the three in the middle digits.

    The message never repeats the text: a first name has five letters too.
    """
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z0-9][0-9]{3}[A-Z0-9]", code):
        raise Malformed(
            "the code does not have the form of CPT or HCPCS", "write a code like 98960 or G9012"
        )
    return ProcedureCode(code)


def modifier(text: str) -> Modifier:
    """A procedure modifier: two letters or digits."""
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z0-9]{2}", code):
        raise Malformed(f"modifier {text!r} is not two letters or digits", "write one like U2")
    return Modifier(code)


def diagnosis(text: str) -> Diagnosis:
    """An ICD-10-CM code, written without its point: ``Z559``."""
    code = text.strip().upper().replace(".", "")
    if not re.fullmatch(r"[A-Z][0-9][0-9A-Z]{1,5}", code):
        raise Malformed(
            f"diagnosis {text!r} does not have the form of ICD-10-CM", "write a code like Z55.9"
        )
    return Diagnosis(code)


def place_of_service(text: str) -> PlaceOfService:
    """A place-of-service code: two digits, a dropped leading zero put back."""
    code = text.strip().zfill(2)
    if not re.fullmatch(r"[0-9]{2}", code):
        raise Malformed(f"place of service {text!r} is not two digits", "write one like 11 or 02")
    return PlaceOfService(code)


def state_code(text: str) -> str:
    """A state as the post writes it: two capital letters."""
    code = text.strip().upper()
    if code not in STATES:
        raise Malformed("the state is not the two letters of a state", "write it like CA")
    return code


def authorization_number(text: str) -> AuthorizationNumber:
    """A plan's number for an authorization, kept letter by letter.

    The message never repeats the text: in a shifted column it is a name, a CIN or a birth date.
    """
    number = text.strip()
    copy = "copy the number alone from the plan's authorization"
    if not re.fullmatch(r"[A-Za-z0-9./_#-]{1,50}", number) or not re.search(r"[0-9]", number):
        raise Malformed("the authorization number is not one word of letters and digits", copy)
    if re.search(r"9[0-9]{7}[A-Z]", number.upper()):
        raise Malformed("the authorization number has the form of a CIN", copy)
    if re.fullmatch(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{2,4}", number):
        raise Malformed("the authorization number has the form of a day", copy)
    return AuthorizationNumber(number)


def claim_number(partner: PartnerCode, count: int) -> ClaimNumber:
    """A claim's number for people: three-letter partner code and eight-digit counter."""
    if not 0 < count < 100_000_000:
        raise ValueError(f"claim counter {count} does not fit eight digits")
    return ClaimNumber(f"{partner}{count:08d}")


def send_number(number: ClaimNumber, send: int) -> SendNumber:
    """CLM01 of one sending of a claim: claim number, two-digit send number, check character."""
    if not 0 < send < 100:
        raise ValueError(f"send number {send} does not fit two digits")
    body = f"{number}{send:02d}"
    return SendNumber(body + _check_character(body))


@lru_cache(maxsize=8192)  # each stands in a claim payment and in every line of it
def read_send_number(text: str) -> tuple[ClaimNumber, int] | None:
    """The claim number and send number in a CLM01 of ours; None if it is not one of ours."""
    if not _SEND_NUMBER.fullmatch(text) or text[-1] != _check_character(text[:-1]):
        return None
    return ClaimNumber(text[:11]), int(text[11:13])


def line_control_number(sent_as: SendNumber, line: int) -> LineControlNumber:
    """REF*6R of one service line: CLM01 and the two-digit line number."""
    if not 0 < line < 100:
        raise ValueError(f"line number {line} does not fit two digits")
    return LineControlNumber(f"{sent_as}{line:02d}")


def read_line_control_number(text: str) -> tuple[ClaimNumber, int, int] | None:
    """Claim number, send number and line number in a REF*6R of ours; None if not ours."""
    sent = read_send_number(text[:-2])
    line = text[-2:]
    if sent is None or not (line.isascii() and line.isdecimal()):
        return None
    return sent[0], sent[1], int(line)


def _check_character(body: str) -> str:
    # A weighted sum modulo the prime 31 finds every single wrong character and every swap of
    # neighbours, letters among letters and digits among digits; the fixed form finds the others.
    # ISO/IEC 7064 MOD 37,36 misses some swaps: 1 and 2 in one of 36 cases.
    total = 0
    for character in body:
        total = (total + _VALUES[character]) * 3
    return _ALPHABET[-total % 31]
