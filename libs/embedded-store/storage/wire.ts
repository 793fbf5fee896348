// The few bytes of protobuf that are written and read by hand, because every event passes here. Field numbers are those
// of protocol/streams.proto; a spec holds both against each other.

export const varintLength = (value: number): number => {
  let length = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++;
  return length;
};

/** Answers the offset behind it. Whole numbers up to 2^53. */
export const putVarint = (bytes: Buffer, at: number, value: number): number => {
  let rest = value;
  while (rest >= 0x80) {
    bytes[at++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  bytes[at++] = rest;
  return at;
};

/** Walks the fields of one message inside a buffer, without copying. Throws `RangeError` where the bytes are no message. */
export class Fields {
  /** Field number and wire type, as they stand there. */
  tag = 0;
  field = 0;
  /** Of a varint field. Exact up to 2^53. */
  value = 0;
  /** Of a length-delimited field. */
  start = 0;
  end = 0;
  readonly #bytes: Buffer;
  #at: number;
  readonly #stop: number;

  constructor(bytes: Buffer, at: number, stop: number) {
    this.#bytes = bytes;
    this.#at = at;
    this.#stop = stop;
  }

  next(): boolean {
    if (this.#at >= this.#stop) return false;
    const tag = this.#varint();
    this.tag = tag;
    this.field = tag >>> 3;
    switch (tag & 7) {
      case 0:
        this.value = this.#varint();
        return true;
      case 1:
        return this.#skip(8);
      case 2:
        return this.#skip(this.#varint());
      case 5:
        return this.#skip(4);
      default:
        throw new RangeError('Not a protobuf message.');
    }
  }

  #skip(length: number): true {
    this.start = this.#at;
    this.end = this.#at = this.start + length;
    if (this.end > this.#stop) throw new RangeError('A protobuf field is longer than its message.');
    return true;
  }

  #varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#at < this.#stop ? this.#bytes[this.#at++] : undefined;
      if (byte === undefined || scale > 2 ** 63) throw new RangeError('A protobuf number does not end.');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }
}
