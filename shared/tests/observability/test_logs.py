import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from abdi.observability import bind_trace, configure_logging, get_logger, traceparent_of

NIK, NIP, EMAIL = "3171010101900001", "199001012015031001", "siti.aminah@bkn.go.id"
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_line_is_json_with_event_fields_and_context(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("ledger")
    structlog.contextvars.bind_contextvars(request_id="r-1")
    bind_trace(PARENT)
    get_logger("ledger.notes").info("note.written", count=3)
    (line,) = lines(capsys)
    assert line.pop("timestamp")
    assert line == {
        "event": "note.written",
        "count": 3,
        "request_id": "r-1",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "level": "info",
        "logger": "ledger.notes",
        "service": "ledger",
    }


def test_libraries_log_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("ledger")
    logging.getLogger("uvicorn.error").warning("Started for %s", EMAIL)
    logging.getLogger("uvicorn.access").info("GET /?nip=1")
    (line,) = lines(capsys)
    assert line["event"] == "Started for ***"
    assert line["level"] == "warning"


def test_level_is_respected(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("ledger", "WARNING")
    get_logger("x").info("quiet")
    assert lines(capsys) == []


def test_no_seeded_personal_data_reaches_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("ledger")
    log = get_logger("x")
    log.info("told", note=f"NIK {NIK} NIP {NIP} or 19900101 201503 1 001, mail {EMAIL}", number=int(NIP))
    log.info("prose with %s", NIP)
    log.info("nested", rows=[{"nip": NIP, "deep": {"name": "Siti Aminah", "x": [NIK]}}], pair={NIK: 1})
    log.info("keyed", name="Siti Aminah", NIK="x", Authorization="Bearer a", birth_date="1990-01-01")
    logging.getLogger("sqlalchemy").error("failed [parameters: ('Siti Aminah',)]\nagain")
    try:
        int(f"no employee {NIP}")
    except ValueError:
        log.exception("failed")
    written = capsys.readouterr().out
    for secret in (NIK, NIP, EMAIL, "Siti", "19900101", "1990-01-01", "Bearer a"):
        assert secret not in written
    assert "ValueError" in written


def test_harmless_values_stay(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("ledger")
    kept = {"id": "0192f4c3-5a7e-7bbb-8000-123456789012", "port": 5432, "is_ok": True, "none": None, "s": 0.5}
    get_logger("x").info("kept", **kept)
    (line,) = lines(capsys)
    assert {name: line[name] for name in kept} == kept


def test_output_that_went_away_fails_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = StringIO()
    monkeypatch.setattr("sys.stdout", gone)
    configure_logging("ledger")
    get_logger("x").info("first")
    assert "first" in gone.getvalue()
    gone.close()
    get_logger("x").info("second")


def test_value_that_is_hard_to_write_fails_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("ledger")
    get_logger("x").info("odd", half="\ud800", number=2**70)
    (line,) = lines(capsys)
    assert (line["half"], line["number"]) == ("\ud800", 2**70)


@pytest.mark.parametrize("nip", ["199001012015031001", "19900101 201503 1 001"])
def test_nip_beside_an_id_is_hidden_and_the_id_stays(nip: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("ledger")
    get_logger("x").info("told", note=f"0192f4c3-5a7e-7bbb-8000-123456789012 {nip}")
    (line,) = lines(capsys)
    assert line["note"] == "0192f4c3-5a7e-7bbb-8000-123456789012 ***"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (PARENT, PARENT),
        ("00-" + "0" * 32 + "-00f067aa0ba902b7-01", None),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-" + "0" * 16 + "-01", None),
        (PARENT + "\n", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_only_a_valid_traceparent_is_handed_on(given: str, taken: str | None) -> None:
    assert traceparent_of({"traceparent": given}) == taken
