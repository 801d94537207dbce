import { type Query, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { soundDesk } from "../alarms/annunciator.ts";
import { onBarring } from "../api/client.ts";
import type { FeedMessage } from "../api/contract.ts";
import { live } from "../link/live.ts";
import { HAND_OVERS } from "../watch/queries.ts";

/** Follows the server while a screen shows alarms, renews what the feed says has changed, and bars orders while it is lost. */
export function useFollowing(): void {
  const queries = useQueryClient();
  useEffect(() => {
    live.start();
    onBarring(() => live.snapshot().state.link.is === "lost");
    soundDesk.start();
    const leave = live.listen((messages) => {
      if (messages.length === 0) {
        void queries.invalidateQueries({
          predicate: (query) => !["session", "status"].includes(String(query.queryKey[0])) && !isEdited(query),
        });
        return;
      }
      const keys = new Set(messages.flatMap(keysOf));
      void queries.invalidateQueries({ predicate: ({ queryKey }) => beginsWithOne(queryKey, keys) });
    });
    return () => {
      leave();
      onBarring(null);
      soundDesk.stop();
      live.stop();
    };
  }, [queries]);
}

/** What a form began with: renewed, it would take away what is being written. A clash shows when it is saved. */
function isEdited({ queryKey, state }: Query): boolean {
  return queryKey[0] === "item" && state.data !== undefined;
}

/** Looked at query by query, not key by key: a flood brings many keys, and few of them belong to anything that is shown. */
function beginsWithOne(queryKey: readonly unknown[], keys: ReadonlySet<string>): boolean {
  return queryKey.some((_, last) => keys.has(JSON.stringify(queryKey.slice(0, last + 1))));
}

function keysOf(message: FeedMessage): string[] {
  switch (message.topic) {
    case "alarm":
      return [JSON.stringify(["alarm", message.data.id])];
    case "callout":
    case "notification":
      return [JSON.stringify(["alarm", message.data.alarm])];
    case "source":
      return ['["sources"]', '["troubles"]'];
    case "channel":
      return ['["channels"]', '["troubles"]'];
    case "module":
      return ['["modules"]', '["troubles"]'];
    case "trust":
      return ['["trust"]'];
    case "site":
      return ['["site"]', '["methods"]', '["sources"]', '["channels"]', '["wall"]'];
    case "health":
      return ['["status"]'];
    case "approval":
      return ['["approvals"]'];
    case "hand-over":
      return [JSON.stringify([HAND_OVERS])];
    case "swap":
      return ['["site","swaps"]', '["site","own-duty"]'];
    case "procedure":
      return ['["procedure-runs"]', JSON.stringify(["alarm", message.data.alarm])];
    case "session":
      return ['["session"]'];
  }
}
