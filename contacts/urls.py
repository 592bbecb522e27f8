"""Addresses of the pages of contacts, companies and deals."""

from django.urls import URLPattern, URLResolver, include, path

from contacts import list_urls, merge_urls, timeline_urls, transfer_urls
from contacts.views import choosing, companies, deals, people

pages: list[URLPattern] = [
    path("contacts/", people.contacts, name="contacts"),
    path("contacts/new/", people.new_contact, name="contact_new"),
    path("contacts/<int:pk>/", people.contact, name="contact"),
    path("contacts/<int:pk>/edit/", people.edit_contact, name="contact_edit"),
    path("contacts/<int:pk>/delete/", people.delete_contact, name="contact_delete"),
    path("companies/", companies.companies, name="companies"),
    path("companies/new/", companies.new_company, name="company_new"),
    path("companies/choices/", choosing.company_choices, name="company_choices"),
    path("companies/<int:pk>/", companies.company, name="company"),
    path("companies/<int:pk>/edit/", companies.edit_company, name="company_edit"),
    path("companies/<int:pk>/delete/", companies.delete_company, name="company_delete"),
    path("deals/", deals.deals, name="deals"),
    path("deals/new/", deals.new_deal, name="deal_new"),
    path("deals/<int:pk>/", deals.deal, name="deal"),
    path("deals/<int:pk>/edit/", deals.edit_deal, name="deal_edit"),
    path("deals/<int:pk>/delete/", deals.delete_deal, name="deal_delete"),
    path("deals/<int:pk>/stage/", deals.move_deal, name="deal_stage"),
    *timeline_urls.pages,
    *list_urls.pages,
    *transfer_urls.pages,
    *merge_urls.pages,
]
urlpatterns: list[URLResolver] = [path("a/<slug:account>/", include(pages))]
