"""H26: a date that moves is said, with both days and why, until somebody has seen it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from journal.clock import now
from journal.plans.moved_dates import shown_dates
from journal.records.vaccine_plans import MovedDate
from tests.family import change
from tests.web.daily import form_to, send
from tests.web.syncing import *  # noqa: F403
