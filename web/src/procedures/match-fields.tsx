import { Checkbox } from "@mantine/core";
import { PRIORITIES } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { Several, SeveralPoints } from "../schema-form/several.tsx";
import { FreeWords } from "../schema-form/words-field.tsx";
import { AreaFields } from "./area-fields.tsx";
import type { Draft } from "./draft.ts";

type Match = Draft["procedure"];
const CHOSEN = { sources: "source", partitions: "partition" } as const;
/** Free words: what is in use is offered. */
const WRITTEN = ["conditions", "tags"] as const;

/** For which alarms a procedure is. */
export function MatchFields({ procedure, onChange }: { procedure: Match; onChange: (change: Partial<Match>) => void }) {
  const { fields } = t.procedure;
  return (
    <fieldset className="step-card stack">
      <legend>{fields.match}</legend>
      <p className="muted">{fields.matchHint}</p>
      <div className="fields">
        {(["sources", "partitions"] as const).map((list) => (
          <Several
            key={list}
            kind={CHOSEN[list]}
            label={fields[list]}
            value={procedure[list] ?? []}
            onChange={(ids) => onChange({ [list]: ids.length > 0 ? ids : undefined })}
          />
        ))}
        <SeveralPoints
          label={fields.points}
          description={fields.pointsHint}
          value={procedure.points ?? []}
          onChange={(ids) => onChange({ points: ids.length > 0 ? ids : undefined })}
        />
        {WRITTEN.map((list) => (
          <FreeWords
            key={list}
            of={list}
            label={fields[list]}
            value={procedure[list] ?? []}
            onChange={(words) => onChange({ [list]: words.length > 0 ? words : undefined })}
          />
        ))}
      </div>
      <AreaFields value={procedure.areas} onChange={(areas) => onChange({ areas })} />
      <Checkbox.Group
        label={fields.priorities}
        value={[...(procedure.priorities ?? [])]}
        onChange={(values) => {
          const priorities = PRIORITIES.filter((priority) => values.includes(priority));
          onChange({ priorities: priorities.length > 0 ? priorities : undefined });
        }}
      >
        <div className="row-wrap">
          {PRIORITIES.map((priority) => (
            <Checkbox key={priority} value={priority} label={t.priority[priority]} />
          ))}
        </div>
      </Checkbox.Group>
    </fieldset>
  );
}
