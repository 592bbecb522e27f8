"""The files of all mails on the timeline of a contact, a company or a deal, newest first."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from contacts.models import TimelineEntry, TimelineLink
from contacts.timeline import Record, links_of
from crm.models import Account, User
from crm.paging import Page, page_or_first
from emaillog import kinds
from emaillog.models import Attachment, LoggedEmail

MAILS = 20  # on a page
LOOKED_AT = 1000  # the newest mails: what stands beside a timeline must not grow with it
SHOWN, COUNTED = 5, 99
ORDER = ("-occurred_at", "-id")


@dataclass(frozen=True)
class Newest:
    """The newest files, and how many there are: of a number beyond `COUNTED` nobody knows more."""

    files: list[Attachment]
    number: int

    @property
    def written(self) -> str:
        return f"{COUNTED}+" if self.number > COUNTED else str(self.number)


def newest(account: Account, record: Record, reader: User) -> Newest:
    links = links_of(account, record, reader).order_by(*ORDER)[:LOOKED_AT]
    files = Attachment.objects.filter(account=account, email__account=account, email__entry__in=links.values("entry"))
    files = files.beside_the_text().order_by("-email__occurred_at", "-email__entry_id", "position")
    found = list(files.annotate(occurred_at=F("email__occurred_at"))[: COUNTED + 1])
    return Newest(found[:SHOWN], len(found))


@dataclass(frozen=True)
class Bundle:
    """A mail with those of its files that were asked for."""

    email: LoggedEmail
    entry: TimelineEntry
    files: list[Attachment]


@dataclass(frozen=True)
class Wish:
    """Whose files are asked for, by whom, and which of them."""

    account: Account
    record: Record
    reader: User
    words: str = ""  # in the name
    kind: str = ""  # a key of `emaillog.kinds`
    cursor: str | None = None

    @property
    def matching(self) -> Q:
        named = Q(name__icontains=self.words) if self.words else Q()
        return named & kinds.filtering(self.kind)

    def files(self) -> QuerySet[Attachment]:
        return Attachment.objects.filter(self.matching, account=self.account).beside_the_text()

    def page(self) -> Page[TimelineLink]:
        """By mails, so that a page of any depth is read from the index of the timeline."""
        mails = LoggedEmail.objects.filter(Exists(self.files().filter(email=OuterRef("pk"))), account=self.account)
        links = (
            links_of(self.account, self.record, self.reader)
            .filter(Exists(mails.filter(entry=OuterRef("entry"))))
            .select_related("entry__email")
        )
        links = links.defer("entry__email__text", "entry__email__html", "entry__email__why")
        return page_or_first(links, order=ORDER, cursor=self.cursor, size=MAILS)

    def bundles(self, page: Page[TimelineLink]) -> list[Bundle]:
        entries = [link.entry for link in page.items]
        files = defaultdict[object, list[Attachment]](list)
        for file in self.files().filter(email__in=[entry.email for entry in entries]):
            files[file.email_id].append(file)
        return [Bundle(entry.email, entry, files[entry.email.pk]) for entry in entries]

    def everything(self) -> Iterator[Bundle]:
        """All of it, a page at a time: whoever takes it is slow."""
        wish: Wish | None = self
        while wish:
            page = wish.page()
            yield from wish.bundles(page)
            wish = replace(wish, cursor=page.next) if page.next else None
