"""Problems (RFC 9457) as answers of the gateway."""

import json

from apis.gateway.messages import Answer, Call, Fields
from portal.errors import PROBLEM_TYPE, Problem


def problem_answer(problem: Problem, call: Call, fields: Fields) -> Answer:
    """Return the answer that tells a caller what went wrong; its body is left out for HEAD."""
    instance = f"/gateway/{call.api}/{call.version}{call.path}"
    text = json.dumps(problem.as_json(instance=instance)).encode()
    own = [("Content-Type", PROBLEM_TYPE), ("Content-Length", str(len(text)))]
    body = () if call.method == "HEAD" else (text,)
    return Answer(
        status=problem.status, fields=[*own, *problem.headers.items(), *fields], body=body
    )
