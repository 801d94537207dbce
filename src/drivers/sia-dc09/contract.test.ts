import { driverContract } from "../../../test/contracts/driver-contract.ts";
import { type Answer, Panel } from "../../../test/peers/panel.ts";
import siaDc09 from "./index.ts";
import type { Dc09Session } from "./session.ts";

for (const udp of [false, true]) {
  const settings = { host: "127.0.0.1", port: 0, tcp: !udp, udp, accounts: [{ account: "1234" }] };
  driverContract(siaDc09, () =>
    Promise.resolve({
      settings,
      peer: async (session) => {
        const { port } = session as Dc09Session;
        const panel = new Panel({ host: "127.0.0.1", port, account: "1234", udp });
        if (!udp) await panel.connect();
        let alarm: Uint8Array = new Uint8Array();
        return {
          raise() {
            alarm = panel.message("#1234|Nri1/BA003");
            return panel.exchange(alarm).then(taken);
          },
          async repeat() {
            // The first wait is still under way, and takes the one answer that comes: nothing answered before.
            await panel.push(alarm);
            while (panel.answers.length === 0) await new Promise((resolve) => setImmediate(resolve));
            return "taken" as const;
          },
          babble: (bytes) => panel.push(bytes),
          [Symbol.asyncDispose]: () => panel.close(),
        };
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  );
}

function taken(answer: Answer): "taken" {
  if (answer !== "ack") throw new Error(`the panel was answered with ${answer}`);
  return "taken";
}
