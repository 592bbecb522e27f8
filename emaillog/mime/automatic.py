"""Mail that no person wrote, or that came to many by a list: it gets no answer (RFC 3834 section 2)."""

from emaillog.mime.entity import Entity

_ANSWERING = ("x-autoreply", "x-autorespond", "x-autoresponder")


def is_automatic(root: Entity) -> bool:
    """Answers, reports and notices. Bulk mail is not: a user's own newsletter, BCC'd, was written by that user."""
    fields = root.fields
    submitted = fields.first("auto-submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}  # RFC 3834 section 5
        or root.content_type == "multipart/report"  # RFC 6522: delivery and disposition reports
        or fields.first("precedence").strip().lower() == "auto_reply"
        or "".join(fields.first("return-path").split()) == "<>"  # RFC 5321 section 4.5.5
        or any(fields.first(name) for name in _ANSWERING)
    )


def is_bulk(root: Entity) -> bool:
    """What a mailing list (RFC 2919, RFC 2369) or a bulk mailer sent on."""
    fields = root.fields
    return bool(fields.first("list-id") or fields.first("list-post")) or fields.first("precedence").strip().lower() in {
        "bulk",
        "list",
        "junk",
    }
