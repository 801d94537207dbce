import { Fault, saying } from "#kernel/fault.ts";
import { Plc } from "../test/peers/plc.ts";

const TICK_MS = 500;
/** How far a value goes towards its target in one tick. */
const PULL = 0.06;

interface Drifting {
  value: number;
  target: number;
  readonly normal: number;
  readonly noise: number;
}

/** A boiler behind a PLC, as Modbus TCP shows it: values drift around where they should be until something happens. */
export class Plant implements AsyncDisposable {
  readonly #plc: Plc;
  readonly #timer: NodeJS.Timeout;
  readonly #temperature: Drifting = { value: 82, target: 82, normal: 82, noise: 0.6 };
  readonly #pressure: Drifting = { value: 4.2, target: 4.2, normal: 4.2, noise: 0.01 };
  readonly #level: Drifting = { value: 64, target: 64, normal: 64, noise: 0.3 };

  constructor(plc: Plc) {
    this.#plc = plc;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  /** In °C; without one back to normal. */
  heatTo(target = this.#temperature.normal): void {
    this.#temperature.target = target;
  }

  /** In bar; without one back to normal. */
  pressTo(target = this.#pressure.normal): void {
    this.#pressure.target = target;
  }

  /** In percent; without one back to normal. */
  fillTo(target = this.#level.normal): void {
    this.#level.target = target;
  }

  set pumpTripped(tripped: boolean) {
    this.#plc.unit(1).inputs[0] = tripped;
  }

  set gas(found: boolean) {
    this.#plc.unit(1).inputs[1] = found;
  }

  /** Takes requests and answers none, as behind a broken cable. */
  set silent(silent: boolean) {
    this.#plc.trouble(...(silent ? [{ kind: "black-hole" } as const] : []));
  }

  #tick(): void {
    for (const one of [this.#temperature, this.#pressure, this.#level]) {
      one.value += (one.target - one.value) * PULL + (Math.random() - 0.5) * one.noise;
    }
    const { input } = this.#plc.unit(1);
    this.#plc.setFloat(1, "input", 0, Math.round(this.#temperature.value * 10) / 10);
    input[2] = Math.max(0, Math.round(this.#pressure.value * 100));
    input[3] = Math.min(1000, Math.max(0, Math.round(this.#level.value * 10)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#plc[Symbol.asyncDispose]();
  }
}

/** @throws Fault `misconfigured` when something else uses the port */
export async function openPlant(port: number): Promise<Plant> {
  try {
    return new Plant(await Plc.start({ port }));
  } catch (cause) {
    throw new Fault("misconfigured", `The demo's PLC can't listen on 127.0.0.1:${port}: ${saying(cause)}`, { cause });
  }
}
