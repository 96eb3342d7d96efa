"""Answers to what students ask before anything is planned: where could I go, and when.

Pure functions beside the solver: they read an instance (and a schedule, if there is
one), ask the rules, and decide nothing.
"""
