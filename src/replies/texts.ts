import type { Alarm, AlarmState } from "#alarms/alarm.ts";
import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Zones } from "#site/time-words.ts";
import { ENGLISH } from "./texts-english.ts";
import { GERMAN } from "./texts-german.ts";

/** Everything that a person is answered, in one language; whole sentences unless they stand in a list. */
export interface Texts {
  readonly help: string;
  /** How one answers, by what brought the words. */
  readonly how: Readonly<Record<"email" | "sms" | "chat" | "phone", string>>;

  /** What an alarm says, in one line. */
  readonly alarm: (alarm: Pick<Alarm, "source" | "text">) => string;
  readonly number: (value: number) => string;
  /** To the minute; whose clocks it is by is named where they aren't the site's. */
  readonly time: (at: Instant, zones: Zones) => string;
  /** A sentence with which an order was refused, by its English one. */
  readonly refusal: (english: string) => string;

  readonly acknowledged: (alarm: string) => string;
  readonly noted: (alarm: string) => string;
  readonly severalAcknowledged: (done: readonly string[], of: number) => string;
  readonly escalated: (alarm: string) => string;
  readonly notUnderstood: string;
  readonly onlyAcknowledgeSeveral: string;
  readonly wrongCode: string;
  readonly noCode: string;
  readonly rangeWithoutCode: string;
  readonly notTheirs: (sender: string) => string;
  readonly notVouchedFor: (server: string, sender: string) => string;
  readonly noThread: string;
  readonly notListed: string;
  readonly justBeingAnswered: string;

  readonly answeredAlready: string;
  readonly tooOld: string;
  readonly ended: string;
  readonly takenAlready: (by: string | null) => string;
  readonly newerMessage: string;
  readonly unknownLink: string;

  readonly nothingWaits: string;
  readonly andMore: (count: number) => string;
  readonly noSchedule: string;
  readonly onDuty: string;
  readonly nobody: string;
  readonly noAlarm: string;
  readonly report: (facts: {
    readonly standing: number;
    readonly counts: readonly { readonly priority: Priority; readonly count: number }[];
    readonly open: number;
    readonly waiting: number;
  }) => string;
  readonly noPoint: (about: string) => string;
  readonly noAlarmAt: (point: string) => string;
  readonly valueAt: (point: string, value: string, at: string) => string;
  readonly noValueAt: (point: string) => string;
  readonly status: (facts: {
    readonly priority: Priority;
    readonly text: string;
    readonly since: string;
    readonly acknowledged: boolean;
    readonly value: string | null;
  }) => string;

  readonly howToShelve: string;
  readonly notYoursToShelve: (alarm: string) => string;
  readonly shelvingForbidden: (alarm: string, priority: Priority) => string;
  readonly shelvingTooLong: (alarm: string, priority: Priority, most: number) => string;
  readonly shelved: (alarm: string, minutes: number) => string;
  readonly wouldShelve: (alarms: readonly string[], minutes: number) => string;

  readonly whichSchedule: (names: readonly string[]) => string;
  readonly noDutyHere: (schedule: string) => string;
  readonly badHours: (most: number) => string;
  readonly alreadyOn: (schedule: string, until: string | null) => string;
  readonly alreadyOff: (schedule: string) => string;
  readonly wouldGoOn: (schedule: string, until: string | null) => string;
  readonly wouldGoOff: (schedule: string, until: string | null) => string;
  readonly nowOn: (schedule: string, until: string | null, others: readonly string[]) => string;
  readonly nowOff: (schedule: string, until: string | null, others: readonly string[]) => string;

  /** On the page behind a message's link. */
  readonly page: {
    readonly link: string;
    readonly alarm: string;
    readonly where: string;
    readonly when: string;
    readonly state: string;
    readonly states: Readonly<Record<AlarmState, string>>;
    readonly whatToDo: string;
    readonly comment: string;
    readonly takeOver: string;
    readonly takeOverOnMyWay: string;
    readonly onMyWay: string;
    readonly openAlarm: string;
    readonly escalate: string;
    readonly answersAs: (name: string) => string;
    readonly done: string;
    readonly nothingDone: string;
    readonly tryAgain: string;
    readonly tooMany: string;
    readonly notNow: string;
    readonly noButton: string;
    readonly notTaken: (because: string) => string;
    readonly failedHere: string;
  };
  readonly asksNothing: string;

  readonly reallyMeant: (order: string, number: string, minutes: number) => string;
  readonly sharedAddress: string;
  readonly askedTooOften: string;
  readonly nothingToConfirm: string;
  readonly wrongNumber: (triesLeft: number) => string;
}

/** A text before it is known in which language it is said; the audit trail has it in English. */
export type Tell = (texts: Texts) => string;

export const TEXTS = { en: ENGLISH, de: GERMAN } as const;
