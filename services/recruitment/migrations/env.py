from abdi.db.migrations import run
from recruitment.tables import Base

run(Base.metadata)
