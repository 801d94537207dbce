import type { Texts } from "../../texts.ts";
import { chart } from "./chart.ts";
import { screen } from "./screen.ts";

/** German, of what is translated; the rest is English. */
export const german = {
  locale: "de-DE",
  ...screen,
  ...chart,
} satisfies Partial<Texts>;
