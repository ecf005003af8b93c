"""What tests say when the machine lacks something they need."""


class Missing(RuntimeError):
    """A program that the tests need is not here. A failure, never a skip."""
