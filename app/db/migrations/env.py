"""What Alembic runs for every command: migrate on the connection that it was handed."""

from alembic import context
from sqlmodel import SQLModel

from app.db import tables

assert tables.Share.metadata is SQLModel.metadata  # the tables above are what is compared

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
