"""The account that the mails belong to: a salesperson, customers with companies and open deals."""

from dataclasses import dataclass
from itertools import count

from contacts.models import Contact
from crm.models import Account, User
from emaillog.models import LoggingAddress
from tests import factories

CUSTOMERS = 120
COMPANIES = 30
DEALS = 3  # open ones of each customer


@dataclass
class Seller:
    """The account, and an endless supply of recipients for its mails."""

    account: Account
    address: str  # the BCC address
    customers: list[Contact]
    user: User

    def __post_init__(self) -> None:
        self._mails = count()

    def recipients(self) -> tuple[str, str, str]:
        """Of one more mail: two customers and somebody unknown on Cc, as it is with mails that are logged by hand."""
        number = next(self._mails)
        first, second = number % CUSTOMERS, (number * 7 + 1) % CUSTOMERS
        return known(first), known(second if second != first else first - 1), f"new-{number}@nobody{number % 500}.test"

    def town(self, size: int) -> tuple[str, ...]:
        """The recipients of a mail to many, half of them unknown."""
        number = next(self._mails)
        half = size // 2
        return (*map(known, range(half)), *(f"town-{number}-{n}@town.test" for n in range(size - half)))


def known(number: int) -> str:
    return f"person{number % CUSTOMERS}@customer{number % COMPANIES}.test"


def build() -> Seller:
    account = factories.account("Seller")
    ida = factories.user(account, "ida@seller.test", "Ida Berg")
    companies = [factories.company(account, f"Customer {n}", (f"customer{n}.test",)) for n in range(COMPANIES)]
    customers = [factories.contact(account, known(n), company=companies[n % COMPANIES]) for n in range(CUSTOMERS)]
    for number, customer in enumerate(customers):
        for deal in range(DEALS):
            factories.deal(account, f"Deal {number}-{deal}", (customer,))
    return Seller(account, LoggingAddress.objects.pair(account)[0].address, customers, ida)
