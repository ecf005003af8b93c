"""What is kept: tables, sessions, migrations, SQL."""
