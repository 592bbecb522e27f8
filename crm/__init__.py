"""Accounts and users, and the frame that everything else stands in."""

from crm.celery import app as celery_app

__all__ = ["celery_app"]
