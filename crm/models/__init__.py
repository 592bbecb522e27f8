from crm.models.account import Account
from crm.models.invitation import Invitation
from crm.models.membership import Membership, Role
from crm.models.token import ApiToken
from crm.models.user import User

__all__ = ["Account", "ApiToken", "Invitation", "Membership", "Role", "User"]
