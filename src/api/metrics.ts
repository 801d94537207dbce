import type { Gauge, Registry } from "prom-client";
import { ALARM_STATES } from "#alarms/alarm.ts";
import { PRIORITIES } from "#events/event.ts";
import { may } from "#operators/roles.ts";
import { historyOf } from "#site/kept-history.ts";
import { settingsOf } from "#site/site.ts";
import type { Core, Figures } from "./core.ts";
import { refuseLocked } from "./identity.ts";
import { Refusal } from "./problem.ts";
import type { Api } from "./server.ts";

/** `/metrics` in Prometheus' text form. The library is loaded when somebody asks for the first time. */
export function metrics(api: Api, core: Core, streams: { readonly size: number }): void {
  let made: Promise<Shown> | null = null;
  api.get(
    "/metrics",
    {
      config: { needs: "open" },
      schema: {
        summary: "Figures for Prometheus; needs metrics:read, or the loopback address",
        produces: ["text/plain"],
      },
    },
    async (request, reply) => {
      const isLocal = core.metricsOnLoopback && isLoopback(request.raw.socket?.remoteAddress);
      const { who } = request;
      if (!isLocal && who) refuseLocked(who);
      const mayRead = who !== null && may(who, "metrics:read", { everywhere: true });
      if (!isLocal && !mayRead) {
        throw who
          ? new Refusal(403, "Not permitted", "Reading the figures needs the right 'metrics:read'.")
          : new Refusal(401, "Not signed in", "Send a bearer token with the right 'metrics:read'.");
      }
      made ??= prepare();
      const shown = await made;
      refresh(shown, core);
      await refreshHistory(shown, core);
      shown.listeners.set(streams.size);
      return reply
        .type(shown.registry.contentType)
        .serializer(String)
        .send(await shown.registry.metrics());
    },
  );
}

function isLoopback(address: string | undefined): boolean {
  return address === "127.0.0.1" || address === "::1" || address === "::ffff:127.0.0.1";
}

interface Shown {
  readonly registry: Registry;
  readonly figures: ReadonlyMap<keyof Figures, Gauge>;
  readonly alarms: Gauge;
  readonly channels: ReadonlyMap<"waiting" | "sent" | "failed", Gauge>;
  readonly sources: Gauge;
  readonly sessions: Gauge;
  readonly listeners: Gauge;
  readonly history: ReadonlyMap<HistoryFigure, Gauge>;
  historyReadAt: number;
}

/** What the database holds changes slowly, and asking for it takes a moment. */
const HISTORY_EVERY_MS = 600_000;
const HISTORY = {
  bytes: ["tocsin_history_bytes", "What the database holds, by kind of history"],
  rows: ["tocsin_history_rows", "Rows of its main table, by kind of history; about so many beyond 100,000"],
  growth: ["tocsin_history_bytes_per_day", "What comes in a day, by kind of history"],
  oldest: ["tocsin_history_oldest_timestamp_seconds", "When the oldest came, by kind of history"],
  removed: ["tocsin_history_removed_rows_total", "Rows that the site's retention has removed, by kind of history"],
} as const;
type HistoryFigure = keyof typeof HISTORY;

const FIGURES: Readonly<Record<keyof Figures, readonly [name: string, help: string]>> = {
  events: ["tocsin_events_total", "Events taken since the start"],
  repeats: ["tocsin_event_repeats_total", "Events that were repeats and stored once"],
  batches: ["tocsin_commits_total", "Transactions of the journal"],
  rows: ["tocsin_rows_total", "Rows written by the journal"],
  waiting: ["tocsin_rows_waiting", "Rows that wait for the database"],
  lastCommitMs: ["tocsin_last_commit_milliseconds", "Duration of the last transaction"],
};

async function prepare(): Promise<Shown> {
  const { collectDefaultMetrics, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const keys = Object.keys(FIGURES) as (keyof Figures)[];
  return {
    registry,
    figures: new Map(keys.map((key) => [key, gauge(...FIGURES[key])])),
    alarms: gauge("tocsin_alarms", "Alarms by state and priority", ["state", "priority"]),
    channels: new Map([
      ["waiting", gauge("tocsin_notifications_waiting", "Messages that wait, by channel", ["channel"])],
      ["sent", gauge("tocsin_notifications_sent_total", "Messages sent since the start, by channel", ["channel"])],
      [
        "failed",
        gauge("tocsin_notifications_failed_total", "Messages given up since the start, by channel", ["channel"]),
      ],
    ]),
    sources: gauge("tocsin_source_up", "1: connected, 0: not, by source", ["source"]),
    sessions: gauge("tocsin_sessions", "Operators' sessions"),
    listeners: gauge("tocsin_feed_listeners", "Open streams of the live feed"),
    history: new Map(
      (Object.keys(HISTORY) as HistoryFigure[]).map((key) => {
        const [name, help] = HISTORY[key];
        return [key, gauge(name, help, ["kind"])];
      }),
    ),
    historyReadAt: Number.NEGATIVE_INFINITY,
  };
}

function refresh(shown: Shown, core: Core): void {
  const figures = core.figures();
  for (const [key, gauge] of shown.figures) gauge.set(figures[key]);
  const counts = new Map<string, number>();
  for (const { state, priority } of core.alarms.all()) {
    const key = `${state} ${priority}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const state of ALARM_STATES) {
    for (const priority of PRIORITIES) shown.alarms.set({ state, priority }, counts.get(`${state} ${priority}`) ?? 0);
  }
  for (const gauge of shown.channels.values()) gauge.reset();
  for (const health of core.outbox.health()) {
    for (const [key, gauge] of shown.channels) gauge.set({ channel: health.id }, health[key]);
  }
  shown.sources.reset();
  for (const { id, state } of core.sources.health()) shown.sources.set({ source: id }, state === "up" ? 1 : 0);
  shown.sessions.set(core.access.sessions.size);
}

async function refreshHistory(shown: Shown, core: Core): Promise<void> {
  const now = core.clock.now();
  if (now - shown.historyReadAt < HISTORY_EVERY_MS) return;
  shown.historyReadAt = now;
  const { readKinds } = await import("#history/kept.ts");
  const { removedRows } = await import("#history/removals.ts");
  const kinds = await readKinds(core.pool, historyOf(settingsOf(core.site.current)).keepDays, [], now);
  const removed = await removedRows(core.pool);
  for (const { kind, bytes, rows, bytesPerDay: growth, oldest } of kinds) {
    const figures = { bytes, rows, growth, oldest: (oldest ?? now) / 1000, removed: removed.get(kind) ?? 0 };
    for (const [key, gauge] of shown.history) gauge.set({ kind }, figures[key]);
  }
}
