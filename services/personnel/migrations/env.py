from abdi.db.migrations import run
from personnel.tables import Base

run(Base.metadata)
