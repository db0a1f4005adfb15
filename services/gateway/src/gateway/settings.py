"""What is peculiar to the gateway: where the services are."""

from pydantic import Field

from abdi.settings import AppSettings


class Settings(AppSettings):
    """Addresses of the services and the patience with them."""

    name: str = "gateway"
    port: int = 8000
    personnel_url: str = "http://127.0.0.1:8001"
    performance_url: str = "http://127.0.0.1:8002"
    promotion_url: str = "http://127.0.0.1:8003"
    upstream_timeout: float = Field(default=3.0, description="seconds a service may take to answer")
    upstream_connections: int = Field(default=50, description="calls under way per service")

    def upstreams(self) -> dict[str, str]:
        """Service name to address."""
        return {
            "personnel": self.personnel_url,
            "performance": self.performance_url,
            "promotion": self.promotion_url,
        }
