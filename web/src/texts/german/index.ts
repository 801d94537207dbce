import type { Texts } from "../../texts.ts";
import { arrangement } from "./arrangement.ts";
import { chart } from "./chart.ts";
import { help } from "./help.ts";
import { screen } from "./screen.ts";

/** German, of what is translated; the rest is English. */
export const german = {
  locale: "de-DE",
  ...screen,
  ...help,
  ...chart,
  ...arrangement,
} satisfies Partial<Texts>;
