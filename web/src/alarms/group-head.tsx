import { type AlarmView, PRIORITIES } from "../api/contract.ts";
import { PrioritySymbol } from "../shell/symbols.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { type Group, waitingIn } from "./arrangement.ts";

/** Names of what groups are of, by id. */
export interface Names {
  readonly area: (id: string) => string;
  readonly partition: (id: string) => string;
  readonly rule: (id: string) => string;
}

/** @param first of a burst: the alarm with which it began; of a source: any of its alarms */
export function titleOf({ kind, of }: Group, names: Names, first: AlarmView | undefined): string {
  switch (kind) {
    case "lane":
      return t.priority[of as keyof typeof t.priority];
    case "area":
      return names.area(of);
    case "partition":
      return names.partition(of);
    case "source":
      return first?.sourceName || of;
    case "reason":
      return of.startsWith("rule:")
        ? t.arrangement.rule(names.rule(of.slice("rule:".length)))
        : t.arrangement.inhibited;
    case "burst":
      return t.arrangement.began(first?.text ?? "");
    case "alone":
      return t.arrangement.alone;
    case "all":
      return "";
  }
}

/** Whether its alarms have something in common, so that one can mean all of them. */
export function isOneThing({ kind }: Group): boolean {
  return kind !== "alone";
}

/** The head of a group: what it is of, how many are in it, and how many of them wait. */
export function GroupHead({
  group,
  title,
  first,
  barred,
  onFold,
  onAcknowledge,
}: {
  group: Group;
  title: string;
  first: AlarmView | undefined;
  /** Why nothing can be ordered now; null when it can. */
  barred: string | null;
  onFold: () => void;
  onAcknowledge: () => void;
}) {
  const waiting = waitingIn(group);
  return (
    <div role="gridcell" className="group-cell" aria-colspan={10}>
      <button
        type="button"
        className="icon-button"
        tabIndex={-1}
        aria-label={group.isOpen ? t.arrangement.fold(title) : t.arrangement.unfold(title)}
        onClick={onFold}
      >
        {group.isOpen ? "▾" : "▸"}
      </button>
      {PRIORITIES.filter((priority) => group.kind === "lane" && priority === group.of).map((priority) => (
        <PrioritySymbol key={priority} priority={priority} size={18} />
      ))}
      <strong className="one-line" title={title}>
        <bdi>{title}</bdi>
      </strong>
      {group.kind === "burst" && first?.raisedAt != null && (
        <span className="muted group-time">{dateTime(first.raisedAt)}</span>
      )}
      <span className="group-count">{t.arrangement.all(group.members.size)}</span>
      <span className="group-waiting" data-testid="group-waiting">
        {waiting === 0 && <span className="muted">{t.arrangement.noneWaiting}</span>}
        {PRIORITIES.map((priority, rank) => {
          const count = group.waiting[rank] ?? 0;
          if (count === 0) return null;
          const words = t.arrangement.waiting(count, t.priority[priority]);
          return (
            <span key={priority} className="group-tally" title={words}>
              <PrioritySymbol priority={priority} size={15} />
              <span aria-hidden="true">{count}</span>
              <span className="hidden">{words}</span>
            </span>
          );
        })}
      </span>
      {waiting > 0 && isOneThing(group) && (
        <button
          type="button"
          className="row-button group-acknowledge"
          tabIndex={-1}
          disabled={barred !== null}
          title={barred ?? t.arrangement.acknowledgeHint}
          aria-label={t.arrangement.acknowledgeAll(waiting, title)}
          onClick={onAcknowledge}
        >
          <span className="wide">{t.orders.name.acknowledge}…</span>
          <span aria-hidden="true">✓…</span>
        </button>
      )}
    </div>
  );
}
