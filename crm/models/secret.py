"""Secrets that are handed out once: what is kept of them is their digest."""

import hashlib


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
