"""Search over contacts, companies and deals: by the words of their names, in any spelling, with a guess for typos.

The indexes are the database's own business (`migrations/search_index.py`): PostgreSQL keeps them over expressions,
SQLite in FTS5 tables that follow their records by triggers. So whatever writes a record, search knows it at once.
"""
