"""The log forms: one small module per family of forms, all saved in the same way."""
