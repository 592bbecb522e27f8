"""The storage when it does not answer."""


class AwayError(OSError):
    """Neither the fault of who asks nor of ours: 503 (emaillog.away)."""
