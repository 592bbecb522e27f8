"""What the servers wrote above a mail on its way: whatever they found there already stands below it."""

from emaillog.mime.headers import Fields


def hops(fields: Fields) -> int:
    """How many servers took the mail in (RFC 5321 section 4.4)."""
    return len(fields.all("received"))


def results(fields: Fields) -> str:
    """The Authentication-Results of the server that took the mail in last, "" when it wrote none (RFC 8601).

    Only its own Received may stand above: whatever stands below the next one came with the mail, as anybody can write
    it (section 5 there). Below that first one only the topmost counts, for the same reason.
    """
    received = 0
    for name, value in fields.items:
        received += name == "received"
        if name == "authentication-results":
            return value
        if received > 1:
            break
    return ""
