import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type pg from "pg";
import { Engine } from "#alarms/engine.ts";
import { shownAnew } from "#alarms/shown-anew.ts";
import type { Retention } from "#audit/retention-desk.ts";
import { WitnessNodes } from "#audit/witness-nodes.ts";
import type { Witnesses } from "#audit/witnesses.ts";
import { CHANNELS } from "#channels/catalog.ts";
import { DrillDesk } from "#channels/drill-desk.ts";
import { HostedChannels } from "#channels/hosted.ts";
import { Outbox } from "#channels/outbox.ts";
import { PushDevices } from "#channels/push-devices.ts";
import { TrialDesk } from "#channels/trial-desk.ts";
import { webPush } from "#channels/web-push/index.ts";
import { newVapidKey } from "#channels/web-push/vapid.ts";
import { DRIVERS } from "#drivers/catalog.ts";
import { HostedSources } from "#drivers/hosted.ts";
import { Supervisor } from "#drivers/supervisor.ts";
import { Dispatcher } from "#escalation/dispatcher.ts";
import type { Feed } from "#events/feed.ts";
import { Intake } from "#events/intake.ts";
import { type Clock, type Instant, systemClock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { Secret } from "#kernel/secret.ts";
import { ReportDesk } from "#numbers/report-desk.ts";
import type { Access } from "#operators/access.ts";
import { calledBy } from "#operators/called.ts";
import { ManningWatch } from "#operators/manning-watch.ts";
import { may } from "#operators/roles.ts";
import { Procedures } from "#procedures/procedures.ts";
import { ReplyCodes } from "#replies/code.ts";
import { Inbox } from "#replies/inbox.ts";
import { Verification } from "#replies/verification.ts";
import { againstDatabase, againstTimeService } from "#self/clock-offset.ts";
import { DetectionWatch } from "#self/detection-watch.ts";
import { judgeSpeech } from "#self/judge-speech.ts";
import { Watch } from "#self/watch.ts";
import { type SiteKind, settingsOf } from "#site/site.ts";
import type { SiteStore } from "#site/store.ts";
import { Speech } from "#speech/speech.ts";
import type { Batch } from "#store/batch.ts";
import type { Database } from "#store/database.ts";
import { FencedRows } from "#store/fence.ts";
import type { LeasedJournal } from "#store/journal.ts";
import type { Seal } from "#trust/seal.ts";
import { OwnReports } from "./own-reports.ts";
import { loadState } from "./state.ts";
import { Trail } from "./trail.ts";

export interface LineParts {
  readonly database: Database;
  readonly pool: pg.Pool;
  readonly journal: LeasedJournal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly feed: Feed;
  readonly site: SiteStore;
  readonly seal: Seal;
  readonly publicUrl: string;
  readonly dataFolder: string;
  readonly access: Access;
  /** What an operator is called. */
  readonly operatorName: (id: string) => string | undefined;
  /** Since when nobody was the active core, and by which token this one is; absent: it isn't put on record. */
  readonly lease?: { readonly token: number; readonly silentSince: Instant | null };
}

/**
 * The line from a device to a person and back, as it runs on the active core:
 * driver → intake → engine → dispatcher → outbox → inbox, all of it through one journal.
 */
export interface Line {
  readonly intake: Intake;
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly outbox: Outbox;
  readonly supervisor: Supervisor;
  /** The sources that modules on other machines serve. */
  readonly hosted: HostedSources;
  /** The channels that they serve. */
  readonly hostedChannels: HostedChannels;
  /** Other machines that keep copies of the audit trail. */
  readonly witnessNodes: WitnessNodes;
  readonly inbox: Inbox;
  readonly pushDevices: PushDevices;
  readonly verification: Verification;
  readonly drills: DrillDesk;
  readonly reports: ReportDesk;
  readonly procedures: Procedures;
  readonly trials: TrialDesk;
  readonly speech: Speech;
  readonly own: OwnReports;
  readonly witnesses: Witnesses;
  readonly retention: Retention;
  stop(): Promise<void>;
}

/** Loads the state and starts every part. What was due while nothing ran happens now, once and in order. */
export async function openLine(parts: LineParts): Promise<Line> {
  const { journal, pool, clock, log, feed, seal, access, publicUrl } = parts;
  const siteNow = () => parts.site.current;
  const called = (actor: string) => calledBy(access, siteNow(), actor);
  const engine = new Engine({ journal, clock, log, feed, site: siteNow, called });
  const intake = new Intake(
    journal,
    clock,
    (batch, event) => engine.take(batch, event),
    (source, point) => engine.partitionOf(source, point),
  );
  const own = new OwnReports(intake, () => engine.all(), log);
  const verification = new Verification({
    journal,
    pool,
    clock,
    site: siteNow,
    send: (wanted) => outbox.send(wanted),
    changed: () => dispatcher.siteChanged(),
  });
  const dispatcher: Dispatcher = new Dispatcher({
    journal,
    clock,
    log,
    feed,
    site: siteNow,
    own: own.report,
    policyVersion: (id, version) => parts.site.policyVersion(id, version),
    alarm: (id) => engine.alarm(id),
    alarms: () => engine.all(),
    verified: (person, channel, address) => verification.verified(person, channel, address),
    operatorName: parts.operatorName,
    deliver: (notification) => outbox.enqueue(notification),
    reAlarm: (batch, alarm, because) => engine.reAlarm(batch, alarm, because),
  });
  const speech = new Speech({
    clock,
    log,
    settings: () => settingsOf(siteNow()).speech,
    folder: join(parts.dataFolder, "cache", "speech"),
    trouble: (language, why) => own.change(judgeSpeech(language, why)),
  });
  // Without the seal messages still go out; their codes and links are then good until the next start.
  const codes = new ReplyCodes(new Secret(seal.closed === null ? seal.key("reply") : randomBytes(32)));
  const hostedChannels = new HostedChannels();
  const pushDevices = new PushDevices({
    journal,
    clock,
    log,
    seal,
    personOf: (operator) => access.operators.enabled(operator)?.person,
    newKey: newVapidKey,
  });
  const outbox: Outbox = new Outbox({
    journal,
    pool,
    clock,
    log,
    feed,
    site: siteNow,
    publicUrl,
    own: own.report,
    codes,
    kinds: CHANNELS,
    hosted: hostedChannels,
    devices: pushDevices,
    alarm: (id) => engine.alarm(id),
    callout: (id) => dispatcher.callout(id),
    failed: (batch, notification, because) => {
      if (notification.kind === "notice") batch.afterwards(() => reports.failed());
      dispatcher.failed(batch, notification, because);
    },
    tested: (batch, notification) => drills.concluded(batch, notification),
    sure: () => journal.sure,
    answered: (answer) => inbox.byChannel(answer),
    heard: (channel, heard, via) => inbox.byText(channel, heard, via),
    desk: (channel) => inbox.callDesk(channel),
    speech,
    folder: join(parts.dataFolder, "channels"),
    busy: () => journal.busy,
    unseal: async ({ id, kind }) => ({
      ...(kind === webPush.name ? { vapidKey: (await pushDevices.key()).open() } : {}),
      ...parts.site.openSettings("channel", id),
    }),
  });
  const inbox: Inbox = new Inbox({
    journal,
    pool,
    clock,
    log,
    site: siteNow,
    called,
    codes,
    alarms: engine.orders,
    outbox,
    dispatcher,
    mayShelve: (person, { partition, priority }) => {
      const grave = priority === "critical" || priority === "life-safety";
      return access.ofPerson(person).some((who) => may(who, "alarms:shelve", { partition, grave }));
    },
    changeSite: (document, order) => parts.site.put(document, order),
  });
  const supervisor = new Supervisor({
    drivers: DRIVERS,
    clock,
    log,
    feed,
    report: async (source, report) => {
      await intake.report(source, [report]);
    },
    link: (source, part, state, why) => engine.links.tell(source, part, state, why),
    unseal: ({ id }) => parts.site.openSettings("source", id),
  });
  const hosted = new HostedSources(clock, feed);
  const witnessNodes = new WitnessNodes();
  const drills: DrillDesk = new DrillDesk({
    journal,
    pool,
    clock,
    log,
    site: siteNow,
    own: own.report,
    send: (wanted, also) => outbox.send(wanted, also),
    verified: (person, channel, address) => verification.verified(person, channel, address),
    confirms: (kind) => CHANNELS.find(({ name }) => name === kind)?.can.confirmDelivery ?? false,
    standing: own.points,
  });
  const procedures = new Procedures({
    journal,
    pool,
    clock,
    log,
    feed,
    own: own.report,
    standing: own.points,
    site: siteNow,
    alarm: (id) => engine.alarm(id),
    alarms: () => engine.all(),
    verified: (person, channel, address) => verification.verified(person, channel, address),
    send: (what, also) => outbox.send(what, also),
  });
  const reports: ReportDesk = new ReportDesk({
    pool,
    rows: new FencedRows(pool),
    clock,
    log,
    site: siteNow,
    publicUrl,
    called,
    verified: (person, channel, address) => verification.verified(person, channel, address),
    sendTogether: (wanted, also) => outbox.sendTogether(wanted, also),
  });
  const { dataFolder } = parts;
  const trail = new Trail({ pool, journal, clock, log, seal, dataFolder, site: siteNow, nodes: witnessNodes, own });
  const manning = new ManningWatch({ clock, site: siteNow, access, own: own.report });
  const detections = new DetectionWatch({
    pool,
    clock,
    log,
    journal,
    written: () => journal.lastAudit,
    busy: () => journal.busy,
    own: own.report,
    limits: () => settingsOf(siteNow()).detections,
    whereIs: (actor) => access.desk.whereIs(actor),
    called,
  });
  const watch = new Watch({
    clock,
    log,
    own: own.report,
    dataFolder: parts.dataFolder,
    pool,
    sealClosed: () => seal.closed,
    // A clock of a test's own can't agree with any other one.
    otherClocks: clock === systemClock ? [() => againstDatabase(pool, clock), () => againstTimeService()] : [],
  });
  access.factors.clockWrong = () => watch.clockWrong;

  // What was started is stopped again, in reverse, when a later part fails, and otherwise by `stop`.
  await using started = new AsyncDisposableStack();
  started.use(speech);
  started.defer(() => outbox.close());
  started.defer(() => engine.stop());
  started.defer(() => dispatcher.stop());
  started.defer(() => drills.stop());
  started.defer(() => reports.stop());
  started.defer(() => procedures.stop());
  started.defer(() => inbox.close());
  started.defer(() => supervisor.stop());
  started.defer(() => watch.stop());
  started.defer(() => detections.stop());
  started.defer(() => manning.stop());
  started.defer(() => access.desk.stop());
  started.defer(() => access.refusals.close());
  started.defer(() => trail.stop());

  const { lease } = parts;
  if (lease) await journal.submit("operator", (batch) => recordStart(batch, lease));
  // Before anything is loaded: what is overdue rings at once, and an alarm that it raises has its callout.
  engine.listen({
    changed: (batch, change) => {
      procedures.changed(batch, change.alarm);
      return dispatcher.changed(batch, change);
    },
    judgeAnswer: (alarm, actor) => dispatcher.judgeAnswer(alarm, actor),
    noteAnswer: (batch, alarm, actor) => dispatcher.noteAnswer(batch, alarm, actor),
  });
  await parts.site.load();
  await verification.load();
  await loadState(parts.database, { engine, dispatcher, intake });
  await pushDevices.load(pool);
  await engine.start();
  await drills.load();
  await reports.load();
  await procedures.start();
  await outbox.load();
  await inbox.apply();
  const openSources = async () => {
    const sources = Array.from(parts.site.items.source.values(), ({ body }) => body);
    hosted.apply(sources);
    await supervisor.apply(sources.filter(({ host }) => host === undefined));
  };
  await openSources();
  const standing = own.inAlarm();
  const points = standing.map(({ point }) => point);
  watch.start(points);
  await detections.start(points);
  journal.onAudit = (entries) => detections.took(entries);
  access.desk.start();
  manning.start(standing);

  await trail.start();

  const quiet = parts.site.onChanges((changed) => {
    const touches = (...kinds: SiteKind[]) => changed.some(({ kind }) => kinds.includes(kind));
    const follow = async () => {
      await engine.siteChanged();
      dispatcher.siteChanged();
      for (const alarm of shownAnew(changed, engine.orders.all())) parts.feed.publish("alarm", alarm);
      if (touches("setting")) access.desk.start();
      if (touches("workstation", "partition")) manning.again();
      if (touches("channel", "person")) await outbox.apply();
      if (touches("channel")) await inbox.apply();
      if (touches("drill", "person", "setting")) drills.apply();
      if (touches("report", "setting")) reports.apply();
      if (touches("procedure")) procedures.siteChanged();
      if (touches("source")) await openSources();
      if (touches("witness")) await trail.applyWitnesses();
    };
    follow().catch((thrown: unknown) => {
      log.error({ changed, because: saying(thrown) }, "a change of the site was stored and could not be followed");
    });
  });

  started.defer(quiet);
  const running = started.move();
  return {
    intake,
    engine,
    dispatcher,
    outbox,
    supervisor,
    hosted,
    hostedChannels,
    witnessNodes,
    inbox,
    pushDevices,
    verification,
    drills,
    reports,
    procedures,
    trials: new TrialDesk({ journal, clock, site: siteNow, outbox }),
    speech,
    own,
    witnesses: trail.witnesses,
    retention: trail.retention,
    stop: () => running.disposeAsync(),
  };
}

/** From when on what happens can be observed. */
function recordStart(batch: Batch, { token, silentSince }: NonNullable<LineParts["lease"]>): void {
  batch.also("insert into core.active_since (token, at, silent_since) values ($1, $2, $3) on conflict do nothing", [
    token,
    new Date(batch.now),
    silentSince === null ? null : new Date(silentSince),
  ]);
}
