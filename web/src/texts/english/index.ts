import { alarms } from "./alarms.ts";
import { arrangement } from "./arrangement.ts";
import { chart } from "./chart.ts";
import { editing } from "./editing.ts";
import { general } from "./general.ts";
import { help } from "./help.ts";
import { incident } from "./incident.ts";
import { journal } from "./journal.ts";
import { keeping } from "./keeping.ts";
import { numbers } from "./numbers.ts";
import { onCallPages } from "./on-call.ts";
import { operators } from "./operators.ts";
import { plans } from "./plans.ts";
import { rights } from "./rights.ts";
import { screen } from "./screen.ts";
import { security } from "./security.ts";
import { setup } from "./setup.ts";
import { shell } from "./shell.ts";
import { signIn } from "./sign-in.ts";
import { site } from "./site.ts";
import { source } from "./source.ts";
import { trust } from "./trust.ts";
import { workspace } from "./workspace.ts";

/** English: the language that every other one translates. */
export const english = {
  ...general,
  ...shell,
  ...alarms,
  ...incident,
  ...arrangement,
  ...signIn,
  ...site,
  ...security,
  ...operators,
  ...rights,
  ...screen,
  ...onCallPages,
  ...help,
  ...chart,
  ...journal,
  ...numbers,
  ...plans,
  ...setup,
  ...trust,
  ...source,
  ...workspace,
  ...keeping,
  ...editing,
};
