"""What is signed or encrypted is said so, and what can be read of it is read."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from hypothesis import given
from hypothesis import strategies as st

from emaillog.mime import armour, cms
from tests.mime.cms_writer import ber, der, enveloped, signed

SIGNED = """-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

Hello Bob,
- - the first point
- -----BEGIN is no armour
From here on nothing.
-----BEGIN PGP SIGNATURE-----

iQEzBAEBCAAdFiEE
-----END PGP SIGNATURE-----
"""
ENCRYPTED = "-----BEGIN PGP MESSAGE-----\n\nhQEMA5\n-----END PGP MESSAGE-----\n"


def content(raw):
    spans = cms.signed_content(raw, 0, len(raw))
    return spans if spans is None else b"".join(raw[start:end] for start, end in spans)


def test_armour_of_a_signed_text_is_taken_off_and_its_dashes_are_as_typed():
    text = "Hello Bob,\n- the first point\n-----BEGIN is no armour\nFrom here on nothing.\n"
    assert armour.read(SIGNED) == (text, "signed")


def test_words_around_signed_text_are_kept_and_words_above_are_not_called_signed():
    text, state = armour.read("I say more.\n" + SIGNED + "_____\nlist footer\n")
    assert (text.startswith("I say more.\nHello Bob,"), text.endswith("nothing.\n_____\nlist footer\n"), state) == (
        True,
        True,
        "",
    )


def test_two_signed_stretches():
    assert armour.read(SIGNED + SIGNED)[0].count("Hello Bob") == 2


def test_encrypted_text_is_said_to_be_so_and_kept_for_who_has_the_key():
    assert armour.read("\n" + ENCRYPTED) == ("\n" + ENCRYPTED, "encrypted")
    assert armour.read("As I wrote:\n" + ENCRYPTED)[1] == ""


@pytest.mark.parametrize(
    "text",
    [
        "> " + SIGNED.replace("\n", "\n> "),
        SIGNED[:100],
        SIGNED.replace("-----BEGIN PGP SIGNATURE-----", ""),
        "-----BEGIN PGP SIGNED MESSAGE-----",
        ENCRYPTED[:40],
        "Say -----BEGIN PGP SIGNED MESSAGE----- a\n\nb\n-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----",
        "",
    ],
)
def test_what_is_quoted_or_cut_short_stays_as_it_is(text):
    assert armour.read(text) == (text, "")


@pytest.mark.parametrize(
    "unit",
    [
        "-----BEGIN PGP SIGNED MESSAGE-----\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\n\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\n\n\n-----BEGIN PGP SIGNATURE-----\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\n" + "Hash: a\n" * 30,
    ],
)
def test_a_megabyte_of_armour_takes_a_moment(unit):
    started = time.perf_counter()
    armour.read(unit * (1_000_000 // len(unit)))
    assert time.perf_counter() - started < 2


@given(st.lists(st.sampled_from([*SIGNED.splitlines(keepends=True), ENCRYPTED, "x", "\n"]), max_size=30))
def test_armour_never_raises_and_adds_nothing(pieces):
    text = "".join(pieces)
    assert len(armour.read(text)[0]) <= len(text)


@pytest.mark.parametrize(("wrap", "piece"), [(der, 0), (ber, 0), (der, 100), (ber, 1_000)])
def test_content_of_an_opaque_signature_is_found_however_it_is_laid_out(wrap, piece):
    mail = b"Content-Type: text/plain\r\n\r\n" + b"Hello\r\n" * 500
    raw = signed(mail, wrap, piece)
    assert content(raw) == mail
    assert cms.kind(raw[:100]) == "signed"


def test_content_is_found_in_what_a_library_signs():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Eve")])
    now = datetime.now(UTC)
    card = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + timedelta(days=1)).sign(
        key, hashes.SHA256()
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(b"Hello").add_signer(card, key, hashes.SHA256())
    assert content(builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])) == b"Hello"
    apart = builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])
    assert (content(apart), cms.kind(apart)) == (None, "signed")


def test_encrypted_content_is_known_and_not_looked_for():
    assert (cms.kind(enveloped()), content(enveloped())) == ("encrypted", None)


@pytest.mark.parametrize(
    "raw", [b"", b"0", b"0\x80", b"%PDF-1.7", b"\x30\x89" + b"\xff" * 20, signed(b"x" * 500)[:300], b"\x30\x80" * 9]
)
def test_what_is_no_whole_object_has_no_content(raw):
    assert content(raw) is None


@pytest.mark.parametrize("unit", [b"\x24\x80", b"\x04\x00", b"\x30\x80"])
def test_a_megabyte_of_tiny_pieces_takes_a_moment(unit):
    raw = signed(b"x", ber, 1)
    at = raw.index(b"\x24\x80") + 2
    started = time.perf_counter()
    content(raw[:at] + unit * 500_000)
    content(raw[: raw.index(b"\x31\x80") + 2] + unit * 500_000)
    assert time.perf_counter() - started < 2


@given(st.data())
def test_changed_bytes_are_read_or_refused(data):
    raw = bytearray(signed(b"Hello" * 10, ber, 7))
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=6)):
        raw[at] = data.draw(st.integers(0, 255))
    found = content(bytes(raw))
    assert found is None or len(found) <= len(raw)
    cms.kind(bytes(raw))


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw):
    content(raw)
    cms.kind(raw)
