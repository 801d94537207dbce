import { Fault } from "#kernel/fault.ts";
import type { Delivery, Line, Message } from "./channel.ts";

/** The address of a contact method that means every device on which its person has switched push on. */
export const OWN_DEVICES = "devices";

/** A device as a channel reaches it. */
export interface OwnDevice {
  readonly id: string;
  readonly name: string;
  /** As the channel's kind wants it. */
  readonly address: string;
}

/** Of the house: which devices there are, and what became of messages to them. */
export interface OwnDevices {
  of(person: string): readonly OwnDevice[];
  /** The device took it, or did not: its owner sees that on the page. */
  tried(device: string, delivery: Delivery): void;
}

/** A line on which a message to a person's own devices goes to each of them. */
export function toOwnDevices(line: Line, devices: OwnDevices): Line {
  return {
    deliver: (message, signal) =>
      message.to === OWN_DEVICES ? deliverToAll(line, devices, message, signal) : line.deliver(message, signal),
    check: () => line.check(),
    [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
  };
}

async function deliverToAll(line: Line, devices: OwnDevices, message: Message, signal: AbortSignal): Promise<Delivery> {
  const person = message.facts["person"];
  if (typeof person !== "string") throw new Fault("internal", "a message to somebody's devices must say whose");
  const own = devices.of(person);
  const told = await Promise.all(
    own.map(async (device) => {
      const delivery = await line.deliver({ ...message, to: device.address }, signal);
      if (!signal.aborted) devices.tried(device.id, delivery);
      return { device, delivery };
    }),
  );
  return together(message.personName, told);
}

/**
 * One device that has the message is enough: the person is reached, and trying again would reach them twice. Without one
 * it is worth another try as long as any device is; otherwise the person's next way is used.
 */
export function together(
  person: string,
  told: readonly { readonly device: OwnDevice; readonly delivery: Delivery }[],
): Delivery {
  if (told.length === 0) {
    return { outcome: "rejected", because: `${person} has switched push on on no device, or on none that is left` };
  }
  const because = told.map(({ device, delivery }) => `${device.name}: ${delivery.because}`).join("; ");
  const deliveries = told.map(({ delivery }) => delivery);
  if (deliveries.some(({ outcome }) => outcome === "delivered")) return { outcome: "delivered", because };
  if (deliveries.some(({ outcome }) => outcome === "accepted")) return { outcome: "accepted", because };
  const again = deliveries.filter((delivery) => delivery.outcome === "retry");
  if (again.length === 0) return { outcome: "rejected", because };
  const waits = again.flatMap(({ afterMs }) => afterMs ?? []);
  return {
    outcome: "retry",
    because,
    outage: again.length === told.length && again.every(({ outage }) => outage === true),
    ...(waits.length > 0 ? { afterMs: Math.min(...waits) } : {}),
  };
}
