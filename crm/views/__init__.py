from crm.views.front import enter, home

__all__ = ["enter", "home"]
