import pytest

from kit import masked


@pytest.mark.parametrize(
    ("mask", "whole", "shown"),
    [
        (masked.name, "周立新", "周**"),
        (masked.name, "周", "周*"),
        (masked.name, "欧阳建国", "欧***"),
        (masked.phone, "13812348000", "138****8000"),
        (masked.phone, "82345678", "823*5678"),
        (masked.phone, "1234567", "*****67"),
        (masked.address, "zhangsan@example.cn", "z***@example.cn"),
        (masked.address, "", ""),
        (masked.address, "no address", ""),
    ],
)
def test_lists_show_enough_to_tell_two_apart(mask, whole, shown):
    assert mask(whole) == shown
