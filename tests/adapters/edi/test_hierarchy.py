"""The levels of a transaction that is a tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.edi.hierarchy import Hierarchy, Level
from tests.support.edi import interchange, only_transaction

_TREE = (
    "BHT*0010*13*A",
    "HL*1**20*1",
    "NM1*PR*2*SEASIDE",
    "HL*2*1*21*1",
    "HL*3*2*22*1",
    "NM1*IL*1*INVENTED",
    "HL*4*3*23*0",
    "HL*5*2*22*0",
    "HL*6**20*1",
    "HL*7*6*21*0",
)


def _read(*body: str) -> tuple[Hierarchy, list[Level]]:
    hierarchy = Hierarchy(only_transaction(interchange(body, "277")))
    return hierarchy, list(hierarchy)


def _codes(*body: str) -> list[str]:
    hierarchy, _ = _read(*body)
    return [finding.code for finding in hierarchy.findings]


def test_each_level_has_its_segments_and_knows_the_levels_above_it() -> None:
    hierarchy, levels = _read(*_TREE)
    assert [segment.id for segment in hierarchy.header.segments] == ["BHT"]
    assert [[above.id for above in level.path()] for level in levels] == [
        ["1"],
        ["2", "1"],
        ["3", "2", "1"],
        ["4", "3", "2", "1"],
        ["5", "2", "1"],
        ["6"],
        ["7", "6"],
    ]
    assert [[segment.id for segment in level.body] for level in levels][:3] == [
        ["NM1"],
        [],
        ["NM1"],
    ]
    assert hierarchy.findings == []


def test_a_level_knows_whether_one_stands_below_it() -> None:
    _, levels = _read(*_TREE)
    assert [level.id for level in levels if level.has_children] == ["1", "2", "3", "6"]


def test_printing_a_level_shows_none_of_its_texts() -> None:
    _, levels = _read("HL*1**20*1", "NM1*PR*2*SEASIDE")
    assert "SEASIDE" not in repr(levels)


@pytest.mark.parametrize(
    ("body", "code", "what", "where"),
    [
        (
            ["BHT*0010*13*A"],
            "absent",
            "the 277 has no level (HL) at all",
            "segment 3, HL",
        ),
        (
            ["HL*1**20", "HL*2*9*22"],
            "parent-absent",
            "the parent is level '9'; there is no such level",
            "segment 5, HL02",
        ),
        (
            ["HL*1**20", "HL*2*3*21", "HL*3*2*22"],
            "parent-later",
            "the parent is level '3', which does not stand before it",
            "segment 5, HL02",
        ),
        (
            ["HL*1**20", "HL*2*2*21"],
            "parent-later",
            "the parent is level '2', which does not stand before it",
            "segment 5, HL02",
        ),
        (
            ["HL*1**20", "HL*2*1*21", "HL*3*1*21", "HL*4*2*22"],
            "parent-closed",
            "the parent is level '2'; another branch began since",
            "segment 7, HL02",
        ),
        (
            ["HL*1**20", "HL*2*1*21", "HL*2*1*22"],
            "id-twice",
            "level number '2' is given a second time",
            "segment 6, HL01",
        ),
        (
            ["HL*A**20", "HL*A**20"],
            "id-twice",
            "level number a text of 1 characters is given a second time",
            "segment 5, HL01",
        ),
        (["HL***20"], "id-empty", "the level has no number (HL01)", "segment 4, HL01"),
        (
            ["HL*1**20", "HL*2**22"],
            "parent-empty",
            "the level names no parent (HL02)",
            "segment 5, HL02",
        ),
    ],
)
def test_what_is_wrong_with_a_tree_is_said_with_its_place(
    body: list[str], code: str, what: str, where: str
) -> None:
    hierarchy, _ = _read(*body)
    (finding,) = hierarchy.findings
    assert (finding.code, finding.what, finding.where) == (f"hierarchy.{code}", what, where)


def test_a_level_whose_parent_is_not_known_is_read_by_itself() -> None:
    _, levels = _read("HL*1**20", "HL*2*1*21", "HL*3*9*22", "HL*4*3*23", "HL*5*2*22")
    assert [[above.id for above in level.path()] for level in levels[2:]] == [
        ["3"],
        ["4", "3"],
        ["5", "2", "1"],
    ]


def test_of_two_levels_with_one_number_the_later_one_counts() -> None:
    _, levels = _read("HL*1**20", "HL*2*1*22", "HL*2*1*22", "HL*3*2*23")
    assert levels[3].above is levels[2]


def test_a_tree_deeper_than_any_guide_is_cut_and_says_so() -> None:
    chain = ["HL*1**20", *(f"HL*{at}*{at - 1}*22" for at in range(2, 40))]
    _, levels = _read(*chain)
    assert max(level.depth for level in levels) == 16
    assert set(_codes(*chain)) == {"hierarchy.too-deep"}


def test_what_the_envelope_says_is_among_the_findings() -> None:
    content = interchange(["HL*1**20"], "277").replace(b"SE*3*", b"SE*9*")
    hierarchy = Hierarchy(only_transaction(content))
    assert len(list(hierarchy)) == 1
    assert [finding.code for finding in hierarchy.findings] == ["envelope.segment-count"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "1", "2", "3", "07", "A", "99999999999"]),
            st.sampled_from(["", "1", "2", "3", "9", "A"]),
            st.sampled_from(["20", "21", "22", "23", "", "PT"]),
        ),
        max_size=30,
    )
)
def test_any_tree_is_read_whole_and_every_level_ends_at_the_top(
    stated: list[tuple[str, str, str]],
) -> None:
    body = ["REF*1*1", *("*".join(("HL", *one)) for one in stated)]
    hierarchy, levels = _read(*body)
    assert sum(level.starts for level in levels) == len(stated)  # a run of empty ones is one level
    assert all(len(list(level.path())) == level.depth <= 16 for level in levels)
    assert all(finding.where for finding in hierarchy.findings)


def test_a_run_of_levels_that_state_nothing_is_one_level_and_all_of_it_is_kept() -> None:
    hierarchy, (first, nothing, last) = _read(
        "HL*1**20*1", *["HL"] * 50, "HL***", "NM1*PR*2*SEASIDE", "HL*2*1*21*0"
    )
    assert (first.id, hierarchy.count, nothing.starts) == ("1", 3, 51)
    assert [len(level.segments.segments) for level in (first, nothing, last)] == [1, 52, 1]
    assert [segment.id for segment in nothing.body] == ["NM1"]
    assert [finding.code for finding in hierarchy.findings] == [
        "hierarchy.parent-empty",
        "hierarchy.id-empty",
    ]
