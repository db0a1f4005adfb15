"""Everybody by name, for those who see more than one agency or only the people below them."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_employee_name_id", "employee", ["name", "id"])


def downgrade() -> None:
    op.drop_index("ix_employee_name_id", table_name="employee")
