"""The services of the suite, and who of them may listen to whom."""

from typing import Final

from abdi.messaging.permissions import ServiceAccess

GATEWAY: Final = "gateway"
WITH_DATABASE: Final = ("personnel", "performance", "promotion", "training", "recruitment")
ALL: Final = (*WITH_DATABASE, GATEWAY)
DIRECTORY: Final = ("directory",)
"""Every service keeps its own directory of people, units and roles, with a durable of its own."""
BROKER_ACCESS: Final = (
    ServiceAccess("personnel", listens_to=("personnel", "recruitment"), purposes=DIRECTORY),
    ServiceAccess("performance", listens_to=("personnel",), purposes=DIRECTORY),
    ServiceAccess("promotion", listens_to=("personnel", "performance"), purposes=DIRECTORY),
    ServiceAccess("training", listens_to=("personnel", "performance"), purposes=DIRECTORY),
    ServiceAccess("recruitment", listens_to=("personnel",), purposes=(*DIRECTORY, "posts")),
)
