from abdi.db.migrations import run
from training.tables import Base

run(Base.metadata)
