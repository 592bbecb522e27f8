"""A spreadsheet with one sheet of texts (Office Open XML, ECMA-376), as small as programs open it."""

import io
import zipfile
from html import escape
from string import ascii_uppercase

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(rows: tuple[str, ...]) -> bytes:
    """Rows whose cells are separated by `|`; the same rows are the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts(rows).items():
            archive.writestr(zipfile.ZipInfo(name), HEAD + content)
    return out.getvalue()


def parts(rows: tuple[str, ...]) -> dict[str, str]:
    drawn = "".join(row(number, line.split("|")) for number, line in enumerate(rows, 1))
    sheets = '<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets>'
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": related("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": related("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{drawn}</sheetData></worksheet>',
    }


def related(kind: str, target: str) -> str:
    relationship = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{relationship}</Relationships>'


def row(number: int, cells: list[str]) -> str:
    drawn = (
        f'<c r="{letter}{number}" t="inlineStr"><is><t>{escape(cell.strip())}</t></is></c>'
        for letter, cell in zip(ascii_uppercase, cells, strict=False)
    )
    return f'<row r="{number}">{"".join(drawn)}</row>'
