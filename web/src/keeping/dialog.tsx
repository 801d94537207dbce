import { NumberInput, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import type { SiteDocument } from "../api/contract.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { useItem, useSave } from "../site/item.ts";
import { SaveFoot } from "../site/save-foot.tsx";
import type { KeptHistory } from "./queries.ts";

/** How long each kind stays, and when it is looked after. */
export function KeepingDialog({ kept, onClose }: { kept: KeptHistory; onClose: () => void }) {
  const site = useItem("setting", "site");
  return (
    <Dialog title={t.keeping.change} onClose={onClose}>
      <Loading of={site} what={t.keeping.change} />
      {site.data && (
        <Fields
          key={site.data.etag}
          kept={kept}
          settings={site.data.body}
          etag={site.data.etag}
          reload={() => void site.refetch()}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

function Fields({
  kept: { kinds, at, leastDays },
  settings,
  etag,
  reload,
  onClose,
}: {
  kept: KeptHistory;
  settings: SiteDocument<"setting">;
  etag: string | null;
  reload: () => void;
  onClose: () => void;
}) {
  const save = useSave("setting", onClose);

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const days = kinds.map(({ kind }) => [`${kind}Days`, field(kind) === "" ? null : Number(field(kind))]);
    const history = { ...Object.fromEntries(days), at: field("at") };
    save.mutate({ id: "site", body: { ...settings, history }, etag });
  }

  return (
    <KeptForm place="keeping" className="stack" onSubmit={submit}>
      {kinds.map(({ kind, keepDays }) => (
        <NumberInput
          key={kind}
          name={kind}
          label={t.keeping.daysOf(t.keeping.kinds[kind].name)}
          description={t.keeping.kinds[kind].hint}
          placeholder={t.keeping.days(null)}
          min={leastDays}
          max={36_500}
          allowDecimal={false}
          hideControls
          defaultValue={keepDays ?? ""}
        />
      ))}
      <p className="muted">{t.keeping.emptyIsEver}</p>
      <TextInput type="time" name="at" label={t.keeping.at} description={t.keeping.atHint} defaultValue={at} required />
      <SaveFoot
        what={t.keeping.change}
        id={null}
        etag={etag}
        save={save}
        reload={reload}
        onClose={onClose}
        began={{ kind: "setting", body: settings }}
      />
    </KeptForm>
  );
}
