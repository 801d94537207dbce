import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { kindQuery } from "../api/queries.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { ItemEditor } from "../site/editor.tsx";

/** Of the site's settings, those by which figures are counted. */
const COUNTED_BY: readonly string[] = ["workingHours", "floodFrom"];
const NAMED: readonly string[] = ["name", "timeZone"];

/** The way to what decides how figures are counted, for whoever may change it. */
export function NumbersSettings() {
  const settings = useQuery(kindQuery("setting"));
  const queries = useQueryClient();
  const mayChange = useMayChange()("setting");
  const [editing, setEditing] = useState(false);
  if (!mayChange || !settings.data) return null;
  const isNew = settings.data.length === 0;
  return (
    <>
      {" · "}
      <button type="button" className="text-button not-printed" onClick={() => setEditing(true)}>
        {t.numbers.countedBy}
      </button>
      {editing && (
        <ItemEditor
          kind="setting"
          id={isNew ? null : "site"}
          template={{ id: "site" }}
          only={isNew ? [...NAMED, ...COUNTED_BY] : COUNTED_BY}
          onClose={() => {
            setEditing(false);
            void queries.invalidateQueries({ queryKey: ["numbers"] });
          }}
        />
      )}
    </>
  );
}
