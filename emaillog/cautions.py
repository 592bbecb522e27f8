"""What readers should know before they open a file: a program, a file with macros, one that is not what it says (N55).

What the bytes show is `Attachment.true_type`; a name and a media type out of a mail prove nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emaillog import kinds
from emaillog.models import Attachment
from emaillog.pictured import Pictured

PROGRAMS = kinds.extensions(
    "exe com scr pif bat cmd msi msp msix dll cpl hta js jse mjs vbs vbe wsf wsh ps1 psm1 jar app appx dmg pkg deb rpm"
    " apk sh bash zsh command py pyw pl rb php lnk url scf reg inf iso img vhd vhdx chm gadget msc xll desktop run bin"
    " elf ade application settingcontent-ms library-ms search-ms"
)
MACROS = kinds.extensions("docm dotm xlsm xltm xlam xlsb pptm potm ppam sldm one")
PAGES = kinds.extensions("html htm xhtml xht shtml mht mhtml svg svgz xml xsl xslt")


@dataclass(frozen=True)
class Caution:
    label: str | Promise
    sentence: str | Promise


PROGRAM = Caution(_("Program"), _("A program or a script. Open it only if you know who sent it, and why."))
MACRO = Caution(_("Macros"), _("It may hold macros. Let them run only if you know who sent it, and why."))
PAGE = Caution(_("Web page"), _("A web page, which may run scripts or ask for a password. Open it with care."))
FAKE = Caution(
    _("Not what it says"), _("It begins like a picture, but no picture can be read in it. Open it with care.")
)
MARKS = ((PROGRAM, PROGRAMS), (MACRO, MACROS), (PAGE, PAGES))

# What a name promises, and what the bytes show, in families: within one nobody need be warned.
FAMILIES: dict[str, tuple[str | Promise, str, tuple[str, ...]]] = {
    "picture": (_("a picture"), "png jpg jpeg jpe gif webp bmp tif tiff heic heif avif ico", ("image/",)),
    "pdf": (_("a PDF document"), "pdf", ("application/pdf",)),
    "page": (
        _("a web page"),
        "html htm xhtml xht shtml svg xml xsl xslt",
        ("text/html", "image/svg", "application/xml", "text/xml", "application/xhtml"),
    ),
    "program": (
        _("a program"),
        " ".join(sorted(PROGRAMS)),
        (
            "application/vnd.microsoft.portable-executable",
            "application/x-dosexec",
            "application/java",
            "application/x-msdo",
        ),
    ),
    "office": (
        _("an Office document or an archive"),
        "zip docx docm dotx xlsx xlsm xlsb pptx pptm odt ods odp epub jar doc xls ppt msg pages numbers key",
        (
            *("application/zip", "application/vnd.openxml", "application/vnd.oasis", "application/msword"),
            *("application/vnd.ms-", "application/epub", "application/x-ole"),
        ),
    ),
    "text": (_("plain text"), "txt csv tsv log md json ics vcs vcf eml", ()),
}
# Pictures begin with marks of their own: without one it is none.
MARKED = kinds.extensions("png jpg jpeg gif webp")
# A text may turn out to be a page, which is opened by what opens text, and it may begin with the letters "BM".
HARMLESS = frozenset({("text", "page"), ("text", "picture"), ("page", "picture")})


def of(file: Attachment) -> list[Caution]:
    """Of a kept file; of one that was left out nothing can be opened."""
    if not file.kept:
        return []
    pictured = Pictured.of(file.preview)
    found = list(by_type(file.name, file.content_type, file.true_type if file.size else "?"))
    return [*found, FAKE] if pictured and pictured.is_fake and not found else found


def by_type(name: str, content_type: str, true_type: str) -> Iterator[Caution]:
    """By what is said of it and what its bytes show: "" for nothing that is known, "?" for nobody looked."""
    extension, shown = kinds.extension_of(name), family_shown(true_type)
    marked = next((caution for caution, marks in MARKS if extension in marks), PROGRAM if shown == "program" else None)
    if marked:
        yield marked
    contradiction = contradicted(extension, content_type, true_type, shown)
    if contradiction:
        yield contradiction


def contradicted(extension: str, content_type: str, true_type: str, shown: str) -> Caution | None:
    promised = family_promised(extension)
    if not shown:
        return unlike(promised) if extension in MARKED and not true_type else None
    declared = family_shown(content_type)
    # Mail programs often declare a wrong type, and only for what is active does that matter.
    claims = [promised, declared] if shown in {"page", "program"} else [promised]
    broken = next((claim for claim in claims if is_broken(claim, shown)), "")
    return unlike(broken, shown) if broken else None


def is_broken(promised: str, shown: str) -> bool:
    return bool(promised) and promised not in {shown, "program"} and (promised, shown) not in HARMLESS


def unlike(promised: str, shown: str = "") -> Caution:
    names = {"promised": FAMILIES[promised][0], "shown": FAMILIES[shown][0] if shown else ""}
    words = gettext("It calls itself %(promised)s, but its content is %(shown)s. Open it with care.")
    nothing = gettext("It calls itself %(promised)s, but its content is none. Open it with care.")
    return Caution(_("Not what it says"), (words if shown else nothing) % names)


def family_promised(extension: str) -> str:
    return next((key for key, (_name, names, _types) in FAMILIES.items() if extension in names.split()), "")


def family_shown(media_type: str) -> str:
    kind = media_type.lower()
    # A drawing in SVG is a page before it is a picture.
    order = sorted(FAMILIES, key=lambda key: key == "picture")
    return next((key for key in order if kind and kind.startswith(FAMILIES[key][2])), "")
