"""Lists on their way out, as files that spreadsheets open."""
