import { type MakeMissing, Surroundings } from "./about.ts";
import type { Field } from "./fields.ts";
import { AnyShape, Fields } from "./nested-fields.tsx";
import "../styles/schema-form.css";

/** The form of a whole document. */
export function SchemaForm({
  field,
  draft,
  mistakes,
  hidden = NONE,
  make,
  onChange,
}: {
  field: Field;
  draft: unknown;
  mistakes: ReadonlyMap<string, string>;
  hidden?: ReadonlySet<string>;
  make?: MakeMissing;
  onChange: (draft: unknown) => void;
}) {
  return (
    <Surroundings value={{ mistakes, hidden, draft, ...(make ? { make } : {}) }}>
      <div className="schema-form">
        {field.is === "object" ? (
          <Fields field={field} path={[]} value={draft} onChange={onChange} />
        ) : (
          <AnyShape field={field} path={[]} value={draft} onChange={onChange} />
        )}
      </div>
    </Surroundings>
  );
}

const NONE: ReadonlySet<string> = new Set();
