import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface RfcMessage {
  readonly name: string;
  /** Of the RFC. */
  readonly section: string;
  readonly bytes: Buffer;
}

/** The SIP messages of an RFC, byte for byte, by the notation of RFC 4475 section 2. */
export function rfcMessages(file: "rfc4475.txt" | "rfc5118.txt"): RfcMessage[] {
  const text = readFileSync(join(import.meta.dirname, file), "utf8");
  const [, ...parts] = text.split(/^=== /mu);
  return parts.map((part) => {
    const [, name = "", section = "", body = ""] = /^(\S+) (\S+)\n(.*)$/su.exec(part) ?? [];
    return { name, section, bytes: octets(body) };
  });
}

function octets(text: string): Buffer {
  const joined = text.replace(
    /<allOneLine>\n(.*?)<\/allOneLine>\n/gsu,
    (_, lines: string) => `${lines.replaceAll("\n", "")}\n`,
  );
  const repeated = joined.replace(/<repeat count=(\d+)>(.*?)<\/repeat>/gu, (_, count: string, what: string) =>
    what.repeat(Number(count)),
  );
  const pieces = repeated.replaceAll("\n", "\r\n").split(/<hex>([0-9A-F]*)<\/hex>/u);
  // Text and octets by turns.
  return Buffer.concat(pieces.map((piece, at) => Buffer.from(piece, at % 2 === 0 ? "utf8" : "hex")));
}
