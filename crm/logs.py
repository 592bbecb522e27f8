"""What the processes write: one line an event, JSON in production. Never mail content, secrets or whole addresses."""

import logging
import logging.config
import traceback
from typing import Any

import structlog


def is_news(record: logging.LogRecord) -> bool:
    """Whoever asks for readiness again and again reads the answer; Django need not log each 503."""
    return not (record.name == "django.request" and getattr(getattr(record, "request", None), "path", "") == "/readyz")


def steps(problem: BaseException) -> str:
    """Where an exception came from, without its words: a database quotes the values in them, and those are mail."""
    return "".join(traceback.format_tb(problem.__traceback__))


def configure(options: dict[str, Any]) -> None:
    """Django's `LOGGING_CONFIG`: sends the standard library's records and structlog's through one renderer."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if options["json"] else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = {"()": structlog.stdlib.ProcessorFormatter, "processor": renderer, "foreign_pre_chain": shared}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "filters": {"news": {"()": "django.utils.log.CallbackFilter", "callback": is_news}},
            "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["news"]}},
            "root": {"handlers": ["stream"], "level": "WARNING"},
            "loggers": {name: {"level": "INFO"} for name in ("crm", "contacts", "emaillog", "gunicorn.error")},
        }
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
