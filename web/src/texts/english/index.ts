import { alarms } from "./alarms.ts";
import { chart } from "./chart.ts";
import { general } from "./general.ts";
import { screen } from "./screen.ts";
import { security } from "./security.ts";
import { shell } from "./shell.ts";
import { signIn } from "./sign-in.ts";
import { site } from "./site.ts";

/** English: the language that every other one translates. */
export const english = {
  ...general,
  ...shell,
  ...alarms,
  ...signIn,
  ...site,
  ...security,
  ...screen,
  ...chart,
};
