"""What is gathered on which database."""

import os

# Two writers at a time exist on PostgreSQL only: on SQLite this race cannot be run at all.
collect_ignore = [] if os.environ.get("DATABASE_URL", "").startswith("postgres") else ["test_people_races.py"]
