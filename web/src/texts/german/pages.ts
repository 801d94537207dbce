import type { PageTexts } from "../../page-texts.ts";
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

export const germanPages = {
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
} satisfies PageTexts;
