"""The commands, by what they are for: each parses, calls one function and prints.

A new group is a new file with its ``COMMANDS`` and one line in `scheduler.cli`.
"""
