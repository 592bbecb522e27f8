from crm.models.account import Account
from crm.models.audit import AuditEntry
from crm.models.currency import currency_code
from crm.models.invitation import Invitation
from crm.models.membership import Membership, Role
from crm.models.team import Team, TeamMember
from crm.models.token import ApiToken
from crm.models.user import User, zone_named

__all__ = [
    "Account",
    "ApiToken",
    "AuditEntry",
    "Invitation",
    "Membership",
    "Role",
    "Team",
    "TeamMember",
    "User",
    "currency_code",
    "zone_named",
]
