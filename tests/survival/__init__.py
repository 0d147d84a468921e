"""Facts reach their subscribers although processes are killed: the run itself, its test beside it.

`bench/events_survive.py` does the same with ten times as many kills.
"""

# What the subscriber of a run counts in: a table that only a run has.
WITNESS_TABLE = "survival-witness"
