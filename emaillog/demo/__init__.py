"""A lively sample account: its script lies in `data`, its mails take the same way in as any other."""
