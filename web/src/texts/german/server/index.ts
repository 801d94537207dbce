import { valueTexts } from "./alarm-texts.ts";
import { alarms } from "./alarms.ts";
import { approvals } from "./approvals.ts";
import { audit } from "./audit.ts";
import { causes } from "./causes.ts";
import { ceremony } from "./ceremony.ts";
import { channelFields } from "./channel-fields.ts";
import { channels } from "./channels.ts";
import { core } from "./core.ts";
import { directory } from "./directory.ts";
import { driverFields } from "./driver-fields.ts";
import { drivers } from "./drivers.ts";
import { escalation } from "./escalation.ts";
import { failover } from "./failover.ts";
import { mesh } from "./mesh.ts";
import { mistakes } from "./mistakes.ts";
import { numbers } from "./numbers.ts";
import { outcomes } from "./outcomes.ts";
import { ownAlarms } from "./own-alarms.ts";
import { panelTexts } from "./panel-texts.ts";
import { ports } from "./ports.ts";
import { problems } from "./problems.ts";
import { reasons } from "./reasons.ts";
import { replies } from "./replies.ts";
import { setupSteps } from "./setup-steps.ts";
import { siteFields } from "./site-fields.ts";
import { speech } from "./speech.ts";
import { trust } from "./trust.ts";
import { wire } from "./wire.ts";

/** What the server says in English: the help of fields, what is wrong with a field, why it refuses, why the system fails. */
export const serverWords = {
  help: { ...siteFields, ...driverFields, ...channelFields },
  mistakes,
  problems: {
    ...problems,
    ...reasons,
    ...outcomes,
    ...alarms,
    ...channels,
    ...escalation,
    ...replies,
    ...speech,
    ...wire,
    ...numbers,
    ...trust,
    ...ceremony,
    ...mesh,
    ...failover,
    ...audit,
    ...core,
    ...directory,
    ...setupSteps,
    ...ownAlarms,
    ...approvals,
    ...ports,
    ...drivers,
  },
  causes,
  alarmTexts: { ...valueTexts, ...panelTexts },
};
