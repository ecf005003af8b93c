"""What is true about treatment: pure rules, no I/O but their own facts, no clock."""
