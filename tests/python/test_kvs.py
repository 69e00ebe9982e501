# SPDX-License-Identifier: Apache-2.0
"""To Kinesis Video Streams from Python, against a local service."""

import datetime
import logging
import os
import stat
import threading
import time

import pytest
from kvs_service import KEY, REGION, SECRET, Service
from watching import DEADLINE_S, putting, quarters, wait_until

import skyline
from skyline.kvs import (
    AwsKeys,
    KVSChainCredentialsHandler,
    KVSConfig,
    KVSCredentialsHandler,
    KVSEnvironmentCredentialsHandler,
    KVSFileCredentialsHandler,
    KVSInlineCredentialsHandler,
    KVSIoTCredentialsHandler,
    KVSOutput,
    KVSSkyLine,
)

PICTURE = quarters()
H, W = PICTURE.shape[:2]
QUICK = skyline.EncodingConfig(key_interval=1)


@pytest.fixture(autouse=True)
def no_aws(monkeypatch, tmp_path):
    """Nothing else says anything about AWS."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    service = Service(str(tmp_path_factory.mktemp("service")))
    service.start()
    yield service
    service.stop()


@pytest.fixture
def inline():
    return KVSInlineCredentialsHandler(aws_access_key_id=KEY, aws_secret_access_key=SECRET)


def delivered(service, stream, handler, enough=lambda sky: sky.kvs_stats().fragments >= 2, **options):
    """Streams until it is enough, and returns what was left when it stopped, and its statistics."""
    options.setdefault("kvs", KVSConfig(endpoint=service.endpoint))
    with KVSSkyLine(REGION, stream, handler, encoding=QUICK, **options) as sky:
        sky.start_streaming(15, W, H)
        with putting(sky, PICTURE, fps=15):
            wait_until(lambda: enough(sky), "enough of it")
        return sky.stop_streaming(DEADLINE_S), sky.kvs_stats()


def assert_all_delivered(service, stream, outcome):
    left, stats = outcome
    assert (left.fragments, left.bytes) == (0, 0)
    assert stats.fragments == stats.fragments_persisted == len(service.listed(stream)) >= 1
    assert (stats.state, stats.last_error) == ("STOPPED", "")


def test_everything_is_delivered(service, inline, caplog):
    caplog.set_level(logging.DEBUG)
    assert_all_delivered(service, "all", delivered(service, "all", inline))
    assert SECRET not in caplog.text
    names = {one.name for one in caplog.records if "the service takes media" in one.message}
    assert names == {"KVSSkyLine"}


@pytest.mark.parametrize("kind", [KVSEnvironmentCredentialsHandler, KVSChainCredentialsHandler, None])
def test_keys_of_the_environment(service, monkeypatch, kind):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    stream = f"environment-{kind.__name__ if kind else 'none'}"
    assert_all_delivered(service, stream, delivered(service, stream, kind() if kind else None))


def test_a_dotenv_file_says_all(service, tmp_path):
    path = tmp_path / "settings.env"
    path.write_text(
        f"AWS_REGION={REGION}\nAWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY={SECRET}\n"
        f"CONTROL_PLANE_URI={service.endpoint}\n",
        encoding="utf-8",
    )
    with KVSSkyLine(stream_region=None, stream_name="dotenv", dotenv_path=str(path)) as sky:
        sky.start_streaming(15, W, H)
        with putting(sky, PICTURE, fps=15):
            wait_until(lambda: sky.kvs_stats().state == "SENDING", "sending")
    assert "AWS_ACCESS_KEY_ID" not in os.environ


def test_a_file_of_keys_is_written_for_other_producers(service, tmp_path):
    path = tmp_path / "credentials.txt"
    handler = KVSFileCredentialsHandler(str(path), KEY, SECRET)
    assert_all_delivered(service, "file", delivered(service, "file", handler))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8").split() == ["CREDENTIALS", KEY, SECRET]
    reader = KVSFileCredentialsHandler(str(path), read_only=True)
    assert reader.fetch() == AwsKeys(KEY, SECRET)


def test_without_a_path_no_file_is_written(service, tmp_path):
    before = set(os.listdir("/tmp")) | set(os.listdir(tmp_path))
    handler = KVSFileCredentialsHandler(aws_access_key_id=KEY, aws_secret_access_key=SECRET)
    assert handler.fetch().access_key_id == KEY
    handler.check_refresh()
    assert "credentials.txt" not in (set(os.listdir("/tmp")) | set(os.listdir(tmp_path))) - before


def test_keys_that_expire_are_renewed_while_streaming(service):
    class Vault(KVSCredentialsHandler):
        fetched = 0
        threads = set()

        def fetch(self):
            self.fetched += 1
            self.threads.add(threading.current_thread())
            soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
            return AwsKeys(KEY, SECRET, expires=soon)

    vault = Vault()
    assert_all_delivered(service, "renewed", delivered(service, "renewed", vault, lambda sky: vault.fetched >= 3))
    assert threading.main_thread() not in vault.threads
    assert vault.provider() == "Vault"


def test_a_handler_that_fails_says_why_and_is_asked_again(service, caplog):
    class Vault(KVSCredentialsHandler):
        opened = False

        def fetch(self):
            if not self.opened:
                raise RuntimeError("the vault is closed")
            return AwsKeys(KEY, SECRET)

    vault = Vault()
    with KVSSkyLine(REGION, "vault", vault, kvs=KVSConfig(endpoint=service.endpoint)) as sky:
        sky.start_streaming(15, W, H)
        with putting(sky, PICTURE, fps=15):
            wait_until(lambda: "the vault is closed" in sky.kvs_stats().last_error, "the error")
            assert sky.kvs_stats().state == "WAITING_FOR_CREDENTIALS"
            vault.opened = True
            wait_until(lambda: sky.kvs_stats().state == "SENDING", "sending")
    assert any("the vault is closed" in one.message for one in caplog.records)


def test_what_a_handler_returns_is_checked():
    class Vault(KVSCredentialsHandler):
        def fetch(self):
            return AwsKeys(KEY, None)

    with pytest.raises(skyline.Error, match="Vault"):
        Vault()._native_credentials().fetch()


@pytest.mark.parametrize(
    "make, part",
    [
        (lambda: KVSInlineCredentialsHandler(aws_access_key_id=KEY), "go together"),
        (lambda: KVSInlineCredentialsHandler(aws_secret_access_key=SECRET), "go together"),
        (lambda: KVSFileCredentialsHandler(read_only=True), "credentials_path"),
        (lambda: KVSFileCredentialsHandler("/x", KEY, SECRET, read_only=True), "no keys"),
        (lambda: KVSIoTCredentialsHandler("host", "", "/nowhere.pem", "/nowhere.key"), "role_alias"),
        (lambda: KVSIoTCredentialsHandler.from_file("/nowhere.json"), "nowhere"),
        (lambda: KVSEnvironmentCredentialsHandler().fetch(), "AWS_ACCESS_KEY_ID"),
        (lambda: KVSSkyLine("nowhere land", "x"), "region"),
        (lambda: KVSSkyLine(REGION, "no blanks"), "name"),
        (lambda: KVSSkyLine(None, "x"), "region"),
        (lambda: KVSSkyLine(REGION, "x", dotenv_path="/nowhere/.env"), "/nowhere/.env"),
        (lambda: KVSSkyLine(REGION, "x", kvs=KVSConfig(buffer_bytes=1)), "buffer_bytes"),
        (lambda: KVSSkyLine(REGION, "x", kvs=KVSConfig(backend="carrier pigeon")), "native, kvssink"),
        (lambda: KVSSkyLine(REGION, "x", kvs=KVSConfig(backend="kvssink")), "kvssink"),
        (lambda: KVSSkyLine(REGION, "x", kvs=KVSConfig(spool_dir="/proc/none")), "/proc/none"),
    ],
)
def test_what_cannot_be_says_so(make, part):
    with pytest.raises(skyline.Error, match=part) as raised:
        make()
    assert SECRET not in str(raised.value)


def test_keys_are_never_shown(inline):
    keys = AwsKeys(KEY, SECRET, "a-token-of-a-session")
    for text in repr(keys), str(keys), repr(inline), repr(inline.fetch()), inline.provider():
        assert SECRET not in text and KEY not in text and "a-token" not in text
    assert SECRET not in repr(vars(inline))


def test_beside_rtsp_on_one_encoding(service, inline, server):
    with skyline.RTSPSkyLine(server, "door", encoding=QUICK) as sky:
        output = sky.attach(KVSOutput(REGION, "beside", inline, kvs=KVSConfig(endpoint=service.endpoint)))
        output.add_metadata("site", "Oslo")
        sky.start_streaming(15, W, H)
        with putting(sky, PICTURE, fps=15):
            wait_until(lambda: output.kvs_stats().acks_persisted >= 1, "a fragment")
        stats = sky.stats()
        assert [one.name for one in stats.outputs] == ["rtsp /door", "kvs-beside"]
        assert stats.outputs[1].kvs.fragments_persisted >= 1
    with pytest.raises(skyline.Error, match="went away"):
        output.kvs_stats()


def test_health_is_told(service, inline):
    told = []
    config = KVSConfig(endpoint=service.endpoint, on_health=told.append)
    delivered(service, "health", inline, kvs=config)
    states = [one.state for one in told]
    assert "SENDING" in states and states[-1] == "STOPPED"
    assert told[-1].fragments_persisted >= 1


def test_what_health_raises_ends_nothing(service, inline, monkeypatch):
    raised = []
    monkeypatch.setattr("sys.unraisablehook", raised.append)

    def fail(stats):
        raise ZeroDivisionError("unwell")

    config = KVSConfig(endpoint=service.endpoint, on_health=fail)
    assert_all_delivered(service, "unwell", delivered(service, "unwell", inline, kvs=config))
    assert raised and isinstance(raised[0].exc_value, ZeroDivisionError)


def test_it_starts_at_once_and_stops_in_time_with_the_service_away(inline, tmp_path):
    config = KVSConfig(endpoint="http://127.0.0.1:9", spool_dir=str(tmp_path))
    with KVSSkyLine(REGION, "away", inline, kvs=config) as sky:
        begin = time.monotonic()
        sky.start_streaming(15, W, H)
        sky.put(PICTURE)
        wait_until(lambda: sky.kvs_stats().state == "RETRYING", "a failure")
        left = sky.stop_streaming(0.2)
        assert time.monotonic() - begin < DEADLINE_S / 2
        assert left.fragments == 1 and left.bytes > 0 and left.spooled
        sky.add_metadata("site", "Oslo", persistent=True)
        with pytest.raises(skyline.Error, match="AWS"):
            sky.add_metadata("AWSx", "1")
