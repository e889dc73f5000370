"""The schematic figure of public ties: where nodes and lines stand. It is no map."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.templatetags.static import static

from schools.choices import Area
from schools.documents.ties import Body, hosts, label, others, place, style
from schools.models import Partner, School, Tie

WIDTH, LEAST = 1200, 420
HUBS, SPOKES = 4, 14  # more would not be readable; the list beside the figure holds them all
COLUMNS = (190, 420, 640)
HUB_X, ALLY_X = 890, 1085
STEP, SHORTEST = 96, 210
LONGEST, OUTER = 12, 9  # characters of a name; an ally's stands near the border
BOW = -60  # between two lines that join the same two
RINGS = (130, 240, 360, 490, 630, 780)
WEST = ("新疆", "西藏", "青海", "甘肃", "宁夏", "内蒙古")


@dataclass
class Node:
    """A circle with a picture (image), a dot, or a square for allies."""

    name: str
    place: str
    url: str
    style: str
    x: int
    y: int
    r: int
    image: str = ""
    is_hub: bool = False

    @property
    def picture(self) -> dict[str, int]:
        """Where a 3:2 picture stands so that the circle lies in its middle."""
        height = self.r * 2 + 16
        width = height * 3 // 2
        return {"x": self.x - width // 2, "y": self.y - height // 2, "w": width, "h": height}

    @property
    def name_y(self) -> int:
        return self.y + self.r + 26

    @property
    def place_y(self) -> int:
        return self.name_y + 22


@dataclass
class Spoke:
    """One tie as a hub has it."""

    name: str
    place: str
    kind: str
    style: str
    url: str
    note: str


@dataclass
class Hub:
    name: str
    url: str
    image: str
    spokes: list[Spoke] = field(default_factory=list)


@dataclass
class Figure:
    height: int
    nodes: list[Node]
    lines: list[tuple[str, str]]  # style and path
    rings: list[tuple[int, int, int]]
    hubs: list[Hub]  # the same for phones, as lists
    words: str
    is_part: bool

    @property
    def width(self) -> int:
        return WIDTH


Pair = tuple[Tie, Body]


def figure(ties: Iterable[Tie]) -> Figure | None:
    """`ties` come from whole(); None when there is nothing to draw."""
    pairs: dict[School, list[Pair]] = defaultdict(list)
    for tie in ties:
        far = others(tie)
        for school in hosts(tie):
            if school not in far:
                pairs[school] += [(tie, body) for body in far]
    ranked = sorted(pairs, key=lambda school: (-len(pairs[school]), school.pk))
    drawn, room = {}, SPOKES
    for school in ranked[:HUBS]:
        drawn[school] = pairs[school][:room]
        room -= len(drawn[school])
    drawn = {school: found for school, found in drawn.items() if found}
    if not drawn:
        return None
    every, shown = (sum(map(len, some.values())) for some in (pairs, drawn))
    return _Drawing().draw(drawn, is_part=shown < every)


class _Drawing:
    """Hubs stand at the right below one another, their partners in three columns at the left,
    allies at the far right; a partner of two hubs is drawn once."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[str, int], Node] = {}
        self.lines: list[tuple[str, str]] = []
        self.met: Counter[tuple[str, tuple[str, int]]] = Counter()
        self.y = 30

    def draw(self, drawn: dict[School, list[Pair]], *, is_part: bool) -> Figure:
        hubs, words = [], []
        for school, found in drawn.items():
            node = self._band(school, found)
            hubs.append(_hub(node, found))
            words.append(f"{node.name}与{'、'.join(label(body) for _, body in found)}结对")
        first = next(node for node in self.nodes.values() if node.is_hub)
        return Figure(
            height=max(self.y + 30, LEAST),
            nodes=list(self.nodes.values()),
            lines=self.lines,
            rings=[(first.x, first.y, radius) for radius in RINGS],
            hubs=hubs,
            words="；".join(words),
            is_part=is_part,
        )

    def _band(self, school: School, found: list[Pair]) -> Node:
        left = [pair for pair in found if style(pair[0]) != "ally"]
        right = [pair for pair in found if style(pair[0]) == "ally"]
        height = max(SHORTEST, STEP * len(left) + 60, 110 * len(right) + 40)
        hub = self._hub_node(school, self.y + height // 2 - 20, is_first=not self.nodes)
        for number, pair in enumerate(left):
            y = self.y + (2 * number + 1) * height // (2 * len(left)) - 20
            self._spoke(hub, pair, COLUMNS[number % len(COLUMNS)], y)
        for number, pair in enumerate(right):
            y = self.y + (2 * number + 1) * height // (2 * len(right)) - 20
            self._spoke(hub, pair, ALLY_X, y)
        self.y += height
        return hub

    def _hub_node(self, school: School, y: int, *, is_first: bool) -> Node:
        key = ("school", school.pk)
        if key not in self.nodes:
            url = school.get_absolute_url() if school.is_public else ""
            self.nodes[key] = Node(
                *_named(school), url, "sis", HUB_X, y, 62 if is_first else 50, _image(school), True
            )
        return self.nodes[key]

    def _spoke(self, hub: Node, pair: Pair, x: int, y: int) -> None:
        tie, body = pair
        kind, key = style(tie), (body._meta.model_name or "", body.pk)
        if key not in self.nodes:
            image = _image(body) if kind == "sis" else ""
            radius = 46 if image else 12
            words = _named(body, OUTER if x == ALLY_X else LONGEST)
            self.nodes[key] = Node(*words, tie.get_absolute_url(), kind, x, y, radius, image)
        end = self.nodes[key]
        self.met[hub.name, key] += 1
        self.lines.append((kind, _path(hub, end, BOW * (self.met[hub.name, key] - 1))))


def _path(hub: Node, end: Node, bow: int) -> str:
    """From the rim of the hub to the rim of the other, level at both ends; a further tie of the
    same two bows beside the first."""
    if end.x > hub.x:
        start, stop = hub.x + hub.r, end.x - end.r
        middle = (start + stop) // 2
        return f"M{start} {hub.y}C{middle} {hub.y + bow} {middle} {end.y + bow} {stop} {end.y}"
    if end.x == hub.x:
        side = hub.x - hub.r
        return f"M{side} {hub.y}C{side - 120} {hub.y} {side - 120} {end.y} {end.x - end.r} {end.y}"
    start, stop = hub.x - hub.r, end.x + end.r
    bend = (start - stop) * 2 // 5
    level = f"{start - bend} {hub.y + bow} {stop + bend} {end.y + bow}"
    return f"M{start} {hub.y}C{level} {stop} {end.y}"


def _hub(node: Node, found: list[Pair]) -> Hub:
    spokes = [
        Spoke(
            label(body),
            place(body),
            tie.get_kind_display(),
            style(tie),
            tie.get_absolute_url(),
            tie.purpose,
        )
        for tie, body in found
    ]
    return Hub(node.name, node.url, node.image, spokes)


def _named(body: Body, longest: int = LONGEST) -> tuple[str, str]:
    name = label(body)
    return (f"{name[:longest]}…" if len(name) > longest else name), place(body)


def _image(body: Body) -> str:
    """The drawing that stands for a place until the school sends a picture of its own."""
    name = "jiangnan"
    if isinstance(body, Partner):
        if body.area in (Area.HONG_KONG, Area.MACAO):
            name = "hongkong"
        elif body.place.startswith(WEST):
            name = "xinjiang"
        elif body.area == Area.MAINLAND:
            name = "campus"
        else:
            return ""
    return static(f"img/{name}-small.webp")
