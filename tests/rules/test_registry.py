"""Every rule takes part: a module that nobody listed would check nothing."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

import pytest

from scheduler import rules
from scheduler.domain.schedule import Schedule
from scheduler.rules import RULES, check_all
from scheduler.rules.contract import Rule
from tests.school import (
    ADA,
    BEN,
    CLOSED,
    LECTURES_1,
    good_placements,
    place,
    school,
)


def rules_defined():
    """Return every subclass of Rule that some module of the package defines."""
    modules = [
        import_module(f"{rules.__name__}.{found.name}")
        for found in iter_modules(rules.__path__)
    ]
    return [
        thing
        for module in modules
        for _, thing in inspect.getmembers(module, inspect.isclass)
        if issubclass(thing, Rule)
        and thing is not Rule
        and thing.__module__ == module.__name__
    ]


@pytest.mark.parametrize("defined", rules_defined(), ids=lambda rule: rule.__name__)
def test_every_rule_is_listed(defined):
    """A rule whose line in RULES was forgotten is found out."""
    assert defined in [type(rule) for rule in RULES]


def test_all_modules_were_looked_at():
    """The test above sees as many rules as there are, not an empty package."""
    assert len(rules_defined()) == len(RULES) >= 19


def test_names_are_unique():
    """A violation's rule name points to one rule."""
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_states_its_source(rule):
    """A reader of a rule's module learns where the regulation comes from."""
    text = inspect.getdoc(inspect.getmodule(type(rule)))
    assert "Source:" in text
    assert "Units:" in text


def test_a_good_schedule_breaks_nothing():
    """A complete plan, made by hand, passes every rule."""
    assert check_all(school(), Schedule.of(good_placements())) == ()


def test_an_empty_schedule_breaks_nothing():
    """Requirements without a place are reported elsewhere; no rule is broken."""
    assert check_all(school(), Schedule.of(())) == ()


def test_a_bad_schedule_is_told_by_every_rule_it_breaks():
    """Two students on one seat, one of them in two places, are both reported."""
    bad = Schedule.of(
        (
            place(ADA, "CAR", "POL-CAR", LECTURES_1),
            place(BEN, "CAR", "POL-CAR", LECTURES_1),
            place(BEN, "OBG-1", "NIG-OBG", LECTURES_1),
        )
    )
    broken = {violation.rule for violation in check_all(school(), bad)}
    assert broken == {"seats", "one place at a time"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize(
    "odd",
    [
        place("nobody", "CAR", "NIG-MED", LECTURES_1),
        place(ADA, "nothing", "NIG-MED", LECTURES_1),
        place(ADA, "CAR", "nowhere", LECTURES_1),
        place(ADA, "CAR", "NIG-MED", CLOSED.replace(year=2030)),
    ],
    ids=["student", "rotation", "ward", "week"],
)
def test_only_known_reports_what_is_on_no_list(rule, odd):
    """A mistyped name is one message, not twenty, and stops no other rule."""
    found = list(rule.check(school(), Schedule.of((odd,))))
    assert len(found) == (1 if rule.name == "known" else 0)
