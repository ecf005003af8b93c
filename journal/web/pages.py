"""Every blueprint, in one list."""

from journal.web import (
    account,
    alerts,
    api_push,
    api_reading,
    doses,
    due,
    entry_editing,
    health,
    journal_pages,
    openapi,
    phones,
    summary,
    sync,
    today,
    undo,
    welcome,
    worker,
)
from journal.web.log import pages as log_pages

BLUEPRINTS = (
    account.bp,
    alerts.bp,
    api_push.bp,
    api_reading.bp,
    doses.bp,
    due.bp,
    entry_editing.bp,
    health.bp,
    journal_pages.bp,
    log_pages.bp,
    openapi.bp,
    phones.bp,
    summary.bp,
    sync.bp,
    today.bp,
    undo.bp,
    welcome.bp,
    worker.bp,
)
