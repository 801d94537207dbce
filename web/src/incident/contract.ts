import type { AlarmNote } from "../../../src/incidents/notes.ts";
import type { Run } from "../../../src/procedures/run.ts";
import type { AlarmView } from "../api/contract.ts";

export type { AlarmNote } from "../../../src/incidents/notes.ts";
export type { Entry, Run } from "../../../src/procedures/run.ts";
export type { Step } from "../../../src/site/procedure.ts";

/** `GET /api/v1/alarms/ID/procedures` */
export interface AlarmProcedures {
  readonly fitting: readonly {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    readonly begins: "by-hand" | "when-raised";
    readonly steps: number;
  }[];
  /** The latest first. */
  readonly runs: readonly Run[];
}

/** `GET /api/v1/hand-over-notes` */
export type NoteOnAlarm = Omit<AlarmNote, "alarm"> & { readonly alarm: AlarmView };

/** `GET /api/v1/points/SOURCE/POINT/values` */
export interface PointValues {
  readonly name: string;
  readonly unit: string | null;
  readonly from: number;
  readonly to: number;
  readonly steps: boolean;
  readonly items: readonly { readonly at: number; readonly value: number | null }[];
  readonly limits: readonly {
    readonly condition: string;
    readonly priority: AlarmView["priority"];
    readonly value: number;
    readonly side: "above" | "below" | "at";
    readonly deadband: number;
  }[];
  readonly marks: readonly {
    readonly at: number;
    readonly alarm: number;
    readonly what: "activate" | "acknowledge" | "return";
  }[];
}
