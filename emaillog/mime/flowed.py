"""format=flowed (RFC 3676): lines that were broken to be sent are joined again."""


def unflow(text: str, *, deletes_space: bool) -> str:
    """Paragraphs as typed. A line that ends in a space goes on in the next one of the same quote depth."""
    out: list[str] = []
    open_depth = -1
    for line in text.removesuffix("\n").split("\n"):
        body = line.lstrip(">")
        depth = len(line) - len(body)
        body = body.removeprefix(" ")  # space-stuffing, RFC 3676 section 4.4
        is_signature = body == "-- "
        if depth == open_depth and not is_signature:
            out.append(body)
        else:
            out.append(("\n" if out else "") + ">" * depth + (" " if depth else "") + body)
        is_soft = body.endswith(" ") and not is_signature
        open_depth = depth if is_soft else -1
        if is_soft and deletes_space:
            out[-1] = out[-1][:-1]
    return "".join(out) + ("\n" if text.endswith("\n") else "")
