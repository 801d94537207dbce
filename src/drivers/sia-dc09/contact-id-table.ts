import type { Category, Priority } from "#events/event.ts";
import { bypass, clear, type Meaning, type Numbered, note, raise, wide } from "./meaning.ts";

/** What an event means with qualifier 1, and with 3. */
export interface Both {
  readonly opened: Meaning;
  readonly restored: Meaning;
}

interface More {
  readonly silent?: true;
  readonly also?: readonly string[];
  readonly numbered?: Numbered;
}

/** Becomes true with 1 and false with 3. */
function state(says: string, category: Category, condition: string, priority: Priority, more: More = {}): Both {
  const numbered = more.numbered ?? "zone";
  const { silent, also = [] } = more;
  return {
    opened: raise(says, numbered, category, condition, { priority, ...(silent && { silent }) }),
    restored: clear(`${says}: restored`, numbered, category, condition, ...also),
  };
}

const VARIANTS = (condition: string) => [`${condition}.confirmed`, `${condition}.unconfirmed`];
const life = (says: string, category: Category, condition: string, more: More = {}) =>
  state(says, category, condition, "life-safety", { also: VARIANTS(condition), ...more });
const burglary = (says: string) => state(says, "intrusion", "burglary", "critical", { also: VARIANTS("burglary") });
const tamper = (says: string, numbered: Numbered = "zone") => state(says, "tamper", "tamper", "high", { numbered });
const supervisory = (says: string) => state(says, "trouble", "fire.supervisory", "high");
const trouble = (says: string, condition: string, category: Category = "trouble", more: More = {}) =>
  state(says, category, condition, "medium", more);
const maintenance = (says: string, condition: string) => state(says, "maintenance", condition, "low");
const technical = (says: string, condition: string, priority: Priority = "high") =>
  state(says, "technical", condition, priority);
/** 4xx: 1 is disarmed, 3 is armed, and neither is a restore (DC-05). */
const arming = (disarmed: string, armed: string, numbered: Numbered = "user"): Both => ({
  opened: note(disarmed, numbered, "arming", { endsSchedule: true }),
  restored: note(armed, numbered, "arming", { endsSchedule: true }),
});
const plain = (says: string, category: Category, numbered: Numbered = "zone"): Both => ({
  opened: note(says, numbered, category),
  restored: note(`${says}: over`, numbered, category),
});
const off = (says: string, category: Category): Both => ({
  opened: bypass(says, "inhibit", category),
  restored: bypass(`${says}: removed`, "uninhibit", category),
});
const test = (says: string, numbered: Numbered = "zone") => plain(says, "test", numbered);
const batteryAlso = { also: ["battery", "battery.missing", "battery.test"] };

const EVENTS: Readonly<Record<string, Both>> = {
  100: life("Medical alarm", "medical", "medical"),
  101: life("Emergency pendant", "medical", "emergency"),
  102: state("Failed to report in", "medical", "welfare", "high"),
  110: life("Fire alarm", "fire", "fire"),
  111: life("Smoke alarm", "fire", "fire"),
  112: life("Combustion alarm", "fire", "fire"),
  113: life("Sprinkler water flow", "fire", "sprinkler"),
  114: life("Heat alarm", "fire", "heat"),
  115: life("Fire pull station", "fire", "fire"),
  116: life("Duct smoke alarm", "fire", "fire"),
  117: life("Flame alarm", "fire", "fire"),
  118: life("Fire near alarm", "fire", "fire"),
  120: life("Panic alarm", "panic", "panic", { silent: true }),
  121: life("Duress", "hold-up", "hold-up", { silent: true, numbered: "user" }),
  122: life("Silent panic alarm", "hold-up", "hold-up", { silent: true }),
  123: life("Audible panic alarm", "panic", "panic"),
  124: life("Duress on access", "hold-up", "hold-up", { silent: true }),
  125: life("Duress on egress", "hold-up", "hold-up", { silent: true }),
  130: burglary("Burglary alarm"),
  131: burglary("Perimeter burglary alarm"),
  132: burglary("Interior burglary alarm"),
  133: burglary("24-hour burglary alarm"),
  134: burglary("Entry or exit burglary alarm"),
  135: burglary("Day or night burglary alarm"),
  136: burglary("Outdoor burglary alarm"),
  137: tamper("Tamper alarm"),
  138: burglary("Burglary near alarm"),
  139: state("Intrusion verified", "intrusion", "burglary.confirmed", "critical"),
  140: burglary("General alarm"),
  143: trouble("Expansion module failure", "expander"),
  144: tamper("Sensor tamper"),
  145: tamper("Expansion module tamper", "expander"),
  146: life("Silent burglary alarm", "hold-up", "hold-up", { silent: true }),
  150: state("24-hour non-burglary alarm", "other", "untyped", "high"),
  151: life("Gas alarm", "gas", "gas"),
  152: technical("Refrigeration alarm", "refrigeration"),
  153: technical("Loss of heat", "freeze"),
  154: state("Water leak", "water", "water", "high"),
  155: burglary("Foil break"),
  156: trouble("Day trouble", "burglary.trouble"),
  157: technical("Low bottled gas", "gas-level", "medium"),
  158: technical("High temperature", "temperature.high"),
  159: technical("Low temperature", "temperature.low"),
  161: technical("Loss of air flow", "air-flow"),
  162: life("Carbon monoxide alarm", "gas", "gas"),

  200: supervisory("Fire supervisory"),
  201: supervisory("Low water pressure"),
  202: supervisory("Low carbon dioxide"),
  203: supervisory("Gate valve"),
  204: supervisory("Low water level"),
  205: supervisory("Pump activated"),
  206: supervisory("Pump failure"),

  300: trouble("System trouble", "system"),
  301: trouble("Mains power lost", "power", "power"),
  302: trouble("Battery low", "battery", "power", batteryAlso),
  303: trouble("RAM checksum bad", "ram"),
  304: trouble("ROM checksum bad", "rom"),
  305: plain("System reset", "system"),
  306: plain("Programming changed", "system"),
  307: trouble("Self-test failed", "self-test"),
  308: trouble("System shut down", "shutdown"),
  309: trouble("Battery test failed", "battery.test", "power", batteryAlso),
  310: trouble("Ground fault", "ground"),
  311: trouble("Battery missing", "battery.missing", "power", batteryAlso),
  312: trouble("Power supply over-current", "power-supply", "power"),
  313: plain("Engineer reset", "system", "user"),
  320: trouble("Sounder or relay trouble", "output", "trouble", { numbered: "output" }),
  321: trouble("Bell 1 trouble", "bell.1"),
  322: trouble("Bell 2 trouble", "bell.2"),
  323: trouble("Alarm relay trouble", "output", "trouble", { numbered: "output" }),
  324: trouble("Trouble relay trouble", "output", "trouble", { numbered: "output" }),
  325: trouble("Reversing relay trouble", "output", "trouble", { numbered: "output" }),
  330: trouble("Peripheral trouble", "peripheral"),
  331: trouble("Polling loop open", "loop.open"),
  332: trouble("Polling loop short", "loop.short"),
  333: trouble("Expansion module trouble", "expander"),
  334: trouble("Repeater trouble", "repeater"),
  335: maintenance("Printer out of paper", "printer.paper"),
  336: maintenance("Printer failure", "printer"),
  337: trouble("Expander lost its supply", "expander.supply", "power"),
  338: trouble("Expander battery low", "expander.battery", "power"),
  339: plain("Expander reset", "system"),
  341: tamper("Expander tamper", "expander"),
  342: trouble("Expander lost mains power", "expander.power", "power"),
  343: trouble("Expander self-test failed", "expander.self-test"),
  344: state("Radio jammed", "communication", "jamming", "high"),
  350: trouble("Communication failed", "communication", "communication"),
  351: trouble("Telephone line 1 trouble", "line.1", "communication"),
  352: trouble("Telephone line 2 trouble", "line.2", "communication"),
  353: trouble("Long-range radio trouble", "radio", "communication"),
  354: trouble("Failed to communicate", "communication", "communication"),
  355: trouble("Radio supervision lost", "radio.supervision", "communication"),
  356: trouble("Radio central polling lost", "radio.polling", "communication"),
  357: trouble("Radio standing wave trouble", "radio.vswr", "communication"),
  358: trouble("Periodic communication test failed", "communication.test", "communication"),
  359: trouble("Communication path trouble", "communication.path", "communication"),
  360: trouble("Communication path trouble", "communication.path", "communication"),
  370: trouble("Protection loop trouble", "burglary.trouble"),
  371: trouble("Protection loop open", "burglary.trouble"),
  372: trouble("Protection loop short", "burglary.trouble"),
  373: state("Fire loop trouble", "trouble", "fire.trouble", "high"),
  374: burglary("Exit error alarm"),
  375: trouble("Panic zone trouble", "panic.trouble"),
  376: trouble("Hold-up zone trouble", "hold-up.trouble"),
  377: trouble("Swinger trouble", "burglary.swinger"),
  378: burglary("Cross-zone trouble"),
  380: trouble("Sensor trouble", "sensor.trouble"),
  381: trouble("Radio sensor supervision lost", "sensor.supervision", "communication"),
  382: trouble("Wired sensor supervision lost", "sensor.supervision", "communication"),
  383: tamper("Sensor tamper"),
  384: trouble("Radio sensor battery low", "battery", "power"),
  385: maintenance("Smoke detector too sensitive", "sensor.high"),
  386: maintenance("Smoke detector not sensitive enough", "sensor.low"),
  387: maintenance("Intrusion detector too sensitive", "sensor.high"),
  388: maintenance("Intrusion detector not sensitive enough", "sensor.low"),
  389: trouble("Sensor self-test failed", "sensor.self-test"),
  391: trouble("Sensor watch failed", "sensor.watch"),
  392: maintenance("Drift compensation at its limit", "sensor.drift"),
  393: maintenance("Detector needs cleaning", "sensor"),
  394: maintenance("Carbon monoxide detector at its end of life", "sensor.end-of-life"),

  400: arming("Disarmed", "Armed"),
  401: arming("Disarmed by user", "Armed by user"),
  402: arming("Group disarmed", "Group armed"),
  403: arming("Disarmed automatically", "Armed automatically"),
  404: arming("Late to disarm", "Late to arm"),
  405: arming("Deferred disarming", "Deferred arming"),
  406: {
    opened: wide("Alarm cancelled", "user", "cancel", "arming"),
    restored: wide("Alarm cancelled", "user", "cancel", "arming"),
  },
  407: arming("Disarmed remotely", "Armed remotely"),
  408: arming("Quick disarmed", "Quick armed"),
  409: arming("Disarmed by keyswitch", "Armed by keyswitch"),
  411: plain("Call-back requested", "system", "user"),
  412: plain("Download succeeded", "system", "user"),
  413: plain("Download access failed", "system", "user"),
  414: plain("System shut down by command", "system", "user"),
  415: plain("Dialler shut down by command", "system", "user"),
  421: plain("Access denied", "access", "user"),
  422: plain("Access granted", "access", "user"),
  423: state("Door forced", "access", "door.forced", "high", { numbered: "door" }),
  424: plain("Egress denied", "access", "user"),
  425: plain("Egress granted", "access", "user"),
  426: state("Door propped open", "access", "door.open", "high", { numbered: "door" }),
  427: trouble("Door contact trouble", "door.trouble", "trouble", { numbered: "door" }),
  428: trouble("Request-to-exit trouble", "door.trouble", "trouble", { numbered: "door" }),
  429: plain("Access programming begins", "system", "user"),
  430: plain("Access programming ends", "system", "user"),
  431: plain("Threat level changed", "access", "user"),
  441: arming("Disarmed from stay", "Armed stay"),
  442: arming("Disarmed from stay by keyswitch", "Armed stay by keyswitch"),
  450: arming("Disarmed outside the schedule", "Armed outside the schedule"),
  451: arming("Disarmed early", "Armed early"),
  452: arming("Disarmed late", "Armed late"),
  453: state("Failed to disarm in time", "arming", "schedule", "low", { numbered: "area" }),
  454: state("Failed to arm in time", "arming", "schedule", "low", { numbered: "area" }),
  455: state("Automatic arming failed", "arming", "schedule", "low", { numbered: "area" }),
  456: arming("Partly disarmed", "Partly armed"),
  457: plain("Exit error", "arming", "user"),
  458: plain("User on the premises", "arming", "user"),
  459: plain("Recently armed", "arming", "user"),
  461: {
    opened: raise("Wrong code entered", "zone", "tamper", "wrong-codes", { priority: "medium", momentary: true }),
    restored: clear("Wrong code: over", "zone", "tamper", "wrong-codes"),
  },
  462: plain("Legal code entered", "access", "user"),
  463: arming("Disarmed after alarm", "Armed again after alarm"),
  464: plain("Automatic arming time extended", "arming", "user"),
  465: plain("Panic reset", "panic", "user"),
  466: plain("Service on the premises", "maintenance", "user"),
  470: off("Partition bypass", "intrusion"),
  471: off("Bypass", "intrusion"),
  473: off("Bypass", "intrusion"),

  501: off("Access reader disabled", "access"),
  520: off("Sounder disabled", "trouble"),
  521: off("Bell 1 disabled", "trouble"),
  522: off("Bell 2 disabled", "trouble"),
  531: plain("Module added", "system"),
  532: plain("Module removed", "system"),
  551: off("Dialler disabled", "communication"),
  552: off("Radio disabled", "communication"),
  570: off("Zone bypass", "intrusion"),
  571: off("Fire bypass", "fire"),
  572: off("24-hour zone bypass", "intrusion"),
  573: off("Burglary bypass", "intrusion"),
  574: plain("Group bypass", "intrusion", "user"),
  575: off("Swinger bypass", "intrusion"),
  576: off("Access zone shunt", "access"),
  577: off("Access point bypass", "access"),

  601: test("Manual test"),
  602: test("Periodic test"),
  603: test("Periodic radio test"),
  604: test("Fire test", "user"),
  605: plain("Status report follows", "system"),
  606: plain("Listen-in follows", "system"),
  607: {
    opened: wide("Walk test begins", "user", "test-begin", "test"),
    restored: wide("Walk test ends", "user", "test-end", "test"),
  },
  608: test("Periodic test, trouble present"),
  609: plain("Video transmitter active", "system"),
  611: test("Point tested"),
  612: test("Point not tested"),
  613: test("Intrusion zone walk-tested"),
  614: test("Fire zone walk-tested"),
  615: test("Panic zone walk-tested"),
  616: plain("Service requested", "maintenance"),
  621: plain("Log reset", "system"),
  622: plain("Log half full", "system"),
  623: plain("Log nearly full", "system"),
  624: plain("Log overflow", "system"),
  625: plain("Time or date set", "system", "user"),
  626: plain("Time inaccurate", "system"),
  627: plain("Programming begins", "system"),
  628: plain("Programming ends", "system"),
  629: plain("33 hours without an event", "system"),
  630: plain("Schedule changed", "system"),
  631: plain("Exception schedule changed", "system"),
  632: plain("Access schedule changed", "system"),
  641: state("Senior watch trouble", "medical", "welfare", "high"),
  642: plain("Latch-key supervision", "arming", "user"),
  651: plain("Reserved by the maker (651)", "system"),
  652: plain("Reserved by the maker (652)", "system", "user"),
  653: plain("Reserved by the maker (653)", "system", "user"),
  654: state("System inactive", "other", "welfare", "medium"),
  900: plain("Power up or download start", "system"),
};

/** Every event that the table names. */
export const CONTACT_ID_EVENTS: readonly string[] = Object.keys(EVENTS);

/** Events whose number is a user (DC-05, as listed by jvanovost/dc09_spt). */
const USER_EVENTS = new Set(
  "121 313 400 401 402 403 404 405 406 407 408 409 411 412 413 414 415 421 422 423 424 425 429 430 431 441 442 450 451 452 453 454 455 456 457 458 459 462 463 464 465 466 574 604 607 625 642 652 653".split(
    " ",
  ),
);

export function numberIsUser(event: string): boolean {
  return USER_EVENTS.has(event);
}

/** What no table names is classified by its hundreds digit and `known` is false. */
export function contactIdMeaning(event: string): { readonly both: Both; readonly known: boolean } {
  const both = EVENTS[event];
  return both ? { both, known: true } : { both: unknown(event), known: false };
}

function unknown(event: string): Both {
  const condition = `code-${event}`;
  switch (event.slice(0, 1)) {
    case "1":
      return state("Alarm", "other", condition, "high");
    case "2":
      return state("Fire supervisory", "trouble", condition, "high");
    case "3":
      return state("Trouble", "trouble", condition, "medium");
    case "4":
      return plain("Opening, closing or access", "arming", "user");
    case "5":
      return off("Bypass or disablement", "other");
    case "6":
      return test("Test or log");
    default:
      return plain("Event", "other");
  }
}
