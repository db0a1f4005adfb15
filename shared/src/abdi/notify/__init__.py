"""Notices to people: in their inbox, and by mail once the transaction is committed.

The call that a service makes, in the unit of work of what it tells:

    await notify(session, Notice(
        recipient_id=applicant.id, agency="5671", kind="application.verified",
        subject=Text("Berkas lengkap", "Documents complete"),
        body=Text("Pendaftaran {number} lolos.", "Application {number} has passed."),
        params={"number": "12"},
    ))
    await notify_all(session, notices)        # many at once, set-based

A one-time code is `is_secret=True`, with `valid_until`: never in the inbox, its text erased once it was sent
or is no longer valid; `agency=None` then. `notify` writes past the fence: whoever may do something may tell
of it, also before anybody has signed in.

The service says `notices=NoticeKeeping(settings, address_of=...)` to `build_service`: `address_of(session,
ids)` gives the mail addresses of recipients, which stay sealed in the service's own tables. It has
`NoticeSettings` among its settings, `include_notice_tables(Base.metadata)` beside its models, and may offer
`notices_router(permission, recipient=...)` as the inbox.

Mail is sent at least once; the Message-ID is the same each time. In development and tests without SMTP_URL it
goes to a mailbox: `GET /v1/dev/mailbox`, `?address=` as JSON. Production without SMTP_URL sends none.
"""

from abdi.notify.endpoints import notices_router
from abdi.notify.notices import Notice, forget_notices, notify, notify_all
from abdi.notify.records import MailState, StoredNotice, include_notice_tables
from abdi.notify.sending import NoticeKeeping
from abdi.notify.settings import NoticeSettings

__all__ = [
    "MailState",
    "Notice",
    "NoticeKeeping",
    "NoticeSettings",
    "StoredNotice",
    "forget_notices",
    "include_notice_tables",
    "notices_router",
    "notify",
    "notify_all",
]
