from crm.views.front import enter, home, not_here

__all__ = ["enter", "home", "not_here"]
