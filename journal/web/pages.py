"""Every blueprint, in one list."""

from journal.web import (
    account,
    api_push,
    api_reading,
    due,
    health,
    openapi,
    phones,
    summary,
    sync,
    welcome,
    worker,
)

BLUEPRINTS = (
    account.bp,
    api_push.bp,
    api_reading.bp,
    due.bp,
    health.bp,
    openapi.bp,
    phones.bp,
    summary.bp,
    sync.bp,
    welcome.bp,
    worker.bp,
)
