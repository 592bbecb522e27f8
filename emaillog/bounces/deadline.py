"""Until when a file can be stored after all: as long as the mail as received is kept."""

from datetime import datetime, timedelta

from emaillog.models import BouncedAttachment, LoggingRules


def of(bounced: BouncedAttachment, rules: LoggingRules) -> datetime | None:
    """None where the mail as received is gone altogether, or waits to be read again."""
    settled_at = bounced.inbound.settled_at if bounced.inbound else None
    return settled_at + timedelta(days=rules.days_kept_logged) if settled_at else None
