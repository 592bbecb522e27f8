"""Every business index and unique key leads with the account, so that the tables can be distributed by account."""

from django.apps import apps
from django.db import connection

# What is looked up before an account is known, or over all accounts at once.
BEFORE_THE_ACCOUNT = {
    ("emaillog_loggingaddress", "local_part"),  # the secret that finds the account
    ("emaillog_receipt", "key"),  # a provider's request belongs to no account
    ("emaillog_receipt", "retry_at"),  # the sweeper's
    ("emaillog_inboundmessage", "retry_at"),
    ("emaillog_receipt", "blob"),  # that of retention
    ("emaillog_inboundmessage", "blob"),  # one blob may serve several accounts
    ("emaillog_inboundmessage", "receipt_id"),  # unpacking a receipt twice
    ("emaillog_loggedemail", "entry_id"),  # one to one with its entry
    ("contacts_task", "entry_id"),
    ("emaillog_notice", "inbound_id"),  # one to one with its mail
    ("emaillog_bouncedattachment", "attachment_id"),
    ("emaillog_notice", "retry_at"),  # the sweeper's again
    ("emaillog_bouncedattachment", "retry_at"),
    ("emaillog_attachment", "id"),
    ("contacts_task", "remind_at"),
    ("contacts_bulkaction", "due_at"),
    ("contacts_import", "retry_at"),
    ("emaillog_accountexport", "retry_at"),
}


def test_every_index_of_records_and_mail_leads_with_the_account(db):
    leading = set()
    with connection.cursor() as cursor:
        for model in (*apps.get_app_config("contacts").get_models(), *apps.get_app_config("emaillog").get_models()):
            table = model._meta.db_table
            for found in connection.introspection.get_constraints(cursor, table).values():
                is_kept_as_an_index = found["index"] or found["unique"]
                if is_kept_as_an_index and not found["primary_key"] and found["columns"]:
                    leading.add((table, found["columns"][0]))
    others = {(table, column) for table, column in leading if column != "account_id"}
    assert others <= BEFORE_THE_ACCOUNT, others - BEFORE_THE_ACCOUNT
    assert len(leading - others) >= 8, "most tables have one that does"
