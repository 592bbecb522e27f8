"""What is done to many records of a list at once, and how it is taken back."""
