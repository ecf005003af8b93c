"""The papers a family carries beside the page for the visit: each is gathered once, then said."""
