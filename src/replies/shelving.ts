/** What somebody wants shelved; `point` as the person calls it, null: what the code names. */
export interface ShelvingWish {
  readonly point: string | null;
  readonly minutes: number;
  readonly reason: string;
}

const MINUTES = /^(\d{1,6})(?:m|min|minutes?|minuten)?$/iu;

/**
 * `60 sensor replaced` or `Boiler 3 60 sensor replaced`: the longest beginning that is a point's name, then minutes, then why.
 * Null when that is not what it says.
 */
export function readShelving(words: readonly string[], isPoint: (name: string) => boolean): ShelvingWish | null {
  for (let at = words.length - 2; at >= 0; at--) {
    const minutes = Number(MINUTES.exec(words[at] ?? "")?.[1] ?? 0);
    const point = words.slice(0, at).join(" ");
    if (minutes < 1 || (at > 0 && !isPoint(point))) continue;
    return { point: at === 0 ? null : point, minutes, reason: words.slice(at + 1).join(" ") };
  }
  return null;
}
