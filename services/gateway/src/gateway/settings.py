"""What is peculiar to the gateway: where the services are."""

from pydantic import Field

from gateway.signin.settings import SignInSettings


class Settings(SignInSettings):
    """Addresses of the services and the patience with them."""

    name: str = "gateway"
    port: int = 8000
    personnel_url: str = "http://127.0.0.1:8001"
    performance_url: str = "http://127.0.0.1:8002"
    promotion_url: str = "http://127.0.0.1:8003"
    training_url: str = "http://127.0.0.1:8004"
    recruitment_url: str = "http://127.0.0.1:8005"
    upstream_timeout: float = Field(default=3.0, description="seconds for a whole answer, all services in it")
    upstream_connections: int = Field(default=50, description="calls under way per service")
    upstream_waiting: float = Field(default=1.0, description="seconds to wait for one of these connections")
    breaker_pause: float = Field(default=2.0, description="seconds for which a failing service is left alone")

    def upstreams(self) -> dict[str, str]:
        """Service name to address."""
        return {
            "personnel": self.personnel_url,
            "performance": self.performance_url,
            "promotion": self.promotion_url,
            "training": self.training_url,
            "recruitment": self.recruitment_url,
        }
