import { useQuery } from "@tanstack/react-query";
import { t } from "../texts.ts";
import { approvalsQuery } from "./queries.ts";

/** How many requests wait for whoever looks. */
export function ApprovalsBadge() {
  const open = useQuery(approvalsQuery("open"));
  const waiting = open.data?.items.filter(({ own }) => !own).length ?? 0;
  if (waiting === 0) return null;
  return (
    <span className="nav-badge" data-testid="approvals-waiting">
      {waiting}
      <span className="hidden"> {t.approvals.waiting}</span>
    </span>
  );
}
