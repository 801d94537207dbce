import { Button } from "@mantine/core";
import { useState } from "react";
import { t } from "../texts.ts";

/** What can't be taken back: asks once more before it is done. */
export function SureButton({
  label,
  name,
  really,
  busy,
  onSure,
}: {
  label: string;
  /** Of what it is about, for those who hear the page. */
  name: string;
  really: string;
  busy: boolean;
  onSure: () => void;
}) {
  const [sure, setSure] = useState(false);
  if (!sure) {
    return (
      <Button size="compact-sm" variant="outline" color="red" onClick={() => setSure(true)}>
        {label}…<span className="hidden"> {name}</span>
      </Button>
    );
  }
  return (
    <div className="row-wrap">
      <Button size="compact-sm" color="red" loading={busy} onClick={onSure}>
        {really}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setSure(false)}>
        {t.common.cancel}
      </Button>
    </div>
  );
}
