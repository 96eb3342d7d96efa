"""How a card asks: what does a rule say of these placements in this school?"""

from scheduler.domain.schedule import Schedule
from tests.school import school


def said(rule, *placements, **changes):
    """Return the rule's messages on ``placements``; ``changes`` are to the school."""
    schedule = Schedule.of(placements)
    violations = tuple(rule.check(school(**changes), schedule))
    assert all(violation.rule == rule.name for violation in violations)
    return [violation.message for violation in violations]
