"""What a plan's system would answer about a batch: TA1, 999 and 277CA, as files."""

from collections.abc import Iterable

from adapters.edi.acknowledgements.batch_answer import Answer, BatchAnswer, Status, StatusSet
from adapters.edi.acknowledgements.group_answer import Fault, GroupAnswer, TransactionAnswer
from adapters.edi.acknowledgements.read_ta1 import InterchangeAnswer
from adapters.edi.acknowledgements.write_277ca import write_277ca
from adapters.edi.acknowledgements.write_999 import write_999
from adapters.edi.acknowledgements.write_ta1 import write_ta1
from adapters.edi.envelope import Group, Interchange
from adapters.edi.values import Private, Reference
from adapters.edi.x12 import Segment
from tests.support import planted
from tests.support.builders import SENT_ON

_NAME = ("NM1", "QC", "1", planted.LAST_NAME, planted.FIRST_NAME, "", "", "", "MI", planted.CIN)
MEMBER = Private((Segment("NM1", list(_NAME), 0, 0, 0),))
SENDER, RECEIVER = "EXAMPLETONHUB", "ACMEINVENTED"


def ta1(control: int, result: str, code: str = "000", *, sender: str = RECEIVER) -> bytes:
    """A receipt for an interchange."""
    answer = InterchangeAnswer(f"{control:09d}", result, code, "260415", "1200")
    return write_ta1(answer, interchange=_interchange(sender))


def functional(control: int, result: str) -> bytes:
    """A 999 about one group with one transaction; a rejected one names a fault."""
    faults = (Fault("CLM", 22, "2300", "7", element=5),) if result == "R" else ()
    transaction = TransactionAnswer("837", f"{control:04d}", result, "005010X222A1", (), faults)
    taken = int(result in {"A", "E"})
    answer = GroupAnswer("HC", str(control), "005010X222A1", (transaction,), result, 1, 1, taken)
    group = _group("FA", "005010X231A1")
    return write_999(answer, interchange=_interchange(), group=group, control="0001")


def in_part(control: int, results: str) -> bytes:
    """A 999 about a group of several transactions, taken in part: the result of each, ``ARA``."""
    told = tuple(
        TransactionAnswer("837", f"{control + at:04d}", result, "005010X222A1")
        for at, result in enumerate(results)
    )
    taken, count = results.count("A"), len(results)
    answer = GroupAnswer("HC", str(control), "005010X222A1", told, "P", count, count, taken)
    group = _group("FA", "005010X231A1")
    return write_999(answer, interchange=_interchange(), group=group, control="0001")


def about_claims(answers: Iterable[tuple[str, str]], control: str = "3") -> bytes:
    """A 277CA: CLM01 and category (``A2``, ``A3``) of each claim, which names its member."""
    claims = tuple(
        Answer(
            "claim",
            sent_as,
            (StatusSet((Status(category, "20"),), SENT_ON),),
            references=(Reference("1K", number),) if number else (),
            private=MEMBER,
        )
        for sent_as, category in answers
        for number in ["" if category in {"A3", "A7"} else f"P{sent_as[3:11]}"]
    )
    return _277ca(claims, control)


def about_the_file(reference: str, category: str) -> bytes:
    """A 277CA without a claim: the receiver level speaks of the whole file."""
    return _277ca((Answer("receiver", reference, (StatusSet((Status(category, "21"),)),)),), "4")


def about_providers(categories: Iterable[str], claims: Iterable[tuple[str, str]] = ()) -> bytes:
    """A 277CA: what is said of each billing provider; the claims stand under the last of them."""
    providers = [
        Answer("provider", status_sets=(StatusSet((Status(category, "20"),)),))
        for category in categories
    ]
    levels = [
        Answer("claim", sent_as, (StatusSet((Status(category, "20"),), SENT_ON),))
        for sent_as, category in claims
    ]
    receiver = Answer("receiver", "1", (StatusSet((Status("A1", "20"),)),))
    return _277ca((receiver, *providers, *levels), "5")


def _277ca(answers: tuple[Answer, ...], control: str) -> bytes:
    answer = BatchAnswer("R1", SENT_ON, answers)
    group = _group("HN", "005010X214")
    return write_277ca(
        answer, interchange=_interchange(control=control), group=group, control="0001"
    )


def _interchange(sender: str = RECEIVER, control: str = "7") -> Interchange:
    return Interchange(
        "ZZ", sender, "ZZ", SENDER, date="260416", time="0900", control_number=control
    )


def _group(functional_id: str, version: str) -> Group:
    return Group(functional_id, RECEIVER, SENDER, "20260416", "0900", "7", version)
