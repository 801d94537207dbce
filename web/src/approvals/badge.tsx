import { useQuery } from "@tanstack/react-query";
import { NavBadge } from "../shell/nav-badge.tsx";
import { t } from "../texts.ts";
import { approvalsQuery } from "./queries.ts";

/** How many requests wait for whoever looks. */
export function ApprovalsBadge() {
  const open = useQuery(approvalsQuery("open"));
  const waiting = open.data?.items.filter(({ own }) => !own).length ?? 0;
  return <NavBadge count={waiting} what={t.approvals.waiting} testId="approvals-waiting" />;
}
