"""Instances and schedules on disk: tolerantly read, precisely refused."""

from scheduler.files.atomic import write_file
from scheduler.files.reading import read_instance
from scheduler.files.schedules import (
    Edited,
    read_edited,
    read_former,
    read_schedule,
    schedule_csv,
)
from scheduler.files.sources import instance_hash
from scheduler.files.template import write_template, write_template_workbook
from scheduler.files.workbook import write_workbook
from scheduler.files.writing import write_instance

__all__ = [
    "Edited",
    "instance_hash",
    "read_edited",
    "read_former",
    "read_instance",
    "read_schedule",
    "schedule_csv",
    "write_file",
    "write_instance",
    "write_template",
    "write_template_workbook",
    "write_workbook",
]
