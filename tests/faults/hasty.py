"""The real consumer, to which unacknowledged messages come again soon."""

from fastapi import FastAPI

from promotion.app import create_app
from tests.faults.ledger import hasten


def create_promotion() -> FastAPI:
    hasten()
    return create_app()
