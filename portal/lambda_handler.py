"""The handler's former address, which a stage's function has until its first update is through.

Zappa uploads new code before it changes the function's configuration, and a rollback brings back
older code under the newer one. It may go once every stage has been deployed with
`portal.lambda_entry.handler`.
"""

from portal.lambda_entry.handler import lambda_handler

__all__ = ["lambda_handler"]
