import { useEffect, useState } from "react";
import { Problem } from "../api/client.ts";
import { retryAfterMs } from "../link/link.ts";
import type { SseItem } from "../link/sse.ts";
import { readFeed } from "../link/stream.ts";
import { t } from "../page-texts.ts";
import { serverNow } from "../time.ts";
import { type Gap, gathered, NOTHING_SHOWN, resumed, type Shown, type TrafficLine } from "./traffic.ts";

/** How the view hangs on the server. `over`: it does not come back by itself. */
export type Attached =
  | { readonly is: "opening" }
  | { readonly is: "open" }
  | { readonly is: "lost"; readonly why: string }
  | { readonly is: "over"; readonly error: Error };

export interface TrafficDesk {
  readonly attached: Attached;
  readonly shown: Shown;
  readonly pause: () => void;
  readonly goOn: () => void;
  readonly clear: () => void;
  /** After the view was over. */
  readonly again: () => void;
}

type End = keyof typeof t.source.ended;

/** What a source sends, while the page that asks is open. */
export function useTraffic(source: string): TrafficDesk {
  const [attached, setAttached] = useState<Attached>({ is: "opening" });
  const [shown, setShown] = useState<Shown>(NOTHING_SHOWN);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setAttached({ is: "opening" });
    void follow(source, stop.signal, setAttached, (fresh) => setShown((before) => gathered(before, fresh)));
    return () => stop.abort();
  }, [source, turn]);
  return {
    attached,
    shown,
    pause: () => setShown((before) => ({ ...before, held: before.held ?? [] })),
    goOn: () => setShown(resumed),
    clear: () => setShown((before) => ({ ...before, entries: [] })),
    again: () => setTurn(turn + 1),
  };
}

/** Reads the stream until whoever looks has gone; opens it again when it was lost, and says that something may be missing. */
async function follow(
  source: string,
  stop: AbortSignal,
  told: (attached: Attached) => void,
  came: (fresh: readonly (TrafficLine | Gap)[]) => void,
): Promise<void> {
  const path = `/api/v1/sources/${encodeURIComponent(source)}/traffic`;
  for (let attempts = 0, opened = 0; !stop.aborted; ) {
    let end: End | null = null;
    const take = (item: SseItem): "stop" | undefined => {
      if (item.kind === "comment") return undefined;
      const data: unknown = JSON.parse(item.data);
      if (item.event === "line") came([data as TrafficLine]);
      if (item.event === "gap") came([data as Gap]);
      if (item.event !== "end") return undefined;
      end = (data as { readonly because: End }).because;
      return "stop";
    };
    try {
      await readFeed(path, stop, {
        opened: () => {
          attempts = 0;
          if (opened++ > 0) came([{ at: serverNow(), skipped: null }]);
          told({ is: "open" });
        },
        heard: () => {},
        take,
      });
      if (stop.aborted) return;
      if (end) return told({ is: "over", error: new Problem(403, t.source.over, t.source.ended[end]) });
      told({ is: "lost", why: t.link.closed });
    } catch (error) {
      if (stop.aborted) return;
      // What the server refuses it refuses again; what it never said may come back.
      if (error instanceof Problem && error.status !== 0) return told({ is: "over", error });
      told({ is: "lost", why: t.problem.noAnswer });
    }
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs(++attempts)));
  }
}
