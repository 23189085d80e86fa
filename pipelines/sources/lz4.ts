/** The most one buffer may become; what an Arrow file says of its size is not believed. */
const MAX_BYTES = 1024 ** 3;
const MAGIC = 0x184d2204;

/**
 * Unpacks one LZ4 frame, as Feather files are packed by most programs that write them.
 *
 * Checksums are not proven: the reader above finds what does not fit. Throws `RangeError` for anything damaged.
 */
export function unpackLz4(packed: Uint8Array): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (packed.length < 7 || view.getUint32(0, true) !== MAGIC) throw damaged();
  const flags = packed[4] ?? 0;
  let at = 6;
  if (flags & 0x08) at += 8;
  if (flags & 0x01) at += 4;
  at += 1;
  const output = new Output();
  for (;;) {
    if (at + 4 > packed.length) throw damaged();
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return output.bytes();
    const length = size & 0x7fffffff;
    if (at + length > packed.length) throw damaged();
    const block = packed.subarray(at, at + length);
    if (size >>> 31 === 1) output.append(block);
    else unpackBlock(block, output);
    at += length + (flags & 0x10 ? 4 : 0);
  }
}

/** Bytes that grow, and can be copied from further back. */
class Output {
  #buffer = new Uint8Array(64 * 1024);
  #length = 0;

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Repeats what lies `distance` back; source and target may overlap, then it repeats itself. */
  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.#length) throw damaged();
    this.#reserve(length);
    const from = this.#length - distance;
    if (distance >= length) this.#buffer.copyWithin(this.#length, from, from + length);
    else for (let at = 0; at < length; at += 1) this.#buffer[this.#length + at] = this.#buffer[from + at] ?? 0;
    this.#length += length;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed > MAX_BYTES) throw damaged();
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.min(MAX_BYTES, Math.max(needed, this.#buffer.length * 2)));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

function unpackBlock(block: Uint8Array, output: Output): void {
  let at = 0;
  const more = (start: number): number => {
    if (start !== 15) return start;
    let length = start;
    for (;;) {
      const byte = block[at];
      if (byte === undefined) throw damaged();
      at += 1;
      length += byte;
      if (byte !== 255) return length;
    }
  };
  while (at < block.length) {
    const token = block[at] ?? 0;
    at += 1;
    const literals = more(token >> 4);
    if (at + literals > block.length) throw damaged();
    output.append(block.subarray(at, at + literals));
    at += literals;
    if (at >= block.length) return;
    const distance = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    output.repeat(distance, more(token & 15) + 4);
  }
}

const damaged = () => new RangeError('damaged LZ4 frame');
