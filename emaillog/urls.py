"""Addresses of the pages about mail."""

from django.urls import URLPattern, URLResolver, include, path

from emaillog.views import attachment, body, deliveries, integrations
from emaillog.views.email import email

pages: list[URLPattern] = [
    path("mail/", deliveries.mail, name="mail"),
    path("mail/<uuid:pk>/", email, name="email"),
    path("mail/received/<int:pk>/", deliveries.delivery, name="delivery"),
    path("mail/received/<int:pk>/message/", deliveries.delivery_message, name="delivery_message"),
    path("mail/received/<int:pk>/again/", deliveries.process_again, name="process_again"),
    path("attachments/<int:pk>/", attachment.attachment, name="attachment"),
    path("settings/integrations/email/", integrations.email_integrations, name="email_integrations"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("mail-body/<str:token>/", body.mail_body, name="mail_body"),
    path("mail-image/<str:token>/", body.mail_image, name="mail_image"),
    path("a/<slug:account>/", include(pages)),
]
