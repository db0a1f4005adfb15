"""What is peculiar to this service's configuration."""

from abdi.settings import ServiceSettings


class Settings(ServiceSettings):
    """The kit's settings under this service's name."""

    name: str = "training"
    port: int = 8004
