"""What is peculiar to the gateway: where the services are."""

from pydantic import Field

from gateway.signin.settings import SignInSettings


class Settings(SignInSettings):
    """Addresses of the services and the patience with them."""

    name: str = "gateway"
    port: int = 8000
    personnel_url: str = Field(default="http://127.0.0.1:8001", description="where personnel answers")
    performance_url: str = Field(default="http://127.0.0.1:8002", description="where performance answers")
    promotion_url: str = Field(default="http://127.0.0.1:8003", description="where promotion answers")
    training_url: str = Field(default="http://127.0.0.1:8004", description="where training answers")
    recruitment_url: str = Field(default="http://127.0.0.1:8005", description="where recruitment answers")
    upstream_timeout: float = Field(default=3.0, description="seconds for a whole answer, all services in it")
    transfer_timeout: float = Field(default=600.0, description="seconds for a file of an import or export")
    upstream_connections: int = Field(default=50, description="calls under way per service")
    upstream_waiting: float = Field(default=1.0, description="seconds to wait for one of these connections")
    public_places: int = Field(default=30, description="calls without sign-in under way at once")
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
