"""What the columns of a file may mean, guessed from their headings, in English and German, and from what they hold."""

import re
from collections.abc import Sequence

from contacts.addresses import normalised
from contacts.importing.fields import fields_of

# In small letters, without anything but letters.
HEADINGS: dict[str, tuple[str, ...]] = {
    "email": (
        *("email", "emailaddress", "mail", "mailaddress", "otheraddresses", "emails", "primaryemail", "workemail"),
        *("emailadresse", "mailadresse", "emailadressen", "weitereadressen", "emailgeschäftlich", "emailprivat"),
        *("contactsaddresses", "adressenderkontakte", "adressenvonkontakten", "otheremail", "additionalemail"),
        *("secondaryemail", "privateemail", "businessemail", "personalemail", "homeemail", "addressesofcontacts"),
    ),
    "first_name": ("firstname", "givenname", "first", "forename", "vorname", "rufname"),
    "last_name": ("lastname", "surname", "familyname", "last", "nachname", "familienname", "zuname"),
    "name": ("name", "fullname", "contact", "contactname", "displayname", "kontakt", "vollername", "anzeigename"),
    "title": ("title", "jobtitle", "position", "role", "titel", "berufsbezeichnung", "funktion", "stelle"),
    "company": (
        *("company", "companyname", "organization", "organisation", "account", "accountname", "employer"),
        *("firma", "unternehmen", "firmenname", "unternehmensname", "arbeitgeber"),
    ),
    "phone": (
        *("phone", "phonenumber", "telephone", "tel", "mobile", "mobilephone", "businessphone", "workphone"),
        *("telefon", "telefonnummer", "telefongeschäftlich", "mobil", "handy", "mobiltelefon", "rufnummer"),
    ),
    "lifecycle": ("lifecycle", "lifecyclestage", "status", "lebenszyklus", "lebenszyklusphase", "phase"),
    "owner": (
        *("owneremail", "ownersaddress", "owneraddress", "owner", "contactowner", "salesrep", "assignedto"),
        *("adressedeszuständigen", "zuständig", "zuständige", "verantwortlich", "betreuer", "besitzer", "inhaber"),
        *("adressederzuständigenperson", "zuständigeperson"),
    ),
    "domain": ("domain", "domains", "website", "webseite", "domäne", "domänen", "url", "internet"),
    "deal": ("deal", "dealname", "opportunity", "name", "geschäft", "vorgang", "auftrag", "chance", "verkaufschance"),
    "stage": ("stage", "dealstage", "phase", "stufe", "status", "geschäftsphase"),
    "amount": ("amount", "value", "dealvalue", "betrag", "wert", "summe", "volumen"),
    "currency": ("currency", "währung"),
    "closes_on": ("closingdate", "closedate", "closeson", "abschlussdatum", "abschluss", "erwarteterabschluss"),
}
OWN_NAME = {"company": "name"}  # a file of companies calls theirs simply a name


def guessed(kind: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The field of each column, "" where nothing fits; each field once, unless it can have several columns."""
    fields, taken, found = fields_of(kind), set[str](), list[str]()
    wishes = [_by_heading(kind, heading) for heading in headings]
    for place, wished in enumerate(wishes):
        better = _better_later(kind, headings, place, wished)
        key = "" if wished in taken or better else wished
        key = key or ("email" if "email" in fields and _holds_addresses(rows, place) and not wished else "")
        found.append(key)
        if key and not fields[key].is_list:
            taken.add(key)
    return found


def is_heading(cell: str) -> bool:
    """Whether somebody calls a column so."""
    return any(letters(cell) in known for known in HEADINGS.values())


def letters(heading: str) -> str:
    return re.sub(r"[\W\d_]", "", heading.casefold())


def _by_heading(kind: str, heading: str) -> str:
    word = letters(heading)
    if word and word == OWN_NAME.get(kind):
        return kind
    return next((key for key in fields_of(kind) if word in HEADINGS[key]), "")


def _better_later(kind: str, headings: Sequence[str], place: int, wished: str) -> bool:
    """Of an owner's name and address, as our own files have both, the address is the surer one."""
    if wished != "owner":
        return False
    rank = _rank(headings[place])
    return any(_by_heading(kind, each) == "owner" and _rank(each) < rank for each in headings)


def _rank(heading: str) -> int:
    word = heading.casefold()
    return 0 if "mail" in word or "addre" in word or "adresse" in word else 1


def _holds_addresses(rows: Sequence[Sequence[str]], place: int) -> bool:
    cells = [row[place] for row in rows if place < len(row) and row[place]]
    return bool(cells) and all(normalised(cell) for cell in cells)
