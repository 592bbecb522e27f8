from crm.forms.account import AccountForm
from crm.forms.people import InvitationForm, JoinForm, MembershipForm, ProfileForm, TeamForm
from crm.forms.tokens import TokenForm

__all__ = [
    "AccountForm",
    "InvitationForm",
    "JoinForm",
    "MembershipForm",
    "ProfileForm",
    "TeamForm",
    "TokenForm",
]
