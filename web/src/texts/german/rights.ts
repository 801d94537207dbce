import { conditionIn } from "../../../../src/site/condition-words.ts";
import { WAYS } from "../../../../src/site/ways.ts";
import type { rights as english } from "../english/rights.ts";
import type { Translated } from "../translated.ts";

/** Was jemand darf, und auf welchem Weg etwas geschah. */
export const rights = {
  right: {
    "events:write": "Ereignisse melden",
    "alarms:read": "Alarme sehen",
    "alarms:acknowledge": "Alarme quittieren",
    "alarms:comment": "Alarme kommentieren",
    "alarms:escalate": "Alarme eskalieren",
    "alarms:reset": "Alarme zurücksetzen",
    "alarms:shelve": "Alarme zurückstellen",
    "alarms:out-of-service": "Alarme außer Betrieb nehmen",
    "site:read": "die Anlage sehen",
    "site:write": "die Anlage ändern",
    "persons:write": "Personen ändern",
    "messages:purge": "Nachrichten aufgeben",
    "security:write": "die Sicherheit ändern",
    "audit:read": "das Prüfprotokoll sehen",
    "audit:export": "das Prüfprotokoll exportieren",
    "metrics:read": "Messwerte und Ports des Servers sehen",
    "operators:read": "Bediener sehen",
    "operators:write": "Bediener ändern",
    "roles:write": "Rollen ändern",
    "tokens:write": "Zugriffsschlüssel ändern",
  },
  condition: (id) => conditionIn("de", id),
  via: WAYS.de,
  timesIn: (zone) => `Zeiten in ${zone}.`,
} satisfies Translated<typeof english>;
