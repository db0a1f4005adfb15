"""HTTP for the list of educations: for everybody, since it names nobody."""

from typing import Annotated

from fastapi import Depends, Query

from abdi.auth import public
from abdi.http import ServiceRouter
from abdi.paging import ListQuery, Page
from recruitment.educations import queries
from recruitment.educations.schemas import EducationProgrammeRead, ProgrammeFilters

router = ServiceRouter(prefix="/v1/public/educations", tags=["educations"], dependencies=[public])


@router.get("", name="list_education_programmes")
async def read_educations(
    query: Annotated[ListQuery, Depends()], filters: Annotated[ProgrammeFilters, Query()]
) -> Page[EducationProgrammeRead]:
    """Study programmes and kinds of schools, by which formations say whom they ask for."""
    return await queries.list_programmes(query, filters)
