import pytest

from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.profiles import PROFILES, KernelProfile
from simcore.kernel.sysfs import kstrtobool, kstrtou8, parse_auto, parse_weight

OLD, NEW = PROFILES["linux-6.12"], PROFILES["linux-7.2"]


@pytest.mark.parametrize(
    "text, value",
    [
        ("0", 0),
        ("255", 255),
        ("12\n", 12),
        ("+7", 7),
        ("0x1F", 31),
        ("0X1f", 31),
        ("010", 8),
        ("00", 0),
    ],
)
def test_a_number_may_be_decimal_hexadecimal_or_octal(text: str, value: int) -> None:
    assert kstrtou8(text) == value


@pytest.mark.parametrize(
    "text", ["", "\n", "256", "-1", " 1", "1 ", "1\n\n", "08", "0x", "0xg", "ten", "1,2", "\u0663"]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert kstrtou8(text) is None


@pytest.mark.parametrize("text", ["1", "1abc", "y", "Yes", "t", "TRUE", "on", "ON\n", "oN"])
def test_the_first_letter_or_two_say_true(text: str) -> None:
    assert kstrtobool(text) is True


@pytest.mark.parametrize("text", ["0", "0x1", "n", "No", "f", "false\n", "off", "of", "oFF"])
def test_the_first_letter_or_two_say_false(text: str) -> None:
    assert kstrtobool(text) is False


@pytest.mark.parametrize("text", ["", "\n", "o", "ox", " 1", "2", "-1", "maybe"])
def test_other_letters_say_neither(text: str) -> None:
    assert kstrtobool(text) is None
    assert isinstance(parse_auto(text), Refusal)


@pytest.mark.parametrize("kernel", [OLD, NEW])
def test_both_kernels_take_weights_from_1_to_255(kernel: KernelProfile) -> None:
    assert [parse_weight(kernel, text) for text in ("1", "255\n", "0x10")] == [1, 255, 16]
    for text in ("256", "-1", "text"):
        refusal = parse_weight(kernel, text)
        assert isinstance(refusal, Refusal)
        assert refusal.errno is Errno.EINVAL


@pytest.mark.parametrize("text", ["0", "000", "0x0", "\n", "0\n"])
def test_only_the_older_kernel_takes_zero_and_an_empty_line_as_the_default(text: str) -> None:
    assert parse_weight(OLD, text) == 1
    assert isinstance(parse_weight(NEW, text), Refusal)


def test_auto_takes_what_says_true_or_false() -> None:
    assert parse_auto("y\n") is True
    assert parse_auto("off") is False
