import type { Mode } from "#api/core.ts";
import type { Report } from "#events/event.ts";
import { Fault } from "#kernel/fault.ts";
import type { Line } from "#line/line.ts";
import type { Journal } from "#store/batch.ts";
import type { LeasedJournal } from "#store/journal.ts";

/** Whether this core is the active one, and what runs here while it is. */
export class Standing {
  mode: Mode = "starting";
  /** Address of the active core; null while none is known. */
  holder: string | null = null;
  journal: LeasedJournal | undefined;
  line: Line | undefined;
  /** The journal of this moment, for what outlives it. */
  readonly relay: Journal = {
    submit: (lane, work, weight) =>
      this.journal?.submit(lane, work, weight) ??
      Promise.reject(
        new Fault("not-active", "This core is not the active one; nothing was stored.", { transient: true }),
      ),
  };

  /** Throws a `Fault` (`not-active`) while this core is not the active one. */
  get active(): Line {
    if (this.line) return this.line;
    throw new Fault("not-active", "This core is not the active one.", { transient: true });
  }

  /** An alarm about Tocsin itself, while this core is the active one. */
  readonly own = (report: Report): void => this.line?.own.report(report);
}
