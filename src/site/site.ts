import { z } from "zod";
import { CATEGORIES, PRIORITIES } from "#events/event.ts";
import { Area, Guidance } from "./area.ts";
import { Detections } from "./detections.ts";
import { Plan } from "./floor-plan.ts";
import { id, idOf, name, pointId } from "./id.ts";
import { LANGUAGES, type Language } from "./language.ts";
import { Logins } from "./logins.ts";
import { Network } from "./network.ts";
import { Step } from "./procedure.ts";
import { SpeechSettings } from "./speech.ts";
import { View } from "./view.ts";
import { AuditSettings, WitnessTarget } from "./witness.ts";

/**
 * The site: everything that people configure, as documents of a few kinds. The same schemas validate the API, the YAML
 * of `tocsin apply` and what is read from the database, and describe themselves in OpenAPI.
 */

const tags = z.array(id).max(32).default([]);
const seconds = z.number().min(0).max(31_536_000);
const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a wall-clock time such as 07:30");
const localDate = z.iso.date();
/** Wall-clock date and time in the time zone of the object that holds it. */
const localDateTime = z.iso
  .datetime({ local: true, offset: false, precision: -1 })
  .or(z.iso.datetime({ local: true, offset: false }));
export const timeZone = z.string().refine(isTimeZone, "expected an IANA time zone such as Europe/Berlin");

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export { LANGUAGES, type Language };

const language = z.enum(LANGUAGES);

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const weekday = z.enum(WEEKDAYS);
/** `to` at or before `from` means: into the next day. */
export const Window = z.strictObject({
  days: z
    .array(weekday)
    .min(1)
    .default([...WEEKDAYS]),
  from: localTime,
  to: localTime,
});
const when = z.strictObject({ timeZone, windows: z.array(Window).min(1) });
const priorities = z.array(z.enum(PRIORITIES)).min(1);

const manned = {
  mustBeManned: z
    .boolean()
    .default(false)
    .describe("An alarm when nobody who may acknowledge is signed in here, unlocked and with a live screen"),
  graceSec: seconds.default(10).describe("How long it may be left alone before that is an alarm"),
  watch: idOf("schedule")
    .optional()
    .describe("Schedule of those who watch here; with mustBeManned, nobody on duty in it is an alarm"),
};

export const Partition = z.strictObject({ id, name, ...manned });

/** A client machine at which people watch; its browser is bound to it with a code. */
export const Workstation = z.strictObject({
  id,
  name,
  partition: idOf("partition").default("site"),
  ...manned,
  alarmWhenLost: z
    .boolean()
    .default(false)
    .describe("An alarm when its browser goes, for longer than the grace, without anybody having signed out"),
  wall: z
    .strictObject({
      role: id.default("viewer").describe("Of its rights, those to see alarms and the site; a display can do nothing"),
      everywhere: z.boolean().default(false).describe("Shows all partitions; otherwise that of the workstation"),
      views: z
        .array(
          z
            .string()
            .regex(
              /^\/[a-z0-9/._-]{0,200}(\?view=[a-z0-9._-]{1,63})?$/,
              "expected the path of a page, such as /on-call",
            ),
        )
        .max(20)
        .default([])
        .describe("Pages that it shows in turn while no alarm waits; empty: the alarms alone"),
      everySec: z.int().min(5).max(86_400).default(30).describe("How long each of them stands"),
    })
    .optional()
    .describe("A display on a wall: its browser shows alarms without anybody being signed in, and takes no orders"),
});

export const ChannelItem = z.strictObject({
  id,
  name,
  kind: z.string().describe("Name of the channel's kind: smtp, webhook"),
  host: id.optional().describe("Node of the notifier host that sends for it; absent: this server itself"),
  enabled: z.boolean().default(true),
  settings: z.record(z.string(), z.unknown()).default({}),
  lines: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe("How many messages may be under way at once, where that is fewer than the kind can; absent: what it can"),
  maxPerMinute: z
    .int()
    .min(1)
    .max(60_000)
    .optional()
    .describe("Messages within any minute; an eighth of them is kept for life-safety. Absent: as fast as it can"),
  alwaysSingly: z.boolean().default(false).describe("Never put messages of this channel together into a digest"),
});

const Method = z.strictObject({
  id,
  channel: idOf("channel").describe("Id of the channel"),
  address: z.string().min(1).max(500).describe("As the channel's kind wants it: a mailbox, a URL"),
});

export const Person = z.strictObject({
  id,
  name,
  timeZone: timeZone.optional().describe("Absent: the site's"),
  language: language.optional().describe("Of what the person is told and asked; absent: the site's"),
  active: z.boolean().default(true),
  methods: z.array(Method).max(20).default([]),
  rules: z
    .array(
      z.strictObject({
        priorities,
        when: z
          .strictObject({ windows: z.array(Window).min(1) })
          .optional()
          .describe("In the person's time zone; absent: always"),
        tell: z
          .array(z.strictObject({ method: id, afterSec: seconds.default(0) }))
          .min(1)
          .max(20),
      }),
    )
    .max(20)
    .default([])
    .describe("The first rule that fits decides; without any, all methods are used at once"),
  quietHours: z
    .array(
      z.strictObject({
        windows: z.array(Window).min(1).describe("In the person's time zone"),
        upTo: z
          .enum(["high", "medium", "low"])
          .default("medium")
          .describe("This priority and milder ones are withheld; graver ones always go through"),
        methods: z.array(id).min(1).max(20).optional().describe("Only by these methods; absent: by all of them"),
      }),
    )
    .max(20)
    .default([])
    .describe("What is withheld goes to the person's other methods and to the next persons"),
});

/** A test message at its time each day, to prove that a person can be reached. */
export const Drill = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  person: idOf("person"),
  methods: z.array(id).min(1).max(20).optional().describe("Which ways are proven; absent: all of the person's"),
  days: z
    .array(weekday)
    .min(1)
    .default([...WEEKDAYS]),
  at: localTime.default("10:00").describe("In the person's time zone"),
  withinSec: seconds.min(10).default(900).describe("What has not been delivered by then is an alarm"),
});

export const REPORT_PARTS = [
  "kpis",
  "positions",
  "floods",
  "top-ten",
  "nuisance",
  "standing",
  "priorities",
  "acknowledged",
  "messages",
] as const;
export const REPORT_PERIODS = ["day", "week", "30-days"] as const;

/** Alarm figures that go out by e-mail at their times. */
export const Report = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  what: z
    .array(z.enum(REPORT_PARTS))
    .min(1)
    .default([...REPORT_PARTS])
    .describe("Which parts it has"),
  partitions: z.array(id).max(100).default([]).describe("Operator positions, added up; empty: the whole site"),
  period: z
    .enum(REPORT_PERIODS)
    .default("week")
    .describe("The whole day before, the seven or the thirty whole days before, by the site's clock"),
  days: z.array(weekday).min(1).default(["mon"]).describe("On which days it goes out"),
  at: localTime.default("06:00").describe("In the site's time zone"),
  recipients: z
    .array(
      z.union([
        z.strictObject({ person: id }).describe("By the first e-mail method that its owner has confirmed"),
        z.strictObject({ address: z.email(), channel: id.describe("Id of an e-mail channel") }),
      ]),
    )
    .min(1)
    .max(50),
  language: language.optional().describe("Absent: the site's"),
});

export const Team = z.strictObject({ id, name, members: z.array(idOf("person")).max(500) });

const Rotation = z.strictObject({
  id,
  members: z.array(idOf("person")).min(1).describe("Persons in order of duty; the first is on duty from `startsOn`"),
  startsOn: localDate.describe("First day of the first member's shift"),
  handoverAt: localTime.default("08:00"),
  every: z.strictObject({ unit: z.enum(["hour", "day", "week", "month"]), count: z.int().min(1).max(366) }),
  windows: z.array(Window).default([]).describe("Only within these hours; empty: round the clock"),
});

export const Schedule = z.strictObject({
  id,
  name,
  timeZone,
  rotations: z.array(Rotation).max(50).default([]).describe("All that are on duty at a moment are on duty together"),
  overrides: z
    .array(
      z.strictObject({
        from: localDateTime,
        to: localDateTime,
        person: idOf("person").optional().describe("Absent: nobody takes over, the replaced one is simply off"),
        replaces: idOf("person").optional().describe("Absent: replaces everybody"),
        joins: z.boolean().optional().describe("The person is on duty besides the others and replaces nobody"),
        note: z.string().max(200).optional(),
      }),
    )
    .max(1000)
    .default([]),
  holidays: z
    .array(
      z.strictObject({
        date: localDate,
        name,
        persons: z.array(idOf("person")).describe("On duty that day instead of the rotations"),
      }),
    )
    .max(400)
    .default([]),
});

const Target = z.union([
  z.strictObject({ person: idOf("person") }),
  z.strictObject({ team: idOf("team") }),
  z.strictObject({ schedule: idOf("schedule") }).describe("Whoever is on duty"),
]);

const Needs = z.union([z.enum(["any", "all"]), z.strictObject({ quorum: z.int().min(1).max(100) })]);

export const Policy = z.strictObject({
  id,
  name,
  steps: z
    .array(
      z.strictObject({
        waitSec: seconds.default(300).describe("How long this step waits for an answer before the next one begins"),
        tell: z.array(Target).min(1).max(50),
        how: z.enum(["parallel", "sequential"]).default("parallel"),
        gapSec: seconds.default(60).describe("With sequential: from one person to the next"),
      }),
    )
    .min(1)
    .max(50),
  startAfterSec: seconds.default(0).describe("Delay before the first step"),
  repeats: z.int().min(0).max(1000).default(0).describe("How many times all steps are gone through again"),
  needs: Needs.default("any").describe("Whose acknowledgement ends the callout, of the persons that were told"),
  acknowledgementExpiresSec: seconds
    .min(1)
    .optional()
    .describe("Still active that long after the acknowledgement: the callout starts anew"),
  whenCleared: z
    .enum(["continue", "stop"])
    .optional()
    .describe("When the condition goes before anybody acknowledged; absent: continue until somebody does"),
  tellCleared: z.boolean().default(false).describe("Tell those who were told that the condition has gone"),
  fallback: z.array(Target).max(50).default([]).describe("Told when nobody is on duty or all steps are exhausted"),
  digest: z
    .strictObject({ moreThan: z.int().min(1), withinSec: seconds.min(1) })
    .nullable()
    .default({ moreThan: 20, withinSec: 60 })
    .describe("More messages than this to one person become one digest; life-safety and critical still go singly"),
});

export const Route = z.strictObject({
  id,
  order: z.int().describe("Routes are asked in this order; the first that fits decides"),
  partitions: z.array(idOf("partition")).optional(),
  sources: z.array(idOf("source")).optional(),
  tags: z.array(id).optional().describe("Fits when the alarm carries any of them"),
  categories: z.array(z.enum(CATEGORIES)).optional(),
  priorities: priorities.optional(),
  when: when.optional(),
  policy: idOf("policy").nullable().describe("null: nobody is told, the alarm shows on screens only"),
});

export const Source = z.strictObject({
  id,
  name,
  driver: z.string(),
  host: id.optional().describe("Node of the driver host that speaks with it; absent: this server itself"),
  enabled: z.boolean().default(true),
  partition: idOf("partition").default("site"),
  tags,
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("As the driver's schema says; secrets are kept sealed"),
  lossPriority: z.enum(PRIORITIES).default("high").describe("Priority of the alarm that stands for the lost source"),
});

const limit = { limit: z.number() };
const band = { deadband: z.number().min(0).default(0).describe("In the unit of the value") };
const conditionShape = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,59}$/)
    .optional()
    .describe("Absent: the type's name"),
  priority: z.enum(PRIORITIES).default("medium"),
  text: z.string().max(200).optional(),
  onDelayMs: z.int().min(0).max(86_400_000).default(0),
  offDelayMs: z.int().min(0).max(86_400_000).default(0),
  count: z
    .strictObject({ times: z.int().min(2).max(1000), withinMs: z.int().min(1).max(86_400_000) })
    .optional()
    .describe("Raise also when it became true this often within the window, however short each time"),
};

export const Condition = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("high-high"), ...limit, ...band, ...conditionShape }),
  z.strictObject({ type: z.literal("high"), ...limit, ...band, ...conditionShape }),
  z.strictObject({ type: z.literal("low"), ...limit, ...band, ...conditionShape }),
  z.strictObject({ type: z.literal("low-low"), ...limit, ...band, ...conditionShape }),
  z.strictObject({ type: z.literal("discrete"), equals: z.union([z.boolean(), z.number()]), ...conditionShape }),
  z.strictObject({
    type: z.literal("deviation"),
    from: z.number().describe("Set-point"),
    by: z.number().positive(),
    ...band,
    ...conditionShape,
  }),
  z.strictObject({
    type: z.literal("rate-of-change"),
    per: z.enum(["second", "minute", "hour"]),
    by: z.number().positive(),
    ...conditionShape,
  }),
  z.strictObject({ type: z.literal("stale"), afterMs: z.int().min(1), ...conditionShape }),
]);

export const Point = z.strictObject({
  id: pointId,
  source: idOf("source"),
  address: z.string().min(1).max(200),
  name,
  partition: idOf("partition").optional().describe("Absent: the source's"),
  area: idOf("area").optional().describe("Where it is"),
  tags,
  unit: z.string().max(20).optional(),
  priority: z.enum(PRIORITIES).optional().describe("Beats what the device or the category says"),
  latched: z.boolean().default(false).describe("Stays until somebody resets it"),
  acknowledgementRequired: z.boolean().default(true),
  acknowledgeOnClear: z.boolean().default(false),
  reAlarmSec: seconds
    .min(1)
    .optional()
    .describe("Annunciated again when still active that long after the acknowledgement"),
  grouping: z
    .enum(["one-lifetime", "per-condition"])
    .default("per-condition")
    .describe("one-lifetime: low/high and their worse sisters are one alarm whose severity rises and falls"),
  conditions: z.array(Condition).max(20).default([]),
  ...Guidance,
});

const selector = z.strictObject({
  sources: z.array(idOf("source")).optional(),
  points: z.array(z.string()).optional().describe("Ids of points, may end in *"),
  tags: z.array(id).optional(),
  categories: z.array(z.enum(CATEGORIES)).optional(),
});

/** What to do about an alarm, step by step. Where it names nothing, it fits every alarm. */
export const Procedure = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  partitions: z.array(idOf("partition")).optional(),
  sources: z.array(idOf("source")).optional(),
  points: z.array(z.string().max(264)).optional().describe("Ids of points, may end in *"),
  conditions: z.array(z.string().max(60)).optional(),
  tags: z.array(id).optional().describe("Fits when the alarm carries any of them"),
  categories: z.array(z.enum(CATEGORIES)).optional(),
  priorities: priorities.optional(),
  begins: z
    .enum(["by-hand", "when-raised"])
    .default("by-hand")
    .describe("when-raised: by itself with every new occurrence that shows on screens"),
  mayEndEarly: z.boolean().default(true).describe("Somebody may end it before its last step, with a reason"),
  steps: z.array(Step).min(1).max(100),
});

/** Suppression by design: hides what `hides` selects, while its cause holds. */
export const Suppression = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  cause: z.union([
    z.strictObject({ mode: z.boolean().describe("Switched by hand: plant mode") }),
    z
      .strictObject({ alarm: z.strictObject({ source: idOf("source"), point: z.string(), condition: z.string() }) })
      .describe("While that alarm is active (first-out)"),
    z.strictObject({ calendar: when }),
  ]),
  hides: selector,
  lifeSafetyToo: z.boolean().default(false),
});

const shelf = z.number().min(0).describe("Longest time in minutes; 0 forbids shelving");
/** One document with id `site`. */
export const SiteSettings = z.strictObject({
  id: z.literal("site"),
  name: name.default("My site"),
  timeZone: timeZone.default("UTC"),
  language: language.default("en").describe("Of messages to people that have no language of their own"),
  fallback: z.array(Target).default([]).describe("Told when a policy has nobody to tell and no fallback of its own"),
  coverageDays: z.int().min(1).max(90).default(14).describe("How far ahead gaps in on-call schedules raise an alarm"),
  shelving: z
    .strictObject({ "life-safety": shelf, critical: shelf, high: shelf, medium: shelf, low: shelf })
    .default({ "life-safety": 0, critical: 60, high: 480, medium: 1440, low: 10_080 }),
  rearmWindowSec: seconds
    .default(300)
    .describe("An alarm that comes back sooner than this after it went, unacknowledged, goes on with its callout"),
  logins: Logins,
  detections: Detections,
  audit: AuditSettings,
  network: Network,
  speech: SpeechSettings,
  files: z
    .strictObject({
      largestMb: z.int().min(1).max(1024).default(64).describe("Of one picture or document that is uploaded"),
      totalMb: z.int().min(1).max(100_000).default(2000).describe("Of all together; they lie in the database"),
    })
    .prefault({}),
  trust: z
    .strictObject({
      expiredPeerGraceHours: z
        .int()
        .min(0)
        .max(720)
        .default(72)
        .describe("How long a module whose certificate has expired may still deliver life-safety messages"),
    })
    .prefault({}),
  approvals: z
    .strictObject({
      fourEyes: z
        .enum(["automatic", "on", "off"])
        .default("automatic")
        .describe("Whether critical changes wait for a second person; automatic: as soon as two people can approve"),
      requestMinutes: z.int().min(5).max(1440).default(60).describe("How long a request waits to be approved"),
    })
    .prefault({}),
});

/** Where people sign in who have no password here: a directory that the server asks, or a provider that vouches for them. */
export const DirectoryItem = z.strictObject({
  id,
  name: name.describe("As the sign-in page calls it"),
  kind: z.string().describe("Name of the directory's kind: ldap, oidc"),
  enabled: z.boolean().default(true),
  settings: z.record(z.string(), z.unknown()).default({}),
  groups: z
    .array(
      z.strictObject({
        group: z.string().min(1).max(1000).describe("ldap: the group's DN; oidc: its name in the group claim"),
        role: id,
        partitions: z.array(idOf("partition")).max(32).default([]).describe("Empty: all"),
        only: z
          .array(id)
          .max(20)
          .default([])
          .describe("Sign-in names this entry is for; empty: all members. A role that manages operators needs them"),
      }),
    )
    .max(200)
    .default([])
    .describe("The first entry that fits decides; who is in none of the groups can't sign in"),
});

/** Somebody outside who keeps a copy of the audit trail. */
export const WitnessItem = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  to: WitnessTarget,
  spoolMb: z
    .int()
    .min(1)
    .max(10_000)
    .default(64)
    .describe("What waits on disk while it is down; beyond it the database holds the rest"),
});

/** The words of a message to people, where they shall be others than Tocsin's own. */
export const Template = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  message: z
    .enum(["alarm", "cleared", "digest", "notice", "verification", "test", "confirmation"])
    .describe("Which message it is for"),
  channelKind: z.string().optional().describe("Kind of channel that carries it: smtp, smpp; absent: every kind"),
  language: language.optional().describe("Of the person; absent: every language"),
  priorities: priorities.optional().describe("Absent: every priority"),
  subject: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\r\n]*$/u, "expected one line")
    .describe("One line; what pagers and short messages show of an alarm"),
  text: z
    .string()
    .trim()
    .min(1)
    .max(4000)
    .describe("A line whose placeholders all stand for nothing is left out. How to answer is added at the end"),
});

/** In the order in which they may refer to each other. */
export const SITE_KINDS = {
  setting: SiteSettings,
  partition: Partition,
  workstation: Workstation,
  channel: ChannelItem,
  template: Template,
  person: Person,
  drill: Drill,
  report: Report,
  team: Team,
  schedule: Schedule,
  policy: Policy,
  route: Route,
  source: Source,
  area: Area,
  point: Point,
  plan: Plan,
  suppression: Suppression,
  procedure: Procedure,
  view: View,
  directory: DirectoryItem,
  witness: WitnessItem,
} as const;
export type SiteKind = keyof typeof SITE_KINDS;
export type SiteItem<K extends SiteKind> = z.output<(typeof SITE_KINDS)[K]>;

export type Target = z.output<typeof Target>;
export type Person = SiteItem<"person">;
export type Schedule = SiteItem<"schedule">;
export type Policy = SiteItem<"policy">;
export type Route = SiteItem<"route">;
export type Point = SiteItem<"point">;
export type Condition = z.output<typeof Condition>;
export type Suppression = SiteItem<"suppression">;
export type Procedure = SiteItem<"procedure">;
export type Window = z.output<typeof Window>;

/** The whole site in memory. Version counts the changes of that one document. */
export interface Site {
  readonly items: { readonly [K in SiteKind]: ReadonlyMap<string, Versioned<SiteItem<K>>> };
}

export interface Versioned<T> {
  readonly version: number;
  readonly body: T;
}

export function settingsOf(site: Site): SiteItem<"setting"> {
  return site.items.setting.get("site")?.body ?? SiteSettings.parse({ id: "site" });
}

/** In which a person is told and asked. @param person id; who is not a person of the site gets the site's language */
export function languageOf(site: Site, person: string): Language {
  return site.items.person.get(person)?.body.language ?? settingsOf(site).language;
}
