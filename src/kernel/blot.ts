/** What stands for a secret wherever texts are shown. */
const SHOWN = "***";

/** A text without these secrets, in whichever form a protocol may have written them. */
export function blotter(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.filter((secret) => secret.length >= 4).flatMap(formsOf);
  const longestFirst = [...new Set(forms)].toSorted((one, other) => other.length - one.length);
  return (text) => longestFirst.reduce((shown, form) => shown.replaceAll(form, SHOWN), text);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString("base64"),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
}
