import type { Entry, Run } from "./run.ts";

/** For the audit trail: `Anna Berg began the procedure Boiler too hot for alarm 17 (occurrence 23).` */
export function beginSentence(run: Run): string {
  return `${run.startedByName} began ${what(run)}, version ${run.version}.`;
}

/** What an entry of its log says, as a sentence of the audit trail. */
export function entrySentence(run: Run, entry: Entry): string {
  const step = run.procedure.steps.find(({ id }) => id === entry.step)?.text ?? "";
  const files = entry.attachments.map(({ name, file }) => ` Attached: ${name} (${file}).`).join("");
  const comment = entry.comment === null ? "" : ` Comment: ${entry.comment}`;
  return `${doneWords(entry, step)} in ${what(run)}.${comment}${files}${run.step === null ? " It is over." : ""}`;
}

function doneWords({ kind, byName, said }: Entry, step: string): string {
  switch (kind) {
    case "done":
      return `${byName} did the step '${step}'`;
    case "decided":
      return `${byName} answered '${said}' to '${step}'`;
    case "skipped":
      return `${byName} skipped the step '${step}', because: ${said},`;
    case "waited":
      return `The time of the step '${step}' was over, which went on by itself,`;
    case "overdue":
      return `Nobody has done the step '${step}' in its time: every screen reminds of it`;
    case "raised":
      return `Nobody has done the step '${step}' long after its time, and an alarm was raised,`;
    case "called":
      return `${byName} had the server call (${said}) for the step '${step}'`;
    case "ended":
      return `${byName} ended it early, because: ${said},`;
  }
}

function what({ procedure, alarm, occurrence }: Run): string {
  return `the procedure ${procedure.name} (${procedure.id}) for alarm ${alarm} (occurrence ${occurrence})`;
}
