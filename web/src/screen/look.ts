const CHOICES = {
  /** `system`: as the machine is set; `hours`: night between the two times. */
  scheme: ["system", "day", "night", "hours"],
  contrast: ["system", "more"],
  text: ["normal", "larger", "largest"],
  motion: ["system", "less"],
} as const;

/** How somebody wants a screen to look. */
export type Look = { readonly [Part in keyof typeof CHOICES]: (typeof CHOICES)[Part][number] } & {
  /** Wall-clock times of the machine. */
  readonly nightFrom: string;
  readonly nightTo: string;
};

export const PLAIN: Look = {
  scheme: "system",
  contrast: "system",
  text: "normal",
  motion: "system",
  nightFrom: "20:00",
  nightTo: "06:00",
};

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

export function choicesOf<Part extends keyof typeof CHOICES>(part: Part): (typeof CHOICES)[Part] {
  return CHOICES[part];
}

/** What a browser has kept; what can't be understood is as if it had not been chosen. */
export function readLook(kept: string | null): Look {
  const read = parsed(kept);
  const look: Record<string, string> = { ...PLAIN };
  for (const [part, choices] of Object.entries(CHOICES)) {
    const value = read[part];
    if ((choices as readonly unknown[]).includes(value)) look[part] = value as string;
  }
  for (const part of ["nightFrom", "nightTo"]) {
    const value = read[part];
    if (typeof value === "string" && TIME.test(value)) look[part] = value;
  }
  return look as unknown as Look;
}

function parsed(kept: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(kept ?? "");
    return value !== null && typeof value === "object" ? { ...value } : {};
  } catch {
    return {};
  }
}

/** @param at wall-clock time such as 23:15; null: the machine decides */
export function schemeAt({ scheme, nightFrom, nightTo }: Look, at: string): "light" | "dark" | null {
  if (scheme === "system") return null;
  if (scheme !== "hours") return scheme === "day" ? "light" : "dark";
  const isNight = nightFrom <= nightTo ? at >= nightFrom && at < nightTo : at >= nightFrom || at < nightTo;
  return isNight ? "dark" : "light";
}
