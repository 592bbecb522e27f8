"""Addresses of the pages about mail."""

from django.urls import URLPattern, URLResolver, include, path

from emaillog.views import attachment, body, deliveries, integrations, rehearsals, rotation, trials
from emaillog.views.email import email

pages: list[URLPattern] = [
    path("mail/", deliveries.mail, name="mail"),
    path("mail/<uuid:pk>/", email, name="email"),
    path("mail/received/<int:pk>/", deliveries.delivery, name="delivery"),
    path("mail/received/<int:pk>/message/", deliveries.delivery_message, name="delivery_message"),
    path("mail/received/<int:pk>/again/", deliveries.process_again, name="process_again"),
    path("attachments/<int:pk>/", attachment.attachment, name="attachment"),
    path("settings/integrations/email/", integrations.email_integrations, name="email_integrations"),
    path("settings/integrations/email/Blindcopy.vcf", integrations.vcards, name="vcards"),
    path("settings/integrations/email/qr/", integrations.qr_codes, name="qr_codes"),
    path("settings/integrations/email/<int:pk>/rotate/", rotation.rotate_address, name="rotate_address"),
    path("settings/integrations/email/<int:pk>/stop/", rotation.stop_address, name="stop_address"),
    path("settings/integrations/email/<int:pk>/test/", rehearsals.begin_test, name="begin_address_test"),
    path("settings/integrations/email/tests/<int:pk>/", rehearsals.address_test, name="address_test"),
    path("settings/integrations/email/try/", trials.try_mail, name="try_mail"),
    path("settings/integrations/email/try/<int:pk>/", trials.mail_tried, name="mail_tried"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("mail-body/<str:token>/", body.mail_body, name="mail_body"),
    path("mail-image/<str:token>/", body.mail_image, name="mail_image"),
    path("a/<slug:account>/", include(pages)),
]
