"""The first page after sign-in: one's own day, what the team logs, and where the deals stand."""
