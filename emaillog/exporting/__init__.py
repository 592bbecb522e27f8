"""A whole account as one archive, for an administrator who takes its data elsewhere."""
