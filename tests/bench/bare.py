"""The floors over HTTP: bare FastAPI and SQLAlchemy, without sign-in, policy, audit and fence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID, uuid4

from fastapi import FastAPI, HTTPException
from pydantic_settings import BaseSettings
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from abdi.db import asyncpg_url
from abdi.db.tables import outbox
from tests.bench.records import AGENCY, Record, RecordCreate, RecordRead
from training.courses.models import Course
from training.courses.schemas import CourseRead

POOL: Final = 10


class BareSettings(BaseSettings):
    """The database, as somebody whom no fence holds."""

    bare_database_url: str


def create_app() -> FastAPI:
    """A read of one course, an insert with outbox, and next to nothing."""
    engine = create_async_engine(
        asyncpg_url(BareSettings().bare_database_url), pool_size=POOL, max_overflow=0
    )
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)

    @app.get("/livez")
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/courses/{course_id}")
    async def read_course(course_id: UUID) -> CourseRead:
        async with sessions() as session:
            course = await session.scalar(select(Course).where(Course.id == course_id))
        if course is None:
            raise HTTPException(404)
        return CourseRead.model_validate(course)

    @app.post("/records", status_code=201)
    async def write_record(body: RecordCreate) -> RecordRead:
        async with sessions() as session:
            record = Record(id=uuid4(), agency=AGENCY, employee_id=body.employee_id, text=body.text)
            session.add(record)
            await session.flush()
            await _tell(session, record)
            await session.commit()
        return RecordRead.model_validate(record)

    return app


async def _tell(session: AsyncSession, record: Record) -> None:
    event: dict[str, Any] = {
        "id": uuid4(),
        "aggregate_type": "record",
        "aggregate_id": str(record.id),
        "sequence": 1,
        "type": "id.go.asn.records.record.written.v1",
        "subject": f"asn.records.record.written.v1.{AGENCY}",
        "agency": AGENCY,
        "data": {"record_id": str(record.id), "text": record.text},
        "headers": {},
    }
    await session.execute(insert(outbox).values(event))
