"""``hub remittance acknowledge``: what a plan is told about the remittances it sent."""

from pathlib import Path
from typing import Any

import pytest

from adapters.edi.acknowledgements.read_999 import read_999
from adapters.edi.acknowledgements.read_ta1 import read_ta1
from domain.sending.acknowledgement import AcknowledgementRecorded
from hub.cli.frame import CONFLICT, DONE, FAILED, NEEDS_A_PERSON, USAGE
from tests.support import planted
from tests.support.billing import Billing
from tests.support.commands import Ran, hub_command
from tests.support.edi import REMITTANCE, interchange, only_transaction

WHOLE = interchange(REMITTANCE).replace(b"SEASIDE        ", b"ACMEINVENTED   ", 1)
ASKS = WHOLE.replace(b"*000000001*0*T*", b"*000000001*1*T*", 1)
WITHOUT_AMOUNT = WHOLE.replace(b"BPR*I*80.5*", b"BPR*I*much*", 1)
STRANGER = interchange(REMITTANCE)


def acknowledge(*words: str) -> Ran:
    return hub_command("remittance", "acknowledge", *words)


def document(*words: str, code: int = DONE) -> dict[str, Any]:
    ran = acknowledge(*words, "--json")
    assert ran.exit_code == code, ran
    told = [problem["code"] for file in ran.document["files"] for problem in file["problems"]]
    assert ran.problem_codes == tuple(dict.fromkeys(told))
    return ran.document


def received(content: bytes, name: str = "a.835") -> str:
    Path(name).write_bytes(content)
    return name


def outbox() -> list[str]:
    return sorted(path.name for path in Path("outbox/acme").glob("*"))


@pytest.mark.usefixtures("billing")
def test_a_remittance_is_answered_into_the_outbox_of_its_plan() -> None:
    (file,) = document(received(WHOLE))["files"]
    assert file["outcome"] == "accepted"
    assert file["acknowledgements"] == [
        {
            "kind": "999",
            "interchange": "000000001",
            "result": "accepted",
            "accepted": 1,
            "rejected": 0,
            "came_before": False,
            "control": 1,
            "path": "outbox/acme/acme-000000001.999",
        }
    ]
    transaction = only_transaction(Path("outbox/acme/acme-000000001.999").read_bytes())
    outer = transaction.header.interchange
    assert outer is not None
    assert (outer.sender, outer.receiver, outer.usage) == ("LANTERN", "ACMEINVENTED", "T")
    assert outer.control_number == "000000001"
    assert (outer.date, outer.time) == ("260415", "1200")  # the hub's own day and hour
    assert read_999(transaction).outcome == "accepted"


@pytest.mark.usefixtures("billing")
def test_a_sender_that_asks_gets_a_ta1_too_under_a_number_of_its_own() -> None:
    document(received(ASKS))
    assert outbox() == ["acme-000000001.ta1", "acme-000000002.999"]
    answer = read_ta1(only_transaction(Path("outbox/acme/acme-000000001.ta1").read_bytes()))
    assert (answer.control_number, answer.outcome, answer.code) == ("000000001", "accepted", "000")


def test_a_file_is_answered_once(billing: Billing) -> None:
    document(received(ASKS))
    first = {name: (Path("outbox/acme") / name).read_bytes() for name in outbox()}
    (again,) = document(received(ASKS), code=CONFLICT)["files"]
    assert again["outcome"] == "duplicate"
    assert [each["came_before"] for each in again["acknowledgements"]] == [True, True]
    assert {name: (Path("outbox/acme") / name).read_bytes() for name in outbox()} == first
    facts = (each.fact for page in billing.hub.log.read() for each in page)
    recorded = [each.receipt for each in facts if isinstance(each, AcknowledgementRecorded)]
    assert [(r.kind, r.batch_id, r.result) for r in recorded] == [
        ("TA1", None, "accepted"),
        ("999", None, "accepted"),
    ]


@pytest.mark.usefixtures("billing")
def test_an_answer_that_was_fetched_is_not_written_again() -> None:
    document(received(WHOLE))
    (Path("outbox/acme") / outbox()[0]).unlink()
    document(received(WHOLE), code=CONFLICT)
    assert outbox() == []


@pytest.mark.usefixtures("billing")
def test_a_remittance_that_states_no_amount_is_rejected_and_needs_a_person() -> None:
    (file,) = document(received(WITHOUT_AMOUNT), code=NEEDS_A_PERSON)["files"]
    (answer,) = file["acknowledgements"]
    assert (answer["result"], answer["accepted"], answer["rejected"]) == ("rejected", 0, 1)


@pytest.mark.usefixtures("billing")
def test_a_dry_run_says_the_answer_and_writes_nothing() -> None:
    (file,) = document(received(ASKS), "--dry-run")["files"]
    assert [each["kind"] for each in file["acknowledgements"]] == ["TA1", "999"]
    assert {each["path"] for each in file["acknowledgements"]} == {None}
    assert not Path("outbox").exists()
    (after,) = document(received(ASKS))["files"]
    assert [each["control"] for each in after["acknowledgements"]] == [1, 2]


@pytest.mark.usefixtures("billing")
def test_a_dry_run_ends_as_the_run_itself_does() -> None:
    Path("taken").touch()
    endings = [
        ((received(WHOLE, "a.835"),), DONE),
        ((received(WITHOUT_AMOUNT, "b.835"),), NEEDS_A_PERSON),
        ((received(STRANGER, "c.835"),), FAILED),
        ((received(ASKS, "d.835"), "--out", "taken"), FAILED),
        ((received(b"notes", "e.txt"),), FAILED),
    ]
    for words, code in endings:
        looked, done = acknowledge(*words, "--dry-run"), acknowledge(*words)
        assert (looked.exit_code, done.exit_code) == (code, code), words


@pytest.mark.usefixtures("billing")
def test_the_page_and_the_document_say_the_same_word_of_a_file() -> None:
    endings = [
        (received(WHOLE, "a.835"), "accepted"),
        (received(WITHOUT_AMOUNT, "b.835"), "rejected"),
        (received(STRANGER, "c.835"), "refused"),
        (received(ASKS + WITHOUT_AMOUNT.replace(b"000000001", b"000000002"), "d.835"), "partial"),
    ]
    for name, word in endings:
        page = acknowledge(name, "--dry-run").stdout
        (file,) = acknowledge(name, "--dry-run", "--json").document["files"]
        assert (page.splitlines()[0], file["outcome"]) == (f"{name}: {word}", word)
    acknowledge(endings[0][0])
    assert acknowledge(endings[0][0]).stdout.splitlines()[0] == "a.835: duplicate"


@pytest.mark.usefixtures("billing")
@pytest.mark.parametrize("folder", ["taken", "taken/below"])
def test_no_number_is_spent_on_a_folder_that_is_none(folder: str) -> None:
    Path("taken").touch()
    (file,) = document(received(WHOLE), "--out", folder, code=FAILED)["files"]
    (problem,) = file["problems"]
    assert problem["what"] == "the answer cannot be written: not a folder"
    assert problem["where"] == str(Path(folder).absolute())
    (file,) = document(received(WHOLE), "--out", "answers")["files"]
    assert [each["control"] for each in file["acknowledgements"]] == [1]


@pytest.mark.usefixtures("billing")
def test_the_answer_to_a_stranger_needs_a_folder() -> None:
    (file,) = document(received(STRANGER), code=FAILED)["files"]
    (problem,) = file["problems"]
    assert problem == {
        "code": "receipt.sender-unknown",
        "what": "its sender is no plan that this hub sends claims to, so it has no outbox",
        "where": "a.835, interchange 1, ISA06",
        "fix": "say where the answer goes: --out FOLDER",
    }
    (file,) = document(received(STRANGER), "--out", "answers")["files"]
    assert file["acknowledgements"][0]["path"] == "answers/answer-000000001.999"
    assert Path("answers/answer-000000001.999").is_file()
    assert document(received(STRANGER), code=CONFLICT)["files"][0]["outcome"] == "duplicate"


@pytest.mark.usefixtures("billing")
def test_nothing_is_ever_overwritten() -> None:
    there = Path("outbox/acme/acme-000000001.999")
    there.parent.mkdir(parents=True)
    there.write_bytes(b"something else")
    (file,) = document(received(WHOLE), code=FAILED)["files"]
    assert [problem["code"] for problem in file["problems"]] == ["receipt.not-written"]
    assert file["problems"][0]["what"] == "the answer cannot be written: file exists"
    assert there.read_bytes() == b"something else"
    assert outbox() == ["acme-000000001.999"]


def test_batches_and_answers_to_one_plan_share_their_numbers(billing: Billing) -> None:
    billing.visit()
    billing.built()
    sender = b"LANTERN        "
    assert sender in WHOLE
    document(received(WHOLE.replace(sender, b"EXAMPLETONHUB  ")))
    (batch,) = hub_command("batch", "build", "--json").document["batches"]
    assert batch["control"] == 2
    (file,) = document(received(ASKS.replace(sender, b"EXAMPLETONHUB  ")))["files"]
    assert [each["control"] for each in file["acknowledgements"]] == [3, 4]


@pytest.mark.usefixtures("billing")
def test_one_bad_file_does_not_keep_the_others_from_their_answers() -> None:
    ran = acknowledge("missing.835", received(b"notes", "notes.txt"), received(WHOLE))
    assert ran.exit_code == FAILED
    assert "missing.835: refused" in ran.stdout
    assert "notes.txt: it holds no remittance (835)" in ran.stdout
    assert "999 to interchange 000000001: accepted (1 accepted, 0 rejected)" in ran.stdout
    assert "outbox/acme/acme-000000001.999" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "answers written: 1"
    assert max(map(len, ran.stdout.splitlines())) <= 80


@pytest.mark.usefixtures("billing")
def test_no_answer_repeats_a_personal_detail() -> None:
    content = WHOLE.replace(b"CLP*LAN0000000101X*1*102.5*85.5*", b"CLP*LAN0000000101X*1*102.5*x*")
    ran = acknowledge(received(content))
    assert ran.exit_code == NEEDS_A_PERSON
    written = Path("outbox/acme/acme-000000001.999").read_text("ascii")
    assert planted.planted_in(written + ran.stdout) == []
    assert "IK3*CLP*10*2100*8~" in written


def test_without_a_file_the_command_says_how_it_is_used() -> None:
    assert acknowledge().exit_code == USAGE
