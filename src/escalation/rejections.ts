import type { Alarm } from "#alarms/alarm.ts";
import { OWN_SOURCE } from "#events/event.ts";
import type { Callout, Notification } from "./callout.ts";
import { type Instead, nextMethod } from "./next-method.ts";
import { OF_DIGESTS, type OwnAlarms } from "./own-alarms.ts";
import { unusable } from "./plan.ts";
import { quietAt } from "./quiet.ts";
import type { Sheet } from "./sheet.ts";
import { notificationOf } from "./telling.ts";

type Tried = Map<string, { rejected: boolean }>;

/** What is done about messages that the far side rejected for good. */
export class Rejections {
  readonly #ownAlarms: OwnAlarms;
  /** By callout, for one step of it: which methods of a person were rejected, and which were used in their place. */
  readonly #tried = new Map<number, { place: string; persons: Map<string, Tried> }>();

  constructor(ownAlarms: OwnAlarms) {
    this.#ownAlarms = ownAlarms;
  }

  forget(callout: number): void {
    this.#tried.delete(callout);
  }

  /** Sends the person's next method; when none is left, that is an alarm of our own. */
  instead(sheet: Sheet, callout: Callout, alarm: Alarm, notification: Notification, because: string): Instead {
    const { person, method } = notification;
    const tried = this.#triedFor(callout, person);
    tried.set(method, { rejected: true });
    const instead = nextMethod(callout, notification, tried, sheet.directory, sheet.now);
    // A second method is never put into a digest: the first one was tried and failed.
    for (const message of instead.messages) {
      tried.set(message.method, { rejected: false });
      sheet.send(notificationOf(sheet.batch, "alarm", instead.callout, message));
    }
    if (instead.unreachable && alarm.source !== OWN_SOURCE) {
      sheet.reports.push(() => this.#ownAlarms.notReached(alarm.id, person, `${instead.because} (${because})`));
    }
    return instead;
  }

  /** The same digest by the method that follows in the person's list. */
  digest(sheet: Sheet, notification: Notification, because: string): void {
    const { batch, directory } = sheet;
    const person = directory.person(notification.person);
    const methods = person?.active ? person.methods : [];
    const failed = methods.findIndex(({ id }) => id === notification.method);
    const next = methods.slice(failed + 1).find((one) => {
      if (!person || unusable(person.id, one, directory) !== null) return false;
      return quietAt(person, one.id, notification.priority, directory.zoneOf(person), batch.now) === null;
    });
    if (!next) {
      const text = `${person?.name ?? notification.person} did not get digest ${notification.id}: ${because}`;
      sheet.reports.push(() => this.#ownAlarms.notReached(OF_DIGESTS, notification.person, text));
      return;
    }
    sheet.send({
      ...notification,
      id: batch.nextId("notification"),
      method: next.id,
      channel: next.channel,
      address: next.address,
      state: "pending",
      attempts: 0,
      dueAt: batch.now,
      createdAt: batch.now,
      sentAt: null,
      receipt: null,
      because: `digest ${notification.id} could not be sent by ${notification.method}: ${because}`,
    });
  }

  #triedFor({ id, position, sequence }: Callout, person: string): Tried {
    const place = `${sequence} ${position.round} ${position.step}`;
    let tried = this.#tried.get(id);
    if (tried?.place !== place) {
      tried = { place, persons: new Map() };
      this.#tried.set(id, tried);
    }
    const methods: Tried = tried.persons.get(person) ?? new Map();
    tried.persons.set(person, methods);
    return methods;
  }
}
