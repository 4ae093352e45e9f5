"""One module per input format; each offers `read(data: bytes) -> Reading`."""
