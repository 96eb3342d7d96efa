"""Publications: schedules that people have seen, numbered, signed and kept for good.

``ledger``: the folder of publications. ``record``: what one holds. ``disk``: folders
that appear whole or not at all. ``events_file``, ``schedule_file``: its tables.
``feeds``: calendars under names that nobody can guess.
"""
