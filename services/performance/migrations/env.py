from abdi.db.migrations import run
from performance.tables import Base

run(Base.metadata)
