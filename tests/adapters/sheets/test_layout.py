"""A layout is data, and one from which a file could not be read back is refused."""

from datetime import date
from pathlib import Path

import pytest

from adapters.sheets.billed_row import FIELDS, BilledRow
from adapters.sheets.layout import Layout, LayoutColumn, LayoutNotUsable, find_layout, layout_names
from adapters.sheets.write_layout import room_problems

HEAD = 'source = "invented"\nverified_on = ""\n'


def in_folder(folder: Path, text: str) -> Layout:
    (folder / "mine_columns.toml").write_text(HEAD + text, "utf-8")
    return find_layout("mine", folder)


def column(**said: object) -> str:
    lines = (f"{name} = {value!r}" for name, value in said.items())
    return "\n".join(("[[columns]]", *lines, ""))


@pytest.mark.parametrize("name", layout_names())
def test_every_layout_is_sound_and_says_where_it_comes_from(name: str) -> None:
    layout = find_layout(name)
    assert ("unverified" in layout.source) == (not layout.verified_on)
    assert layout.columns


def test_every_field_of_a_row_is_of_a_known_kind() -> None:
    assert set(FIELDS.values()) == {"text", "list", "day", "count", "amount"}
    assert {name for name, kind in FIELDS.items() if kind == "amount"} == {
        "unit_cost",
        "charge",
        "total_billed",
    }


def test_our_own_layouts_state_who_is_meant_and_what_was_done() -> None:
    for name in ("invoice", "activity"):
        stated = {each.field for each in find_layout(name).columns}
        wanted = {"control", "cin", "service_on", "code", "units", "place", "authorization"}
        assert wanted - stated == set(), name


def test_a_lead_entitys_own_layout_is_another_file(tmp_path: Path) -> None:
    layout = in_folder(
        tmp_path,
        'file_name = "{date}-{control}.dat"\nseparator = "\\t"\n'
        + column(title="Ours", field="control")
        + column(title="Program", always="CHW"),
    )
    assert layout.name("cedar", "000000007", "20260301", "csv") == "20260301-000000007.dat"
    assert [each.kind for each in layout.columns] == ["text", ""]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (column(title="A", field="colour"), "there is no field colour"),
        (column(title="A", field="cin") * 2, "2 columns are titled A"),
        (
            column(title="A", field="cin") + column(title="B", field="cin"),
            "cin stands in 2 columns",
        ),
        (column(title="A", field="cin", part=1), "A has parts and is no list"),
        (column(title="A", field="modifiers", part=2), "the parts of modifiers do not count from"),
        (column(title="A", field="charge", format="euro"), "its format is cents or nothing"),
        (column(title="A", field="cin", format="x"), "which only amounts and lists have"),
        (column(title="A", field="cin", always="x"), "A says a field and always the same"),
        (column(title="A", colour="red"), "colour"),
        ('file_name = "{cin}-{control}"\ncolumns = []\n', "file_name must hold {control}"),
        ('file_name = "{plan}.txt"\ncolumns = []\n', "file_name must hold {control}"),
        ('file_name = "../{control}"\ncolumns = []\n', "file_name must hold {control}"),
        ('separator = "||"\ncolumns = []\n', "separator is one character"),
        ('day = "%d.%m.%y"\ncolumns = []\n', "day needs %Y, %m and %d"),
        ("columns = [", "mine_columns.toml"),
    ],
)
def test_a_layout_that_is_not_sound_is_refused_with_its_fault(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(LayoutNotUsable) as wrong:
        in_folder(tmp_path, text)
    assert says in str(wrong.value)
    assert "mine_columns.toml" in str(wrong.value)


def test_a_layout_that_nobody_made_is_refused_with_those_there_are() -> None:
    with pytest.raises(LayoutNotUsable) as wrong:
        find_layout("../../etc")
    assert str(wrong.value) == "there is no layout ../../etc; choose among activity, invoice"


def test_a_list_longer_than_its_columns_has_no_room() -> None:
    parts = tuple(LayoutColumn(f"Dx {at}", "diagnoses", part=at) for at in (1, 2))
    layout = Layout(source="invented", verified_on="", columns=parts)
    row = BilledRow(control="LAN000000010140", diagnoses=("Z559", "Z602", "Z630"))
    (problem,) = room_problems(layout, row)
    assert (problem.code, problem.where) == ("sheet.no-room", "line LAN000000010140")
    assert problem.what == "the line has 3 diagnoses; the plan's form has room for 2"
    assert problem.fix == "bill it with fewer, or ask the plan how to send the others"
    assert list(room_problems(find_layout("activity"), row)) == []


def test_a_row_shows_no_personal_detail_when_printed() -> None:
    row = BilledRow(control="C1", last_name="Invented", born_on=date(1990, 1, 2))
    assert repr(row) == "<billed row C1>"
