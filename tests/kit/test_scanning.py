"""Files are shown to the virus scanner before they are taken."""

import socketserver
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from kit import files, photos, scanning

VIRUS = b"%PDF-1.4 EICAR"


class Clamd(socketserver.StreamRequestHandler):
    """Speaks as much of the protocol as `kit.scanning` asks for."""

    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        sent = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            sent += self.rfile.read(size)
        answers = {b"EICAR": b"stream: Eicar-Test FOUND\0", b"BIG": b"size limit exceeded. ERROR\0"}
        told = next((text for sign, text in answers.items() if sign in sent), b"stream: OK\0")
        self.wfile.write(told)


@pytest.fixture(params=["tcp", "unix"])
def scanner(request, settings, tmp_path):
    if request.param == "tcp":
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
    else:
        server = socketserver.ThreadingUnixStreamServer(str(tmp_path / "c.sock"), Clamd)
        settings.CLAMD_URL = f"unix://{tmp_path}/c.sock"
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def upload(content=b"%PDF-1.4 " + b"x" * 200_000):
    return SimpleUploadedFile("C:\\方案.pdf", content)


def test_a_clean_file_is_taken_whole_and_an_infected_one_refused_in_words(scanner):
    clean = upload()
    assert files.check(clean).size == 200_009
    assert clean.tell() == 0
    with pytest.raises(ValidationError, match="没有收下：查出了病毒"):
        files.check(upload(VIRUS))
    assert scanning.ping()


def test_pictures_are_looked_at_before_they_are_decoded(scanner):
    with pytest.raises(ValidationError, match="没有收下：查出了病毒"):
        photos.clean(upload(VIRUS))
    with pytest.raises(ValidationError, match="不是能用的照片"):
        photos.clean(upload(b"no picture, no virus"))


@pytest.mark.parametrize(("required", "is_taken"), [(True, False), (False, True)])
def test_without_an_answer_the_setting_decides(settings, tmp_path, required, is_taken):
    settings.CLAMD_URL, settings.CLAMD_REQUIRED = f"unix://{tmp_path}/nobody.sock", required
    assert not scanning.ping()
    if is_taken:
        assert files.check(upload()).shown_name == "方案.pdf"
    else:
        with pytest.raises(ValidationError, match="请过几分钟再传"):
            files.check(upload())


def test_an_answer_that_says_neither_is_no_answer(scanner):
    with pytest.raises(ValidationError, match="没有回应"):
        files.check(upload(b"%PDF-1.4 BIG"))


def test_without_a_scanner_nobody_is_asked(settings):
    settings.CLAMD_URL = ""
    assert files.check(upload(VIRUS)).shown_name == "方案.pdf"
