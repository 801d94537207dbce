import type { FastifyReply } from "fastify";
import { Refusal } from "./problem.ts";

/** Says when whoever asked has gone before they were answered, so that nothing more is done for them. */
export function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) gone.abort(new Refusal(503, "Given up", "Whoever asked for it has gone."));
  });
  return gone.signal;
}
