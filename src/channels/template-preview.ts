import type { Alarm } from "#alarms/alarm.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Language } from "#site/language.ts";
import { Person } from "#site/person.ts";
import { Point, Source } from "#site/point.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { MessageKind } from "./channel.ts";
import { render } from "./render.ts";
import { shortTextOf } from "./short-text.ts";
import type { MessageTemplate } from "./template-choice.ts";

export interface Preview {
  readonly subject: string;
  readonly text: string;
  /** As a short message of one part shows it. */
  readonly short: string;
}

const WRITTEN: Readonly<Record<Language, Readonly<Partial<Record<MessageKind, string>>>>> = {
  en: {
    digest: "51 alarms in one message\n- high: Boiler pressure high (Boiler 3 pressure, Boiler house)\nand 50 more",
    notice: "The gate is open for a delivery.",
    verification: "123456 is your code",
    confirmation: "You have taken over: Boiler pressure high.",
  },
  de: {
    digest: "51 Alarme in einer Nachricht\n- hoch: Kesseldruck hoch (Boiler 3 pressure, Boiler house)\nund 50 weitere",
    notice: "Das Tor ist für eine Lieferung offen.",
    verification: "123456 ist Ihr Code",
    confirmation: "Sie haben übernommen: Kesseldruck hoch.",
  },
};

interface Shown {
  readonly site: Site;
  readonly alarm?: Alarm | undefined;
  readonly publicUrl: string;
  readonly now: Instant;
  /** Whether its channel is one where every letter counts. */
  readonly brief?: boolean | undefined;
}

/** What a template would say about `alarm`, or about an imagined one; nothing is stored or sent. */
export function previewOf(template: MessageTemplate, { site, alarm, publicUrl, now, brief }: Shown): Preview {
  const language = template.language ?? settingsOf(site).language;
  const about = alarm ?? imagined(template, now);
  const reader = Person.parse({ id: "preview", name: "Anna Berg", language });
  const message = render(sample(template, about, WRITTEN[language][template.message] ?? null, now), {
    site: {
      items: {
        ...site.items,
        template: new Map([[template.id, { version: 1, body: { ...template, enabled: true } }]]),
        person: new Map([[reader.id, { version: 1, body: reader }]]),
        ...(alarm === undefined ? IMAGINED_PLACE : {}),
      },
    },
    alarm: about,
    kind: template.channelKind ?? "",
    publicUrl,
    brief,
    codes: { code: () => "1a-7f3k", token: () => "…" },
  });
  return { subject: message.subject, text: message.text, short: shortTextOf(message, 1) };
}

function sample(
  { message, priorities }: MessageTemplate,
  { id, occurrence, sequence, priority }: Alarm,
  text: string | null,
  now: Instant,
): Notification {
  return {
    id: 0,
    kind: message,
    callout: 0,
    alarm: id,
    occurrence,
    sequence,
    // The one for which the template is, so that it is the template that is shown.
    priority: priorities?.[0] ?? priority,
    person: "preview",
    method: "",
    channel: "",
    address: "",
    step: 0,
    round: 0,
    state: "pending",
    attempts: 0,
    dueAt: null,
    createdAt: now,
    sentAt: null,
    because: "on duty in Night shift (step 1)",
    receipt: null,
    digest: null,
    text,
    repliedAt: null,
  };
}

function imagined({ priorities, message }: MessageTemplate, now: Instant): Alarm {
  const cleared = message === "cleared";
  return {
    id: 42,
    source: "boiler-house",
    point: "boiler.pressure",
    condition: "high",
    partition: "site",
    category: "technical",
    priority: priorities?.[0] ?? "high",
    tags: [],
    text: "Boiler pressure high",
    state: cleared ? "returned" : "unacknowledged",
    active: !cleared,
    acknowledged: false,
    latched: false,
    shelf: null,
    suppressedBy: [],
    outOfService: null,
    quality: "good",
    severity: 1,
    occurrence: 1,
    sequence: 1,
    chatter: 0,
    raisedAt: now,
    clearedAt: cleared ? now : null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    dueAt: null,
    foundActive: false,
    silent: false,
    value: 12.3,
    changedAt: now,
  };
}

const IMAGINED_PLACE = {
  source: new Map([
    ["boiler-house", { version: 1, body: Source.parse({ id: "boiler-house", name: "Boiler house", driver: "" }) }],
  ]),
  point: new Map([
    [
      "boiler-house/boiler.pressure",
      {
        version: 1,
        body: Point.parse({
          id: "boiler-house/boiler.pressure",
          source: "boiler-house",
          address: "boiler.pressure",
          name: "Boiler 3 pressure",
          unit: "bar",
          instructions: "Close valve 7",
          consequence: "The safety valve opens",
        }),
      },
    ],
  ]),
};
