"""RFC 3161: an outside authority confirms that a hash existed at a moment.

A log that its own keeper dates proves little to someone who doubts the keeper. A stamp over the
log's head, from an authority that has nothing to do with the case, does. It can be checked without
Marsad: ``openssl ts -verify -digest HASH -in STAMP -CAfile ROOTS``.
All this is optional; it needs the package rfc3161-client.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC
from typing import TYPE_CHECKING, Final, NamedTuple

from marsad.errors import StampError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

#: Sends bytes of a media type to a URL and gives the answer's body, as ``Fetcher.post`` does.
Post = Callable[[str, bytes, str], bytes]

# A TimeStampReq in DER, where only the hash and the nonce vary (RFC 3161, 2.4.1): version 1; SHA-256 with
# the hash; a nonce; "send your certificate along". The client package can't be used here: it takes
# a message and hashes that, and the stamp would not be one of the hash that everybody can compute.
_BEFORE_HASH: Final = bytes.fromhex("30430201013031300d060960864801650304020105000420")
_BEFORE_NONCE: Final = bytes.fromhex("0208")
_AFTER_NONCE: Final = bytes.fromhex("0101ff")
_QUERY: Final = "application/timestamp-query"


class StampInfo(NamedTuple):
    """What a valid stamp says: when (UTC, to the second), and the name in the signer's certificate."""

    time_utc: str
    authority: str


def stamp(digest: bytes, tsa_url: str, post: Post) -> bytes:
    """Have a SHA-256 stamped; the authority's answer (DER), which ``check`` and openssl can read.

    The answer is checked to be one for this very request; whom it is signed by is for ``check``.

    Raises:
        StampError: The package is missing (F131), no stamp in the answer (F130).
        FetchError: The authority can't be reached.
    """
    nonce = 1 + secrets.randbelow(0x7F) << 56 | secrets.randbits(56)  # eight bytes, positive, no leading zero
    request = _BEFORE_HASH + digest + _BEFORE_NONCE + nonce.to_bytes(8, "big") + _AFTER_NONCE
    token = post(tsa_url, request, _QUERY)
    answer = _decoded(token, "F130")
    told = answer.tst_info
    if told.message_imprint.message != digest or told.nonce != nonce:
        raise StampError("F130", reason="another request's answer")
    return token


def check(token: bytes, digest: bytes, roots: bytes) -> StampInfo:
    """Check a stamp of a SHA-256.

    Args:
        token: What ``stamp`` gave.
        roots: Certificates of the trusted authorities, PEM. They must have been valid at the
            stamp's time, not today.
    Raises:
        StampError: The package is missing (F131), another hash (F132), no trusted signature
            (F133), damaged (F134).
    """
    answer = _decoded(token, "F134")
    from cryptography.x509 import load_pem_x509_certificates
    from rfc3161_client import VerificationError, VerifierBuilder

    if answer.tst_info.message_imprint.message != digest:
        raise StampError("F132", found=answer.tst_info.message_imprint.message.hex(), expected=digest.hex())
    try:
        trusted = list(dict.fromkeys(load_pem_x509_certificates(roots)))
        VerifierBuilder(roots=trusted).build().verify(answer, digest)
    except (VerificationError, ValueError) as error:
        raise StampError("F133", reason=str(error)) from error
    moment = answer.tst_info.gen_time.astimezone(UTC)
    return StampInfo(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), _authority(answer))


def _decoded(token: bytes, fault: str) -> TimeStampResponse:
    try:
        from rfc3161_client import decode_timestamp_response
    except ImportError as error:
        raise StampError("F131") from error
    try:
        answer = decode_timestamp_response(token)
    except ValueError as error:
        raise StampError(fault, reason=str(error)) from error
    if answer.status not in (0, 1):
        raise StampError(fault, reason="; ".join(answer.status_string) or f"status {answer.status}")
    return answer


def _authority(answer: TimeStampResponse) -> str:
    from cryptography.x509 import load_der_x509_certificate
    from cryptography.x509.oid import NameOID

    signers = {(one.issuer, one.serial_number) for one in answer.signed_data.signer_infos}
    for der in answer.signed_data.certificates:
        certificate: Certificate = load_der_x509_certificate(der)
        if (certificate.issuer, certificate.serial_number) in signers:
            names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            return str(names[0].value) if names else certificate.subject.rfc4514_string()
    return ""
