"""Every mail provider by its name in the webhook's path; the door needs none of this."""

from anymail.webhooks import (
    amazon_ses,
    brevo,
    mailersend,
    mailgun,
    mailjet,
    mailtrap,
    mandrill,
    postal,
    postmark,
    resend,
    sendgrid,
    sparkpost,
)

from emaillog.webhooks.message import KeptMessage
from emaillog.webhooks.providers.bodies import MailerSend, Mailjet, Postal, Postmark, SparkPost
from emaillog.webhooks.providers.fetching import Brevo, Mailtrap, Resend, SendinBlue, Web
from emaillog.webhooks.providers.forms import Mailgun, Mandrill, SendGrid
from emaillog.webhooks.providers.provider import Provider
from emaillog.webhooks.providers.ses import SES

PROVIDERS: dict[str, Provider] = {
    "amazon_ses": SES(),
    "brevo": Brevo(),
    "mailersend": MailerSend(),
    "mailgun": Mailgun(),
    "mailjet": Mailjet(),
    "mailtrap": Mailtrap(),
    "mandrill": Mandrill(),
    "postal": Postal(),
    "postmark": Postmark(),
    "resend": Resend(),
    "sendgrid": SendGrid(),
    "sendinblue": SendinBlue(),
    "sparkpost": SparkPost(),
}

# Anymail's views take their message class and their way to the web from the module they stand in; there is no
# other place to give them ours, and nothing else in this program uses these views.
for module in (
    *(amazon_ses, brevo, mailersend, mailgun, mailjet, mailtrap),
    *(mandrill, postal, postmark, resend, sendgrid, sparkpost),
):
    module.AnymailInboundMessage = KeptMessage
for module in (brevo, mailtrap, resend):
    module.requests = Web
