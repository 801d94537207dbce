import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { PRIORITIES } from "../api/contract.ts";
import { Several, SeveralPoints } from "../schema-form/several.tsx";
import { t } from "../texts.ts";
import { AreaFields } from "./area-fields.tsx";
import { type Draft, listOf } from "./draft.ts";

type Match = Draft["procedure"];
const CHOSEN = { sources: "source", partitions: "partition" } as const;
/** Nobody has a list of them. */
const WRITTEN = ["conditions", "tags"] as const;

/** For which alarms a procedure is. */
export function MatchFields({ procedure, onChange }: { procedure: Match; onChange: (change: Partial<Match>) => void }) {
  const { fields } = t.procedure;
  // What is being written, commas and all; the document has the list.
  const [written, setWritten] = useState(() =>
    Object.fromEntries(WRITTEN.map((list) => [list, (procedure[list] ?? []).join(", ")])),
  );
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
          <TextInput
            key={list}
            label={fields[list]}
            description={fields.commas}
            value={written[list] ?? ""}
            onChange={({ currentTarget: { value } }) => {
              setWritten({ ...written, [list]: value });
              onChange({ [list]: listOf(value) });
            }}
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
