"""Contacts, companies and deals out of files: read, guessed, looked through without writing, and then written."""
