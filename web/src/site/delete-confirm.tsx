import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "../page-texts.ts";

/** The id must be typed: what people are told by hangs on these documents. */
export function DeleteConfirm({ id, busy, onDelete }: { id: string; busy: boolean; onDelete: () => void }) {
  const [typed, setTyped] = useState("");
  return (
    <div className="note note-bad stack">
      <TextInput
        label={t.site.typeToDelete(id)}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
      />
      <Button color="red" disabled={typed !== id} loading={busy} onClick={onDelete}>
        {t.site.reallyDelete(id)}
      </Button>
    </div>
  );
}
