"""MSS instances that fit in the head, and the problem told a second time.

    tiny()                        two students, three disciplines, two hospitals
    random_instance(chance)       another one, for brute force
    dzn(instance)                 the text of its file
    best(instance)                its best score, by trying everything, or None
    judged(instance, placements)  (score, whether every demand is met)

``judged`` goes by the calendar, period by period, where the program's own checker goes
placement by placement.
"""

from dataclasses import replace
from itertools import product

from scheduler.files.mss import Mss, MssPlacement

TINY = Mss(
    name="tiny.dzn",
    students=2,
    disciplines=3,
    hospitals=2,
    periods=4,
    duration=1,
    groups=2,
    most_per_hospital=2,
    group_of=(0, 0, 1),
    owed=((1, 1), (2, 0)),
    allowed=((1, 1, 1), (1, 1, 0)),
    able=(((1, 1, 1), (1, 1, 1)), ((1, 1, 1), (1, 0, 1))),
    present=((1, 1, 1, 1), (1, 1, 1, 0)),
    least=(((0, 0, 0, 0),) * 3, ((1, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0))),
    most=(((1, 1, 1, 1),) * 3, ((1, 1, 1, 1),) * 3),
    before=((0, 0, 0), (1, 0, 0), (0, 0, 0)),
    weights=((2, 1, -1, -1), (1, 1, -2, -1)),
    discipline_wish=((1, 3, 2), (2, 2, 1)),
    hospital_wish=((1, 3), (3, 1)),
    value=(0, 1, 2),
)


def tiny(**changes):
    """The tiny instance, with some of its fields replaced."""
    return replace(TINY, **changes)


def random_instance(chance):
    """A random instance of two or three students, with every feature in play."""
    students, disciplines, hospitals = chance.choice([(2, 3, 2), (3, 3, 1), (2, 4, 1)])
    duration, periods = chance.choice([(1, 3), (1, 3), (1, 4), (2, 5)])

    def grid(*shape, values):
        if not shape:
            return chance.choice(values)
        return tuple(grid(*shape[1:], values=values) for _ in range(shape[0]))

    likely = (1,) * 9 + (0,)
    group_of = tuple(d % 2 for d in range(disciplines))
    return Mss(
        name="random.dzn",
        students=students,
        disciplines=disciplines,
        hospitals=hospitals,
        periods=periods,
        duration=duration,
        groups=2,
        most_per_hospital=chance.choice([1, 2, 2, 3]),
        group_of=group_of,
        owed=grid(students, 2, values=(0, 1, 1)),
        allowed=grid(students, disciplines, values=likely),
        able=grid(students, hospitals, disciplines, values=likely),
        present=grid(students, periods, values=likely),
        least=grid(hospitals, disciplines, periods, values=(0,) * 30 + (1,)),
        most=grid(hospitals, disciplines, periods, values=(0, 1, 1, 1, 1, 2, 2, 2)),
        before=tuple(
            tuple(int(e < d and chance.random() < 0.2) for e in range(disciplines))
            for d in range(disciplines)
        ),
        weights=tuple(
            (*chance.choices((0, 1, 2, 3), k=2), *chance.choices((0, -1, -2, -3), k=2))
            for _ in range(students)
        ),
        discipline_wish=grid(students, disciplines, values=(-1, 0, 1, 2, 5)),
        hospital_wish=grid(students, hospitals, values=(0, 1, 2, 5)),
        value=grid(disciplines, values=(0, 1, 4)),
    )


# -- the file --------------------------------------------------------------------------


def dzn(instance):
    """Return the text of an instance's file."""
    numbers = {
        "Students": instance.students,
        "Disciplines": instance.disciplines,
        "Hospitals": instance.hospitals,
        "Duration": instance.duration,
        "Horizon": instance.periods,
        "Groups": instance.groups,
        "MaxDiscPerHosp": instance.most_per_hospital,
    }
    lists = {
        "DiscGroup": [group + 1 for group in instance.group_of],
        "ManPref": instance.value,
    }
    grids = {
        "StudDiscGroup": instance.owed,
        "AllowedDisc": instance.allowed,
        "Precededby": instance.before,
        "Availability": instance.present,
        "WeightPref": instance.weights,
        "PrefStudDisc": instance.discipline_wish,
        "PrefStudHosp": instance.hospital_wish,
    }
    cubes = {
        "Ability": instance.able,
        "MaxPosHosp": instance.most,
        "MinPosHosp": instance.least,
    }
    lines = ["% A made-up instance", *(f"{k}={v};" for k, v in numbers.items())]
    lines += [f"{name} = [{_row(row)}];" for name, row in lists.items()]
    for name, grid in grids.items():
        rows = " |\n".join(_row(row) for row in grid)
        lines.append(f"{name} =[|\n{rows} |];")
    for name, cube in cubes.items():
        rows = ",\n".join(_row(row) for plane in cube for row in plane)
        lines.append(f"{name} =\n array3d(1..Any,1..Other,1..Third,[\n{rows}]);")
    return "\n".join(lines) + "\n"


def _row(row):
    return ", ".join(map(str, row))


# -- the problem a second time ---------------------------------------------------------


def judged(instance, placements):
    """Return (score, whether every demand is met), from each student's calendar."""
    scores, fine = [], True
    present = {}
    for student in range(instance.students):
        own = {p for p in placements if p.student == student}
        fine &= len(own) == sum(p.student == student for p in placements)
        diary, clash = _diary(instance, own)
        fine &= not clash and _owed(instance, student, own)
        for period, where in diary.items():
            fine &= 0 <= period < instance.periods and bool(
                instance.present[student][period]
            )
            present.setdefault((*where, period), set()).add(student)
        scores.append(_points(instance, student, diary))
    for h, d, t in product(
        *map(range, (instance.hospitals, instance.disciplines, instance.periods))
    ):
        count = len(present.get((h, d, t), ()))
        fine &= instance.least[h][d][t] <= count <= instance.most[h][d][t]
    return sum(scores) + min(scores), fine


def _diary(instance, own):
    diary, clash = {}, False
    for one in own:
        for period in range(one.start, one.start + instance.duration):
            clash |= period in diary
            diary[period] = (one.hospital, one.discipline)
    return diary, clash


def _owed(instance, student, own):
    disciplines = [p.discipline for p in own]
    hospitals = [p.hospital for p in own]
    start = {p.discipline: p.start for p in own}
    counts = tuple(
        sum(instance.group_of[d] == group for d in disciplines)
        for group in range(instance.groups)
    )
    return (
        counts == instance.owed[student]
        and len(start) == len(own)
        and all(instance.allowed[student][d] for d in disciplines)
        and all(instance.able[student][p.hospital][p.discipline] for p in own)
        and all(hospitals.count(h) <= instance.most_per_hospital for h in hospitals)
        and all(
            e in start and start[e] + instance.duration <= start[d]
            for d in disciplines
            for e in range(instance.disciplines)
            if instance.before[d][e]
        )
    )


def _points(instance, student, diary):
    """Return a student's score, reading the diary from the first period on."""
    if not diary:
        return 0
    of_discipline, of_hospital, of_change, of_wait = instance.weights[student]
    wishes, places = instance.discipline_wish[student], instance.hospital_wish[student]
    seen, last, total = set(), None, 0
    for period in range(max(diary) + 1):
        if period not in diary:
            total += of_wait
            continue
        hospital, discipline = diary[period]
        if discipline not in seen:
            seen.add(discipline)
            total += of_discipline * wishes[discipline] + instance.value[discipline]
            total += of_hospital * places[hospital]
            if last not in (None, hospital):
                total += of_change
        last = hospital
    return total


def solutions(instance):
    """Yield every solution that meets all demands, with its score."""
    by_student = [
        list(_itineraries(instance, student)) for student in range(instance.students)
    ]
    for plan in product(*by_student):
        placements = [one for own in plan for one in own]
        score, fine = judged(instance, placements)
        if fine:
            yield placements, score


def best(instance):
    """Return the best score of all, ``None`` if there is no solution."""
    return max((score for _, score in solutions(instance)), default=None)


def _itineraries(instance, student):
    """Yield every set of placements that a student may have by himself."""
    spots = list(
        product(
            range(instance.hospitals), range(instance.periods - instance.duration + 1)
        )
    )
    for plan in product((None, *spots), repeat=instance.disciplines):
        own = {
            MssPlacement(student, start=spot[1], hospital=spot[0], discipline=d)
            for d, spot in enumerate(plan)
            if spot
        }
        diary, clash = _diary(instance, own)
        here = all(instance.present[student][period] for period in diary)
        if here and not clash and _owed(instance, student, own):
            yield sorted(own)
