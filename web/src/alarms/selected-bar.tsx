import { Button } from "@mantine/core";
import { useLive } from "../link/use-live.ts";
import { t } from "../texts.ts";
import type { Listing } from "./listing.ts";
import type { Order } from "./orders.ts";

const ORDERS = ["acknowledge", "shelve", "comment", "out-of-service"] as const;

interface SelectedBarProps {
  readonly listing: Listing;
  readonly selected: ReadonlySet<number>;
  readonly barred: string | null;
  readonly onOrder: (order: Order) => void;
  readonly onSelectAll: () => void;
  readonly onDeselect: () => void;
}

/** What can be done with all alarms that are selected; there while any is. */
export function SelectedBar({ listing, selected, barred, onOrder, onSelectAll, onDeselect }: SelectedBarProps) {
  useLive();
  const count = shownOf(selected, listing).length;
  if (count === 0) return null;
  return (
    <div className="bulk" role="toolbar" aria-label={t.alarms.selected(count)}>
      <span>{t.alarms.selected(count)}</span>
      {ORDERS.map((order) => (
        <Button
          key={order}
          size="compact-sm"
          variant={order === "acknowledge" ? "filled" : "default"}
          disabled={barred !== null}
          onClick={() => onOrder(order)}
        >
          {t.orders.name[order]}…
        </Button>
      ))}
      <Button size="compact-sm" variant="default" onClick={onSelectAll}>
        {t.many.selectAll}
      </Button>
      <Button size="compact-sm" variant="default" onClick={onDeselect}>
        {t.alarms.deselect}
      </Button>
    </div>
  );
}

/** What the filter hides is not acted upon. */
export function shownOf(selected: ReadonlySet<number>, listing: Listing): number[] {
  return [...selected].filter((id) => listing.has(id));
}
