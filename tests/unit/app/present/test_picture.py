"""The preview of a link: a PNG that is the same every time and carries its experiment."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from app.present.kinds import KINDS
from app.present.picture import KEYWORD, SIZE, drawable, headline, picture, picture_alt, policy_line
from app.present.views import View
from app.words import words_of
from simcore.simulate import simulate
from simcore.spec import decode
from tests.build import Document, default_experiment, edited, experiment, machine, mmap, two_nodes


def view(document: Document | None = None, language: str = "en") -> View:
    decoded = decode(document or default_experiment())
    return View(decoded, simulate(decoded), words=words_of(language))


def opened(png: bytes) -> PngImageFile:
    image = Image.open(BytesIO(png))
    assert isinstance(image, PngImageFile)
    image.load()
    return image


def test_the_picture_has_its_size_and_is_the_same_every_time() -> None:
    first, second = (picture(view(), title="Nine to one", carried="{}") for _ in range(2))

    assert first == second
    assert opened(first).size == SIZE == (1200, 630)
    assert len(first) < 120_000


def test_a_picture_in_another_language_is_the_same_picture() -> None:
    assert picture(view(), title="A", carried="{}") == picture(
        view(language="de"), title="A", carried="{}"
    )


def test_the_kinds_of_memory_have_their_colours() -> None:
    image = opened(picture(view(), title="", carried="{}"))
    counted = image.getcolors(1_000_000)
    assert counted is not None
    dots = {f"#{r:02X}{g:02X}{b:02X}": count for count, (r, g, b) in counted}  # type: ignore[misc]

    assert dots[KINDS["dram"].deep] > 5_000
    assert dots[KINDS["cxl"].deep] > 5_000
    assert KINDS["hbm"].deep not in dots


def test_another_experiment_is_another_picture() -> None:
    one = picture(view(), title="A", carried="{}")
    faster = edited(default_experiment(), "/sysfs/weights/0", 3)

    assert opened(picture(view(faster), title="A", carried="{}")).tobytes() != opened(one).tobytes()
    assert picture(view(), title="B", carried="{}") != one


def test_the_experiment_travels_in_the_picture() -> None:
    carried = '{"title": "größe ]]> <script>"}'

    assert opened(picture(view(), title="", carried=carried)).text[KEYWORD] == carried


@pytest.mark.parametrize(
    "said, drawn",
    [
        ("Größe", "Grosse"),
        ("  two\n lines ", "two lines"),
        ("\u202egpj.exe\u202c", "gpj.exe"),
        ("中文 and more", "? and more"),
        ("中文", "?"),
        ("", ""),
        ('<b> & "x"', '<b> & "x"'),
        ("a\x00b", "ab"),
    ],
)
def test_letters_that_the_font_lacks_are_written_otherwise(said: str, drawn: str) -> None:
    assert drawable(said) == drawn


def test_a_long_title_is_cut_and_does_not_run_out_of_the_picture() -> None:
    short = opened(picture(view(), title="W" * 200, carried="{}"))

    right = short.crop((1152, 40, 1200, 110))
    assert right.getcolors() == [(48 * 70, (255, 255, 255))]


def test_the_picture_in_words_says_what_it_shows() -> None:
    shown = view()

    assert headline(shown).endswith(" GB/s")
    assert policy_line(shown) == "weighted interleave 9:1"
    told = picture_alt(shown, "Nine to one")
    assert told == (
        f"Preview of Nine to one: 1 socket, 2 nodes; weighted interleave 9:1; {headline(shown)}"
    )
    assert "Vorschau von Neun" in picture_alt(view(language="de"), "Neun")


def test_weights_that_change_are_those_at_the_start() -> None:
    document = default_experiment()
    document["events"].append({"op": "weights", "set": {"0": 1}})
    made = decode(document)
    assert policy_line(View(made, simulate(made))) == "weighted interleave 9:1 at first"


@pytest.mark.parametrize(
    "document",
    [
        experiment(two_nodes()),
        experiment(two_nodes(), mmap(8)),
        experiment(machine(*[1] * 64)),
        experiment(machine(1, 0)),
    ],
    ids=["nothing happens", "nothing touched", "64 nodes", "a node without memory"],
)
def test_every_machine_can_be_drawn(document: Document) -> None:
    shown = view(document)

    assert headline(shown) == "No bandwidth"
    assert opened(picture(shown, title="", carried="{}")).size == SIZE
