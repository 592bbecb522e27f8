"""What goes wrong around a mail and not in it."""

from botocore.exceptions import BotoCoreError, ClientError
from django.db import IntegrityError, InterfaceError, OperationalError

# Faults of the machinery, not of the message: tried again without end, and never held against it.
TRANSIENT = (OperationalError, InterfaceError, OSError, BotoCoreError, ClientError, IntegrityError)
