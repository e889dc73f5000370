"""What people have in their hands: photographs, a certificate, and a text that calls itself one."""

import io

from PIL import Image, ImageDraw

COLOURS = {"升旗": "#b0302c", "师生": "#2c6db0", "云端": "#3a8a4f"}


def photograph(name, colour):
    drawn = io.BytesIO()
    image = Image.new("RGB", (1200, 800), colour)
    ImageDraw.Draw(image).rectangle((200, 150, 1000, 650), outline="white", width=12)
    image.save(drawn, "JPEG", quality=80)
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def photographs():
    return [photograph(name, colour) for name, colour in COLOURS.items()]


def certificate():
    return photograph("证书", "#d9c58a")


def no_photograph():
    text = "这不是照片。".encode()
    return {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": text}
