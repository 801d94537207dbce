import type { Permission } from "../../../../src/operators/permissions.ts";
import { conditionIn } from "../../../../src/site/condition-words.ts";
import { WAYS } from "../../../../src/site/ways.ts";

/** What somebody may do, and by which way somebody did something. */
export const rights = {
  right: {
    "events:write": "report events",
    "alarms:read": "see alarms",
    "alarms:acknowledge": "acknowledge alarms",
    "alarms:comment": "comment on alarms",
    "alarms:escalate": "escalate alarms",
    "alarms:reset": "reset alarms",
    "alarms:shelve": "shelve alarms",
    "alarms:out-of-service": "take alarms out of service",
    "site:read": "see the site",
    "site:write": "change the site",
    "persons:write": "change people",
    "messages:purge": "give up messages",
    "security:write": "change security",
    "audit:read": "see the audit trail",
    "audit:export": "export the audit trail",
    "metrics:read": "see metrics and ports of the server",
    "operators:read": "see operators",
    "operators:write": "change operators",
    "roles:write": "change roles",
    "tokens:write": "change tokens",
  } satisfies Record<Permission, string>,
  condition: (id: string): string => conditionIn("en", id),
  via: WAYS.en as Readonly<Record<string, string>>,
  timesIn: (zone: string) => `Times in ${zone}.`,
};
