"""What the office does, one function each; the commands parse and print.

``reading``: instances. ``stays``: what is planned of stays abroad and visits.
``planning``: schedules. ``instances``: making tables. ``mobility``: that desk.
"""
