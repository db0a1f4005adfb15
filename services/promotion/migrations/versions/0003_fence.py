"""The fence around every table about persons."""

from alembic import op

from abdi.db.fence import fence, fence_child, unfence

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    fence(op, "career", employee_id="employee_id")
    fence(op, "eligibility", employee_id="employee_id")
    # A predicate knows no agency. Before the career has come it belongs to nobody's agency.
    fence_child(op, "career_predicate", parent="career.employee_id", key="employee_id")


def downgrade() -> None:
    for table in ("career_predicate", "eligibility", "career"):
        unfence(op, table)
