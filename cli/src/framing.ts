// Owns how protocol messages travel on a stream: a head with the length of what follows, then JSON in UTF-8.

const headEnd = Buffer.from("\r\n\r\n");
/** No client sends more in one message; what does is no client. */
const longest = 64 * 1024 * 1024;

export function frame(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

/** Cuts a stream into messages. What is no JSON is left out; a head without a length ends the stream with a reason. */
export class FrameReader {
  #kept = Buffer.alloc(0);

  *read(chunk: Uint8Array): Iterable<unknown> {
    this.#kept = Buffer.concat([this.#kept, chunk]);
    for (;;) {
      const end = this.#kept.indexOf(headEnd);
      if (end < 0) {
        if (this.#kept.length > 10_000) throw new Error("no head of a message in 10,000 bytes");
        return;
      }
      const head = this.#kept.subarray(0, end).toString("latin1");
      const length = Number(/^content-length:\s*(\d{1,9})\s*$/im.exec(head)?.[1] ?? Number.NaN);
      if (Number.isNaN(length) || length > longest) throw new Error("the head of a message has no length that can be");
      const start = end + headEnd.length;
      if (this.#kept.length < start + length) return;
      const body = this.#kept.subarray(start, start + length).toString("utf8");
      this.#kept = this.#kept.subarray(start + length);
      try {
        yield JSON.parse(body);
      } catch {
        // A message that is no JSON has no number to answer to; the next one may be sound.
      }
    }
  }
}
