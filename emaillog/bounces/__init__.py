"""The administrators' review of what was left out of mails (R11): what they ask for, what they do, what is told."""
