"""Log lines as JSON objects, one to a line, as CloudWatch Logs Insights reads them."""

import json
import logging

# What a LogRecord holds anyway; all else came as `extra`.
OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}


class JsonFormatter(logging.Formatter):
    """Writes level, logger, message, the `extra` fields and the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in OWN},
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
