"""What can be odd about a mail: a closed list. A defect never stops a mail; its entry and the dry run show it."""

from enum import StrEnum


class Defect(StrEnum):
    ADDRESSES_CUT = "too_many_addresses"
    DATE_IMPLAUSIBLE = "date_implausible"
    DATE_MISSING = "date_missing"
    FIELD_CUT = "header_field_too_long"
    FIELDS_CUT = "too_many_header_fields"
    HEADER_CUT = "header_too_large"
    HEADER_ONLY = "only_header_read"
    MESSAGE_ID_MISSING = "no_message_id"
    NESTED_MESSAGES = "messages_nested_too_deeply"
    NESTED_PARTS = "nested_too_deeply"
    NO_BLANK_LINE = "no_blank_line_after_header"
    NO_BOUNDARY = "multipart_without_boundary"
    NO_CLOSING_BOUNDARY = "multipart_without_end"
    NOT_ALL_LOGGED = "another_mail_of_this_forward_not_logged"
    PARAMETERS_CUT = "too_many_parameters"
    PARTS_CUT = "too_many_parts"
    READ_WITH_CARE = "html_and_attached_messages_not_read"
    SENDER_MISSING = "no_sender"
    SENDERS = "several_senders"
    SENDER_FIELDS = "several_from_fields"
    SUBJECT_CUT = "subject_too_long"
    TEXT_CUT = "text_not_shown_whole"
    WINMAIL_CLOSED = "winmail_not_opened"
