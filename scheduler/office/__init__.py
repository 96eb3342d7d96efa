"""What the office does, one function each; the commands parse and print.

``reading``: instances. ``stays``: what is planned of stays abroad and visits.
``planning``: schedules. ``publishing``: signing them. ``history``: looking back at what
was signed. ``instances``: making tables. ``mobility``: that desk.
``hospitals``: forms for seats, out and in. ``privacy``, ``statistics``: what is
forgotten of a closed year, and what is kept.
"""
