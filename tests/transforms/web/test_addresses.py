import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.web.addresses import is_public

REFUSED = (
    "127.0.0.1 127.8.9.1 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 "
    "100.100.100.200 168.63.129.16 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 "
    "240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 fec0::1 2001:db8::1 100::1 "
    "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a9fe:a9fe "
    "64:ff9b:1::808:808 64:ff9b:1:808:8:800:: ::ffff:0:127.0.0.1 ::8.8.8.8 2002:7f00:1:: 2002:a00:1::1 "
    "2001:0:4136:e378:8000:63bf:f5ff:fffe"
)
PUBLIC = "8.8.8.8 93.184.216.34 172.15.0.1 172.32.0.1 2606:4700::1111 2a00:1450::8a ::ffff:8.8.8.8 64:ff9b::808:808"


@pytest.mark.parametrize("address", REFUSED.split())
def test_address_of_no_public_host_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_address_is_allowed(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "1.2.3.4.5", "0x7f.0.0.1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert not is_public(text)


@given(st.ip_addresses(v=4))
def test_mapped_address_is_as_public_as_the_one_inside(address: object) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))
