import type { Alarm } from "#alarms/alarm.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Language } from "#site/language.ts";

/** What became of an answer. `because` is a whole sentence for the person, in that person's language. */
export interface Outcome {
  /** `asked`: it is done as soon as the person confirms it. */
  readonly kind: "done" | "refused" | "asked" | "ignored" | "bounce";
  readonly because: string;
  readonly notification?: number | undefined;
  /** Of the person, where it is known who that is. */
  readonly language?: Language;
}

/** What the reply page shows. */
export interface Look {
  readonly state: "open" | "answered" | "expired" | "moved-on" | "unknown";
  /** A sentence for the person. */
  readonly because: string;
  readonly notification: Notification | null;
  readonly alarm: Alarm | null;
  readonly personName: string;
  /** `Boiler 3 pressure, Boiler house` */
  readonly where: string;
  readonly instructions: string | null;
}
