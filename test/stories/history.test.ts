import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { HistoryRetention } from "#history/retention-desk.ts";
import { silentLog } from "#kernel/log.ts";
import { historyOf } from "#site/kept-history.ts";
import { settingsOf } from "#site/site.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../peers/api-core.ts";

const DAY = 86_400_000;
const MONTHS = 30;

interface Kept {
  readonly kinds: readonly {
    readonly kind: string;
    readonly keepDays: number | null;
    readonly rows: number;
    readonly exact: boolean;
    readonly bytes: number;
    readonly oldest: number | null;
    readonly goes: readonly { readonly part: string }[];
    readonly stays: readonly { readonly part: string; readonly because: string }[];
    readonly nextAt: number | null;
  }[];
  readonly openStories: { readonly count: number; readonly oldest: readonly { readonly alarm: number }[] };
  readonly lookedAt: number | null;
  readonly nextLookAt: number;
  readonly removals: readonly { readonly kind: string; readonly counts: Readonly<Record<string, number>> }[];
}

/** A plant for two and a half years: every month an alarm comes, is acknowledged and goes; one stands from the first month on. */
describe("the history of years", () => {
  let test: TestCore;
  let anna: string;
  let standing: number;
  let kept: HistoryRetention;
  let troubles: (string | null)[];
  /** The months that are old enough, and the hold that keeps the second of them. */
  let due: readonly string[];
  let held: string;

  const ask = async (method: "GET" | "POST" | "PUT", url: string, body?: object) => {
    const answer = await test.api.app.inject({
      method,
      url,
      headers: asPage(anna),
      ...(body ? { payload: body } : {}),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  const good = async <T>(method: "GET" | "POST" | "PUT", url: string, body?: object): Promise<T> => {
    const answer = await ask(method, url, body);
    assert.ok(answer.status < 300, `${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  };
  const report = (kind: "raise" | "clear", point: string) =>
    test.core.report("plant", [
      { kind, point, category: "technical", condition: "fault", priority: "high", text: `Fault of ${point}`, raw: "" },
    ]);
  const alarmOf = (point: string) =>
    [...test.core.alarms.all()].find((alarm) => alarm.point === point) ?? assert.fail(`there is no alarm of ${point}`);
  const monthOf = (more: number) => {
    const now = new Date(test.clock.now());
    return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + more);
  };
  /** Of the month to come, as the running server makes them; what came before the first lies outside all months. */
  const makeParts = async () => {
    const name = new Date(monthOf(1)).toISOString().slice(0, 7).replace("-", "");
    const [from, to] = [1, 2].map((more) => new Date(monthOf(more)).toISOString());
    await test.look.query("set role tocsin_owner");
    for (const table of ["core.event", "core.transition"]) {
      await test.look.query(
        `create table if not exists ${table}_${name} partition of ${table} for values from ('${from}') to ('${to}')`,
      );
    }
    await test.look.query("reset role");
  };
  const partsNow = async () => {
    const { rows } = await test.look.query<{ part: string }>(
      "select inhrelid::regclass::text as part from pg_inherits where inhparent in ('core.event'::regclass, 'core.transition'::regclass)",
    );
    return rows.map(({ part }) => part).filter((part) => /_\d{6}$/.test(part));
  };
  const openDesk = () => {
    troubles = [];
    kept = new HistoryRetention({
      pool: test.core.pool,
      journal: test.core.journal,
      clock: test.clock,
      log: silentLog,
      settings: () => historyOf(settingsOf(test.site.current)),
      busy: () => false,
      trouble: (because) => troubles.push(because),
      troubled: false,
    });
    kept.start();
  };
  /** Lets a little time pass until it is so. */
  const until = async (what: string, holds: () => Promise<boolean>, stepMs = 1000) => {
    for (let tries = 0; !(await holds()); tries++) {
      assert.ok(tries < 4000, `it did not become true that ${what}; ${JSON.stringify(troubles)}`);
      test.clock.advance(stepMs);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const lookedAt = async () =>
    (await test.look.query<{ at: Date }>("select at from core.history_look")).rows[0]?.at.getTime() ?? null;

  before(async () => {
    const ago = new Date();
    ago.setUTCMonth(ago.getUTCMonth() - MONTHS, 10);
    test = await openTestCore(Date.now() - ago.getTime());
    anna = await enrolled(test);
    for (let month = 0; month <= MONTHS; month++) {
      if (month < MONTHS) await makeParts();
      if (month === 0) {
        await report("raise", "pump.9");
        standing = alarmOf("pump.9").id;
      }
      await report("raise", `pump.${month % 3}`);
      const { id, occurrence, sequence } = alarmOf(`pump.${month % 3}`);
      await test.core.alarms.acknowledge({
        alarm: id,
        occurrence,
        sequence,
        actor: { id: "operator:anna", via: "screen" },
      });
      await report("clear", `pump.${month % 3}`);
      if (month < MONTHS) test.clock.advance(Math.min(monthOf(1) + 9 * DAY, Date.now()) - test.clock.now());
    }
    test.clock.advance(Date.now() - test.clock.now());
  });
  // Steps of the clock lock the screen.
  beforeEach(async () => {
    anna = await signedIn();
  });
  after(async () => {
    await kept?.stop();
    await test.close();
  });

  async function signedIn(): Promise<string> {
    const answer = await test.api.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { id: "anna.keller", password: PASSWORD },
    });
    return cookieOf(answer.headers["set-cookie"]);
  }

  it("is shown with what goes next and what stays, before anything goes", async () => {
    const { kinds, openStories, lookedAt: looked, removals } = await good<Kept>("GET", "/api/v1/history/retention");
    const [events, alarms] = kinds;
    assert.deepEqual([events?.kind, events?.keepDays, events?.exact], ["events", 730, true]);
    assert.ok((events?.rows ?? 0) >= 2 * (MONTHS + 1) + 1);
    due = events?.goes.map(({ part }) => part) ?? [];
    assert.ok(due.length >= 4 && due.length <= 6, due.join());
    assert.deepEqual(
      alarms?.goes.map(({ part }) => part.slice(-6)),
      due.map((part) => part.slice(-6)),
    );
    assert.ok((events?.bytes ?? 0) > 0 && (events?.oldest ?? Number.POSITIVE_INFINITY) < Date.now() - 850 * DAY);
    // Tocsin's own alarms that nobody has answered are among them.
    assert.equal(openStories.oldest[0]?.alarm, standing);
    assert.equal(openStories.oldest.length, Math.min(5, openStories.count));
    assert.deepEqual([looked, removals], [null, []]);
    const { text } = { text: (await test.api.app.inject({ url: "/metrics", headers: asPage(anna) })).body };
    assert.match(text, /^tocsin_history_bytes\{kind="events"\} \d{4,}$/m);
    assert.match(text, /^tocsin_history_removed_rows_total\{kind="messages"\} 0$/m);
  });

  it("stays where a legal hold covers it, however old it is", async () => {
    const [from, to] = [due[1], due[1]].map(
      (part) =>
        /(\d{4})(\d{2})$/
          .exec(part ?? "")
          ?.slice(1)
          .map(Number) ?? [],
    );
    const since = Date.UTC(from?.[0] ?? 0, (from?.[1] ?? 0) - 1, 5);
    const until = Date.UTC(to?.[0] ?? 0, (to?.[1] ?? 0) - 1, 20);
    const hold = { reason: "Accident at pump 1", since, until };
    held = (await good<{ id: string }>("POST", "/api/v1/audit-trail/holds", hold)).id;
    const { kinds } = await good<Kept>("GET", "/api/v1/history/retention");
    assert.deepEqual(
      kinds[0]?.stays.map(({ part, because }) => [part, because]),
      [[due[1], `the legal hold '${held}' covers it: Accident at pump 1`]],
    );
  });

  it("goes by itself ten minutes after a start that follows a missed night, month by month, each told once", async () => {
    openDesk();
    assert.equal(await lookedAt(), null);
    await until("it was looked after", async () => (await lookedAt()) !== null, 60_000);
    const left = await partsNow();
    const gone = due.filter((part) => part !== due[1]);
    for (const part of gone) {
      assert.ok(!left.includes(part) && !left.includes(part.replace("event", "transition")), part);
    }
    assert.ok(left.includes(due[1] ?? "") && left.includes((due[1] ?? "").replace("event", "transition")));
    const { rows } = await test.look.query<{ sentence: string }>(
      "select sentence from audit.entry where action = 'history.removed' order by seq",
    );
    // What lay outside all months, and each month of both kinds.
    assert.equal(rows.length, 2 * (gone.length + 1), rows.map(({ sentence }) => sentence).join("\n"));
    for (const { sentence } of rows) {
      assert.match(
        sentence,
        /^By the site's retention of 730 days, \d+ (events|changes of alarms|changes of alarms and \d callouts) from .* were removed\./,
      );
    }
    assert.deepEqual(troubles, []);
  });

  it("keeps the whole story of the alarm that stands, and no page breaks on what is gone", async () => {
    const story = await good<{ transitions: { input: string; at: number }[] }>("GET", `/api/v1/alarms/${standing}`);
    assert.equal(story.transitions[0]?.input, "activate");
    assert.ok((story.transitions[0]?.at ?? Date.now()) < Date.now() - 850 * DAY);
    const { rows } = await test.look.query<{ event: number }>(
      "select event::int from core.transition where alarm = $1 order by id limit 1",
      [standing],
    );
    const first = rows[0]?.event ?? 0;
    await good("GET", `/api/v1/events/${first}`);
    const removed = await ask("GET", `/api/v1/events/${first + 1}`);
    assert.equal(removed.status, 410, JSON.stringify(removed.body));
    assert.match(String(removed.body.detail), /^Event \d+ was removed on \d{4}-\d{2}-\d{2} by the site's retention\.$/);
    assert.equal((await ask("GET", "/api/v1/events/999999")).status, 404);
    const { items } = await good<{ items: { kind: string; upTo: number }[] }>("GET", "/api/v1/history/removals");
    assert.deepEqual(
      items.map(({ kind }) => kind),
      ["events", "alarms"],
    );
    for (const path of [
      "events?limit=500",
      "transitions?limit=500",
      `alarms/${alarmOf("pump.0").id}`,
      "events/count",
    ]) {
      await good("GET", `/api/v1/${path}`);
    }
  });

  it("is looked after once a night, at the hour that the site names", async () => {
    const before = await lookedAt();
    const { nextLookAt } = await good<Kept>("GET", "/api/v1/history/retention");
    const night = new Date(nextLookAt);
    assert.deepEqual([night.getUTCHours(), night.getUTCMinutes()], [3, 0]);
    await kept.stop();
    openDesk();
    await until("the next night was looked after", async () => (await lookedAt()) !== before, 600_000);
    assert.ok(((await lookedAt()) ?? 0) >= nextLookAt, "not again in the same night");
  });

  it("is kept for ever where the site says so, and never less than 90 days", async () => {
    const put = (history: object) => ask("PUT", "/api/v1/site/setting/site", { id: "site", history });
    const refused = await put({ eventsDays: 30 });
    assert.equal(refused.status, 400, JSON.stringify(refused.body));
    assert.match(JSON.stringify(refused.body), /90/);
    const taken = await put({ eventsDays: null, alarmsDays: 90 });
    assert.ok(taken.status < 300, JSON.stringify(taken.body));
    const { kinds } = await good<Kept>("GET", "/api/v1/history/retention");
    assert.deepEqual([kinds[0]?.keepDays, kinds[0]?.goes, kinds[0]?.nextAt], [null, [], null]);
    assert.ok((kinds[1]?.goes.length ?? 0) > 15);
  });
});
