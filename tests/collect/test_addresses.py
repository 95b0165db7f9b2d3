"""Nothing leads a collector's requests into the network of the collector."""

from __future__ import annotations

import contextlib
import ipaddress
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.collect.addresses import checked_addresses, host_name, read_url, refused_as, resolver
from marsad.errors import FetchError
from marsad.tables import load_table

PORTS = frozenset({80, 443})
REFUSED = [ipaddress.ip_network(row["network"]) for row in load_table("refused_networks.csv")]


def refused(text: str) -> bool:
    return refused_as(ipaddress.ip_address(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "224.0.0.1", "255.255.255.255", "198.18.0.1",
        "192.0.2.7", "240.0.0.1",
        "::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "ff0e::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1", "2a00::5efe:192.168.0.1", "2a00::200:5efe:10.0.0.1", "100::1", "5f00::1", "4000::1",
    ],
)  # fmt: skip
def test_addresses_that_lead_inside_are_refused(text: str) -> None:
    assert refused(text)


@pytest.mark.parametrize(
    "text",
    ["8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "223.255.255.254",
     "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"],
)  # fmt: skip
def test_public_addresses_are_not(text: str) -> None:
    assert not refused(text)


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_however_it_is_wrapped(inner: IPv4Address) -> None:
    number = int(inner)
    mapped = IPv6Address(0xFFFF << 32 | number)
    nat64 = IPv6Address(0x64FF9B << 96 | number)
    isatap = IPv6Address(0x2A00 << 112 | 0x5EFE << 32 | number)
    assert refused_as(mapped) == refused_as(nat64) == refused_as(isatap) == refused_as(inner)


@given(st.sampled_from(REFUSED), st.data())
def test_every_address_of_a_refused_network_is_refused(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network, data: st.DataObject
) -> None:
    assert refused_as(data.draw(st.ip_addresses(network=network))) is not None


@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_is_refused(address: IPv4Address | IPv6Address) -> None:
    wrapped = address.version == 6 and (
        address.ipv4_mapped or address in ipaddress.ip_network("64:ff9b::/96")
    )
    if not wrapped and (address.is_private or address.is_multicast or address.is_reserved):
        assert refused_as(address) is not None


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("http://Example.COM:80/a/../b?q=1#part", "http://example.com/b?q=1"),
        ("https://example.com", "https://example.com/"),
        ("  https://example.com/x \n", "https://example.com/x"),
        ("https://example.com.:8443/", "https://example.com:8443/"),
        ("http://مرصد.test/خبر", "http://xn--ugbdm6d.test/%D8%AE%D8%A8%D8%B1"),
        ("http://[2606:4700::1111]:80/", "http://[2606:4700::1111]/"),
    ],
)
def test_a_url_is_read_into_one_spelling(url: str, read: str) -> None:
    assert read_url(url).url == read
    assert read_url(read_url(url).url).url == read


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "F101"), ("example.com/page", "F101"), ("//example.com", "F101"), ("http://", "F101"),
        ("http:///x", "F101"), ("http://a b/", "F101"), ("http://h:0/", "F101"), ("http://h:70000/", "F101"),
        ("http://[fe80::1%25eth0]/", "F101"), ("http://[::1", "F101"), ("http://h\x00/", "F101"),
        ("http://-h/", "F101"), ("http://" + "a" * 70_000, "F101"), ("http://h\r\nX: y/", "F101"),
        ("file:///etc/passwd", "F102"), ("ftp://example.com/", "F102"), ("gopher://h:70/", "F102"),
        ("javascript:alert(1)", "F102"), ("data:text/html,x", "F102"),
        ("http://user:word@example.com/", "F103"), ("http://user@example.com/", "F103"),
        ("http://good.test\\@127.0.0.1/", "F103"),
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url: str, code: str) -> None:
    with pytest.raises(FetchError) as caught:
        read_url(url)
    assert caught.value.code == code
    assert not caught.value.transient
    assert len(str(caught.value)) < 700
    assert "word" not in str(caught.value).split("address holds")[0]  # no password in a message


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for url in (text, f"http://{text}", f"https://h.test/{text}"):
        with contextlib.suppress(FetchError):
            target = read_url(url)
            assert target.scheme in ("http", "https")
            assert target.url.isascii()


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127。0。0。1", "[::ffff:7f00:1]", "0"],
)
def test_odd_spellings_of_this_computer_are_refused(host: str) -> None:
    with pytest.raises(FetchError) as caught:
        checked_addresses(read_url(f"http://{host}/"), allowed_hosts=(), ports=PORTS, resolve=resolver(5))
    assert caught.value.code in ("F101", "F104", "F106")


def check(found: list[str], url: str = "http://news.test/", allowed: tuple[str, ...] = ()) -> list[str]:
    return checked_addresses(
        read_url(url), allowed_hosts=allowed, ports=PORTS, resolve=lambda _host, _port: found
    )


def test_only_the_public_addresses_of_a_name_are_used() -> None:
    assert check(["10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111"]) == ["8.8.8.8", "2606:4700::1111"]
    with pytest.raises(FetchError, match="F104"):
        check(["10.0.0.1", "::1"])


@pytest.mark.parametrize(
    ("text", "host"),
    [("News.Test", "news.test"), ("مرصد.test", "xn--ugbdm6d.test"), ("::1", "::1"), ("[::1]", "::1")],
)
def test_hosts_may_be_written_as_people_write_them(text: str, host: str) -> None:
    assert host_name(text) == host


def test_a_host_allowed_by_name_may_live_anywhere_and_no_other_may() -> None:
    assert check(["10.0.0.1"], "http://news.test:9000/", ("news.test",)) == ["10.0.0.1"]
    for other in ("http://x.news.test/", "http://news.test.evil.test/", "http://10.0.0.1/"):
        with pytest.raises(FetchError, match="F104"):
            check(["10.0.0.1"], other, ("news.test",))


@pytest.mark.parametrize("port", [22, 25, 6379, 8081])
def test_ports_of_other_services_are_refused(port: int) -> None:
    with pytest.raises(FetchError, match="F105"):
        check(["8.8.8.8"], f"http://news.test:{port}/")


def test_a_name_that_does_not_exist_is_told() -> None:
    with pytest.raises(FetchError) as caught:
        resolver(5)("name.invalid", 80)
    assert caught.value.code == "F106"
    assert caught.value.transient
