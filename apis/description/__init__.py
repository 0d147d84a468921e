"""OpenAPI descriptions: bytes in, a checked document or located findings out. No Django, no AWS.

`reading.read` is where to begin, `model` what it takes and gives. Nothing is imported here, since
pages need no more of this package than its small modules.
"""
