"""Every blueprint, in one list."""

from journal.web import account, health, welcome

BLUEPRINTS = (account.bp, health.bp, welcome.bp)
