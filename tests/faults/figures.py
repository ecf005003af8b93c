"""The figures of docs/reliability.md: pytest shows them with `-rP --log-level=INFO`."""

import logging

FIGURES = logging.getLogger("figures")
