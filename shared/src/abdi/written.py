"""The base of every schema that reads a JSON body."""

from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, to_json
from pydantic_core.core_schema import (
    json_or_python_schema,
    json_schema,
    no_info_before_validator_function,
)


class Written(BaseModel):
    """What a client writes, taken literally: no unknown members, and `"5"` is no number, `0` no date.

    FastAPI hands over Python values, for which strict would also refuse a date in a string; so they are
    read as the JSON that they came from. For dates and moments take `Day` and `Instant` of `abdi.instants`.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        literal = handler(source)
        return json_or_python_schema(
            json_schema=literal,
            python_schema=no_info_before_validator_function(to_json, json_schema(literal)),
        )
