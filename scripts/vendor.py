"""Put the style sheets and fonts of the npm packages where the product serves them (src/hervest/static/vendor)."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "src" / "hervest" / "static" / "vendor"
SHEETS = (
    "@utrecht/component-library-css/dist/index.css",
    "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css",
    "@gemeente-denhaag/step-marker/dist/index.css",
    "@gemeente-denhaag/process-steps/dist/index.css",
    "@gemeente-denhaag/contact-timeline/dist/index.css",
)
FONTS = {
    "@fontsource/noto-sans": ("400", "600", "700"),
    "@fontsource/noto-sans-arabic": ("400", "600"),
    "@fontsource/noto-sans-ethiopic": ("400", "600"),
}


def flat(name: str) -> str:
    """A package path as one file name."""
    return name.replace("@", "").replace("/dist/", "/").replace("/", "-")


def copy_sheets() -> None:
    """Each style sheet under one name of its own."""
    for sheet in SHEETS:
        shutil.copyfile(MODULES / sheet, TARGET / flat(sheet))


def copy_fonts() -> None:
    """One style sheet with every font face, and the woff2 files it names."""
    faces = []
    for package, weights in FONTS.items():
        for weight in weights:
            text = (MODULES / package / f"{weight}.css").read_text("utf-8")
            text = re.sub(r", url\(\./files/[^)]+\.woff\) format\('woff'\)", "", text)
            for name in re.findall(r"\./files/([^)]+\.woff2)", text):
                shutil.copyfile(MODULES / package / "files" / name, TARGET / "files" / name)
            faces.append(text)
    (TARGET / "fonts.css").write_text("\n".join(faces), "utf-8")


def main() -> None:
    """Fill the target anew."""
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "files").mkdir(parents=True)
    copy_fonts()
    copy_sheets()


if __name__ == "__main__":
    main()
