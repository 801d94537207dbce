/**
 * A value within a filter: `*`, `(`, `)`, `\` and NUL become `\xx` (RFC 4515 §3), as do control characters and what means
 * something elsewhere in a filter. Beyond ASCII characters stay as they are, for ldapts reads `\xx` as one character.
 */
export function escapeFilter(value: string): string {
  return Array.from(value, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 || code === 0x7f || "*()\\&|=!<>~".includes(character)
      ? `\\${code.toString(16).padStart(2, "0")}`
      : character;
  }).join("");
}

/** A value within a distinguished name (RFC 4514 §2.4). */
export function escapeDn(value: string): string {
  return value
    .replace(/[\\",+;<>=]/g, (character) => `\\${character}`)
    .replace(/\0/g, "\\00")
    .replace(/^[ #]/, (character) => `\\${character}`)
    .replace(/(?<!\\) $/, "\\ ");
}

/**
 * A distinguished name as it is compared: case doesn't count, nor do spaces around `,`, `+` and `=`, nor how a character
 * was escaped (RFC 4514 §3). Null when it isn't one.
 */
export function comparableDn(text: string): string | null {
  if (text.includes("\uE000")) return null; // our own mark below; no name has it
  const parts: string[] = [];
  let part = "";
  let pending = Buffer.alloc(0);
  const flush = () => {
    for (const character of pending.toString("utf8")) part += `\uE000${character}`;
    pending = Buffer.alloc(0);
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === "\\") {
      const pair = text.slice(at + 1, at + 3);
      if (/^[0-9a-fA-F]{2}$/.test(pair)) {
        pending = Buffer.concat([pending, Buffer.from(pair, "hex")]);
        at += 2;
        continue;
      }
      flush();
      const next = text[at + 1];
      if (next === undefined) return null;
      part += `\uE000${next}`;
      at += 1;
      continue;
    }
    flush();
    if (character === "," || character === "+") {
      parts.push(part, character);
      part = "";
    } else part += character;
  }
  flush();
  parts.push(part);
  const whole = parts.map((one, index) => (index % 2 === 1 ? one : comparableRdn(one)));
  return whole.includes(null) ? null : whole.join("");
}

/** One `type=value`. \uE000 marks a character that was escaped: it is no separator and no space to be trimmed. */
function comparableRdn(text: string): string | null {
  const equals = text.indexOf("=");
  if (equals < 1) return null;
  const type = text.slice(0, equals).trim();
  const value = text
    .slice(equals + 1)
    .replace(/^ +/, "")
    .replace(/(?<!\uE000) +$/, "");
  if (!/^[A-Za-z0-9.-]+$/.test(type)) return null;
  const plain = value.replaceAll("\uE000", "").toLowerCase();
  return `${type.toLowerCase()}=${escapeDn(plain)}`;
}
