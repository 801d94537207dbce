interface FieldChange {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

const fewer = (from: unknown, to: unknown) => Number(to) < Number(from);
const more = (from: unknown, to: unknown) => Number(to) > Number(from);
/** 0 means never. */
const later = (from: unknown, to: unknown) => Number(from) !== 0 && (Number(to) === 0 || Number(to) > Number(from));
const weakerOf =
  (...fromStrongest: readonly string[]) =>
  (from: unknown, to: unknown) =>
    fromStrongest.indexOf(String(to)) > fromStrongest.indexOf(String(from));
const shorter = (from: unknown, to: unknown) =>
  Array.isArray(from) && (!Array.isArray(to) || from.some((one) => !to.includes(one)));
/** null means for ever. */
const sooner = (from: unknown, to: unknown) => to !== null && (from === null || Number(to) < Number(from));
const off = (from: unknown, to: unknown) => from === true && to !== true;

/** Settings of the site that protect it, and when a change of one protects less. */
const PROTECTS: Readonly<Record<string, (from: unknown, to: unknown) => boolean>> = {
  "logins.sessionHours": more,
  "logins.lockAfterMin": later,
  "logins.secondFactor": weakerOf("required", "required for administrators", "optional"),
  "logins.passkeyRoles": shorter,
  "logins.unlockWith": weakerOf("second factor", "password"),
  "logins.mostAdministrators": more,
  "logins.unusedDays": later,
  "logins.password.profile": weakerOf("legacy-expiry", "no-expiry"),
  "logins.password.maxAgeDays": more,
  "logins.password.minimumLength": fewer,
  "logins.password.history": fewer,
  "logins.password.refusedWords": shorter,
  "approvals.fourEyes": weakerOf("on", "automatic", "off"),
  "audit.keepDays": fewer,
  "audit.requireSink": off,
  "history.eventsDays": sooner,
  "history.alarmsDays": sooner,
  "history.messagesDays": sooner,
  "history.drillsDays": sooner,
  "history.dutyDays": sooner,
  "detections.failedSignIns.count": more,
  "detections.failedSignIns.withinSec": fewer,
  "detections.massAnswers.count": more,
  "detections.massAnswers.withinSec": fewer,
  "detections.newPlace": off,
};

/** In which settings a change of the site protects less than before: `logins.lockAfterMin from 15 to 0`. */
export function whatWasLowered(fields: readonly FieldChange[]): string[] {
  return fields
    .filter(({ path, from, to }) => PROTECTS[path]?.(from, to))
    .map(({ path, from, to }) => `${path} from ${JSON.stringify(from)} to ${JSON.stringify(to)}`);
}
