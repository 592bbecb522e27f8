"""How dates and times are written, one style a language: the same day looks the same on every page."""
