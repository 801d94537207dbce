import { Panel } from "../test/peers/panel.ts";

/** The key of account F10E in `examples/demo-site.yaml`. */
const FIRE_KEY = "5EC2E7A0B0A14F0C9D3B6E8F71D2C4A6";
const LINK_TEST_MS = 15_000;

export interface Panels extends AsyncDisposable {
  readonly intruder: SimulatedPanel;
  readonly fire: SimulatedPanel;
}

/** A panel that reports what a scene tells it, repeats what was not acknowledged, and says regularly that it lives. */
export class SimulatedPanel {
  readonly #panel: Panel;
  /** Its line is cut: it says nothing. */
  silent = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(panel: Panel) {
    this.#panel = panel;
  }

  /** DC-03 data such as `Nri1/BA003`. Resolves once it was acknowledged, or after the last attempt. */
  report(data: string): Promise<void> {
    const sent = this.#turn.then(async () => {
      if (!this.silent) await this.#panel.send(data, data === "" ? { token: "NULL" } : {});
    });
    this.#turn = sent.catch(() => {});
    return sent;
  }

  close(): Promise<void> {
    return this.#panel.close();
  }
}

export function openPanels(port: number): Panels {
  const common = { host: "127.0.0.1", port, attempts: 3, waitMs: 5000 };
  const intruder = new SimulatedPanel(new Panel({ ...common, account: "1234" }));
  const fire = new SimulatedPanel(new Panel({ ...common, account: "F10E", key: FIRE_KEY }));
  const live = () => {
    for (const panel of [intruder, fire]) panel.report("").catch(() => {});
  };
  live();
  const timer = setInterval(live, LINK_TEST_MS);
  return {
    intruder,
    fire,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await Promise.all([intruder.close(), fire.close()]);
    },
  };
}
