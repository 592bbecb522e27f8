"""The built-in receiver: SMTP (RFC 5321) and LMTP (RFC 2033) doors on aiosmtpd. They decide nothing about the mail."""
