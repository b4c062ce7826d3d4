"""The environment, read once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import CHECKOUT, Settings, SettingsError, unknown


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_environment({})

    assert settings == Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.store_url == f"sqlite:///{CHECKOUT}/var/ilx.db"


def test_an_empty_variable_counts_as_absent() -> None:
    assert Settings.from_environment({"ILX_PORT": "", "ILX_HOST": ""}) == Settings()


def test_every_variable_is_read(tmp_path: Path) -> None:
    environment = {"ILX_HOST": "::1", "ILX_PORT": "80", "ILX_DATA_DIR": str(tmp_path)}

    settings = Settings.from_environment(environment)

    assert settings == Settings(host="::1", port=80, data_dir=tmp_path)
    assert settings.store_url == f"sqlite:///{tmp_path}/ilx.db"


def test_a_database_address_goes_before_the_folder() -> None:
    settings = Settings.from_environment({"ILX_DATABASE_URL": "sqlite:///other.db"})

    assert settings.store_url == "sqlite:///other.db"


def test_the_public_address_is_scheme_and_host() -> None:
    said = Settings.from_environment({"ILX_PUBLIC_URL": "https://ilx.example.org:8443/"})

    assert said.public_url == "https://ilx.example.org:8443"
    assert Settings().public_url is None


@pytest.mark.parametrize("url", ["ilx.example.org", "https://a/b", "javascript:1", 'https://a"'])
def test_a_public_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="ILX_PUBLIC_URL"):
        Settings.from_environment({"ILX_PUBLIC_URL": url})


@pytest.mark.parametrize("port", ["65536", "-1", "http", "80.0", "٨٠"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(SettingsError, match="ILX_PORT"):
        Settings.from_environment({"ILX_PORT": port})


def test_settings_for_the_open_net_are_read() -> None:
    settings = Settings.from_environment(
        {
            "ILX_ALLOWED_HOSTS": "ilx.example.org, *.ilx.test",
            "ILX_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "ILX_RATE_LIMITS": "off",
            "ILX_READ_ONLY": "1",
            "ILX_LOG": "json",
            "ILX_METRICS": "off",
            "ILX_BODY_SECONDS": "5",
            "ILX_SHUTDOWN_SECONDS": "7",
        }
    )

    assert settings.allowed_hosts == ("ilx.example.org", "*.ilx.test")
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    assert (settings.rates, settings.read_only) == ({}, True)
    assert (settings.log, settings.metrics) == ("json", False)
    assert (settings.body_seconds, settings.shutdown_seconds) == (5, 7)


@pytest.mark.parametrize(
    "name, text",
    [
        ("ILX_ALLOWED_HOSTS", "https://ilx.example.org"),
        ("ILX_ALLOWED_HOSTS", "ilx.*.org"),
        ("ILX_TRUSTED_PROXIES", "the proxy"),
        ("ILX_RATE_LIMITS", "save=often"),
        ("ILX_RATE_LIMITS", "sums=1/minute"),
        ("ILX_READ_ONLY", "perhaps"),
        ("ILX_LOG", "yaml"),
        ("ILX_METRICS", "2"),
        ("ILX_BODY_SECONDS", "0"),
        ("ILX_SHUTDOWN_SECONDS", "soon"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: text})


def test_every_variable_is_documented() -> None:
    source = (CHECKOUT / "app" / "settings.py").read_text()
    names = set(re.findall(r'"(ILX_[A-Z_]+)": \(', source))
    told = (CHECKOUT / "docs" / "operating.md").read_text()

    assert len(names) >= 12
    assert {name for name in names if f"`{name}" not in told} == set()
    assert {name for name in names if name not in source.partition("from __future__")[0]} == set()


def test_a_variable_that_is_no_setting_is_told_with_the_one_that_was_meant() -> None:
    given = {"ILX_RATE_LIMIT": "off", "ILX_ZEBRA": "1", "ILX_PORT": "1", "PATH": ""}

    assert list(unknown(given)) == [
        "ILX_RATE_LIMIT is no setting; ILX_RATE_LIMITS is one",
        "ILX_ZEBRA is no setting",
    ]
