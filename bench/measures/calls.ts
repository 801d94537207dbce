import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "#kernel/clock.ts";
import { readSession, type Session, writeOffer } from "#wire/rtp/sdp.ts";
import { Studio, type StudioSound } from "#wire/rtp/studio.ts";
import { UserAgent } from "#wire/sip/agent.ts";
import type { OutgoingCall } from "#wire/sip/call.ts";
import { type Row, rowOf } from "../measure.ts";

const CALLS = 100;
const SPEAKING_MS = 20_000;

interface Talk {
  readonly call: OutgoingCall;
  readonly sound: StudioSound;
  readonly session: Session;
}

interface Told {
  readonly sent: number;
  readonly taken: number;
}

/** The worst of all runs: 100 calls at once by SIP to another process, 50 packets a second each way, while this thread works. */
export async function calls(runs: number): Promise<Row[]> {
  let [lost, worstMs] = [0, 0];
  for (let turn = 0; turn < runs; turn++) {
    const passed = await pass();
    lost += passed.lost;
    worstMs = Math.max(worstMs, passed.worstMs);
  }
  return [rowOf("calls-rtp-lost", [lost]), rowOf("calls-lateness-ms", [worstMs])];
}

async function pass(): Promise<{ readonly lost: number; readonly worstMs: number }> {
  const far = fork(join(import.meta.dirname, "..", "far-sides", "telephones.ts"));
  const [{ port }] = (await once(far, "message")) as [{ port: number }];
  const agent = await UserAgent.open(
    {
      transport: "udp",
      server: { host: "127.0.0.1", port },
      domain: "127.0.0.1",
      user: "tocsin",
      displayName: "Tocsin",
      address: "127.0.0.1",
      port: 0,
      timeoutMs: 10_000,
      agentName: "bench",
    },
    systemClock,
  );
  const studio = new Studio();
  const talks = await Promise.all(Array.from({ length: CALLS }, () => begin(agent, studio)));
  await talks[0]?.sound.counts(); // the time of setting up is not the calls'
  const until = performance.now() + SPEAKING_MS;
  // What a busy core does meanwhile: half of this thread.
  while (performance.now() < until) {
    const pieceEnds = performance.now() + 25;
    while (performance.now() < pieceEnds) JSON.parse(JSON.stringify({ at: performance.now() }));
    await pause(25);
  }
  const worstMs = (await talks[0]?.sound.counts())?.worstMs ?? Number.POSITIVE_INFINITY;
  for (const { sound, session } of talks) sound.agree({ ...session, direction: "sendonly" }, null);
  far.send("quiet");
  const [ours, theirs] = await settled(talks, far);
  await Promise.all(talks.map(({ call }) => call.hangUp()));
  await Promise.all(talks.map(({ sound }) => sound[Symbol.asyncDispose]()));
  await studio[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
  far.kill();
  await once(far, "exit");
  const least = (SPEAKING_MS / 20) * CALLS;
  if (ours.sent < least || theirs.sent < least)
    throw new Error(`only ${ours.sent} and ${theirs.sent} packets were sent`);
  return { lost: ours.sent - theirs.taken + theirs.sent - ours.taken, worstMs };
}

async function begin(agent: UserAgent, studio: Studio): Promise<Talk> {
  const sound = await studio.open({
    address: "127.0.0.1",
    ports: { from: 40_000, to: 44_999 },
    digit: () => {},
    lost: (because) => {
      throw new Error(because);
    },
  });
  const own = { host: "127.0.0.1", port: sound.port, id: 1, version: 1, key: null };
  const events = { ringing: () => {}, offered: () => null, info: () => {}, ended: () => {} };
  const call = agent.call("sip:somebody@127.0.0.1", writeOffer(own), events);
  const answer = await call.answer;
  const session = answer.kind === "answered" ? readSession(answer.sdp) : null;
  if (!session) throw new Error(`a telephone did not pick up: ${JSON.stringify(answer)}`);
  sound.agree(session, null);
  return { call, sound, session };
}

/** What was sent and arrived, once nothing more arrives. What came before we had agreed to it has arrived too. */
async function settled(talks: readonly Talk[], far: ChildProcess): Promise<[Told, Told]> {
  let before = -1;
  for (;;) {
    await pause(250);
    const counts = await Promise.all(talks.map(({ sound }) => sound.counts()));
    const ours = counts.reduce(
      (sum, one) => ({
        sent: sum.sent + (one?.sent ?? 0),
        taken: sum.taken + (one?.taken ?? 0) + (one?.ignored ?? 0),
      }),
      { sent: 0, taken: 0 },
    );
    far.send("count");
    const [theirs] = (await once(far, "message")) as [Told];
    if (ours.taken + theirs.taken === before) return [ours, theirs];
    before = ours.taken + theirs.taken;
  }
}
