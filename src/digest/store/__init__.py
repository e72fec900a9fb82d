"""What is kept: the seam that everyone sees (`seam.py`), and its one implementation.

`sql.py` joins it from a file per group of tables.
SQLAlchemy lives only in this room. One code for SQLite and PostgreSQL; the tests run on both.
"""
