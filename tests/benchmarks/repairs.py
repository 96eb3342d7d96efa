"""Twenty seeded closures of a ward for four weeks in mid-semester, each repaired.

    python -m tests.benchmarks.repairs instances/ims-2026-27 out/schedule.csv

Each closes a ward in which somebody is, from a Monday in mid-semester on; what began
before stays. Shown are how many are moved, how many at least in any schedule that
places as much, what stays without a place, the cost, and the seconds from reading the
tables to the checked schedule, and of those the processor's own: on a machine that is
busy with other things, these are what counts. Not run by pytest.
"""

import random
import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from scheduler.domain.applied import applied
from scheduler.files import read_schedule
from scheduler.goals import objective
from scheduler.office.planning import audit
from scheduler.office.reading import load
from scheduler.office.repairs import Wanted, what_if
from scheduler.office.stays import Reading

SECONDS = 7
CLOSURES = 20
MID_SEMESTER = [date(2026, 11, 9) + timedelta(days=7 * n) for n in range(3)]
MID_SEMESTER += [date(2027, 4, 12) + timedelta(days=7 * n) for n in range(4)]


def processor_seconds():
    """Processor time of this process and of solving processes that have ended."""
    whole = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(one) for one in whole]
    return sum(one.ru_utime + one.ru_stime for one in used)


def closures(instance, schedule, count):
    """Yield (ward, first day, last day) of wards in which somebody is then."""
    chance = random.Random(2027)
    for _ in range(count):
        first = chance.choice(MID_SEMESTER)
        last = first + timedelta(days=27)
        wards = {
            placement.ward
            for placement in schedule.placements
            if placement.first <= last and instance.last_week(placement) >= first
        }
        yield chance.choice(sorted(wards)), first, last


def main(folder, plan):
    path, schedule_path = Path(folder), Path(plan)
    instance = applied(load(path))
    schedule = read_schedule(schedule_path, instance)
    cost = objective(instance, schedule)
    print(f"before: cost {cost}, left out {len(audit(instance, schedule).unplaced)}")
    print(
        "ward          from        moved  at least  cheapest  let go  left out  proven"
        "  breaches    cost  seconds  processor"
    )
    slow = wide = 0
    for ward, first, last in closures(instance, schedule, CLOSURES):
        begun, worked = time.monotonic(), processor_seconds()
        asked = ([("ward_closed", {"ward": ward, "from": first, "to": last})], ())
        reading = Reading(skip_refused=True)
        wanted = Wanted(first, reading=reading, seconds=SECONDS)
        found, _ = what_if(path, schedule_path, asked, wanted)
        seen = audit(found.instance, found.after)
        seconds = time.monotonic() - begun
        used = processor_seconds() - worked
        result = found.result
        slow += seconds > 10
        wide += len(result.moved) > result.fewest_moved + 1
        print(
            f"{ward:<13} {first:%d/%m/%Y} {len(result.moved):>6} "
            f"{result.fewest_moved:>9} {result.cheapest!s:>9} {len(found.let_go):>7} "
            f"{len(seen.unplaced):>9} {result.most_placed!s:>7} "
            f"{len(seen.violations):>9} {seen.objective:>7} {seconds:>8.1f} "
            f"{used:>10.1f}",
            flush=True,
        )
    print(f"slower than 10 s: {slow}; more than one beyond the minimum: {wide}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
