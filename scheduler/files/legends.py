"""What the ids on a form stand for: rows for its sheet ``legend``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.domain.instance import Instance


def legend(
    instance: Instance,
    rotations: Iterable[str],
    hospitals: Iterable[str],
    wards: Iterable[str],
) -> Iterator[tuple[str, str, str]]:
    """Yield (what, id, name) under a heading, each id once and in its order."""
    yield "what / cosa", "id", "name / nome"
    named = set(rotations)
    for id_ in sorted(named):
        rotation = instance.rotations[id_]
        both = f"{rotation.name} / {rotation.name_it}" if rotation.name_it else ""
        yield "rotation / tirocinio", id_, both or rotation.name
    for id_ in sorted(set(hospitals)):
        yield "hospital / ospedale", id_, instance.hospitals[id_].name
    for id_ in sorted(set(wards)):
        ward = instance.wards[id_]
        place = instance.hospitals[ward.hospital].name
        taught = " ".join(rotation for rotation in ward.rotations if rotation in named)
        yield "ward / reparto", id_, f"{ward.name}, {place}: {taught}"
