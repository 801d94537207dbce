import type { z } from "zod";
import type { Report } from "#events/event.ts";
import type { Clock } from "#kernel/clock.ts";
import type { Logger } from "#kernel/log.ts";
import type { Port } from "#kernel/port.ts";

export const LINK_STATES = ["up", "degraded", "down"] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** What a protocol driver is. One object of this type is all that the rest of the house knows of a protocol. */
export interface Driver<Settings extends z.ZodObject = z.ZodObject> {
  /** As it stands in configuration, metrics and the audit trail: `sia-dc09`. The folder bears the same name. */
  readonly name: string;
  /** As an operator reads it: `SIA DC-09 receiver`. */
  readonly title: string;
  readonly standard: string;
  /** Who opens the connection. */
  readonly role: "dials" | "listens" | "polls";
  /** Validates the settings and, through its descriptions, draws the form. A secret is `z.string().meta({ secret: true })`. */
  readonly settings: Settings;
  /** Ports that these settings make the driver listen on or dial to, for the port matrix. */
  ports(settings: z.output<Settings>): readonly Port[];
  /** What it reads by itself with these settings, for drivers that are told so: the tags of a polled device. */
  reads?(settings: z.output<Settings>): readonly { readonly point: string; readonly name: string }[];
  /** The settings with a candidate taken in, for drivers that report candidates. Secrets may be `***`: they are kept. */
  adopt?(
    settings: Readonly<Record<string, unknown>>,
    candidate: {
      readonly key: string;
      readonly about: Readonly<Record<string, string>>;
      readonly name?: string | undefined;
    },
  ): Readonly<Record<string, unknown>>;
  /** Resolves once the driver listens or is connected. Throws a `Fault` when it can't. */
  open(settings: z.output<Settings>, host: DriverHost): Promise<Session>;
}

/** What a driver may ask of the house, and the only way it reaches it. */
export interface DriverHost {
  /** Id of the source that this session serves. */
  readonly source: string;
  /** Aborts when the session must end. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
  /**
   * Resolves once the event is stored: a driver acknowledges to its device after this, never before. Rejects with a
   * `Fault` when it was not stored; the device must then not be acknowledged and will repeat.
   */
  report(report: Report): Promise<void>;
  /**
   * Says how the connection fares, of the whole source or of one `part` of it (an account, a unit). While it is
   * `down`, the alarms of the points that begin with `part` are frozen as uncertain and one alarm stands for all of them.
   */
  link(state: LinkState, why: string, part?: string): void;
  /** Keeps something refused for the commissioning view: counted always, kept for a while, rate limited. */
  refused(why: string, raw: string): void;
  /** Lists something that spoke and is not configured (an unknown account), so that an operator can adopt it. */
  candidate(key: string, about: Readonly<Record<string, string>>): void;
}

export interface Session extends AsyncDisposable {
  /** Rejects with a `Fault` when the connection is lost for good; the supervisor then opens another. */
  readonly lost: Promise<never>;
  /**
   * Asks the device for one point now, where the protocol can; nothing is reported. Rejects with a `Fault` that says why
   * there is no value. @param point as in reports
   */
  read?(point: string): Promise<PointReading>;
  /** Asks everything behind the connection whether it is there, where the protocol can; nothing is reported. */
  test?(): Promise<readonly PartTest[]>;
}

/** What came of asking one part of a source: a unit, an account. */
export interface PartTest {
  readonly part: string;
  readonly answers: boolean;
  /** What came back, or why nothing. */
  readonly because: string;
}

/** What a device says when it is asked for one point. */
export interface PointReading {
  readonly value: number | boolean;
  /** What came over the wire. */
  readonly raw: string;
}

export function defineDriver<Settings extends z.ZodObject>(driver: Driver<Settings>): Driver<Settings> {
  return Object.freeze(driver);
}
