"""On whose behalf somebody judged; the fence around every table about persons."""

import sqlalchemy as sa
from alembic import op

from abdi.db.fence import fence, fence_child, unfence

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PERSONAL = ("employee", "plan", "evaluation")
CHILDREN = (
    ("planned_result", "plan", "plan_id"),
    ("indicator", "planned_result", "result_id"),
    ("evaluation_version", "evaluation", "evaluation_id"),
)


def upgrade() -> None:
    op.add_column("plan", sa.Column("acted_for", sa.Uuid(), nullable=True))
    op.add_column("evaluation_version", sa.Column("acted_for", sa.Uuid(), nullable=True))
    for table in PERSONAL:
        fence(op, table, employee_id="employee_id")
    for table, parent, key in CHILDREN:
        fence_child(op, table, parent=parent, key=key)


def downgrade() -> None:
    for table, _, _ in reversed(CHILDREN):
        unfence(op, table)
    for table in PERSONAL:
        unfence(op, table)
    op.drop_column("evaluation_version", "acted_for")
    op.drop_column("plan", "acted_for")
