const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text as the database can keep it: NUL and halves of surrogate pairs become U+FFFD, and what is longer than
 * `longest` characters is cut, with an ellipsis as its last character.
 */
export function storable(text: string, longest: number): string {
  const clean = UNSTORABLE.test(text) ? text.replace(UNSTORABLE, "\ufffd") : text;
  UNSTORABLE.lastIndex = 0;
  return clean.length > longest ? `${clean.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, "")}…` : clean;
}
