import type { Category, Priority } from "#events/event.ts";
import { bypass, clear, type Meaning, note, raise, wide } from "./meaning.ts";

interface Family {
  readonly says: string;
  readonly category: Category;
  readonly condition: string;
  readonly priority: Priority;
  /** Of trouble and supervisory signals. */
  readonly trouble: Priority;
  readonly silent?: true;
}

/** Families whose codes are regular: `xA xB xH xJ xR xS xT xU`. */
const FAMILIES: Readonly<Record<string, Family>> = {
  B: {
    says: "Burglary",
    category: "intrusion",
    condition: "burglary",
    priority: "critical",
    trouble: "medium",
  },
  F: { says: "Fire", category: "fire", condition: "fire", priority: "life-safety", trouble: "high" },
  G: { says: "Gas", category: "gas", condition: "gas", priority: "life-safety", trouble: "high" },
  H: {
    says: "Hold-up",
    category: "hold-up",
    condition: "hold-up",
    priority: "life-safety",
    trouble: "medium",
    silent: true,
  },
  K: { says: "Heat", category: "fire", condition: "heat", priority: "life-safety", trouble: "high" },
  M: { says: "Medical", category: "medical", condition: "medical", priority: "life-safety", trouble: "medium" },
  P: {
    says: "Panic",
    category: "panic",
    condition: "panic",
    priority: "life-safety",
    trouble: "medium",
    silent: true,
  },
  Q: { says: "Emergency", category: "medical", condition: "emergency", priority: "life-safety", trouble: "medium" },
  S: { says: "Sprinkler", category: "fire", condition: "sprinkler", priority: "life-safety", trouble: "high" },
  U: { says: "Untyped zone", category: "other", condition: "untyped", priority: "high", trouble: "medium" },
  W: { says: "Water", category: "water", condition: "water", priority: "high", trouble: "medium" },
  Z: { says: "Freeze", category: "technical", condition: "freeze", priority: "high", trouble: "medium" },
};

const TAMPER: Family = {
  says: "Tamper",
  category: "tamper",
  condition: "tamper",
  priority: "high",
  trouble: "high",
};

/** What the second letter says of a regular family (DC-03). */
function bySuffix(family: Family, suffix: string): Meaning | null {
  const { says, category, condition, priority, trouble, silent } = family;
  const variants = [`${condition}.confirmed`, `${condition}.unconfirmed`];
  const faults = [`${condition}.trouble`, `${condition}.supervisory`, `${condition}.missing`];
  switch (suffix) {
    case "A":
      return raise(`${says} alarm`, "zone", category, condition, { priority, ...(silent && { silent }) });
    case "B":
      return bypass(`${says} bypass`, "inhibit", category);
    case "U":
      return bypass(`${says} bypass removed`, "uninhibit", category);
    case "H":
      return clear(`${says} alarm restored`, "zone", category, condition, ...variants);
    case "J":
      return clear(`${says} trouble restored`, "zone", "trouble", `${condition}.trouble`, ...faults.slice(1));
    case "R":
      return clear(`${says} restored`, "zone", category, condition, ...variants, ...faults);
    case "S":
      return raise(`${says} supervisory`, "zone", "trouble", `${condition}.supervisory`, { priority: trouble });
    case "T":
      return raise(`${says} trouble`, "zone", "trouble", `${condition}.trouble`, { priority: trouble });
    case "X":
      return note(`${says} test`, "zone", "test");
    default:
      return null;
  }
}

const LIFE = { priority: "life-safety" } as const;
const CRITICAL = { priority: "critical" } as const;
const HIGH = { priority: "high" } as const;
const MEDIUM = { priority: "medium" } as const;
const LOW = { priority: "low" } as const;
const arming = (says: string, numbered: "user" | "area" | "zone") =>
  note(says, numbered, "arming", { endsSchedule: true });
const schedule = (says: string, numbered: "user" | "area") => raise(says, numbered, "arming", "schedule", LOW);
const access = (says: string) => note(says, "door", "access");
const audit = (says: string, numbered: "user" | "system" | "area" = "system") => note(says, numbered, "system");

/** Where a code says something else than its letters would (DC-03; code table of pysiaalarm 3.2). */
const IRREGULAR: Readonly<Record<string, Meaning>> = {
  BV: raise("Burglary verified by a second detector", "area", "intrusion", "burglary.confirmed", CRITICAL),
  BM: raise("Burglary alarm confirmed by cross point", "zone", "intrusion", "burglary.confirmed", CRITICAL),
  BG: raise("Unverified burglary event", "zone", "intrusion", "burglary.unconfirmed", HIGH),
  BC: wide("Burglary alarm cancelled", "user", "cancel", "intrusion"),
  BD: raise("Swinger trouble", "zone", "trouble", "burglary.swinger", MEDIUM),
  BE: clear("Swinger trouble restored", "zone", "trouble", "burglary.swinger"),
  BZ: raise("Supervised point missing", "zone", "trouble", "burglary.missing", MEDIUM),
  XM: raise("Missing point confirmed by cross point", "zone", "intrusion", "burglary", CRITICAL),
  CM: raise("Point missing just after closing", "zone", "intrusion", "burglary", CRITICAL),
  EZ: raise("Point missing at the end of the exit delay", "zone", "intrusion", "burglary", CRITICAL),
  EA: raise("Exit alarm", "zone", "intrusion", "burglary", CRITICAL),
  EE: note("Exit error", "user", "arming"),

  FM: raise("Fire alarm confirmed by cross point", "zone", "fire", "fire.confirmed", LIFE),
  FG: raise("Unverified fire event", "zone", "fire", "fire.unconfirmed", LIFE),
  FR: clear(
    "Fire restored",
    "zone",
    "fire",
    "fire",
    "fire.confirmed",
    "fire.unconfirmed",
    "fire.trouble",
    "fire.missing",
  ),
  FJ: clear("Fire trouble restored", "zone", "trouble", "fire.trouble", "fire.missing"),
  FS: raise("Fire supervisory", "zone", "trouble", "fire.supervisory", HIGH),
  FV: clear("Fire supervisory restored", "zone", "trouble", "fire.supervisory"),
  FW: raise("Fire supervisory trouble", "zone", "trouble", "fire.supervisory-trouble", HIGH),
  FQ: clear("Fire supervisory trouble restored", "zone", "trouble", "fire.supervisory-trouble"),
  FY: raise("Fire point missing", "zone", "trouble", "fire.missing", HIGH),
  FZ: raise("Supervised fire point missing", "zone", "trouble", "fire.missing", HIGH),
  FC: wide("Fire alarm cancelled", "zone", "cancel", "fire"),
  FL: note("Fire sounder silenced", "zone", "fire"),
  FI: wide("Fire test begins", "area", "test-begin", "test"),
  FK: wide("Fire test ends", "area", "test-end", "test"),
  FX: note("Fire test activation", "zone", "test"),

  UG: raise("Unverified untyped event", "zone", "other", "untyped.unconfirmed", MEDIUM),
  UY: raise("Untyped point missing, not armed", "zone", "trouble", "untyped.missing", MEDIUM),
  UZ: raise("Untyped point missing while armed", "zone", "trouble", "untyped.missing", HIGH),
  UX: note("Undefined event", "system", "system"),

  TR: clear("Tamper restored", "zone", "tamper", "tamper", "tamper.trouble"),
  TH: clear("Tamper alarm restored", "zone", "tamper", "tamper"),
  TT: raise("Tamper while disarmed", "zone", "tamper", "tamper.trouble", HIGH),
  TJ: clear("Tamper while disarmed restored", "zone", "tamper", "tamper.trouble"),
  TS: wide("Test begins", "system", "test-begin", "test"),
  TE: wide("Test ends", "system", "test-end", "test"),
  TP: note("Point walk-tested", "zone", "test"),
  TC: note("All points tested", "system", "test"),
  TX: note("Communicator test", "system", "test"),
  TW: note("Area watch begins", "system", "test"),
  TZ: note("Area watch ends", "system", "test"),

  CL: arming("Armed", "user"),
  OP: arming("Disarmed", "user"),
  CA: arming("Armed automatically", "area"),
  OA: arming("Disarmed automatically", "area"),
  CG: arming("Area armed", "area"),
  OG: arming("Area disarmed", "area"),
  CQ: arming("Armed remotely", "user"),
  OQ: arming("Disarmed remotely", "user"),
  CS: arming("Armed by keyswitch", "zone"),
  OS: arming("Disarmed by keyswitch", "zone"),
  CP: arming("Armed automatically", "user"),
  CF: arming("Armed by force with zones not ready", "user"),
  CW: note("Armed by force: list of points follows", "area", "arming"),
  XW: note("Point forced out", "zone", "arming"),
  CI: schedule("Failed to arm in time", "area"),
  OI: schedule("Failed to disarm in time", "area"),
  CD: schedule("Not armed for long", "area"),
  CT: schedule("Late to disarm", "area"),
  OT: schedule("Late to arm", "user"),
  CJ: arming("Armed late", "user"),
  CK: arming("Armed early", "user"),
  OJ: arming("Disarmed late", "user"),
  OK: arming("Disarmed early", "user"),
  OH: arming("Disarmed early, from alarm", "user"),
  OL: arming("Disarmed late, from alarm", "user"),
  CE: note("Closing time extended", "user", "arming"),
  CR: note("Alarm within five minutes of arming", "user", "arming"),
  CZ: note("Point armed", "zone", "arming"),
  OZ: note("Point disarmed", "zone", "arming"),
  NL: arming("Perimeter armed", "area"),
  NF: arming("Perimeter armed by force", "area"),
  NM: note("Perimeter armed, user-defined", "area", "arming"),
  OC: wide("Alarm cancelled", "user", "cancel", "arming"),
  OR: wide("Disarmed from alarm", "user", "cancel", "arming"),

  DG: access("Access granted"),
  DD: access("Access denied: unknown code"),
  DK: access("Access denied: code locked out"),
  DP: access("Access denied: not at this time"),
  DQ: access("Access denied: by arming state"),
  DV: access("Access denied: by entry level"),
  DW: access("Access denied: interlock"),
  DI: access("Access denied: passback"),
  DZ: access("Access denied: door secured"),
  DF: raise("Door forced", "door", "access", "door.forced", HIGH),
  DJ: raise("Door forced while disarmed", "door", "access", "door.forced", MEDIUM),
  DR: clear("Door restored", "door", "access", "door.forced", "door.open"),
  DN: raise("Door left open", "door", "access", "door.open", MEDIUM),
  DL: raise("Door left open in an armed area", "door", "access", "door.open", HIGH),
  DM: raise("Door left open in a disarmed area", "door", "access", "door.open", MEDIUM),
  DH: clear("Door left open restored", "door", "access", "door.open"),
  DO: access("Access open to all"),
  DC: access("Access closed to all"),
  DX: access("Request to exit"),
  DE: access("Request to enter"),
  DY: access("Door locked"),
  DS: access("Door station"),
  DA: note("Card added", "user", "system"),
  DB: note("Card deleted", "user", "system"),
  DT: raise("Access system trouble", "system", "trouble", "access.trouble", { ...MEDIUM, momentary: true }),

  AT: raise("Mains power lost", "system", "power", "power", MEDIUM),
  AR: clear("Mains power restored", "system", "power", "power"),
  AS: raise("Sensor needs service", "zone", "maintenance", "sensor", LOW),
  AN: clear("Sensor normal again", "zone", "maintenance", "sensor"),
  AA: raise("Attempt to substitute the panel", "system", "tamper", "substitution", { ...HIGH, momentary: true }),
  AB: note("Report aborted by user", "zone", "arming"),

  YT: raise("Battery trouble", "system", "power", "battery", MEDIUM),
  YM: raise("Battery missing", "system", "power", "battery.missing", MEDIUM),
  YR: clear("Battery restored", "system", "power", "battery", "battery.missing", "battery.test"),
  YP: raise("Power supply trouble", "system", "power", "power-supply", MEDIUM),
  YQ: clear("Power supply restored", "system", "power", "power-supply"),
  YI: raise("Over-current", "system", "power", "over-current", MEDIUM),
  YJ: clear("Over-current restored", "system", "power", "over-current"),
  YA: raise("Bell fault", "output", "trouble", "bell", MEDIUM),
  YH: clear("Bell restored", "output", "trouble", "bell"),
  OU: raise("Output trouble", "output", "trouble", "output", MEDIUM),
  OV: clear("Output restored", "output", "trouble", "output"),
  YC: raise("Communication failed", "system", "communication", "communication", MEDIUM),
  YS: raise("Communication trouble", "system", "communication", "communication.trouble", MEDIUM),
  YK: clear("Communication restored", "system", "communication", "communication", "communication.trouble"),
  YX: raise("Service required", "system", "maintenance", "service", LOW),
  YZ: clear("Service completed", "system", "maintenance", "service"),
  YW: note("Watchdog reset", "system", "system"),
  YF: note("Parameter checksum fault, cold start", "system", "system"),
  RR: note("Power up", "system", "system"),
  RN: note("Remote reset", "system", "system"),
  YU: raise("Diagnostic error on a peripheral", "expander", "trouble", "diagnostic", { ...MEDIUM, momentary: true }),
  YG: audit("Parameter changed"),
  YY: note("Status report follows", "system", "system"),

  LT: raise("Telephone line trouble", "line", "communication", "line", MEDIUM),
  LR: clear("Telephone line restored", "line", "communication", "line"),
  NT: raise("Network failure", "network", "communication", "network", MEDIUM),
  NR: clear("Network restored", "network", "communication", "network"),
  NC: note("Network condition", "network", "communication"),
  RT: raise("Dialler lost data", "line", "communication", "data-lost", { ...MEDIUM, momentary: true }),

  ET: raise("Expander trouble", "expander", "trouble", "expander", MEDIUM),
  ER: clear("Expander restored", "expander", "trouble", "expander"),
  ES: raise("Expander tamper", "expander", "tamper", "tamper", HIGH),
  EJ: clear("Expander tamper restored", "expander", "tamper", "tamper"),
  EM: raise("Expander missing", "expander", "trouble", "expander.missing", MEDIUM),
  EN: clear("Expander back", "expander", "trouble", "expander.missing"),
  IA: raise("Equipment failure", "system", "trouble", "equipment", MEDIUM),
  IR: clear("Equipment restored", "system", "trouble", "equipment"),

  XT: raise("Transmitter battery low", "zone", "power", "battery", MEDIUM),
  XR: clear("Transmitter battery restored", "zone", "power", "battery"),
  XQ: raise("Radio jammed", "receiver", "communication", "jamming", HIGH),
  XH: clear("Radio jamming ended", "receiver", "communication", "jamming"),
  XS: raise("Radio receiver tamper", "receiver", "tamper", "tamper", HIGH),
  XJ: clear("Radio receiver tamper restored", "receiver", "tamper", "tamper"),
  XL: raise("Radio signal weak or lost", "receiver", "communication", "signal", { ...MEDIUM, momentary: true }),
  XE: note("Extra point found", "zone", "system"),
  XF: note("Extra radio point found", "zone", "system"),
  XI: note("Sensor reset by user", "zone", "system"),
  XA: note("Event from an unknown account at the panel's own receiver", "system", "system"),
  XX: note("Expected test not received at the panel's own receiver", "system", "system"),

  RP: note("Automatic test", "system", "test"),
  RX: note("Manual test", "user", "test"),
  RY: note("Test: an abnormal condition is present", "zone", "test"),
  RC: note("Relay closed", "relay", "technical"),
  RO: note("Relay open", "relay", "technical"),
  RB: audit("Remote programming begins"),
  RS: audit("Remote programming succeeded"),
  RU: audit("Remote programming failed"),
  RD: audit("Remote programming denied"),
  RA: audit("Remote programming call failed"),
  LB: audit("Local programming begins"),
  LX: audit("Local programming ends"),
  LS: audit("Local programming succeeded"),
  LU: audit("Local programming failed"),
  LD: audit("Local programming denied"),
  LF: audit("Listen-in begins"),
  LE: audit("Listen-in ends"),

  JA: raise("Too many wrong codes", "area", "tamper", "wrong-codes", HIGH),
  JC: clear("Too many wrong codes: over", "area", "tamper", "wrong-codes"),
  JT: audit("Time changed", "user"),
  JD: audit("Date changed", "user"),
  JV: audit("User code changed", "user"),
  JX: audit("User code deleted", "user"),
  JY: audit("User code added", "user"),
  JZ: audit("User level set", "user"),
  JS: audit("Schedule changed", "user"),
  JH: audit("Holiday changed", "user"),
  JR: audit("Schedule executed", "area"),
  JL: audit("Log nearly full"),
  JO: audit("Log overflow"),
  JK: raise("Latch-key user missing", "user", "other", "welfare", { ...MEDIUM, momentary: true }),
  JP: note("User on the premises", "user", "arming"),
  NA: raise("No activity", "zone", "other", "welfare", MEDIUM),
  NS: clear("Activity resumed", "zone", "other", "welfare"),

  VI: note("Printer paper in", "printer", "system"),
  VO: note("Printer paper out", "printer", "system"),
  VR: note("Printer restored", "printer", "system"),
  VT: note("Printer trouble", "printer", "system"),
  VX: note("Printer test", "printer", "system"),
  VY: note("Printer on-line", "printer", "system"),
  VZ: note("Printer off-line", "printer", "system"),
  YB: note("Receiver line busy", "receiver", "system"),
  YD: raise("Receiver line card trouble", "receiver", "trouble", "line-card", MEDIUM),
  YE: clear("Receiver line card restored", "receiver", "trouble", "line-card"),
  YN: note("Invalid report", "system", "system"),
  YO: note("Unknown message", "system", "system"),
  MI: note("Message", "system", "system"),
  CO: note("Command sent", "system", "system"),
  SC: note("State changed", "system", "system"),
  EX: note("External device condition", "system", "system"),
  CX: note("Custom function", "system", "system"),
  DU: note("Dealer", "system", "system"),
};

/** Codes by which a make means something of its own. */
export const MAKES = ["generic", "ajax", "galaxy"] as const;
export type Make = (typeof MAKES)[number];
const OVERRIDES: Readonly<Record<Make, Readonly<Record<string, Meaning>>>> = {
  generic: {},
  // Codes of Ajax hubs, as listed by pysiaalarm.
  ajax: {
    AF: note("Scenario", "system", "technical"),
    NB: note("Scenario", "system", "technical"),
    CB: arming("Group armed", "area"),
    OB: arming("Group disarmed", "area"),
    CC: note("Arming failed", "user", "arming"),
    NE: note("Arming failed", "user", "arming"),
    ND: arming("Night mode off under duress", "user"),
    NO: arming("Night mode off", "user"),
    NP: arming("Night mode off automatically", "user"),
    PC: note("Photo", "zone", "system"),
    PD: note("Photo", "zone", "system"),
    PE: note("Photo", "zone", "system"),
    PG: note("Photo", "zone", "system"),
    PF: raise("Malfunction", "zone", "trouble", "malfunction", MEDIUM),
    SM: raise("Malfunction", "zone", "trouble", "malfunction", MEDIUM),
    PO: raise("Malfunction", "zone", "trouble", "malfunction", MEDIUM),
    XC: clear("Malfunction over", "zone", "trouble", "malfunction"),
    ZY: note("Device switched on", "zone", "technical"),
    ZZ: note("Device switched off", "zone", "technical"),
  },
  // Honeywell Galaxy, as listed by ZebMcKayhan/SIA-Server.
  galaxy: {
    RC: note("Zone closed", "zone", "technical"),
    RO: note("Zone open", "zone", "technical"),
    BF: note("Intruder zone high resistance", "zone", "technical"),
    BL: note("Intruder zone low resistance", "zone", "technical"),
    AC: note("Alarm cause", "zone", "system"),
    YL: raise("Battery low", "system", "power", "battery", MEDIUM),
    YF: note("Cold start", "system", "system"),
  },
};

/** First letters whose second letter says nothing regular, and what they are about. */
const UNKNOWN_CATEGORIES: Readonly<Record<string, Category>> = {
  A: "power",
  C: "arming",
  D: "access",
  E: "trouble",
  I: "trouble",
  J: "system",
  L: "system",
  N: "communication",
  O: "arming",
  R: "system",
  T: "tamper",
  V: "system",
  X: "communication",
  Y: "system",
};

const SUFFIXES = ["A", "B", "H", "J", "R", "S", "T", "U"];

/** Every code that the tables name, for those that must not forget one. */
export const SIA_CODES: readonly string[] = [
  ...Object.keys(FAMILIES).flatMap((family) => SUFFIXES.map((suffix) => family + suffix)),
  "BX",
  "GX",
  "TA",
  "TB",
  "TU",
  ...Object.keys(IRREGULAR),
].filter((code, at, all) => all.indexOf(code) === at);

const KNOWN = new Map<string, Meaning>(
  SIA_CODES.flatMap((code) => {
    const family = code.startsWith("T") ? TAMPER : FAMILIES[code[0] ?? ""];
    const meaning = IRREGULAR[code] ?? (family && bySuffix(family, code[1] ?? ""));
    return meaning ? [[code, meaning]] : [];
  }),
);

/** Of any two letters; what no table names is classified by its letters (DC-03 suffix logic) and `known` is false. */
export function siaMeaning(code: string, make: Make): { readonly meaning: Meaning; readonly known: boolean } {
  const found = OVERRIDES[make][code] ?? KNOWN.get(code);
  if (found) return { meaning: found, known: true };
  const first = code[0] ?? "";
  const family = FAMILIES[first];
  const regular = family && bySuffix(family, code[1] ?? "");
  const category = family?.category ?? UNKNOWN_CATEGORIES[first] ?? "other";
  return { meaning: regular ?? note("Event", "zone", category), known: false };
}
