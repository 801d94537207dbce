/**
 * Listens to a dialogue with a far side, for the person who tries a channel out. Whoever speaks leaves out what a listener
 * could not recognise as secret (a password that is encoded, a token that was fetched).
 */
export interface Transcript {
  /** Nobody listens most of the time: lines are then not made. */
  readonly listening: boolean;
  /** One message or some lines, as they went. */
  sent(text: string): void;
  received(text: string): void;
}

/** Bytes as people can read them: what is no character of ASCII as `<06>`. */
export function readable(bytes: Uint8Array | string): string {
  const text = typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("latin1");
  return (
    text
      .replace(/\r?\n$/u, "")
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u00ff]|\r(?!\n)/gu, (one) => {
        return `<${one.charCodeAt(0).toString(16).padStart(2, "0")}>`;
      })
  );
}
