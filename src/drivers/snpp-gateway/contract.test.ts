import { driverContract } from "../../../test/contracts/driver-contract.ts";
import { PagingClient } from "../../../test/peers/paging-client.ts";
import snppGateway from "./index.ts";
import type { SnppGatewaySession } from "./session.ts";

driverContract(snppGateway, () =>
  Promise.resolve({
    settings: {
      host: "127.0.0.1",
      port: 0,
      addresses: ["127.0.0.1"],
      pins: [{ pin: "5551234", ends: "by-word" as const }],
      limits: { errors: 100 },
    },
    peer: async (session) => {
      const client = await PagingClient.open((session as SnppGatewaySession).port);
      await client.reply();
      const send = async () => {
        for (;;) {
          const answer = await client.say("SEND");
          if (answer.startsWith("250")) return "taken" as const;
          // Not stored: the client says so to its person, and is as good as still waiting.
          if (answer.startsWith("554")) return new Promise<never>(() => {});
          throw new Error(`the client was answered with ${answer}`);
        }
      };
      return {
        async raise() {
          // What babbling left without a line's end is one wrong command.
          const first = await client.say("\r\nRESET");
          for (let answer = first; !answer.startsWith("250"); ) answer = await client.reply();
          await client.say("PAGE 5551234");
          await client.say("MESS FIRE Z3");
          return send();
        },
        repeat: send,
        babble: (bytes) => client.write(bytes),
        [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
);
