"""A machine written for libvirt and read again is the same machine."""

from __future__ import annotations

from hypothesis import given

from simcore.interchange.to_libvirt import to_libvirt
from tests.build import Document
from tests.property.strategies import machines
from tests.unit.simcore.interchange.roundtrip import big, expected, experiment, said, sample


def test_the_sample_comes_back_whole() -> None:
    before = sample()

    assert said("libvirt-xml", to_libvirt(before)) == expected(before.machine)


def test_64_nodes_come_back_whole() -> None:
    before = big()

    assert said("libvirt-xml", to_libvirt(before)) == expected(before.machine)


@given(machines())
def test_any_machine_comes_back_whole(machine: Document) -> None:
    before = experiment(machine)

    assert said("libvirt-xml", to_libvirt(before)) == expected(before.machine)


def test_the_guest_has_the_hosts_cpus_as_in_qemu() -> None:
    text = to_libvirt(sample())

    assert "<domain type='kvm'>" in text
    assert "<cpu mode='host-passthrough'>" in text
