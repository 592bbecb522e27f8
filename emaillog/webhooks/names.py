"""The providers' doors by path, as Anymail names them. Light: the web process needs no more of a provider."""

# Mailgun sends the mail as it came to an address that holds "mime"; Mandrill has one address for all of its events.
PATHS = {
    "amazon_ses/inbound/": "amazon_ses",
    "brevo/inbound/": "brevo",
    "mailersend/inbound/": "mailersend",
    "mailgun/inbound/": "mailgun",
    "mailgun/inbound_mime/": "mailgun",
    "mailjet/inbound/": "mailjet",
    "mailtrap/inbound/": "mailtrap",
    "mandrill/": "mandrill",
    "mandrill/inbound/": "mandrill",
    "postal/inbound/": "postal",
    "postmark/inbound/": "postmark",
    "resend/inbound/": "resend",
    "sendgrid/inbound/": "sendgrid",
    "sendinblue/inbound/": "sendinblue",
    "sparkpost/inbound/": "sparkpost",
}
