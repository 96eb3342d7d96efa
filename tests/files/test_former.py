"""A schedule of earlier tables is read as it was, slips in it are still told."""

import pytest

from scheduler.errors import InstanceError
from scheduler.files import read_former, schedule_csv
from tests.school import ADA, LECTURES_1, good_placements, place, school


def written(tmp_path, text):
    path = tmp_path / "schedule.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_today_s_tables_know_is_read_as_usual(tmp_path):
    """A schedule of the same tables comes back whole."""
    from scheduler.domain.schedule import Schedule

    plan = Schedule.of(good_placements())
    path = tmp_path / "schedule.csv"
    path.write_bytes(schedule_csv(school(), plan))
    assert read_former(path, school()) == plan


def test_what_is_gone_keeps_its_id(tmp_path):
    """A student, a ward and a duty that today's tables don't have stop nobody."""
    path = written(
        tmp_path,
        "student;rotation;ward;week\n"
        f"{ADA};CAR;OLD-WARD;05/10/2026\n"
        "000999;CAR;NIG-MED;05/10/2026\n"
        f"{ADA};TPV;NIG-MED;05/10/2026\n",
    )
    assert set(read_former(path, school()).placements) == {
        place(ADA, "CAR", "OLD-WARD", LECTURES_1),
        place("000999", "CAR", "NIG-MED", LECTURES_1),
        place(ADA, "TPV", "NIG-MED", LECTURES_1),
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"{ADA};CAR;NIG-MED;\n", "week"),
        (f"{ADA};CAR;NIG-MED;someday\n", "week"),
        (f"{ADA};CAR;NIG-MED;05/10/2026\n{ADA};CAR;NIG-MED;19/10/2026\n", "same duty"),
    ],
)
def test_slips_are_told(tmp_path, line, told):
    """A line that can't be understood is refused with its row."""
    path = written(tmp_path, f"student;rotation;ward;week\n{line}")
    with pytest.raises(InstanceError, match=told):
        read_former(path, school())
