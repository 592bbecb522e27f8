"""Search over mails: their words beside them, indexed in batches soon after they were logged.

Triggers of the database note which mail has words that are not indexed yet (`migrations/search_index.py`), so the line
does nothing for it, and whatever changes a mail, search follows.
"""
