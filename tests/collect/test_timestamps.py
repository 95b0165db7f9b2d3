"""Time stamps from an authority that this test runs itself with openssl."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collect.server import Request, Server, answer
from marsad.collect.fetch import Fetcher, FetchRules
from marsad.collect.timestamps import check, stamp
from marsad.errors import FetchError, StampError

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")

DIGEST = hashlib.sha256(b"the head of a log").digest()
CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = tsa_config
[tsa_config]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(*words: str | Path, feed: bytes | None = None) -> bytes:
    done = subprocess.run(["openssl", *map(str, words)], input=feed, capture_output=True, check=True)
    return done.stdout


def make_authority(folder: Path, name: str) -> Path:
    """A root, and a signer of time stamps below it, in a folder."""
    config = folder / "openssl.cnf"
    config.write_text(CONFIG.format(folder=folder, name=f"{name} root"))
    new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", config)
    openssl(
        *new, "-x509", "-extensions", "authority", "-keyout", folder / "root.key", "-out", folder / "root.pem"
    )
    config.write_text(CONFIG.format(folder=folder, name=name))
    openssl(*new, "-keyout", folder / "signer.key", "-out", folder / "signer.csr")
    signed_by = ("-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-CAcreateserial")
    told = ("-extfile", config, "-extensions", "signer", "-out", folder / "signer.pem")
    openssl("x509", "-req", "-in", folder / "signer.csr", *signed_by, *told)
    (folder / "serial").write_text("01")
    return folder


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_authority(tmp_path_factory.mktemp("tsa"), "Clock of the Test")


@pytest.fixture
def tsa(authority: Path) -> Iterator[Server]:
    def reply(stream: socket.socket, request: Request) -> None:
        assert request.headers["content-type"] == "application/timestamp-query"
        query = authority / "query"
        query.write_bytes(request.body)
        config = ("-config", authority / "openssl.cnf", "-section", "tsa_config")
        token = openssl("ts", "-reply", "-queryfile", query, *config)
        stream.sendall(answer(token, media_type="application/timestamp-reply"))

    with Server({"/tsa": reply}) as running:
        yield running


def fetcher() -> Fetcher:
    return Fetcher(FetchRules(allowed_hosts=frozenset({"127.0.0.1"}), delay_s=0, tries=1))


def roots(folder: Path) -> bytes:
    return (folder / "root.pem").read_bytes()


def test_a_stamp_tells_time_and_authority(tsa: Server, authority: Path) -> None:
    token = stamp(DIGEST, tsa.url("/tsa"), fetcher().post)
    told = check(token, DIGEST, roots(authority))
    assert told.authority == "Clock of the Test"
    moment = datetime.fromisoformat(told.time_utc)
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


def test_openssl_checks_the_stamp_by_the_hash_itself(tsa: Server, authority: Path, tmp_path: Path) -> None:
    path = tmp_path / "stamp.tsr"
    path.write_bytes(stamp(DIGEST, tsa.url("/tsa"), fetcher().post))
    told = openssl("ts", "-verify", "-digest", DIGEST.hex(), "-in", path, "-CAfile", authority / "root.pem")
    assert b"Verification: OK" in told


def test_a_stamp_of_another_hash_by_a_stranger_or_damaged_does_not_hold(
    tsa: Server, authority: Path, tmp_path: Path
) -> None:
    token = stamp(DIGEST, tsa.url("/tsa"), fetcher().post)
    stranger = roots(make_authority(tmp_path, "A Stranger"))
    other = hashlib.sha256(b"another head").digest()
    flipped = token[:-10] + bytes([token[-10] ^ 1]) + token[-9:]
    for faulty, digest, trusted, code in [
        (token, other, roots(authority), "F132"),
        (token, DIGEST, stranger, "F133"),
        (token, DIGEST, b"no certificate", "F133"),
        (flipped, DIGEST, roots(authority), "F133"),
        (token[:-10], DIGEST, roots(authority), "F134"),
        (b"", DIGEST, roots(authority), "F134"),
    ]:
        with pytest.raises(StampError, match=code):
            check(faulty, digest, trusted)


def test_an_old_answer_is_no_stamp_for_a_new_request(tsa: Server) -> None:
    old = stamp(DIGEST, tsa.url("/tsa"), fetcher().post)
    with pytest.raises(StampError, match="F130"):
        stamp(DIGEST, tsa.url("/tsa"), lambda *_: old)


@pytest.mark.parametrize("reply", [b"", b"<html>sign in</html>", bytes.fromhex("30053003020102")])
def test_an_answer_without_stamp_is_told(reply: bytes) -> None:
    with pytest.raises(StampError, match="F130"):
        stamp(DIGEST, "http://tsa.test/", lambda *_: reply)


def test_an_authority_that_fails_is_told(server: Server) -> None:
    server.routes["/busy"] = answer(status="503 Busy")
    for path, code in (("/busy", "F120"), ("/gone", "F119")):
        with pytest.raises(FetchError, match=code):
            stamp(DIGEST, server.url(path), fetcher().post)


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(StampError, match=r"F131.*pip install rfc3161-client"):
        check(b"x", DIGEST, b"")
