"""Takes the pictures in docs/screenshots: every page worth showing, wide and on a phone, light and dark.

Brings up an installation of its own with the sample account, in a temporary folder, on free ports, and ends it.
With names of pages it takes only those; with VAR_DIR it goes on with the installation that is there.
"""

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sample import running

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "screenshots"
sys.path.insert(0, str(ROOT))
SHAPES = {1280: {"width": 1280, "height": 860}, 390: {"width": 390, "height": 844}}
THEMES = ("light", "dark")
MOST_BYTES = 80_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
ARGUMENTS += ["--disable-component-update", "--disable-dev-shm-usage", "--disable-quic", "--hide-scrollbars"]


def main(wanted: list[str]) -> None:
    chromium = found_chromium()
    with tempfile.TemporaryDirectory() as temporary, running(os.environ.get("VAR_DIR") or temporary) as (url, email):
        # Only now: the settings read where the installation is.
        import sights  # noqa: PLC0415

        pages = {name: each for name, each in sights.all_of(email).items() if not wanted or name in wanted}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            state = signed_in(browser, url, email)
            for width in SHAPES:
                for theme in THEMES:
                    take_all(browser, url, pages, state, width, theme)
            browser.close()
    write_list(sights.TITLES)


def found_chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    return found or sys.exit("The pictures need Chromium. Install it with: sudo apt-get install chromium")


def signed_in(browser: Browser, url: str, email: str) -> dict[str, object]:
    """What a browser remembers of somebody who signed in."""
    password = (Path(os.environ["VAR_DIR"]) / "demo_password").read_text()
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("button:has-text('Sign in')")
    page.wait_for_url("**/a/**")
    state = dict(context.storage_state())
    context.close()
    return state


def take_all(browser: Browser, url: str, pages: dict[str, Any], state: Any, width: int, theme: str) -> None:  # noqa: ANN401
    shape: dict[str, Any] = {
        "viewport": SHAPES[width],
        "color_scheme": theme,
        "reduced_motion": "reduce",
        "locale": "en-GB",
    }
    contexts = [browser.new_context(base_url=url, **shape, **who) for who in ({}, {"storage_state": state})]
    stranger, member = (context.new_page() for context in contexts)
    for name, sight in pages.items():
        page = member if sight.is_inside else stranger
        show(page, sight)
        picture = small(page.screenshot())
        (PICTURES / f"{name}-{width}-{theme}.png").write_bytes(picture)
    close(contexts)


def close(contexts: list[BrowserContext]) -> None:
    for context in contexts:
        context.close()


def show(page: Page, sight: Any) -> None:  # noqa: ANN401
    page.goto(sight.path)
    page.wait_for_load_state("networkidle")
    for step in sight.steps:
        if page.locator(step).first.is_visible():
            page.locator(step).first.click()
            page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)


def small(picture: bytes) -> bytes:
    """With as many colours as fit into the bytes that we allow ourselves."""
    image, content = Image.open(io.BytesIO(picture)).convert("RGB"), picture
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        content = out.getvalue()
        if len(content) <= MOST_BYTES:
            break
    return content


def write_list(titles: dict[str, str]) -> None:
    """The page of all pictures."""
    lines = ["# Every page", "", "Made by `make screenshots` from the sample account of `make demo`.", ""]
    for name, title in titles.items():
        links = (f"[{width} {theme}]({name}-{width}-{theme}.png)" for width in SHAPES for theme in THEMES)
        lines += [f"## {title}", "", f"![{title}]({name}-1280-light.png)", "", " · ".join(links), ""]
    (PICTURES / "README.md").write_text("\n".join(lines))


if __name__ == "__main__":
    main(sys.argv[1:])
