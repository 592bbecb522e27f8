"""Two records of the same person or company become one: found, compared, and moved together."""
