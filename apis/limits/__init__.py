"""How many calls may pass: a rate by the second, quotas by the day and month, each exact.

`policies` says what is limited, `counting` decides on what one item holds, `limiter` takes calls
from it for a process, `fields` writes the answer's header fields.
"""
