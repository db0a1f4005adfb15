"""Where a service keeps uploaded files, and who looks at them first."""

from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from abdi.settings import ServiceSettings

FOLDER: Final = "file"
S3: Final = "s3"
CLAMD: Final = "clamd"


class FileSettings(ServiceSettings):
    """The settings of a service that takes files, for its own class to derive from."""

    files_url: str | None = Field(
        default=None,
        description="where uploaded files are kept: file:///folder or s3://bucket/prefix; none: not taken",
    )
    files_endpoint: str | None = Field(
        default=None, description="address of the S3-compatible store; none: the one of the region"
    )
    files_region: str = Field(default="us-east-1", description="region of the S3-compatible store")
    files_key_id: SecretStr | None = Field(default=None, description="access key of the S3-compatible store")
    files_secret_key: SecretStr | None = Field(default=None, description="secret part of that access key")
    files_scanner: str | None = Field(
        default=None, description="clamd://host:port looks at every file first; none: nobody does"
    )
    run_files: bool = Field(default=True, description="scan and erase files in this process")

    @model_validator(mode="after")
    def _files_have_a_place(self) -> Self:
        kind = urlsplit(self.files_url or "")
        if self.files_url is not None and not (
            (kind.scheme == FOLDER and kind.path.strip("/") and not kind.netloc)
            or (kind.scheme == S3 and kind.netloc)
        ):
            raise ValueError("FILES_URL is file:///folder or s3://bucket/prefix")
        if kind.scheme == S3 and (self.files_key_id is None or self.files_secret_key is None):
            raise ValueError("FILES_URL of S3 needs FILES_KEY_ID and FILES_SECRET_KEY")
        if self.env == "production" and not (self.files_endpoint or "https://").startswith("https://"):
            raise ValueError("FILES_ENDPOINT is an https address in production")
        if self.files_scanner is not None:
            scanner_address(self.files_scanner)
        return self


def scanner_address(url: str) -> tuple[str, int]:
    """Host and port in `url`. Raises ValueError when it is no address of clamd."""
    parts = urlsplit(url)
    if parts.scheme != CLAMD or not parts.hostname or not parts.port:
        raise ValueError("FILES_SCANNER is clamd://host:port")
    return parts.hostname, parts.port
