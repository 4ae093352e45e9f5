"""The mark of some content by which it is known again."""

try:
    # what hashlib itself uses; hashlib would load OpenSSL first, which costs a tenth of a short run
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b


def digest(*parts: bytes) -> str:
    """32 hexadecimal digits (BLAKE2b, 16 bytes) of the parts, each with its length, so that none can pass into another.

    Of a single part it is the plain BLAKE2b digest.
    """
    if len(parts) == 1:
        return blake2b(parts[0], digest_size=16).hexdigest()
    state = blake2b(digest_size=16)
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.hexdigest()
