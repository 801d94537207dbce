import { useQuery } from "@tanstack/react-query";
import { t } from "../page-texts.ts";
import { dateTime } from "../time.ts";
import { type HistoryKind, removalsQuery } from "./queries.ts";

/** Says that older history was here, and why it is gone. Nothing, where nothing was removed. */
export function RemovedNote({ kind }: { kind: HistoryKind }) {
  const removals = useQuery(removalsQuery);
  const removed = removals.data?.items.find((one) => one.kind === kind);
  if (!removed) return null;
  return (
    <p className="muted" data-testid="removed">
      {t.keeping.removedNote(dateTime(removed.upTo), dateTime(removed.removedAt))}
    </p>
  );
}
