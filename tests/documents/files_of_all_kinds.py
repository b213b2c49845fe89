"""Small files of every kind, made and not stored: good ones, and what somebody may send who means no good."""

import io
import struct
import zipfile
import zlib
from zlib import crc32

from PIL import Image, PngImagePlugin

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def jpeg(width=60, height=40, *, colour=(200, 30, 60), mode="RGB", **beside):
    """A picture of one colour; `beside`: what stands in the file beside its dots, as Pillow writes it."""
    made = io.BytesIO()
    Image.new(mode, (width, height), colour if mode == "RGB" else None).save(made, "JPEG", **beside)
    return made.getvalue()


def png(width=60, height=40, *, mode="RGB", text=None, **beside):
    made, info = io.BytesIO(), PngImagePlugin.PngInfo()
    for key, value in (text or {}).items():
        info.add_itxt(key, value)
    Image.new(mode, (width, height)).save(made, "PNG", pnginfo=info, **beside)
    return made.getvalue()


def says_it_is(width, height):
    """A small PNG whose first lines say that it is this large."""
    small = png(8, 8)
    head = b"IHDR" + struct.pack(">II", width, height) + small[24:29]
    return small[:12] + head + struct.pack(">I", crc32(head)) + small[33:]


def pdf(*objects, tail=b""):
    """A PDF of one empty page, and these objects."""
    body = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    body += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>", *objects]
    made, places = b"%PDF-1.7\n", []
    for number, one in enumerate(body, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(body) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(body) + 1, tail, table)


def packed_in_pdf(inner, said=b"/Type /ObjStm", line=b"\n", packs=zlib.compress):
    """A list of objects as a PDF packs it, and what it says of itself."""
    packed = packs(inner)
    return b"<< %s /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream%s%s\nendstream" % (
        said,
        len(packed),
        line,
        packed,
    )


def office(main=WORD, *, parts=None, types="", links="", about="", prefix=b"", part="word/document.xml"):
    """A file of Word or Excel; `parts`: more of them, `types`, `links`: what it says of them, `about`: who made it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml",
            f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/{part}" ContentType="{main}"/>'
            '<Override PartName="/docProps/core.xml" '
            f'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{types}</Types>',
        )
        packed.writestr(
            "_rels/.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{RELS}/officeDocument" Target="{part}"/>'
            f'<Relationship Id="r2" Type="{PACKAGE}/metadata/core-properties" Target="docProps/core.xml"/>'
            "</Relationships>",
        )
        packed.writestr(part, "<w:document xmlns:w='w'><w:body><w:p>Beste familie</w:p></w:body></w:document>")
        packed.writestr(
            "word/_rels/document.xml.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        )
        packed.writestr("docProps/core.xml", f"<coreProperties><creator>{about}</creator></coreProperties>")
        packed.writestr("docProps/app.xml", f"<Properties><Company>{about}</Company></Properties>")
        for name, content in (parts or {}).items():
            packed.writestr(name, content)
    return prefix + made.getvalue()


def link(kind, target="https://elsewhere.example/a", mode="External"):
    return f'<Relationship Id="r9" Type="{RELS}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def zip_bomb():
    """Two hundred megabytes of nothing in a document of two hundred kilobytes."""
    return office(parts={"word/media/much.bin": bytes(200 * 1024 * 1024)})
