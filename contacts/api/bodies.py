"""What programs may send to make a record: types are checked here, the rules are those of the pages' forms."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, model_validator

from contacts.models import Stage
from contacts.stages import CLOSED


def id_of(value: Any) -> Any:  # noqa: ANN401
    """`5` and `{"id": 5, …}` name the same record, so that what was read can be sent back."""
    return value.get("id") if isinstance(value, dict) else value


def moment(value: datetime) -> datetime:
    """A time without a zone is taken as UTC."""
    try:
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("This time is out of range.") from error


def writable(text: str) -> str:
    """JSON can spell half a surrogate pair, which no database can hold."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("This holds half of a character.") from error
    return text


Line = Annotated[StrictStr, AfterValidator(writable)]
Text = Annotated[Line, BeforeValidator(lambda value: "" if value is None else value)]
Reference = Annotated[int, BeforeValidator(id_of), Field(ge=1, le=2**63 - 1)]
Moment = Annotated[datetime, AfterValidator(moment)]


class ContactIn(Schema):
    first_name: Text = ""
    last_name: Text = ""
    emails: list[Line] = Field([], max_length=50, description="The first is the primary one.")
    company: Reference | None = None
    title: Text = ""
    phone: Text = ""


class CompanyIn(Schema):
    name: Text
    domains: list[Line] = Field([], max_length=50)
    phone: Text = ""


class DealIn(Schema):
    name: Text
    stage: Annotated[Line, AfterValidator(lambda value: value.strip().lower())] | None = Field(
        None, description="The key of a stage of the account, won or lost; the first stage, if not given."
    )
    is_open: bool | None = Field(None, description="False without a stage means lost.")
    amount: Decimal | None = None
    currency: Line | None = Field(None, description="The account's, if not given.")
    opened_at: Moment | None = Field(None, description="Now, if not given.")
    closed_at: Moment | None = Field(None, description="Without the stage won it means lost.")
    company: Reference | None = None
    contacts: list[Reference] = Field([], max_length=1000)

    @model_validator(mode="after")
    def agree(self) -> Self:
        if self.is_open and (self.closed_at or self.stage in CLOSED):
            raise ValueError("A deal that is won, lost or closed is not open.")
        return self

    def stage_meant(self, first: str) -> str:
        """Closed, but not won, is lost; what says nothing is at the first stage."""
        closed = self.closed_at is not None or self.is_open is False
        if closed and self.stage not in CLOSED:
            return Stage.LOST.value
        return self.stage or first
