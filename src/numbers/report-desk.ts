import type { Pool } from "pg";
import type { Notification } from "#escalation/callout.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { Timetable } from "#kernel/timetable.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Actor, Batch } from "#store/batch.ts";
import type { FencedRows } from "#store/fence.ts";
import type { Numbers } from "./figures.ts";
import type { ReportContent } from "./report-content.ts";
import { insertMail, insertRun, readDone } from "./report-rows.ts";
import { dueBetween, nextDue, periodBefore, type Report } from "./report-times.ts";

type Wanted = Pick<
  Notification,
  "kind" | "priority" | "person" | "method" | "channel" | "address" | "text" | "because"
>;

export interface ReportDeskHost {
  /** Reads only. */
  readonly pool: Pool;
  readonly rows: FencedRows;
  readonly clock: Clock;
  readonly log: Logger;
  readonly site: () => Site;
  readonly publicUrl: string;
  /** What is called who did something; null: nobody who is known. */
  readonly called: (actor: string) => string | null;
  readonly verified: (person: string, channel: string, address: string) => boolean;
  /** Stores messages together with what `also` adds, and sends them. */
  readonly sendTogether: (
    wanted: readonly Wanted[],
    also: (batch: Batch, notifications: readonly Notification[]) => void,
  ) => Promise<unknown>;
}

const TIMER: Actor = { id: "tocsin", via: "timer" };
const RETRY_MS = 30_000;
/** Later than this after its time it says so. */
const LATE_MS = 600_000;

/** Sends reports at their times, each once: that it was made, and its mails, are stored together. */
export class ReportDesk {
  readonly #host: ReportDeskHost;
  readonly #times: Timetable<string>;
  /** By report: up to when its times have been dealt with. */
  readonly #done = new Map<string, Instant>();
  readonly #versions = new Map<string, number>();
  #stopped = false;

  constructor(host: ReportDeskHost) {
    this.#host = host;
    this.#times = new Timetable(host.clock, (due) => {
      for (const id of due) this.#due(id);
    });
  }

  /** What was missed while nothing ran is made up for. */
  async load(): Promise<void> {
    const { site, pool } = this.#host;
    const reports = site().items.report;
    if (reports.size > 0) for (const [id, at] of await readDone(pool)) this.#done.set(id, at);
    for (const [id, { version }] of reports) this.#versions.set(id, version);
    this.apply();
  }

  /** Call it when reports or the site's settings may have changed. */
  apply(): void {
    const { site, clock } = this.#host;
    const reports = site().items.report;
    for (const id of this.#versions.keys()) {
      if (reports.has(id)) continue;
      this.#times.set(id, null);
      this.#versions.delete(id);
    }
    for (const [id, { version, body }] of reports) {
      // A report that is new or was changed begins now.
      if (this.#versions.get(id) !== version) this.#done.set(id, Math.max(this.#done.get(id) ?? 0, clock.now()));
      this.#versions.set(id, version);
      this.#times.set(id, this.nextAt(body));
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#times.stop();
  }

  /** null: it is switched off. */
  nextAt(report: Report): Instant | null {
    if (!report.enabled) return null;
    const { clock } = this.#host;
    const after = this.#done.get(report.id) ?? clock.now();
    return dueBetween(report, this.#zone, after, clock.now())[0] ?? nextDue(report, this.#zone, clock.now());
  }

  /** Sends it now, about the time before today. Resolves with to whom, once it is stored. */
  async sendNow(id: string, actor: Actor): Promise<string> {
    return this.#send(this.#report(id), null, actor);
  }

  /** As it would go out now. */
  async preview(id: string, format: "html" | "pdf"): Promise<string | Buffer> {
    const report = this.#report(id);
    const made = await this.#make(report, null, periodBefore(report.period, this.#host.clock.now(), this.#zone));
    return format === "html" ? (await import("./report-mail.ts")).htmlOf(made.content) : onPaper(made);
  }

  #due(id: string): void {
    const { site, clock, log } = this.#host;
    const report = site().items.report.get(id)?.body;
    if (!report?.enabled) return;
    const [due] = dueBetween(report, this.#zone, this.#done.get(id) ?? clock.now(), clock.now());
    if (due === undefined) return this.#times.set(id, this.nextAt(report));
    this.#send(report, due, TIMER).then(
      () => {
        this.#done.set(id, due);
        if (!this.#stopped) this.#times.set(id, this.nextAt(report));
      },
      (thrown: unknown) => {
        if (this.#stopped) return;
        log.warn({ report: id }, `a report waits, because it could not be made: ${saying(thrown)}`);
        this.#times.set(id, clock.now() + RETRY_MS);
      },
    );
  }

  async #send(report: Report, due: Instant | null, actor: Actor): Promise<string> {
    const { clock, sendTogether } = this.#host;
    const period = periodBefore(report.period, due ?? clock.now(), this.#zone);
    const made = await this.#make(report, due, period);
    const [{ mailOf }, pdf] = await Promise.all([import("./report-mail.ts"), onPaper(made)]);
    const mail = mailOf(made.content, pdf);
    const { wanted, missing } = this.#recipients(report, mail.text);
    const because = [
      wanted.length === 0 ? "sent to nobody" : `sent to ${wanted.map(({ address }) => address).join(", ")}`,
      ...missing,
    ].join("; ");
    await sendTogether(wanted, (batch, notifications) => {
      insertRun(batch, { report: report.id, dueAt: due, madeAt: batch.now, madeBy: actor.id, period, because });
      for (const { id } of notifications) insertMail(batch, id, report.id, mail.html, mail.attachments);
      const who = actor === TIMER ? "Tocsin" : actor.id;
      batch.audit({
        actor,
        action: "report.sent",
        object: `report:${report.id}`,
        sentence: `${who} made the report ${report.name}: ${because}.`,
        details: { ...period, due, notifications: notifications.map(({ id }) => id) },
      });
    });
    return because;
  }

  async #make(report: Report, due: Instant | null, period: { from: Instant; to: Instant }): Promise<Made> {
    const { pool, rows, clock, publicUrl, called } = this.#host;
    const [{ countedApart, badActorsApart }, { contentOf }] = await Promise.all([
      import("./counting.ts"),
      import("./report-content.ts"),
    ]);
    const site = this.#host.site();
    const partitions = report.partitions.length === 0 ? null : report.partitions;
    const numbers = await countedApart(rows, { pool, site, now: clock.now() }, { ...period, partitions });
    const badActors = report.what.includes("top-ten") ? await badActorsApart(rows, site, numbers) : [];
    const wish = { ...report, language: report.language ?? settingsOf(site).language };
    const occasion = due === null ? ("asked-for" as const) : { due, isLate: clock.now() - due > LATE_MS };
    return { numbers, content: contentOf({ wish, site, numbers, badActors, called, publicUrl, occasion }) };
  }

  #recipients(report: Report, text: string): { wanted: Wanted[]; missing: string[] } {
    const { channel: channels, person: persons } = this.#host.site().items;
    const isMail = (id: string) => channels.get(id)?.body.kind === "smtp" && channels.get(id)?.body.enabled === true;
    const message = { kind: "notice", priority: "low", text, because: `the report ${report.name} goes to it` } as const;
    const wanted: Wanted[] = [];
    const missing: string[] = [];
    for (const recipient of report.recipients) {
      if ("address" in recipient) {
        const { address, channel } = recipient;
        if (isMail(channel)) wanted.push({ ...message, person: "", method: "", channel, address });
        else missing.push(`not to ${address}: the channel ${channel} is off`);
        continue;
      }
      const person = persons.get(recipient.person)?.body;
      const mails = person?.active ? person.methods.filter(({ channel }) => isMail(channel)) : [];
      const method = mails.find(({ channel, address }) => this.#host.verified(recipient.person, channel, address));
      if (method) {
        const { id, channel, address } = method;
        wanted.push({ ...message, person: recipient.person, method: id, channel, address });
      } else if (mails.length > 0) missing.push(`not to ${person?.name}: no e-mail address has been confirmed`);
      else missing.push(`not to ${person?.name ?? recipient.person}: there is no e-mail method that works`);
    }
    return { wanted, missing };
  }

  #report(id: string): Report {
    const report = this.#host.site().items.report.get(id)?.body;
    if (!report) throw new Fault("not-found", `There is no report '${id}'.`);
    return report;
  }

  get #zone(): string {
    return settingsOf(this.#host.site()).timeZone;
  }
}

interface Made {
  readonly numbers: Numbers;
  readonly content: ReportContent;
}

async function onPaper({ numbers, content }: Made): Promise<Buffer> {
  const [{ printed }, { paperOf }] = await Promise.all([import("#paper/printing.ts"), import("./report-paper.ts")]);
  return printed(paperOf(content, numbers));
}
