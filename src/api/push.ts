import { z } from "zod";
import { OWN_DEVICES } from "#channels/own-devices.ts";
import type { PushDevice } from "#channels/push-devices.ts";
import { whyNotThere } from "#channels/web-push/endpoint.ts";
import { webPush } from "#channels/web-push/index.ts";
import { Settings } from "#channels/web-push/settings.ts";
import { Subscription, writtenSubscription } from "#channels/web-push/subscription.ts";
import { publicKeyOf } from "#channels/web-push/vapid.ts";
import type { Person } from "#site/person.ts";
import type { Core } from "./core.ts";
import { actorIn, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant } from "./schemas.ts";
import type { Api } from "./server.ts";

const Told = z.object({ because: z.string() });
const Device = z.object({
  id: z.string(),
  name: z.string(),
  fingerprint: z.string().describe("SHA-256 of the subscription's endpoint, base64url: a browser knows itself by it"),
  createdAt: Instant,
  failing: Told.extend({ since: Instant }).nullable().describe("Why the last message did not arrive"),
  lost: Told.extend({ at: Instant }).nullable().describe("Why nothing is sent there any more"),
});

const View = z.object({
  publicKey: z.string().nullable().describe("What a browser subscribes with; null: push can't be switched on"),
  whyNot: z.string().nullable().describe("Why it can't, and what to do"),
  trouble: z.string().nullable().describe("Why push may not arrive, whatever the device"),
  devices: z.array(Device),
});

/** How push reaches the person that an operator is. */
interface Way {
  readonly person: Person;
  readonly method: string;
  readonly channel: string;
}

/** Push to one's own devices: switched on and off by whoever has them in hand. */
export function push(api: Api, core: Core): void {
  api.get(
    "/api/v1/profile/push",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Your devices on which push is on, and why it may not arrive",
        response: { 200: View },
      },
    },
    async (request) => {
      const operator = operatorIn(request);
      const way = wayTo(core, operator);
      const devices = core.pushDevices.listOf(operator).map(shown);
      if (typeof way === "string") return { publicKey: null, whyNot: way, trouble: null, devices };
      const publicKey = publicKeyOf((await settingsOf(core, way)).vapidKey);
      return { publicKey, whyNot: null, trouble: troubleOf(core, way), devices };
    },
  );

  api.post(
    "/api/v1/profile/push/devices",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Switch push on on a device: its browser's subscription, with a name for the device",
        body: z.strictObject({ name: z.string().trim().min(1).max(60), subscription: Subscription }),
        response: { 201: Device },
      },
    },
    async (request, reply) => {
      const operator = operatorIn(request);
      const { name, subscription } = request.body;
      const way = wayTo(core, operator);
      if (typeof way === "string") throw new Refusal(409, "Not possible", way);
      const refusal = whyNotThere(subscription.endpoint, await settingsOf(core, way));
      if (refusal !== null) throw new Refusal(422, "Not valid", `Push can't be switched on here: ${refusal}.`);
      const actor = actorIn(request);
      const { endpoint } = subscription;
      const person = way.person.id;
      const device = await core.pushDevices.register(
        { person, operator, name, endpoint, address: writtenSubscription(subscription) },
        actor,
      );
      // Whoever is signed in as this person has the device in hand: that is what a code would show.
      if (!core.verified(person, way.channel, OWN_DEVICES)) {
        await core.verification.vouch(person, way.method, `push was switched on on '${name}'`, actor);
      }
      return reply.code(201).send(shown(device));
    },
  );

  api.post(
    "/api/v1/profile/push/test",
    {
      config: { needs: "somebody" },
      schema: { summary: "Send a test message to all your devices", body: z.strictObject({}).nullish() },
    },
    async (request, reply) => {
      const way = wayTo(core, operatorIn(request));
      if (typeof way === "string") throw new Refusal(409, "Not possible", way);
      await core.outbox.test(way.person.id, way.method, actorIn(request));
      return reply.code(202).send({});
    },
  );

  api.delete(
    "/api/v1/profile/push/devices/:id",
    {
      config: { needs: "somebody" },
      schema: { summary: "Switch push off on a device", params: z.strictObject({ id: z.string().max(60) }) },
    },
    async (request, reply) => {
      await core.pushDevices.remove(request.params.id, operatorIn(request), actorIn(request));
      return reply.code(204).send();
    },
  );
}

function operatorIn(request: Parameters<typeof whoOf>[0]): string {
  const who = whoOf(request);
  if (who.kind !== "operator") throw new Refusal(404, "Not found", "Only somebody who signs in has devices.");
  return who.id;
}

/** The way, or why there is none and who can make one. */
function wayTo(core: Core, operator: string): Way | string {
  const id = core.access.operators.enabled(operator)?.person ?? null;
  const person = id === null ? undefined : core.site.get("person", id)?.body;
  if (!person) {
    return "Your account is not linked with a person whom alarms are sent to. An administrator can link it under Operators.";
  }
  const isPush = (channel: string) => core.site.get("channel", channel)?.body.kind === webPush.name;
  const method = person.methods.find(({ channel, address }) => isPush(channel) && address === OWN_DEVICES);
  if (method) return { person, method: method.id, channel: method.channel };
  return `${person.name} is not reached by push here. Whoever looks after people adds a contact method with a channel of the kind ${webPush.name} and the address '${OWN_DEVICES}'.`;
}

/** Why push may not arrive although devices are there. */
function troubleOf(core: Core, { person, method, channel }: Way): string | null {
  const health = core.outbox.health().find(({ id }) => id === channel);
  if (health?.state !== "up") return `The channel does not work now: ${health?.because ?? "it is not open"}.`;
  if (person.methods.every((one) => one.channel === channel)) {
    return `Push is the only way in which alarms reach ${person.name}, and nobody guarantees it: another contact method is needed.`;
  }
  const isUsed =
    person.rules.length === 0 || person.rules.some(({ tell }) => tell.some((one) => one.method === method));
  return isUsed ? null : `None of the rules of ${person.name} uses push, so that no alarm is sent by it.`;
}

async function settingsOf(core: Core, { channel }: Way) {
  const settings = Settings.safeParse(await core.outbox.settings(channel));
  if (settings.success && settings.data.vapidKey !== undefined) {
    return { ...settings.data, vapidKey: settings.data.vapidKey };
  }
  throw new Refusal(
    409,
    "Not possible",
    `The push channel '${channel}' is not set up rightly; look at it under Channels.`,
  );
}

function shown({ id, name, fingerprint, createdAt, failing, lost }: PushDevice): z.output<typeof Device> {
  return { id, name, fingerprint, createdAt, failing, lost };
}
