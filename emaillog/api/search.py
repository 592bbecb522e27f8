"""`/search`: what the words find, of every kind."""

from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from contacts.searching.asked import parse
from crm.middleware import AccountRequest
from emaillog.searching import found
from emaillog.searching.mails import Asking

router = Router(tags=["search"])
KINDS = {"contact": "contacts", "company": "companies", "deal": "deals", "email": "mails"}
MOST = 25


class FoundOut(Schema):
    kind: Literal["contact", "company", "deal", "email"]
    id: str = Field(description="Of the resource of its kind: a number, or the UUID of an email.")
    title: str
    snippet: str = Field(description="Of an email the place where the words stand, of a record what it is.")
    url: str = Field(description="Its page, for people.")


class FoundList(Schema):
    items: list[FoundOut]
    next: None = Field(None, description="Always null: what is not among the best is found by more words.")


class Search(Schema):
    q: str = Field("", description='Words, "exact phrases", from:name, to:name, has:file.')
    kind: Literal["contact", "company", "deal", "email"] | None = None
    limit: int = Field(10, ge=1, le=MOST, description="Of each kind.")


@router.get("/search", response=FoundList)
def search(request: AccountRequest, query: Annotated[Search, Query()]) -> dict[str, Any]:
    """The best of each kind, the more exact before the newer; empty without a word."""
    asked = parse(query.q)
    if asked.is_empty:
        return {"items": []}
    asking = Asking(request.account, request.user, asked)
    kinds = found.find(asking, [KINDS[query.kind]] if query.kind else found.KINDS, 0, query.limit)
    return {
        "items": [
            {
                "kind": one.kind,
                "id": one.pk,
                "title": one.title,
                "snippet": one.excerpt or one.about,
                "url": request.build_absolute_uri(one.path),
            }
            for kind in kinds
            for one in kind.found
        ]
    }
