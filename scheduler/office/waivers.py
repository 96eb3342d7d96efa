"""What the office says of waived breaches, the same words in every report."""

from __future__ import annotations

from scheduler.domain.instance import Instance
from scheduler.domain.waivers import Judged, Waived, Waiver
from scheduler.rules.words import said_day, said_ward


def waived_words(waived: Waived) -> str:
    """Say a breach, who accepted it, when and why."""
    return f"{waived.violation} {waiver_words(waived.waiver)}"


def waiver_words(waiver: Waiver) -> str:
    """Say who accepted a breach, when and why."""
    return (
        f"Waived by {waiver.by} on {said_day(waiver.on)}: {waiver.reason} ({waiver.id})"
    )


def idle_words(instance: Instance, waiver: Waiver) -> str:
    """Say of a waiver that nothing found is what it is about."""
    about = [
        *([f"student {waiver.student}"] if waiver.student else []),
        *([said_ward(instance, waiver.ward)] if waiver.ward else []),
        *([f"the week of {said_day(waiver.week)}"] if waiver.week else []),
    ]
    return (
        f"The waiver {waiver.id} (rule {waiver.rule}, {', '.join(about)}) covers "
        "nothing that was found"
    )


def waiver_summary(instance: Instance, found: Judged) -> dict[str, object]:
    """Return what summary.json says of waivers; nothing where there are none."""
    if not instance.waivers:
        return {}
    return {
        "waived": [waived_words(one) for one in found.waived],
        "waivers_without_effect": [idle_words(instance, w) for w in found.idle],
    }
