from abdi.db.migrations import run
from promotion.tables import Base

run(Base.metadata)
