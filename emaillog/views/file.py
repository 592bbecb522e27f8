"""One file of a mail as it can be seen here: our own pictures of it, or its text; and the way to the next one."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from crm.middleware import AccountRequest
from emaillog import downloads, pictured, readable
from emaillog.models import Attachment
from emaillog.pictured import Picture, Pictured

A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Shown:
    """A file on its page."""

    file: Attachment

    @cached_property
    def pictured(self) -> Pictured | None:
        return Pictured.of(self.file.preview)

    @property
    def is_drawn(self) -> bool:
        return self.file.kept and self.pictured is not None and bool(self.pictured.pictures)

    @property
    def is_awaited(self) -> bool:
        """Whether its pictures may come any moment."""
        return self.file.kept and self.file.previewed_at is None

    @property
    def pages(self) -> list[tuple[int, Picture]]:
        """With the numbers by which their pictures are asked for."""
        return list(enumerate(self.pictured.pictures))[1:] if self.pictured else []

    @property
    def is_cut(self) -> bool:
        return self.file.size > readable.SHOWN

    @cached_property
    def text(self) -> str | None:
        if not self.file.kept or not readable.is_text(self.file):
            return None
        try:
            return readable.beginning(self.file)
        except OSError:  # lost or away: the download says which
            return None


@require_safe
def file(request: AccountRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    files = Attachment.objects.filter(account=request.account, email=found.email_id)
    siblings = list((files.beside_the_text() | files.filter(pk=pk)).only("name", "position"))
    place = [each.pk for each in siblings].index(pk)
    around = {
        "previous": siblings[place - 1] if place else None,
        "next": siblings[place + 1] if place + 1 < len(siblings) else None,
        "place": place + 1,
        "number": len(siblings),
    }
    return render(request, "emaillog/files/file.html", {"file": found, "shown": Shown(found), **around})


def find(request: AccountRequest, pk: int) -> Attachment:
    """The file, if this reader may see its mail."""
    files = Attachment.objects.filter(account=request.account).seen_by(request.user)
    return get_object_or_404(files.select_related("email").defer("email__text", "email__html"), pk=pk)


@require_safe
def picture(request: AccountRequest, pk: int, number: int) -> HttpResponseBase:
    """One of our own pictures of a file: 0 is the thumbnail. Nothing of what came by mail is in it."""
    found = find(request, pk)
    drawn = Pictured.of(found.preview)
    if not found.kept or drawn is None or number >= len(drawn.pictures):
        raise Http404("There is no such picture of this file.")
    one, etag = drawn.pictures[number], f'"{found.sha256}-{number}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        content = downloads.stream(pictured.key(found.blob), one.start, one.end)
        answer = StreamingHttpResponse(content, content_type=pictured.TYPE)
        answer["Content-Length"] = str(one.end - one.start)
    downloads.locked(answer)
    # The same for as long as it exists, but only for who is signed in here.
    answer["Cache-Control"], answer["ETag"] = f"private, max-age={A_DAY}", etag
    patch_vary_headers(answer, ["Cookie"])
    return answer
