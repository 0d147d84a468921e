"""`/gateway/{api}/{version}/{path}`: calls of applications, forwarded to the APIs themselves.

`view` reads a call, `pipeline` answers it: `access` decides whether it may pass (key, application,
subscription, limits), `forwarding` sends it to the upstream and brings the answer back, `rules` and
`cors` change both as the API's owner decided, `lifecycle` says which version ends when. What each
call leaves as a record is in `usage`.
"""
