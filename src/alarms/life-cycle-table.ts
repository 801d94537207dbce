import type { AlarmInput, AlarmState, Effect } from "./alarm.ts";

/** Under which a move counts; a cell takes the first of its moves whose guard holds. */
export type Guard =
  | "informational" // acknowledgement isn't required
  | "latched"
  | "self-clearing" // a return acknowledges, or acknowledgement isn't required
  | "soon" //          came back within the re-arm window
  | "worse"; //        more severe than what was annunciated

export interface Move {
  readonly when?: Guard;
  readonly to: AlarmState;
  readonly because: string;
  /**
   * | effect          | means                                                                                      |
   * |-----------------|--------------------------------------------------------------------------------------------|
   * | `annunciate`    | a new occurrence, sequence 1                                                               |
   * | `re-annunciate` | the same occurrence, sequence + 1; a callout that runs goes on, with the new sequence      |
   * | `begin-callout` | its policy starts at the first step, anew if a callout of this occurrence is there already |
   * | `stop-callout`  | answered (`acknowledged` is true: the policy says whether one answer is enough) or hidden  |
   * | `clear-callout` | the condition has gone; nobody needs to be called any more                                 |
   * | `terminal`      | the occurrence that was open before this transition has ended                              |
   */
  readonly effects: readonly Effect[];
}

/**
 * `hide` and `show` set and take away a flag of the overlay, `track` follows the condition of a hidden alarm without a
 * sound, `trust` notes whether the condition can be known.
 */
export type Cell =
  | readonly Move[]
  | { readonly ignored: string }
  | { readonly refused: string }
  | "hide"
  | "show"
  | "track"
  | "trust";

const ignored = (because: string): Cell => ({ ignored: because });
const refused = (because: string): Cell => ({ refused: because });

const TRUE_ALREADY = ignored("the condition is true already");
const FALSE_ALREADY = ignored("the condition is false already");
const NOT_ACTIVE = ignored("the condition isn't true");
const ANSWERED_ALREADY = ignored("somebody has acknowledged it already");
const NOT_ACKNOWLEDGED = refused("Nobody has acknowledged this alarm, so there is no acknowledgement to take back.");
const NOT_LATCHED = refused("This alarm isn't latched: it ends by itself once it has gone and is acknowledged.");
const STILL_TRUE = refused("The condition still holds. Reset the alarm after the condition has gone.");
const HIDDEN_NO_ANSWER = refused(
  "This alarm is shelved, suppressed or out of service and rings nowhere. Bring it back first, then acknowledge it if it still stands.",
);
const HIDDEN_NO_RESET = refused(
  "This alarm is shelved, suppressed or out of service. Bring it back first, then reset it.",
);

/** The overlay, the same in every state that is annunciated or normal. */
const OVERLAY = {
  shelve: "hide",
  unshelve: refused("This alarm isn't on the shelf."),
  suppress: "hide",
  unsuppress: ignored("it isn't suppressed"),
  remove: "hide",
  restore: refused("This alarm isn't out of service."),
  lose: "trust",
  regain: "trust",
} as const satisfies Partial<Record<AlarmInput, Cell>>;

const HIDDEN = {
  activate: "track",
  return: "track",
  escalate: "track",
  ease: "track",
  "re-alarm": ignored("it is hidden, nothing rings"),
  acknowledge: HIDDEN_NO_ANSWER,
  unacknowledge: HIDDEN_NO_ANSWER,
  reset: HIDDEN_NO_RESET,
  shelve: "hide",
  unshelve: "show",
  suppress: "hide",
  unsuppress: "show",
  remove: "hide",
  restore: "show",
  lose: "trust",
  regain: "trust",
} as const satisfies Record<AlarmInput, Cell>;

const RING_ANEW = ["re-annunciate", "begin-callout"] as const;
const ANSWERED_TOO: Cell = [
  { to: "acknowledged", because: "one more person acknowledged it", effects: ["stop-callout"] },
];

/** The life of an alarm by ISA-18.2 / IEC 62682: a row is the state it is in, a column what comes, and no cell is empty. */
export const LIFE_CYCLE: Record<AlarmState, Record<AlarmInput, Cell>> = {
  normal: {
    ...OVERLAY,
    activate: [
      {
        when: "informational",
        to: "acknowledged",
        because: "the condition became true; nobody needs to acknowledge it",
        effects: ["annunciate"],
      },
      { to: "unacknowledged", because: "the condition became true", effects: ["annunciate", "begin-callout"] },
    ],
    return: FALSE_ALREADY,
    acknowledge: refused("The alarm is normal: there is nothing to acknowledge."),
    unacknowledge: NOT_ACKNOWLEDGED,
    reset: refused("The alarm is normal: there is nothing to reset."),
    escalate: NOT_ACTIVE,
    ease: NOT_ACTIVE,
    "re-alarm": NOT_ACTIVE,
  },
  unacknowledged: {
    ...OVERLAY,
    activate: TRUE_ALREADY,
    return: [
      {
        when: "latched",
        to: "latched-unacknowledged",
        because: "the condition went away; the alarm is latched",
        effects: [],
      },
      {
        when: "self-clearing",
        to: "normal",
        because: "the condition went away, and that acknowledges it",
        effects: ["clear-callout", "terminal"],
      },
      { to: "returned", because: "the condition went away before anybody acknowledged", effects: ["clear-callout"] },
    ],
    acknowledge: [{ to: "acknowledged", because: "somebody acknowledged it", effects: ["stop-callout"] }],
    unacknowledge: NOT_ACKNOWLEDGED,
    reset: STILL_TRUE,
    escalate: [{ to: "unacknowledged", because: "it became more severe", effects: RING_ANEW }],
    ease: [{ to: "unacknowledged", because: "it became less severe", effects: [] }],
    "re-alarm": [{ to: "unacknowledged", because: "still active: annunciated again", effects: ["re-annunciate"] }],
  },
  acknowledged: {
    ...OVERLAY,
    activate: TRUE_ALREADY,
    return: [
      {
        when: "latched",
        to: "latched-acknowledged",
        because: "the condition went away; the latched alarm waits for a reset",
        effects: ["clear-callout"],
      },
      { to: "normal", because: "the condition went away", effects: ["clear-callout", "terminal"] },
    ],
    acknowledge: ANSWERED_TOO,
    unacknowledge: [{ to: "unacknowledged", because: "somebody took the acknowledgement back", effects: RING_ANEW }],
    reset: STILL_TRUE,
    escalate: [
      {
        when: "informational",
        to: "acknowledged",
        because: "it became more severe; nobody needs to acknowledge it",
        effects: ["re-annunciate"],
      },
      { to: "unacknowledged", because: "it became more severe", effects: RING_ANEW },
    ],
    ease: [{ to: "acknowledged", because: "it became less severe", effects: [] }],
    "re-alarm": [
      { when: "informational", to: "acknowledged", because: "still active", effects: ["re-annunciate"] },
      { to: "unacknowledged", because: "still active too long after the acknowledgement", effects: RING_ANEW },
    ],
  },
  returned: {
    ...OVERLAY,
    activate: [
      {
        when: "soon",
        to: "unacknowledged",
        because: "the condition came back before anybody acknowledged; its callout goes on",
        effects: ["re-annunciate"],
      },
      {
        to: "unacknowledged",
        because: "the condition came back after the re-arm window, still unacknowledged",
        effects: RING_ANEW,
      },
    ],
    return: FALSE_ALREADY,
    acknowledge: [{ to: "normal", because: "somebody saw that it had been", effects: ["stop-callout", "terminal"] }],
    unacknowledge: NOT_ACKNOWLEDGED,
    reset: NOT_LATCHED,
    escalate: NOT_ACTIVE,
    ease: NOT_ACTIVE,
    "re-alarm": NOT_ACTIVE,
  },
  "latched-unacknowledged": {
    ...OVERLAY,
    activate: [
      { when: "worse", to: "unacknowledged", because: "the condition came back, more severe", effects: RING_ANEW },
      { to: "unacknowledged", because: "the condition came back", effects: [] },
    ],
    return: FALSE_ALREADY,
    acknowledge: [
      {
        to: "latched-acknowledged",
        because: "somebody acknowledged it; it waits for a reset",
        effects: ["stop-callout", "clear-callout"],
      },
    ],
    unacknowledge: NOT_ACKNOWLEDGED,
    reset: refused("Nobody has acknowledged this alarm yet. Acknowledge it first, then reset it."),
    escalate: NOT_ACTIVE,
    ease: NOT_ACTIVE,
    "re-alarm": NOT_ACTIVE,
  },
  "latched-acknowledged": {
    ...OVERLAY,
    activate: [
      { when: "informational", to: "acknowledged", because: "the condition came back", effects: [] },
      { when: "worse", to: "unacknowledged", because: "the condition came back, more severe", effects: RING_ANEW },
      { to: "acknowledged", because: "the condition came back within the acknowledged occurrence", effects: [] },
    ],
    return: FALSE_ALREADY,
    acknowledge: ANSWERED_ALREADY,
    unacknowledge: [
      { to: "latched-unacknowledged", because: "somebody took the acknowledgement back", effects: RING_ANEW },
    ],
    reset: [{ to: "normal", because: "somebody reset it", effects: ["terminal"] }],
    escalate: NOT_ACTIVE,
    ease: NOT_ACTIVE,
    "re-alarm": NOT_ACTIVE,
  },
  shelved: HIDDEN,
  suppressed: HIDDEN,
  "out-of-service": HIDDEN,
};
