"""Reading the scenes in a folder, and finding one by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from rapport.lib.errors import Refusal
from rapport.practice.rules.reading import Problem, Tell, read_record, read_table
from rapport.practice.rules.scenes.checks import scene_problems
from rapport.practice.rules.scenes.content import Scene
from rapport.practice.rules.syllabus import OURS as SYLLABUS_FOLDER
from rapport.practice.rules.syllabus import SYLLABUS, Row

OURS = Path(str(files("rapport.practice") / "scenes"))
POINTS = "marking_points"


class SceneNotKnown(Refusal):
    code = "scene_not_known"
    text = "There is no scene '{scene}'. Choose one from the list of scenes."


@dataclass(frozen=True)
class Scenes:
    """All scenes of a folder, and what does not hold in them."""

    scenes: tuple[Scene, ...]
    problems: tuple[Problem, ...]


def read_scenes(folder: Path, rows: Sequence[Row]) -> Scenes:
    """Read a folder of scenes and hold each against the syllabus; a folder that is not there has none."""
    problems: list[Problem] = []
    found = [_scene(path, rows, problems) for path in sorted(folder.glob("*.toml"))]
    return Scenes(tuple(one for one in found if one), tuple(problems))


def _scene(path: Path, rows: Sequence[Row], problems: list[Problem]) -> Scene | None:
    def tell(place: str, says: str) -> None:
        problems.append(Problem(f"scenes/{path.name}", place, says))

    scene = _read(path, tell)
    known = {row.id for row in rows}
    points = {row.id for row in rows if row.group == POINTS}
    for place, says in scene_problems(scene, path.stem, known, points) if scene else ():
        tell(place, says)
    return scene


def _read(path: Path, tell: Tell) -> Scene | None:
    table = read_table(path, tell)
    return read_record(Scene, table, tell) if table is not None else None


@cache
def our_scenes() -> dict[str, Scene]:
    """Return the scenes that come with Rapport, by name; what is in them is checked by the tests."""
    found = [_read(path, lambda _place, _says: None) for path in sorted(OURS.glob("*.toml"))]
    return {one.id: one for one in found if one}


@cache
def marking_points() -> dict[str, str]:
    """Return what each marking point of our syllabus asks for, by its row."""
    table = read_table(SYLLABUS_FOLDER / SYLLABUS, lambda _place, _says: None) or {}
    return dict(table[POINTS])


def scene_named(name: str) -> Scene:
    """Return one of our scenes."""
    scenes = our_scenes()
    if name not in scenes:
        raise SceneNotKnown(scene=name)
    return scenes[name]
