from crm.views.front import home, not_here

__all__ = ["home", "not_here"]
