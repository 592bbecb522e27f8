"""The doors of the mail providers."""
