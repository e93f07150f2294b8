"""Answers come in under the columns and words of whoever pays."""

from datetime import date

import msgspec
import pytest

from adapters.disbursements.answer_columns import (
    AnswerColumns,
    common_answers,
    read_answer_columns,
)
from adapters.disbursements.read_answers import StatedAnswer, read_answers
from domain.problem import Refused
from tests.support.commands import ROOT
from tests.support.paying import answer_file

OWN = b"""
delimiter  = ";"
day_format = "%d.%m.%Y"

[columns]
payout  = ["Belegnummer"]
outcome = ["Stand"]
number  = ["Scheck"]
day     = ["Tag"]
amount  = ["Betrag"]

[outcomes]
paid = ["bezahlt"]
"""


def read(content: bytes) -> tuple[StatedAnswer, ...]:
    found = read_answers(content, common_answers())
    assert not isinstance(found, Refused), found
    return found


def test_the_runbook_names_all_common_columns_and_words_and_its_example_is_read() -> None:
    page = (ROOT / "ops/runbooks/paying-partners.md").read_text("utf-8")
    known = common_answers()
    for names in msgspec.structs.asdict(known.columns).values():
        assert f"| {', '.join(names)} |" in page
    words = {word for each in known.outcomes.values() for word in each}
    assert [word for word in sorted(words) if word not in page] == []
    example = page.partition("```csv\n")[2].partition("```")[0]
    assert [each.outcome for each in read(example.encode())] == [
        *("paid", "paid", "reissued", "cleared")
    ]


def codes(answer: object) -> list[str]:
    assert isinstance(answer, Refused), answer
    return answer.codes


def test_an_answer_says_one_thing_of_one_warrant_and_where_it_stands() -> None:
    content = answer_file('LPV-P0001,Paid,W1,,05/05/2026,"1,042.50"')
    (found,) = read(content)
    assert (found.payout, found.outcome, found.number) == ("LPV-P0001", "paid", "W1")
    assert (found.on, found.amount, found.row) == (date(2026, 5, 5), 104250, 2)
    assert content[found.offset : found.offset + found.length].startswith(b"LPV-P0001")


@pytest.mark.parametrize(
    ("word", "outcome"),
    [("ISSUED", "paid"), ("cashed", "cleared"), ("Void", "voided"), ("Stale Dated", "stale")],
)
def test_the_words_of_whoever_pays_are_data(word: str, outcome: str) -> None:
    assert read(answer_file(f"P1,{word},W1,,2026-05-05,1.00"))[0].outcome == outcome


def test_columns_and_words_of_ones_own_are_a_file() -> None:
    columns = read_answer_columns(OWN, "own.toml")
    assert isinstance(columns, AnswerColumns)
    content = b"Betrag;Tag;Scheck;Stand;Belegnummer\n1.00;05.05.2026;W1;Bezahlt;P1\n"
    found = read_answers(content, columns)
    assert not isinstance(found, Refused)
    assert (found[0].payout, found[0].outcome, found[0].on) == ("P1", "paid", date(2026, 5, 5))


def test_everything_that_cannot_be_read_is_told_at_once_with_its_row() -> None:
    answer = read_answers(
        answer_file(",paid,,,yesterday,many", "P2,reissued,W2,,2026-05-05,1.00", "P3,lost,W,,x,1"),
        common_answers(),
    )
    assert codes(answer) == [
        "answers.payout-unreadable",
        "answers.number-unreadable",
        "answers.day-unreadable",
        "answers.amount-unreadable",
        "answers.replaces-unreadable",
        "answers.outcome-unreadable",
        "answers.day-unreadable",
    ]
    assert isinstance(answer, Refused)
    assert {problem.where.partition(",")[0] for problem in answer.problems} == {
        "row 2",
        "row 3",
        "row 4",
    }


def test_a_file_without_its_columns_is_told_which() -> None:
    assert codes(read_answers(b"Payout,Amount\nP1,1\n", common_answers())) == ["answers.no-header"]
    assert codes(read_answers(b"", common_answers())) == ["answers.no-header"]
    assert codes(read_answers(b"\xff\xfe", common_answers())) == ["answers.not-text"]


def test_a_word_for_two_outcomes_is_told() -> None:
    twice = OWN + b'cleared = ["bezahlt"]\n'
    assert codes(read_answer_columns(twice, "own.toml")) == ["answers.columns-not-usable"]


def test_empty_rows_and_a_mark_at_the_front_are_nothing() -> None:
    content = b"\xef\xbb\xbf" + answer_file("P1,paid,W1,,2026-05-05,1.00", ",,,,,", "")
    assert [found.row for found in read(content)] == [2]


def test_a_number_that_a_spreadsheet_shortened_is_not_taken_for_another_warrant() -> None:
    content = answer_file("P1,paid,1.00E+10,,2026-05-05,1.00", "P1,reissued,W2,1E+10,5/5/2026,1")
    answer = read_answers(content, common_answers())
    assert codes(answer) == ["answers.number-unreadable", "answers.replaces-unreadable"]
