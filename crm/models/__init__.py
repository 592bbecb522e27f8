from crm.models.account import Account
from crm.models.invitation import Invitation
from crm.models.membership import Membership, Role
from crm.models.token import ApiToken
from crm.models.user import User, zone_named

__all__ = ["Account", "ApiToken", "Invitation", "Membership", "Role", "User", "zone_named"]
