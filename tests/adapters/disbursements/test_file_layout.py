"""Forms of disbursement files are data, and say at once everything that is wrong with them."""

from adapters.disbursements.file_layout import FileLayout, known_layouts, read_layout
from domain.problem import Refused

OWN = b"""
name    = "our-county"
says    = "as the auditor-controller wants it"
methods = ["voucher"]
amounts = "cents"
trailer = ["T", "{count}", "{total}"]

[[columns]]
header = "Ref"
value  = "number"

[[columns]]
header = "Cents"
value  = "amount"

[[columns]]
header = "Fund"
value  = "text"
text   = "1100"
"""


def what(answer: object) -> list[str]:
    assert isinstance(answer, Refused), answer
    assert {problem.where for problem in answer.problems} == {"own.toml"}
    return [problem.what for problem in answer.problems]


def test_the_forms_that_come_with_the_hub_can_be_read() -> None:
    assert sorted(known_layouts()) == ["county-voucher", "plain"]


def test_a_form_of_ones_own_is_a_file() -> None:
    layout = read_layout(OWN, "own.toml")
    assert isinstance(layout, FileLayout)
    assert [column.header for column in layout.columns] == ["Ref", "Cents", "Fund"]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    content = b'name = "Our County"\nsays = ""\ndelimiter = ";;"\ncolumns = []\ntrailer = ["{sum}"]'
    assert what(read_layout(content, "own.toml")) == [
        "name is lower-case letters, digits and dashes; it becomes part of a file's name",
        "delimiter is one character",
        "no column holds the number, by which the answer is known again",
        "no column holds the amount, by which the answer is known again",
        "a form for eft has columns for routing and account",
        "trailer knows {count}, {total} and {file}",
    ]


def test_what_is_no_toml_and_what_has_other_names_is_told() -> None:
    assert what(read_layout(b"name =", "own.toml"))[0].startswith("it is not written as TOML")
    assert what(read_layout(b"\xff", "own.toml")) == ["it is not text in UTF-8"]
    assert "unknown field" in what(read_layout(OWN + b"colour = 1\n", "own.toml"))[0]
