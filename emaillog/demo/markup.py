"""The few signs that the script's texts use, as a mail shows them: blank lines, `- ` lists, `| a | b |` tables."""

from html import escape
from itertools import groupby

FONT = "font-family:Calibri,Arial,sans-serif;font-size:14px;color:#222"
CELL = "padding:4px 12px 4px 0;border-bottom:1px solid #dcdcdc"


def text_of(text: str) -> str:
    """Plain text: as written, with the cells of a table in columns."""
    runs = groupby(text.strip().splitlines(), kind_of)
    return "\n".join("\n".join(columns(list(lines)) if kind == "table" else lines) for kind, lines in runs)


def columns(lines: list[str]) -> list[str]:
    rows = [cells(line) for line in lines]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]


def html_of(text: str) -> str:
    return "".join(block(part) for part in text.strip().split("\n\n"))


def block(part: str) -> str:
    return "".join(run(kind, list(lines)) for kind, lines in groupby(part.splitlines(), kind_of))


def kind_of(line: str) -> str:
    return {"|": "table", "-": "list"}.get(line[:1], "paragraph") if line[:2] in {"| ", "- "} else "paragraph"


def run(kind: str, lines: list[str]) -> str:
    if kind == "table":
        return f'<table style="border-collapse:collapse;{FONT};margin:0 0 14px">{"".join(map(row, lines))}</table>'
    if kind == "list":
        return f'<ul style="margin:0 0 14px">{"".join(f"<li>{escape(line[2:])}</li>" for line in lines)}</ul>'
    return f'<p style="margin:0 0 14px">{"<br>".join(map(escape, lines))}</p>'


def row(line: str) -> str:
    drawn = "".join(f'<td style="{CELL}">{escape(cell)}</td>' for cell in cells(line))
    return f"<tr>{drawn}</tr>"
