"""In and out: the demo family, backup and restore, and the proof that a journal is whole."""
