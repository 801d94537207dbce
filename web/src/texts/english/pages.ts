import { chart } from "./chart.ts";
import { help } from "./help.ts";
import { incident } from "./incident.ts";
import { journal } from "./journal.ts";
import { keeping } from "./keeping.ts";
import { numbers } from "./numbers.ts";
import { onCallPages } from "./on-call.ts";
import { operators } from "./operators.ts";
import { plans } from "./plans.ts";
import { security } from "./security.ts";
import { setup } from "./setup.ts";
import { site } from "./site.ts";
import { source } from "./source.ts";
import { trust } from "./trust.ts";

/** What only pages say that are loaded when somebody goes there. */
export const englishPages = {
  ...incident,
  ...site,
  ...security,
  ...operators,
  ...onCallPages,
  ...help,
  ...chart,
  ...journal,
  ...numbers,
  ...plans,
  ...setup,
  ...trust,
  ...source,
  ...keeping,
};
