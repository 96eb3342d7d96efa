"""What the office does, one function each; the commands parse and print.

``reading``: instances. ``stays``: what is planned of stays abroad and visits.
``planning``: schedules. ``instances``: making tables. ``mobility``: that desk.
``edits``, ``waivers``, ``locks``: schedules changed by hand. ``semesters``: what was
really done. ``registry``, ``preferences``, ``previews``: before the year. ``updates``:
tables changed in place.
"""
