import { channelFields } from "./channel-fields.ts";
import { driverFields } from "./driver-fields.ts";
import { mistakes } from "./mistakes.ts";
import { outcomes } from "./outcomes.ts";
import { problems } from "./problems.ts";
import { reasons } from "./reasons.ts";
import { siteFields } from "./site-fields.ts";

/** What the server says in English: the help of fields, what is wrong with a field, why it refuses. */
export const serverWords = {
  help: { ...siteFields, ...driverFields, ...channelFields },
  mistakes,
  problems: { ...problems, ...reasons, ...outcomes },
};
