import assert from "node:assert/strict";
import { it } from "node:test";
import { readRuns } from "#numbers/report-rows.ts";
import { Story } from "./story.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** The next moment at which clocks in Berlin show so many hours, as the site's own. */
function nextMorning(now: number): number {
  const six = Math.floor(now / DAY) * DAY + 6 * 3_600_000;
  return six > now ? six : six + DAY;
}

const REPORT = {
  id: "daily",
  name: "Alarms of the day",
  period: "day",
  days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
  at: "06:00",
  recipients: [{ person: "vera" }, { address: "board@plant.example", channel: "mail" }],
};

const runsOf = (story: Story) => readRuns(story.server.core.pool, ["daily"], 10);

async function notices(story: Story): Promise<{ state: string }[]> {
  const { rows } = await story.server.core.pool.query<{ state: string }>(
    "select state from core.notification where kind = 'notice'",
  );
  return rows;
}

interface Reports {
  readonly items: readonly { readonly id: string; readonly nextAt: number | null }[];
}

it("a report comes at its time, once, also when the server is stopped at that moment or did not run", async (t) => {
  const story = await Story.open(t, ({ channels, person }) => ({
    channels,
    persons: [person("vera", ["mail"], { language: "de", timeZone: "America/New_York" })],
    reports: [REPORT],
  }));
  const [vera, board] = ["vera@plant.example", "board@plant.example"];

  // Somebody asks for it besides its times, and sees it before.
  const sent = (await story.good("POST", "/api/v1/reports/daily/send", {})) as { because: string };
  assert.equal(sent.because, `sent to ${vera}, ${board}`);
  const asked = await story.mails.take("what was asked for", ({ to }) => to === vera);
  assert.match(asked.subject, /Alarms of the day/);
  assert.match(asked.text, /außerhalb seiner Zeiten angefordert/);
  assert.match(asked.html, /Alarme je 10 Minuten[\s\S]*Gemeldete Alarme geteilt durch/);
  assert.deepEqual(asked.attachments.slice(0, 3), ["report.pdf", "kpis.csv", "positions.csv"]);
  assert.match(asked.files[0]?.toString("latin1") ?? "", /^%PDF-1[^]*%%EOF\s*$/);
  assert.match(asked.files[1]?.toString("utf8") ?? "", /^Kennzahl,Wert,/);
  const copy = await story.mails.take("the copy for the board", ({ to }) => to === board);
  // Each reads it in their own language and by their own clocks, whoever is nobody in the directory in the site's.
  assert.match(copy.text, /besides its times/);
  assert.match(copy.html, /lang="en"[^]*Alarms per 10 minutes/);
  assert.match(asked.text, /\(America\/New_York\)/);
  assert.match(copy.text, /\(UTC\)/);

  // Its time comes while the mail server is down, for longer than a message is tried, and then the server is torn out of its
  // work: what was given up has gone anew, and is on disk.
  const { items } = await story.get<Reports>("/api/v1/reports");
  const due = nextMorning(story.clock.now());
  assert.equal(items[0]?.nextAt, due);
  await story.mailServer.down();
  story.clock.advance(due - story.clock.now());
  await story.until("the report was made", async () => (await runsOf(story)).length === 2);
  const inState = async (...states: readonly string[]) =>
    (await notices(story)).filter(({ state }) => states.includes(state)).length;
  story.clock.advance(5 * HOUR);
  await story.until("its mails were given up", async () => (await inState("rejected")) === 2);
  story.clock.advance(60_000);
  await story.until("they are sent anew", async () => (await inState("pending", "retry")) === 2);
  await story.server.stop(true);
  await story.restart(() => story.mailServer.up());
  story.clock.advance(120_000); // what was tried in vain is tried again
  const onTime = await story.mails.take("the report of its time", ({ to }) => to === vera);
  assert.doesNotMatch(onTime.text, /verspätet|angefordert/);
  await story.mails.take("the board's copy", ({ to }) => to === board);

  // Its next time passes while nothing runs: it comes late, and says so.
  await story.restart(() => story.clock.advance(DAY + HOUR));
  const late = await story.mails.take("the late report", ({ to }) => to === vera);
  assert.match(late.text, /kommt er verspätet/);
  await story.mails.take("the board's late copy", ({ to }) => to === board);

  // The administrator's session has run out by then.
  assert.deepEqual(
    (await runsOf(story)).map(({ dueAt }) => dueAt),
    [due + DAY, due, null],
  );
  const { pool } = story.server.core;
  await story.until("each of its mails stands in the delivery log as taken", async () => {
    return (await inState("accepted")) === 6 && (await notices(story)).length === 8;
  });
  const told = await pool.query("select from audit.entry where object = 'report:daily' and action = 'report.sent'");
  assert.equal(told.rowCount, 3);
});

it("a report says to whom it can't go, and a site that wants one sent to nobody's mailbox is refused", async (t) => {
  const story = await Story.open(t, ({ channels }) => ({ channels }));
  await story.good("PUT", "/api/v1/site/person/vera", story.far.person("vera"));
  const recipients = [{ person: "vera" }];
  await story.good("PUT", "/api/v1/site/report/daily", { ...REPORT, recipients });
  const sent = (await story.good("POST", "/api/v1/reports/daily/send", {})) as { because: string };
  assert.equal(sent.because, "sent to nobody; not to Vera: no e-mail address has been confirmed");
  const refused = await story.ask("PUT", "/api/v1/site/report/other", {
    ...REPORT,
    id: "other",
    recipients: [{ address: "board@plant.example", channel: "hook" }],
  });
  assert.equal(refused.status, 422);
  assert.match(JSON.stringify(refused.body), /a channel of the kind smtp/);
});
