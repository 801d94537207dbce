const LONGEST = 20_000;
/** Lines that mail programs put above what they quote. */
const QUOTES = [
  /^\s*>/u,
  /^\s*\|/u,
  /^-{2,}\s*(?:original message|ursprüngliche nachricht|original-nachricht|forwarded message|weitergeleitete nachricht)/iu,
  /^_{5,}\s*$/u,
  /^(?:on|am)\b.{0,200}\b(?:wrote|schrieb)\b.*:?\s*$/iu,
  /^(?:from|von|sent|gesendet|to|an|subject|betreff):\s/iu,
  /^--\s?$/u,
];
/** "On … wrote:" that the mail program broke into two or three lines. */
const BROKEN_QUOTE = /^(?:on|am)\s.{5,}/iu;

/** The text above the first quotation or signature: only this counts, or a quoted older code would answer. */
export function newText(text: string): string {
  const lines = text.slice(0, LONGEST).split(/\r?\n/u);
  const kept: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (QUOTES.some((quote) => quote.test(line))) break;
    const following = lines.slice(at, at + 3).join(" ");
    if (BROKEN_QUOTE.test(line) && /\b(?:wrote|schrieb)\b[^:]{0,200}:\s*$/iu.test(following.trimEnd())) break;
    kept.push(line);
  }
  return kept.join("\n").trim();
}
