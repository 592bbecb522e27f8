"""Caps that keep any mail cheap to read. What lies beyond one is left out and named in `defects`."""

HEADER_BLOCK = 256 * 1024  # bytes
HEADER_FIELD = 16 * 1024  # characters
ADDRESS_FIELD = 64 * 1024  # characters: five hundred people with their names
HEADER_FIELDS = 1_000
PARAMETERS = 500  # of a MIME field; a field with more says nothing but that it is a file
ADDRESSES = 500  # per field
COMMENT_DEPTH = 20  # parentheses within parentheses (RFC 5322 section 3.2.2)
SUBJECT = 998  # characters: the longest line that RFC 5322 section 2.1.1 allows
NESTING = 50  # multiparts in multiparts, messages in messages
PARTS = 1_000
NEAR_DELIMITERS = 100_000  # what looks like a delimiter line, or the first line of a uuencoded file, and is none
TEXT = 1024 * 1024  # bytes of text parts that a message shows
SHOWN = 8 * 1024 * 1024  # bytes of text and HTML of a message and all that are attached to it
HTML = 2 * 1024 * 1024  # bytes of HTML parts that a message shows
LINES = 100_000  # of HTML
REFERENCES = 200
