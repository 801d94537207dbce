import { systemClock } from "#kernel/clock.ts";
import { Media } from "#wire/rtp/media.ts";
import { Metronome } from "#wire/rtp/metronome.ts";
import { readSession, type Session, writeAnswer } from "#wire/rtp/sdp.ts";
import { UserAgent } from "#wire/sip/agent.ts";
import type { IncomingCall } from "#wire/sip/incoming-call.ts";

/** Telephones that pick up at once, and speak until they are told to be quiet: a process of their own. */
const metronome = new Metronome(systemClock);
const calls: { readonly media: Media; readonly session: Session }[] = [];

async function answer(call: IncomingCall): Promise<void> {
  const session = readSession(call.offer);
  if (!session) return call.refuse(488, "Not Acceptable Here");
  const media = await Media.open({
    address: "127.0.0.1",
    ports: { from: 50_000, to: 54_999 },
    metronome,
    digit: () => {},
  });
  media.agree(session);
  calls.push({ media, session });
  const own = { host: "127.0.0.1", port: media.port, id: 1, version: 1, key: null };
  await call.answer(writeAnswer(own, session), { offered: () => null, info: () => {}, ended: () => {} });
}

const agent = await UserAgent.open(
  {
    transport: "udp",
    server: { host: "127.0.0.1", port: 9 },
    domain: "127.0.0.1",
    user: "telephones",
    displayName: "Telephones",
    address: "127.0.0.1",
    port: 0,
    timeoutMs: 10_000,
    agentName: "bench",
    called: (call) => void answer(call),
  },
  systemClock,
);

process.on("message", (order: "quiet" | "count") => {
  // Whoever is on hold says nothing.
  if (order === "quiet") for (const { media, session } of calls) media.agree({ ...session, direction: "sendonly" });
  else {
    const [sent, taken] = calls.reduce(
      ([first, second], { media: { counts } }) => [first + counts.sent, second + counts.taken],
      [0, 0],
    );
    process.send?.({ sent, taken });
  }
});
process.send?.({ port: Number(/:(\d+)>?$/u.exec(await agent.contact())?.[1]) });
