"""Measures Blindcopy against the floor: the work that nobody who logs a mail can avoid. Run by `make bench`.

Everything is judged as a ratio of CPU time within one run, because times of a machine drift from day to day.
"""
