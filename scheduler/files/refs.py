"""Kinds of cells that several tables share: ids of other tables, years, seats."""

from __future__ import annotations

from scheduler.files.cells import Ref, Whole

STUDY_YEAR, ANY_YEAR = Whole(1, 6), Whole(0, 6)  # 0: visitors
SEATS = Whole(0, 10_000)
ROTATION, HOSPITAL, WARD = Ref(("rotations",)), Ref(("hospitals",)), Ref(("wards",))
STUDENT, ZONE = Ref(("students",)), Ref(("zones",))
PERSON = Ref(("students", "visitors"))
