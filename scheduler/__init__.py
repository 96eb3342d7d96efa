"""Clerkship rotations for a medical school: schedules, calendars and rosters."""

__version__ = "0.1.0"
