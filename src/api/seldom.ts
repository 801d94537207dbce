import { accessReviews } from "./access-review.ts";
import { accountImport } from "./account-import.ts";
import { alarmNotes } from "./alarm-notes.ts";
import { approvals } from "./approvals.ts";
import { areaPoints } from "./area-points.ts";
import { audit } from "./audit.ts";
import { auditProof } from "./audit-proof.ts";
import { auditRetention } from "./audit-retention.ts";
import { calendars } from "./calendars.ts";
import { deliveries } from "./deliveries.ts";
import { drills } from "./drills.ts";
import { factors } from "./factors.ts";
import { failover } from "./failover.ts";
import { files } from "./files.ts";
import { handOver } from "./hand-over.ts";
import { historyRetention } from "./history-retention.ts";
import { incidentReport } from "./incident-report.ts";
import { joining } from "./joining.ts";
import { journal } from "./journal.ts";
import { lock } from "./lock.ts";
import { messageTemplates } from "./message-templates.ts";
import { modules } from "./modules.ts";
import { numbers } from "./numbers.ts";
import { oidc } from "./oidc.ts";
import { operators } from "./operators.ts";
import { ownDuty } from "./own-duty.ts";
import { ownSessions } from "./own-sessions.ts";
import { passwordPolicy } from "./password-policy.ts";
import { pointValues } from "./point-values.ts";
import { ports } from "./ports.ts";
import { procedures } from "./procedures.ts";
import { push } from "./push.ts";
import { reports } from "./reports.ts";
import { roles } from "./roles.ts";
import { screen } from "./screen.ts";
import { seal } from "./seal.ts";
import { sessions } from "./sessions.ts";
import { setup } from "./setup.ts";
import { shifts } from "./shifts.ts";
import { siteChanges } from "./site-changes.ts";
import { sourceDesk } from "./source-desk.ts";
import { sources } from "./sources.ts";
import { speech } from "./speech.ts";
import { trials } from "./trials.ts";
import { trust } from "./trust.ts";
import { wall } from "./wall.ts";
import { workstations } from "./workstations.ts";

/** What people ask for on the page and at the command line; loaded when somebody does. In the order of the description. */
export const SELDOM = [
  oidc,
  factors,
  ownSessions,
  push,
  lock,
  sessions,
  workstations,
  wall,
  handOver,
  approvals,
  alarmNotes,
  incidentReport,
  procedures,
  deliveries,
  drills,
  journal,
  pointValues,
  numbers,
  reports,
  audit,
  auditProof,
  auditRetention,
  historyRetention,
  siteChanges,
  setup,
  files,
  areaPoints,
  sources,
  sourceDesk,
  speech,
  messageTemplates,
  screen,
  modules,
  failover,
  ports,
  shifts,
  calendars,
  ownDuty,
  seal,
  joining,
  trials,
  trust,
  operators,
  accountImport,
  passwordPolicy,
  roles,
  accessReviews,
] as const;
