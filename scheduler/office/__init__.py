"""What the office does, one function each; the commands parse and print.

``reading``: instances. ``stays``: what is planned of stays abroad and visits.
``planning``: schedules. ``edits``, ``waivers``, ``locks``: schedules changed by hand.
``publishing``: signing them. ``history``: looking back at what was signed.
``registry``, ``preferences``, ``previews``: before the year. ``hospitals``: forms for
seats, out and in. ``semesters``: what was really done. ``updates``: tables changed in
place. ``privacy``, ``statistics``: what is forgotten of a closed year, what is kept.
``instances``: making tables. ``mobility``: that desk.
"""
