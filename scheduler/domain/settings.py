"""The whole numbers that an instance may set, what they mean, and their defaults."""

from __future__ import annotations

from scheduler.domain import mobility

WORST_OFF_PERCENT = "worst_off_percent"
SETTINGS = {
    **mobility.SETTINGS,
    WORST_OFF_PERCENT: (
        "What easing the burdens of the worst-off may add to the cost, in percent "
        "(1); 0: nothing is done for them beyond the cost."
    ),
}
DEFAULTS = {**dict.fromkeys(SETTINGS, 0), WORST_OFF_PERCENT: 1}
