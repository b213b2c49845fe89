"""Django's PostgreSQL, with the second wall at the municipality's border held in every statement (decision 21)."""
