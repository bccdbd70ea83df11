#!/usr/bin/env python3
"""Removes from a pcapng file what tells of the machine that recorded it.

usage: clean_pcapng.py INPUT OUTPUT

dumpcap notes the processor, the operating system and the kernel version in the section header
and in the interface description. Those options go; every packet and every other option stays as
it is.
"""

import struct
import sys

SECTION_HEADER = 0x0A0D0D0A
INTERFACE_DESCRIPTION = 1

# Block type -> (length of the fixed part of the body, options to remove).
REMOVED = {
    SECTION_HEADER: (16, {2, 3}),  # shb_hardware, shb_os
    INTERFACE_DESCRIPTION: (8, {12, 15}),  # if_os, if_hardware
}


def kept_options(data, removed):
    """The option list without the removed codes."""
    kept = b""
    at = 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from("<HH", data, at)
        end = at + 4 + (length + 3) // 4 * 4
        if code not in removed:
            kept += data[at:end]
        if code == 0:  # opt_endofopt
            break
        at = end
    return kept


def clean(data):
    """The same pcapng file without the options in REMOVED."""
    if data[8:12] != b"\x4d\x3c\x2b\x1a":
        sys.exit("clean_pcapng.py: not a little-endian pcapng file")
    cleaned = b""
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if length < 12 or length % 4 or at + length > len(data):
            sys.exit(f"clean_pcapng.py: broken block at byte {at}")
        body = data[at + 8 : at + length - 4]
        if kind in REMOVED:
            fixed, removed = REMOVED[kind]
            body = body[:fixed] + kept_options(body[fixed:], removed)
        total = struct.pack("<I", len(body) + 12)
        cleaned += struct.pack("<I", kind) + total + body + total
        at += length
    return cleaned


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: clean_pcapng.py INPUT OUTPUT")
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    with open(sys.argv[2], "wb") as file:
        file.write(clean(data))


main()
