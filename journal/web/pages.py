"""Every blueprint, in one list."""

from journal.web import account, api_reading, health, openapi, sync, welcome

BLUEPRINTS = (account.bp, api_reading.bp, health.bp, openapi.bp, sync.bp, welcome.bp)
