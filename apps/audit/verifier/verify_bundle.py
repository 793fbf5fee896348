#!/usr/bin/env python3
"""Checks a Faultline bundle with Python's standard library alone: docs/audit.md describes what it reads.

    verify_bundle.py FILE [--key NAME+ID+KEY]

It checks the form of the JSON, the signatures (Ed25519), that the checkpoints go on with each other, that every event is
in the signed log, and that each stream is whole. It does not compute clocks and charges again, nor read the page above the
JSON: faultline-audit does. Exit codes: 0 all holds, 1 something does not, 2 it could not look.
"""
import base64
import hashlib
import json
import re
import sys

BEGIN = '<script type="application/json" id="faultline-bundle">\n'
END = "\n</script>\n"
LEVELS = 14
OF_A_TICKET = ("ticket", "sla", "billing", "public")


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# Ed25519 (RFC 8032, 5.1.7), on the curve -x^2 + y^2 = 1 + d x^2 y^2, in extended coordinates.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    g, h, i, j = f - e, d - c, d + c, f + e
    return g * h % P, i * j % P, h * i % P, g * j % P


def times(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = add(result, point)
        point, n = add(point, point), n >> 1
    return result


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(key, text, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    one, other = times(s, BASE), add(r, times(h, a))
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


# RFC 8785: the one form of a JSON value.
def number(value):
    if isinstance(value, int):
        return str(value)
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    digits, exponent = ("%r" % value, None) if "e" not in "%r" % value else ("%r" % value).split("e")
    if exponent is None:
        return digits
    power = int(exponent)
    if -7 < power < 0:
        sign, bare = ("-", digits[1:]) if digits[0] == "-" else ("", digits)
        return sign + "0." + "0" * (-power - 1) + bare.replace(".", "")
    return "%se%s%d" % (digits[:-2] if digits.endswith(".0") else digits, "+" if power > 0 else "", power)


def canonical(value):
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


# RFC 9162, 2.1.3.2 and 2.1.4.2.
def climb(at, last, proof, node, before=None):
    for other in proof:
        if last == 0:
            return None, None
        if at % 2 == 1 or at == last:
            node = sha256(b"\1", other, node)
            before = before and sha256(b"\1", other, before)
            while at % 2 == 0 and at != 0:
                at, last = at // 2, last // 2
        else:
            node = sha256(b"\1", node, other)
        at, last = at // 2, last // 2
    return (node, before) if last == 0 else (None, None)


def is_included(entry, index, size, root, proof):
    return 0 <= index < size and climb(index, size - 1, proof, sha256(b"\0", entry))[0] == root


def is_consistent(one, other, proof):
    if one["size"] > other["size"]:
        return False
    if one["size"] in (0, other["size"]):
        return not proof and (one["size"] == 0 or one["root"] == other["root"])
    at, last = one["size"] - 1, other["size"] - 1
    while at % 2 == 1:
        at, last = at // 2, last // 2
    first, rest = (one["root"], proof) if at == 0 else (proof[0] if proof else b"", proof[1:])
    return climb(at, last, rest, first, first) == (other["root"], one["root"])


def unbase64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 that has another form")
    return data


def key_of(text):
    name, key_id, encoded = text.split("+", 2)
    data = unbase64(encoded)
    if data[:1] != b"\1" or sha256(name.encode() + b"\n" + data)[:4].hex() != key_id:
        raise ValueError("it is no public key")
    return name, bytes.fromhex(key_id), data[1:]


def checkpoint_of(note, keys):
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.split("\n")[:-1]:
        name, encoded = line[2:].split(" ")
        data = unbase64(encoded)
        for known, key_id, key in keys:
            if line[:2] == "\u2014 " and name == known and data[:4] == key_id and is_signed(key, text.encode(), data[4:]):
                pattern = r"([^\s+]+)\n(\d+)\n(\S+)\nheads \d+ (\S+)\n"
                origin, size, root, heads = re.fullmatch(pattern, text).groups()
                return {"origin": origin, "size": int(size), "root": unbase64(root), "heads": unbase64(heads)}
    raise ValueError("no known key has signed it")


def faults_of(bundle, trusted):
    keys = [key_of(key) for key in trusted or bundle["keys"]]
    checkpoints = []
    for n, note in enumerate(bundle["checkpoints"]):
        try:
            checkpoints.append(checkpoint_of(note, keys))
        except (ValueError, AttributeError) as error:
            return ["Checkpoint %d is not believed: %s." % (n + 1, error)]
    if not checkpoints or len(bundle["consistency"]) != len(checkpoints) - 1:
        return ["There is no checkpoint, or not a proof between each two."]
    faults = []
    for one, other, proof in zip(checkpoints, checkpoints[1:], bundle["consistency"]):
        if one["origin"] != other["origin"] or not is_consistent(one, other, [unbase64(part) for part in proof]):
            faults.append("The checkpoint of %d events does not go on with that of %d." % (other["size"], one["size"]))
    last, streams, before = checkpoints[-1], {}, -1
    for event in bundle["events"]:
        stored, proof = event["stored"], [unbase64(part) for part in event["proof"]]
        place = "%s@%d" % (stored["stream"], stored["revision"])
        leaf = sha256(canonical(stored).encode())
        if event["index"] <= before or not is_included(leaf, event["index"], last["size"], last["root"], proof):
            faults.append("%s is not what was signed for at place %d of the log." % (place, event["index"]))
        before = event["index"]
        streams.setdefault(stored["stream"], []).append(stored["revision"])
    held = [head["stream"] for head in bundle["heads"]]
    faults += ["%s belongs to it, and was left out." % one for one in streams_that_belong(bundle) if one not in held]
    for head in bundle["heads"]:
        stream, proof = head["stream"], [unbase64(part) for part in head["proof"]]
        digest = sha256(stream.encode())
        entry = json.dumps(head["entry"], ensure_ascii=False, separators=(",", ":")).encode()
        index = (digest[0] * 256 + digest[1]) >> (16 - LEVELS)
        if head["index"] != index or not is_included(entry, index, 2**LEVELS, last["heads"], proof):
            faults.append("Where %s ended is not what was signed for." % stream)
        ended = dict(map(tuple, head["entry"])).get(stream, -1)
        if streams.pop(stream, []) != list(range(ended + 1)):
            faults.append("%s is not whole: it ended at revision %d." % (stream, ended))
    faults += ["Nothing proves where %s ended." % stream for stream in streams]
    meta = [event["stored"] for event in bundle["events"] if event["stored"]["stream"] == "faultline-meta"]
    if bundle["keys"] != [one["data"]["key"] for one in meta if one["type"] == "SigningKeyRotated"]:
        faults.append("The keys that it names are not those that the store names.")
    return faults


def streams_that_belong(bundle):
    belong = {"faultline-meta"}
    for stored in (event["stored"] for event in bundle["events"]):
        (kind, _, subject), data = stored["stream"].partition("-"), stored["data"]
        other = {"TicketMerged": data.get("into"), "MergeAbsorbed": data.get("from")}.get(stored["type"])
        tickets = [subject, other] if kind in OF_A_TICKET else []
        belong |= {"%s-%s" % (of, ticket) for ticket in tickets if isinstance(ticket, str) for of in OF_A_TICKET}
        if isinstance(data.get("policyId"), str):
            belong.add("policy-" + data["policyId"])
    return sorted(belong)


def main(arguments):
    trusted = [arguments[n + 1] for n, word in enumerate(arguments[:-1]) if word == "--key"]
    if not arguments or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        print("%s cannot be read: %s" % (arguments[0], error))
        return 2
    begin, end = text.find(BEGIN), text.find(END)
    try:
        bundle = json.loads(text[begin + len(BEGIN) : end])
        if begin < 0 or text[begin:] != BEGIN + canonical(bundle).replace("<", "\\u003c") + END + "</html>\n":
            raise ValueError("it is not in its one form")
        if bundle["format"] != "faultline-bundle/1":
            raise ValueError("it is of another format")
        faults = faults_of(bundle, trusted)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        faults = ["This is no bundle that can be believed: %s." % error]
    for fault in faults:
        print("FAIL  " + fault)
    if not faults:
        by = "a key that you named" if trusted else "a key that it names itself: compare it with one that you know"
        print("OK    %d events of whole streams are as they were signed for by %s." % (len(bundle["events"]), by))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
