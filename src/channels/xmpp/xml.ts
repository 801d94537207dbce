import { StringDecoder } from "node:string_decoder";

/** One XML element with its namespace resolved. Attributes keep their prefix: `xml:lang`. */
export interface Element {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** What stands directly in it. */
  readonly text: string;
}

export type Piece =
  | { readonly kind: "opened"; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: "stanza"; readonly stanza: Element }
  | { readonly kind: "closed" }
  /** Not a stream of RFC 6120: nothing more is read from it. */
  | { readonly kind: "damaged"; readonly because: string };

/** Servers cut at 256 kB or earlier. In characters. */
const LONGEST_STANZA = 262_144;
const DEEPEST = 100;
const NAME = /^[A-Za-z_][\w.-]{0,99}(?::[A-Za-z_][\w.-]{0,99})?$/u;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]{0,199})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/guy;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

interface Open {
  readonly name: string;
  readonly namespace: string;
  readonly prefixes: Readonly<Record<string, string>>;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

/**
 * Cuts the stanzas out of a stream's bytes, however they are split. Knows the XML of RFC 6120 §11.1 and no more: no comments,
 * no processing instructions, no document types, no entities but the five.
 */
export class StanzaCutter {
  readonly #decoder = new StringDecoder("utf8");
  readonly #open: Open[] = [];
  #rest = "";
  #size = 0;
  #over = false;

  /** Whether bytes were taken that belong to no whole piece yet. */
  get pending(): boolean {
    return this.#rest !== "";
  }

  push(bytes: Buffer): Piece[] {
    if (this.#over) return [];
    this.#rest += this.#decoder.write(bytes);
    const pieces: Piece[] = [];
    try {
      this.#cut(pieces);
    } catch (thrown) {
      if (!(thrown instanceof Damage)) throw thrown;
      this.#over = true;
      pieces.push({ kind: "damaged", because: thrown.message });
    }
    return pieces;
  }

  #cut(pieces: Piece[]): void {
    let from = 0;
    for (;;) {
      const at = this.#rest.indexOf("<", from);
      const end = at < 0 ? -1 : endOfTag(this.#rest, at);
      if (end < 0) break;
      this.#addText(this.#rest.slice(from, at));
      this.#count(end + 1 - from);
      this.#tag(this.#rest.slice(at + 1, end), pieces);
      from = end + 1;
    }
    this.#rest = this.#rest.slice(from);
    if (this.#size + this.#rest.length > LONGEST_STANZA) throw new Damage("a stanza is longer than 262144 characters");
  }

  #count(characters: number): void {
    this.#size = this.#open.length <= 1 ? 0 : this.#size + characters;
    if (this.#size > LONGEST_STANZA) throw new Damage("a stanza is longer than 262144 characters");
  }

  #addText(text: string): void {
    const top = this.#open.at(-1);
    if (top && this.#open.length > 1) top.text += plain(text);
    else if (text.trim() !== "") throw new Damage("text stands between the stanzas");
  }

  #tag(tag: string, pieces: Piece[]): void {
    if (tag.startsWith("?xml ") && this.#open.length === 0) return;
    if (tag.startsWith("!") || tag.startsWith("?")) throw new Damage("a comment, instruction or document type came");
    if (tag.startsWith("/")) return this.#close(tag.slice(1).trim(), pieces);
    const empty = tag.endsWith("/");
    const inside = empty ? tag.slice(0, -1) : tag;
    const name = /^[^\s]+/u.exec(inside)?.[0] ?? "";
    if (!NAME.test(name)) throw new Damage("an element has no name");
    if (this.#open.length >= DEEPEST) throw new Damage("elements are nested too deep");
    const attributes = attributesOf(inside.slice(name.length));
    const prefixes = { ...this.#open.at(-1)?.prefixes };
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "xmlns") prefixes[""] = value;
      if (key.startsWith("xmlns:")) prefixes[key.slice("xmlns:".length)] = value;
    }
    const [prefix, local] = name.includes(":") ? (name.split(":") as [string, string]) : ["", name];
    const namespace = prefixes[prefix] ?? "";
    this.#open.push({ name: local, namespace, prefixes, attributes, children: [], text: "" });
    if (this.#open.length === 1) {
      if (local !== "stream" || empty) throw new Damage("it does not begin as a stream");
      pieces.push({ kind: "opened", attributes });
    } else if (empty) this.#close(name, pieces);
  }

  #close(name: string, pieces: Piece[]): void {
    const closed = this.#open.pop();
    if (!closed || name.slice(name.indexOf(":") + 1) !== closed.name)
      throw new Damage("an end does not fit its beginning");
    const { name: local, namespace, attributes, children, text } = closed;
    const element = { name: local, namespace, attributes, children, text };
    if (this.#open.length === 0) {
      this.#over = true;
      pieces.push({ kind: "closed" });
    } else if (this.#open.length === 1) {
      this.#size = 0;
      pieces.push({ kind: "stanza", stanza: element });
    } else this.#open.at(-1)?.children.push(element);
  }
}

class Damage extends Error {}

/** Where the `>` of the tag that begins at `at` stands, or -1 when it hasn't come yet. */
function endOfTag(text: string, at: number): number {
  let quote = "";
  for (let index = at; index < text.length; index++) {
    const letter = text.charAt(index);
    if (quote !== "") {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return index;
  }
  return -1;
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  let end = 0;
  for (const match of text.matchAll(ATTRIBUTE)) {
    const [whole, key = "", double, single] = match;
    attributes[key] = plain(double ?? single ?? "");
    end = match.index + whole.length;
  }
  if (text.slice(end).trim() !== "") throw new Damage("attributes can't be read");
  return attributes;
}

function plain(text: string): string {
  return text.replace(/&([^;]{0,12});?/gu, (whole, name: string) => {
    const known = ENTITIES[name];
    if (known !== undefined) return known;
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/u.exec(name) ?? [];
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    if (!(code > 0 && code <= 0x10_ffff)) throw new Damage(`${whole} is no character`);
    return String.fromCodePoint(code);
  });
}

/** Text as it may stand in an element or an attribute; what XML 1.0 §2.2 doesn't know becomes a space. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, " ")
      .replace(/[&<>"']/gu, (letter) => `&#${letter.charCodeAt(0)};`)
  );
}

export function childOf({ children }: Element, name: string, namespace?: string): Element | undefined {
  return children.find((child) => child.name === name && (namespace === undefined || child.namespace === namespace));
}
