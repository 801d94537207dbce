import type { Pool } from "pg";
import type { Notification } from "#escalation/callout.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { Timetable } from "#kernel/timetable.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Actor, Batch } from "#store/batch.ts";
import type { FencedRows } from "#store/fence.ts";
import type { BadActor } from "./bad-actors.ts";
import type { Span } from "./bins.ts";
import type { Numbers } from "./figures.ts";
import type { ReportContent } from "./report-content.ts";
import type { ReportMail } from "./report-mail.ts";
import { alike, isStillReached, type Recipient, recipientsOf } from "./report-recipients.ts";
import { insertMail, insertRun, moveMail, readDone, readGivenUp } from "./report-rows.ts";
import { dueBetween, nextDue, openFrom, periodBefore, type Report } from "./report-times.ts";

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
/** For so long a mail is sent anew when its server did not take it. RFC 5321, 4.5.4.1: at least 4 to 5 days. */
const SENT_ANEW_MS = 5 * 86_400_000;

/** Sends reports at their times, each once: that it was made, and its mails, are stored together. */
export class ReportDesk {
  readonly #host: ReportDeskHost;
  readonly #times: Timetable<string>;
  /** When mails that were given up are looked for. */
  readonly #anew: Timetable<"given up">;
  /** By report: up to when its times have been dealt with. */
  readonly #done = new Map<string, Instant>();
  readonly #versions = new Map<string, number>();
  #stopped = false;
  #again: Promise<unknown> = Promise.resolve();

  constructor(host: ReportDeskHost) {
    this.#host = host;
    this.#times = new Timetable(host.clock, (due) => {
      for (const id of due) this.#due(id);
    });
    this.#anew = new Timetable(host.clock, () => this.#sendAnew());
  }

  /** What was missed while nothing ran is made up for. */
  async load(): Promise<void> {
    const { site, pool } = this.#host;
    const reports = site().items.report;
    if (reports.size > 0) for (const [id, at] of await readDone(pool)) this.#done.set(id, at);
    for (const [id, { version }] of reports) this.#versions.set(id, version);
    this.apply();
    // A mail may have been given up in the last moment of whoever ran before.
    this.#anew.set("given up", this.#host.clock.now() + RETRY_MS);
  }

  /** Call it when a notice came to nothing: where it was a report's mail, that is sent anew. */
  failed(): void {
    if (!this.#stopped) this.#anew.set("given up", this.#host.clock.now() + RETRY_MS);
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
    this.#anew.stop();
  }

  /** null: it is switched off. */
  nextAt(report: Report): Instant | null {
    if (!report.enabled) return null;
    const { clock } = this.#host;
    const now = clock.now();
    const after = openFrom(this.#done.get(report.id), now);
    return dueBetween(report, this.#zone, after, now)[0] ?? nextDue(report, this.#zone, Math.max(after, now));
  }

  /** Sends it now, about the time before today. Resolves with to whom, once it is stored. */
  async sendNow(id: string, actor: Actor): Promise<string> {
    return this.#send(this.#report(id), null, actor);
  }

  /** As it would go out now. */
  async preview(id: string, format: "html" | "pdf"): Promise<string | Buffer> {
    const report = this.#report(id);
    const counted = await this.#count(report, periodBefore(report.period, this.#host.clock.now(), this.#zone));
    const made = await this.#made(report, counted, null);
    return format === "html" ? (await import("./report-mail.ts")).htmlOf(made.content) : onPaper(made);
  }

  #due(id: string): void {
    const { site, clock, log } = this.#host;
    const report = site().items.report.get(id)?.body;
    if (!report?.enabled) return;
    const [due] = dueBetween(report, this.#zone, openFrom(this.#done.get(id), clock.now()), clock.now());
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
    const { clock, sendTogether, site, verified } = this.#host;
    const period = periodBefore(report.period, due ?? clock.now(), this.#zone);
    const { found, missing } = recipientsOf(report, site(), verified);
    const counted = await this.#count(report, period);
    const wanted: Wanted[] = [];
    const mails: ReportMail[] = [];
    for (const readers of alike(found).values()) {
      const mail = await this.#mailFor(report, counted, due, readers);
      for (const { person, method, channel, address } of readers) {
        wanted.push({ ...message(report.name, mail.text), person, method, channel, address });
        mails.push(mail);
      }
    }
    const because = [
      wanted.length === 0 ? "sent to nobody" : `sent to ${found.map(({ address }) => address).join(", ")}`,
      ...missing,
    ].join("; ");
    await sendTogether(wanted, (batch, notifications) => {
      insertRun(batch, { report: report.id, dueAt: due, madeAt: batch.now, madeBy: actor.id, period, because });
      for (const [place, { id }] of notifications.entries()) {
        const mail = mails[place];
        if (mail) insertMail(batch, id, report.id, mail.html, mail.attachments);
      }
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

  async #mailFor(
    report: Report,
    counted: Counted,
    due: Instant | null,
    [reader]: readonly Recipient[],
  ): Promise<ReportMail> {
    const made = await this.#made(report, counted, due, reader);
    const [{ mailOf }, pdf] = await Promise.all([import("./report-mail.ts"), onPaper(made)]);
    return mailOf(made.content, pdf);
  }

  /** What was given up because a mail server was away for hours goes anew, until its report is too old to be read. */
  #sendAnew(): void {
    this.#again = this.#again.then(async () => {
      const { pool, clock, log, site, verified, sendTogether } = this.#host;
      try {
        for (const given of await readGivenUp(pool, clock.now() - SENT_ANEW_MS)) {
          if (this.#stopped) return;
          if (!isStillReached(given, site(), verified)) continue;
          const { report, person, method, channel, address, text } = given;
          const name = site().items.report.get(report)?.body.name ?? report;
          const wanted = { ...message(name, text), person, method, channel, address };
          await sendTogether([wanted], (batch, notifications) => {
            for (const { id } of notifications) moveMail(batch, given.id, id);
          });
        }
      } catch (thrown) {
        if (this.#stopped) return;
        log.warn({}, `reports that were given up wait: ${saying(thrown)}`);
        this.#anew.set("given up", clock.now() + RETRY_MS);
      }
    });
  }

  async #count(report: Report, period: Span): Promise<Counted> {
    const { pool, rows, clock } = this.#host;
    const { countedApart, badActorsApart } = await import("./counting.ts");
    const site = this.#host.site();
    const partitions = report.partitions.length === 0 ? null : report.partitions;
    const numbers = await countedApart(rows, { pool, site, now: clock.now() }, { ...period, partitions });
    const badActors = report.what.includes("top-ten") ? await badActorsApart(rows, site, numbers) : [];
    return { numbers, badActors };
  }

  /** @param reader absent: whoever reads as the report and the site say */
  async #made(
    report: Report,
    { numbers, badActors }: Counted,
    due: Instant | null,
    reader?: Pick<Recipient, "language" | "timeZone">,
  ): Promise<Made> {
    const { clock, publicUrl, called } = this.#host;
    const { contentOf } = await import("./report-content.ts");
    const site = this.#host.site();
    const language = reader?.language ?? report.language ?? settingsOf(site).language;
    const timeZone = reader?.timeZone ?? this.#zone;
    const occasion = due === null ? ("asked-for" as const) : { due, isLate: clock.now() - due > LATE_MS };
    const wish = { ...report, language };
    return { numbers, content: contentOf({ wish, timeZone, site, numbers, badActors, called, publicUrl, occasion }) };
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

function message(report: string, text: string) {
  return { kind: "notice", priority: "low", text, because: `the report ${report} goes to it` } as const;
}

interface Counted {
  readonly numbers: Numbers;
  readonly badActors: readonly BadActor[];
}

interface Made {
  readonly numbers: Numbers;
  readonly content: ReportContent;
}

async function onPaper({ numbers, content }: Made): Promise<Buffer> {
  const [{ printed }, { paperOf }] = await Promise.all([import("#paper/printing.ts"), import("./report-paper.ts")]);
  return printed(paperOf(content, numbers));
}
