import { Fault } from "#kernel/fault.ts";
import { AtError, type AtSession } from "./at-session.ts";

const FRESH_TRIES = 3;

export interface Wanted {
  readonly name: string;
  readonly pin: string | undefined;
  readonly storage: string;
  /** Kept by the channel as long as it is open. */
  readonly refusedPins: Set<string>;
}

/**
 * Makes a modem ready: PDU mode, what comes is stored and told, reports come at once (3GPP TS 27.005 §3.4.1).
 *
 * @returns whether reports must be acknowledged (message service 1)
 * @throws Fault when the SIM card is missing or locked
 */
export async function initialise(session: AtSession, { name, pin, storage, refusedPins }: Wanted): Promise<boolean> {
  await session.ask("AT");
  await session.ask("ATE0");
  await optional(session, "AT+CMEE=1");
  await unlock(session, name, pin, refusedPins);
  await session.ask("AT+CMGF=0");
  const service = await optional(session, "AT+CSMS=1");
  await session.ask(`AT+CPMS="${storage}","${storage}","${storage}"`);
  await session.ask("AT+CNMI=2,1,0,1,0");
  await optional(session, "AT+CMMS=1");
  return service !== null && / 1,1,1|: 1,1/u.test(service.join(" "));
}

async function unlock(session: AtSession, name: string, pin: string | undefined, refused: Set<string>): Promise<void> {
  const state = await simState(session);
  if (state === "READY") return;
  const fault = (says: string) => new Fault("misconfigured", `${name}: ${says}`, { transient: true });
  if (state !== "SIM PIN") throw fault(`the SIM card is not ready: ${state}; look at the card`);
  if (pin === undefined) throw fault("the SIM card wants its PIN; set it in the channel's settings");
  if (refused.has(pin) || (await wasTried(session))) {
    throw fault(
      "the SIM card has refused a PIN; none is tried again, to keep the card from locking: change the PIN, and enter the right one once by another device",
    );
  }
  // Before it is tried: whatever comes of it, it is not tried again.
  refused.add(pin);
  try {
    await session.ask(`AT+CPIN="${pin}"`, { shown: "AT+CPIN" });
  } catch (thrown) {
    if (thrown instanceof AtError) throw fault("the SIM card refused the PIN; it is not tried again: change it");
    throw thrown;
  }
  refused.delete(pin);
}

/** Whether fewer tries are left than a SIM card begins with (3GPP TS 27.007 §8.65); not all modems say. */
async function wasTried(session: AtSession): Promise<boolean> {
  const said = (await optional(session, 'AT+CPINR="SIM PIN"')) ?? [];
  const left = /^\+CPINR: *"?SIM PIN"?, *(\d+)/mu.exec(said.join("\n"))?.[1];
  return left !== undefined && Number(left) < FRESH_TRIES;
}

/** `READY`, `SIM PIN`, `SIM PUK`, or what the modem says instead. */
async function simState(session: AtSession): Promise<string> {
  try {
    const [line = ""] = await session.ask("AT+CPIN?");
    return line.replace(/^\+CPIN: */u, "");
  } catch (thrown) {
    if (!(thrown instanceof AtError)) throw thrown;
    // 3GPP TS 27.007 §9.2.1: 10 not inserted, 13 failure
    return thrown.code === 10 ? "there is none" : thrown.message;
  }
}

/** Null: this modem doesn't know the command, and can do without. */
async function optional(session: AtSession, command: string): Promise<string[] | null> {
  try {
    return await session.ask(command);
  } catch (thrown) {
    if (thrown instanceof AtError) return null;
    throw thrown;
  }
}

/** Below it messages go out by chance. */
const WEAK = 5;

/** Registration and signal (3GPP TS 27.007 §7.2, §8.5). */
export async function reception(session: AtSession): Promise<{ readonly ok: boolean; readonly because: string }> {
  const [registration = ""] = await session.ask("AT+CREG?");
  const state = Number(/^\+CREG: *\d, *(\d)/u.exec(registration)?.[1] ?? 0);
  if (state !== 1 && state !== 5) {
    const says = ["it does not search a network", "", "it searches a network", "the network denied it"][state];
    return {
      ok: false,
      because: `it is in no network: ${says ?? "nobody knows why"}; look at antenna and subscription`,
    };
  }
  const [quality = ""] = await session.ask("AT+CSQ");
  const signal = Number(/^\+CSQ: *(\d+)/u.exec(quality)?.[1] ?? 99);
  if (signal < WEAK) return { ok: false, because: `its signal is weak (${signal} of 31); look at the antenna` };
  const where = state === 5 ? "it is in a network, as a guest" : "it is in a network";
  const strength = signal === 99 ? "its signal is of unknown strength" : `its signal is ${signal} of 31`;
  return { ok: true, because: `${where}; ${strength}` };
}
