import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from viva.course import archive as module
from viva.course.archive import NotOpened, list_archive


def zipped(files, **options):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", **options) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(files, mode="w:gz"):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, content in files.items():
            member = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def content(listing):
    return {found.name: found.read(1000) for found in listing.files}


@pytest.mark.parametrize("pack", [zipped, tarred, lambda files: tarred(files, "w")])
def test_files_are_listed_and_read(pack):
    listing = list_archive("a", pack({"b/c.txt": b"1", "d.txt": b"22", "__MACOSX/._d.txt": b"x"}))
    assert content(listing) == {"b/c.txt": b"1", "d.txt": b"22"}
    assert [found.path for found in listing.files] == ["b/c.txt", "d.txt"]


def test_a_compressed_file_is_a_listing_of_one():
    assert content(list_archive("a.ipynb.gz", gzip.compress(b"{}"))) == {"a.ipynb": b"{}"}


def test_a_name_in_utf_8_that_does_not_say_so_is_read():
    data = zipped({"donn\u00e9es.csv": b"1"})
    said = data.replace(b"\x00\x08", b"\x00\x00")
    assert list(content(list_archive("a.zip", said))) == ["donn\u00e9es.csv"]


def test_links_and_devices_are_left_out():
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert list_archive("a.zip", packed.getvalue()).left_out == {"link": "a link"}
    members = {}
    for name, kind in (("s", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("p", tarfile.FIFOTYPE)):
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "/etc/passwd"
        members[member] = b""
    listing = list_archive("a.tar.gz", tarred(members))
    assert listing.left_out == {"s": "a link", "h": "a link", "p": "not an ordinary file"}
    assert listing.files == []


def encrypted():
    data = bytearray(zipped({"a.txt": b"1"}))
    data[6] |= 1  # in the entry's own head
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    return bytes(data)


def test_what_cannot_be_unpacked_is_left_out_with_the_reason():
    assert list_archive("a.zip", encrypted()).left_out == {"a.txt": "protected by a password"}
    packed = zipped({"a.txt": b"1" * 99}, compression=zipfile.ZIP_LZMA)
    assert "not supported" in list_archive("a.zip", packed).left_out["a.txt"]


def test_damage_is_an_error_of_the_file_that_is_read():
    data = zipped({"a.txt": b"q" * 50, "b.txt": b"b"}).replace(b"q" * 50, b"r" * 50)
    one, other = list_archive("a.zip", data).files
    with pytest.raises(OSError):
        one.read(100)
    assert other.read(100) == b"b"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 no zip", "damaged"),
        (b"\x1f\x8b no gzip", "damaged"),
        (b"nothing of the kind", "damaged"),
        (zipped({"a": b"1"})[:-30], "damaged"),
        (lzma.compress(b"x"), "packed as xz"),
        (b"7z\xbc\xaf\x27\x1c", "packed as 7z"),
        (b"Rar!\x1a\x07", "packed as RAR"),
    ],
    # Names that are the same in each process: an archive holds the time it was made.
    ids=["zip", "gzip", "none", "cut off", "xz", "7z", "RAR"],
)
def test_what_is_no_archive_is_told(data, words):
    with pytest.raises(NotOpened, match=words):
        list_archive("a", data)


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(module, "MAX_UNPACKED", 10_000)
    monkeypatch.setattr(module, "MAX_DIRECTORY", 500)
    with pytest.raises(NotOpened, match="more than"):
        list_archive("a.gz", gzip.compress(b"\0" * 20_000))
    with pytest.raises(NotOpened, match="too many files"):
        list_archive("a.zip", zipped({f"{number}": b"" for number in range(20)}))
    (found,) = list_archive("a.zip", zipped({"a": b"\0" * 10**6}, compression=8)).files
    with pytest.raises(OSError):
        found.read(1000)


def test_no_more_is_unpacked_than_the_directory_says():
    data = bytearray(zipped({"a": b"\0" * 10**6}, compression=zipfile.ZIP_DEFLATED))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    (found,) = list_archive("a.zip", bytes(data)).files
    assert found.size == 10
    with pytest.raises(OSError):
        found.read(1000)


def test_zip64_is_read():
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w") as archive,
        archive.open("a.txt", "w", force_zip64=True) as file,
    ):
        file.write(b"64")
    assert content(list_archive("a.zip", packed.getvalue())) == {"a.txt": b"64"}


def tar_that_says_much(count, size, kind="x", before=None):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        if before is not None:
            before.size = 10**6
            archive.addfile(before)
        for _ in range(count):
            member = tarfile.TarInfo("more")
            member.type, member.size = kind.encode(), size
            archive.addfile(member, io.BytesIO(b"9" * size))
        member = tarfile.TarInfo("a.txt")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"a"))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("count", "size", "kind"), [(1, 5000, "x"), (1, 5000, "g"), (100, 4000, "x"), (1, 9000, "L")]
)
def test_a_tar_that_says_much_is_not_opened(count, size, kind):
    with pytest.raises(NotOpened, match="headers that are too long"):
        list_archive("a.tar", tar_that_says_much(count, size, kind))


@pytest.mark.parametrize("kind", [tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_nothing_hides_what_a_tar_says(kind):
    # These have no content, whatever their size says.
    before = tarfile.TarInfo("before")
    before.type = kind
    with pytest.raises(NotOpened, match="headers that are too long"):
        list_archive("a.tar", tar_that_says_much(1, 5000, before=before))


def test_a_length_that_is_no_octal_number_is_not_read():
    whole = bytearray(tarred({"a.txt": b"a"}, "w"))
    whole[124:136] = b"\x80" + 10 * b"\0" + b"\x01"
    with pytest.raises(NotOpened, match="damaged"):
        list_archive("a.tar", bytes(whole))


def test_long_names_are_read():
    name = "/".join(["folder"] * 9 + ["n" * 150]) + ".txt"
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
            member = tarfile.TarInfo(name)
            member.size = 1
            archive.addfile(member, io.BytesIO(b"a"))
        (found,) = list_archive("a.tar", packed.getvalue()).files
        assert found.name == name
