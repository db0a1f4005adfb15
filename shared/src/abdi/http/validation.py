"""What Pydantic and FastAPI found wrong, told without the values that were sent, in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi.exceptions import RequestValidationError

from abdi.http.pointers import pointer_of
from abdi.i18n import Text
from abdi.problems import FieldError, Malformed
from abdi.text import LINE_PATTERN, WORDS_PATTERN

MOST_ERRORS: Final = 50

# English is Pydantic's own. The names in braces are its context of the error.
_INDONESIAN: Final = {
    "bool_parsing": "harus true atau false",
    "bool_type": "harus true atau false",
    "date_from_datetime_inexact": "harus tanggal tanpa jam, YYYY-MM-DD",
    "date_from_datetime_parsing": "harus tanggal yang benar, YYYY-MM-DD",
    "date_parsing": "harus tanggal yang benar, YYYY-MM-DD",
    "date_type": "harus tanggal, YYYY-MM-DD",
    "date_past": "harus tanggal yang sudah lewat",
    "date_future": "harus tanggal yang akan datang",
    "datetime_from_date_parsing": "harus tanggal dan jam dengan zona waktu (ISO 8601)",
    "datetime_parsing": "harus tanggal dan jam dengan zona waktu (ISO 8601)",
    "datetime_type": "harus tanggal dan jam dengan zona waktu (ISO 8601)",
    "timezone_aware": "harus menyebut zona waktu",
    "decimal_parsing": "harus angka",
    "decimal_type": "harus angka",
    "dict_type": "harus objek JSON",
    "enum": "harus salah satu dari {expected}",
    "extra_forbidden": "tidak dikenal di sini",
    "finite_number": "harus angka yang terbatas",
    "float_parsing": "harus angka",
    "float_type": "harus angka",
    "greater_than": "harus lebih besar dari {gt}",
    "greater_than_equal": "harus {ge} atau lebih",
    "instant_out_of_range": "tahunnya harus dari {first} sampai {last}",
    "int_from_float": "harus bilangan bulat",
    "int_parsing": "harus bilangan bulat",
    "int_parsing_size": "bilangan terlalu besar",
    "int_type": "harus bilangan bulat",
    "json_invalid": "bukan JSON yang benar",
    "json_type": "harus JSON",
    "less_than": "harus lebih kecil dari {lt}",
    "less_than_equal": "harus {le} atau kurang",
    "list_type": "harus daftar",
    "literal_error": "harus salah satu dari {expected}",
    "missing": "wajib diisi",
    "model_attributes_type": "harus objek JSON",
    "model_type": "harus objek JSON",
    "multiple_of": "harus kelipatan {multiple_of}",
    "string_pattern_mismatch": "bentuknya tidak sesuai",
    "string_too_long": "paling panjang {max_length} karakter",
    "string_too_short": "paling pendek {min_length} karakter",
    "string_type": "harus teks",
    "string_unicode": "harus teks yang benar (Unicode)",
    "too_long": "paling banyak {max_length} buah",
    "too_short": "paling sedikit {min_length} buah",
    "union_tag_invalid": "harus salah satu dari {expected_tags}",
    "union_tag_not_found": "jenisnya tidak disebut",
    "uuid_parsing": "harus UUID",
    "uuid_type": "harus UUID",
    "value_error": "tidak sesuai",
}
_OTHERWISE: Final = "tidak sesuai"

_UNREADABLE: Final = Text(
    "harus memuat huruf atau angka yang terlihat, tanpa karakter kendali",
    "should show a visible character and have no control characters",
)
_UNREADABLE_CODE: Final = "unreadable_text"


def malformed_by(error: RequestValidationError) -> Malformed:
    """The answer to what FastAPI found wrong: the first errors, and how many more there are.

    A validator of ours says it in both languages by `raise ValueError(Text(id=..., en=...))`.
    """
    found: Sequence[Mapping[str, Any]] = error.errors()
    left_out = max(len(found) - MOST_ERRORS, 0)
    return Malformed(
        errors=[_field_error(item) for item in found[:MOST_ERRORS]], errors_left_out=left_out or None
    )


def text_of(item: Mapping[str, Any]) -> Text:
    """What one error of Pydantic says, in both languages and without the value."""
    details: Mapping[str, Any] = item.get("ctx") or {}
    if details.get("pattern") in {LINE_PATTERN, WORDS_PATTERN}:
        return _UNREADABLE
    return _message(str(item["type"]), item, details)


def _field_error(item: Mapping[str, Any]) -> FieldError:
    place, *path = item["loc"]
    code = str(item["type"])
    if code == "json_invalid":
        path = []
    pointer = pointer_of(path)
    details: Mapping[str, Any] = item.get("ctx") or {}
    if details.get("pattern") in {LINE_PATTERN, WORDS_PATTERN}:
        return FieldError(place=str(place), pointer=pointer, code=_UNREADABLE_CODE, message=_UNREADABLE)
    return FieldError(place=str(place), pointer=pointer, code=code, message=_message(code, item, details))


def _message(code: str, item: Mapping[str, Any], details: Mapping[str, Any]) -> Text:
    own = getattr(details.get("error"), "args", ())
    if own and isinstance(own[0], Text):
        return own[0]
    try:
        indonesian = _INDONESIAN.get(code, _OTHERWISE).format_map(details)
    except (KeyError, ValueError):
        indonesian = _OTHERWISE
    return Text(id=indonesian.replace(" or ", " atau "), en=str(item["msg"]))
