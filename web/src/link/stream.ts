import { Problem, problemOf } from "../api/client.ts";
import { t } from "../texts.ts";
import { SseCutter, type SseItem } from "./sse.ts";

interface Hearer {
  /** The server has begun to answer. */
  readonly opened: () => void;
  /** Something came, if only a sign of life. */
  readonly heard: () => void;
  /** `stop` ends the reading. */
  readonly take: (item: SseItem) => "stop" | undefined;
}

/** Reads the server's live feed until it ends or the hearer stops it. Throws what went wrong, `signal`'s reason included. */
export async function readFeed(path: string, signal: AbortSignal, hearer: Hearer): Promise<"closed" | "stopped"> {
  try {
    return await read(path, signal, hearer);
  } catch (failure) {
    // In the browser's own English: "network error", "Failed to fetch".
    if (failure instanceof TypeError && !signal.aborted) throw new Problem(0, "", t.link.broken);
    throw failure;
  }
}

async function read(path: string, signal: AbortSignal, hearer: Hearer): Promise<"closed" | "stopped"> {
  const headers = { accept: "text/event-stream" };
  const response = await fetch(path, { headers, signal, credentials: "same-origin" });
  if (!response.ok || !response.body) {
    throw problemOf(response.status, response.statusText, await response.text().catch(() => ""), path);
  }
  hearer.opened();
  const cutter = new SseCutter();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return "closed";
      hearer.heard();
      for (const item of cutter.push(value)) if (hearer.take(item) === "stop") return "stopped";
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}
