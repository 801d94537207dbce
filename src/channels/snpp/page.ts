/** The choices that a two-way pager offers (RFC 1861 §4.6.7). */
export const CHOICES = [
  { code: "01", words: "Take over", verb: "acknowledge" },
  { code: "02", words: "Escalate", verb: "escalate" },
] as const;

/** What a two-way pager's answer orders; null when it is none of the choices. */
export function verbOf(answer: { readonly choice?: string; readonly words?: string }) {
  const choice = answer.choice?.replace(/^0+/u, "");
  const words = answer.words?.trim().toLowerCase();
  const found = CHOICES.find(
    ({ code, words: offered }) => code.replace(/^0+/u, "") === choice || offered.toLowerCase() === words,
  );
  return found?.verb ?? null;
}
