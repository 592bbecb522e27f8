"""Whether a mail is signed or encrypted (RFC 1847, RFC 8551, RFC 3156). Nothing is verified or decrypted."""

from typing import NamedTuple

from emaillog.mime import armour, cms, filenames
from emaillog.mime.cms import Kind
from emaillog.mime.entity import Entity

_OPAQUE = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_SMIME_TYPES: dict[str, Kind] = {
    "signed-data": "signed",
    "enveloped-data": "encrypted",
    "authenveloped-data": "encrypted",
}
_NEST = 10  # signed in encrypted in signed …


class Protection(NamedTuple):
    kind: Kind = ""
    standard: str = ""  # "S/MIME" or "OpenPGP"

    def __str__(self) -> str:
        """A code to store: "" or for example "encrypted-openpgp"."""
        return f"{self.kind}-{self.standard.replace('/', '').lower()}" if self.kind else ""


def of(root: Entity, text: str) -> tuple[str, Protection]:
    """The text without armour, and what holds for it: by the structure of the mail, else by the armour."""
    plain, kind = armour.read(text)
    found = _structure(root)
    return plain, found if found.kind or not kind else Protection(kind, "OpenPGP")


def _structure(root: Entity) -> Protection:
    """The way goes down the first parts, to the body: an attachment may be signed for itself."""
    found, entity = Protection(), root
    for _ in range(_NEST):
        here = _layer(entity)
        if here.kind == "encrypted":
            return here
        found = found if found.kind else here
        if not entity.children:
            break
        entity = entity.children[0]
    return found


def opaque(entity: Entity) -> Kind:
    """What an application/pkcs7-mime part holds. Older writers leave smime-type out, and gateways the media type."""
    is_named = entity.content_type == "application/octet-stream" and filenames.given(entity).lower() == "smime.p7m"
    if not (entity.content_type in _OPAQUE or is_named):
        return ""
    return _SMIME_TYPES.get(entity.parameter("smime-type").lower()) or cms.kind(entity.content.head)


def _layer(entity: Entity) -> Protection:
    protocol = entity.parameter("protocol").lower()
    standard = "OpenPGP" if "pgp" in protocol else "S/MIME" if "pkcs7" in protocol else ""
    if entity.content_type == "multipart/encrypted":
        return Protection("encrypted", standard or "OpenPGP")
    if entity.content_type == "multipart/signed" and standard:
        return Protection("signed", standard)
    kind = opaque(entity)
    return Protection(kind, "S/MIME") if kind else Protection()
