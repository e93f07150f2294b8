"""A second opinion of pyx12 on what we write: code and place of each fault, and no text of it."""

import logging
import sys
from random import Random

import pytest

from adapters.edi.claims.checks.pyx12_gate import pyx12_findings
from adapters.edi.claims.write_837p import Written837P, claim_group, write_837p
from tests.support.planted import LAST_NAME, planted_in
from tests.support.professional_claims import INTERCHANGE, any_batch


def ours(claims: int = 2) -> bytes:
    batch = any_batch(Random(837), claims)  # noqa: S311 - invented claims, not secrets
    written = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
    assert isinstance(written, Written837P)
    return written.content


def test_a_good_file_passes() -> None:
    assert pyx12_findings(ours()) == ()


@pytest.mark.parametrize(
    ("whole", "broken", "code", "what", "where"),
    [
        (
            b"*Y*A*Y*Y~",
            b"*Y*A*Y*X~",
            "gate.element",
            "pyx12: the value is not one of the codes allowed (7)",
            "segment 21, CLM09",
        ),
        (
            b"DTP*472*D8*2026",
            b"DTP*472*D8*2O26",
            "gate.element",
            "pyx12: the day is not one of the calendar (8)",
            "segment 27, DTP03",
        ),
        (
            b"*11:B:",
            b"*11:Q:",
            "gate.element",
            "pyx12: the value is not one of the codes allowed (7)",
            "segment 21, CLM05-2",
        ),
        (
            b"\nPRV*BI",
            b"\nZZZ*BI",
            "gate.segment",
            "pyx12: the plan does not know this segment (1)",
            "segment 9, ZZZ",
        ),
        (
            b"\nGE*1*",
            b"\nGE*2*",
            "gate.group",
            "pyx12: the count of transactions is not right (5)",
            "segment 53",
        ),
    ],
)
def test_a_broken_file_is_refused_with_code_and_place(
    whole: bytes, broken: bytes, code: str, what: str, where: str
) -> None:
    content = ours()
    assert whole in content
    found = pyx12_findings(content.replace(whole, broken, 1))
    assert (found[0].code, found[0].what, found[0].where) == (code, what, where)


def test_what_the_file_says_of_people_is_neither_told_nor_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    name = LAST_NAME.upper().encode()
    content = ours(30)
    assert name in content
    with caplog.at_level(logging.DEBUG):
        found = pyx12_findings(content.replace(name, name * 5))  # longer than a name may be
    assert {each.what for each in found} == {"pyx12: the value is too long (5)"}
    told = " ".join(f"{each.what} {each.fix} {each.where}" for each in found)
    assert planted_in(told + caplog.text + "".join(capfd.readouterr())) == []


def test_where_it_is_not_installed_the_file_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyx12.x12n_document", None)
    (found,) = pyx12_findings(ours())
    assert (found.code, found.fix) == (
        "gate.not-installed",
        "install it: pip install '.[gate]', or take checks.pyx12 out of hub.toml",
    )
