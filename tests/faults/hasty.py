"""The real consumer, to which unacknowledged messages come again soon."""

from fastapi import FastAPI
from tests.faults.ledger import hasten

from promotion.app import create_app


def create_promotion() -> FastAPI:
    hasten()
    return create_app()
