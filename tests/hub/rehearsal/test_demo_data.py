"""The sheets of the demo are those that their script writes, and nobody in them is anybody."""

import runpy

from domain.identifiers import cin
from hub.rehearsal.scenario import read_scenario
from hub.rehearsal.stage import DATA, PLANS


def test_the_script_writes_the_sheets_that_are_here() -> None:
    script = runpy.run_path(str(DATA / "make_data.py"))
    written = dict(script["files"]())
    assert written == {name: (DATA / name).read_bytes() for name in written}
    here = {path.name for path in DATA.glob("*") if path.suffix in {".csv", ".xlsx"}}
    assert here == set(written)


def test_every_rule_of_a_scenario_is_about_a_member_of_the_demo() -> None:
    known = (DATA / "members.csv").read_text("utf-8")
    for plan in PLANS:
        scenario = read_scenario(DATA / f"{plan}-answers.toml")
        changes = [change.when for payment in scenario.payments for change in payment.changes]
        for when in (*(rule.when for rule in scenario.rules), *changes):
            assert not when.cin or cin(when.cin) in known
