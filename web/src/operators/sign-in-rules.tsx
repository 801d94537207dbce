import { Button, Checkbox, NativeSelect, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { SiteDocument } from "../api/contract.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { FieldsFor, LostRightNote, useFillsIn } from "../shell/only-read.tsx";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { clashes, useItem, useSave } from "../site/item.ts";
import { SavedFirst } from "../site/saved-first.tsx";
import { unsent } from "../unsent.ts";
import { rolesQuery, useMay } from "./queries.ts";

/** Of the form. */
const PLACE = "sign-in rules";
/** As the server has them while the site says nothing else. */
const USUAL = { secondFactor: "optional", passkeyRoles: [], unlockWith: "password", lockAfterMin: 15 } as const;

/** What people must prove to come in, and to open a locked screen. */
export function SignInRulesPage() {
  const site = useItem("setting", "site");
  const roles = useQuery(rolesQuery);
  // Here, for the form begins anew with the version that was stored.
  const [saved, setSaved] = useState(false);
  return (
    <section className="stack pad">
      <h1>{t.signInRules.title}</h1>
      <p className="muted">{t.signInRules.hint}</p>
      <Loading of={site} what={t.signInRules.title} />
      <Loading of={roles} what={t.roles.title} />
      {roles.data && site.data && (
        <Rules
          key={site.data.etag}
          settings={site.data.body}
          etag={site.data.etag}
          roles={roles.data.roles.map(({ id, name }) => ({ id, name: name ?? t.role[id] ?? id }))}
          onSave={() => setSaved(false)}
          onSaved={() => {
            setSaved(true);
            void site.refetch();
          }}
        />
      )}
      {saved && <DoneNote>{t.signInRules.saved}</DoneNote>}
    </section>
  );
}

function Rules({
  settings,
  etag,
  roles,
  onSave,
  onSaved,
}: {
  settings: SiteDocument<"setting">;
  etag: string | null;
  roles: readonly { readonly id: string; readonly name: string }[];
  onSave: () => void;
  onSaved: () => void;
}) {
  const writes = useMay()("security:write");
  const fillsIn = useFillsIn(writes);
  const save = useSave("setting", () => {
    unsent.settled(PLACE);
    onSaved();
  });
  const logins = { ...USUAL, ...settings.logins };

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const passkeyRoles = new FormData(event.currentTarget).getAll("passkeyRoles").map(String);
    const changed = {
      ...settings.logins,
      secondFactor: field("secondFactor"),
      passkeyRoles,
      unlockWith: field("unlockWith"),
      lockAfterMin: Number(field("lockAfterMin")),
    };
    onSave();
    save.mutate({ id: "site", body: { ...settings, logins: changed }, etag });
  }

  return (
    <KeptForm place={PLACE} className="stack" onSubmit={submit} aria-label={t.signInRules.title}>
      <FieldsFor may={writes}>
        <NativeSelect
          name="secondFactor"
          label={t.signInRules.secondFactor}
          description={t.signInRules.secondFactorHint}
          data={Object.entries(t.signInRules.secondFactors).map(([value, label]) => ({ value, label }))}
          defaultValue={logins.secondFactor}
        />
        <fieldset className="stack">
          <legend>{t.signInRules.passkeyRoles}</legend>
          <p className="muted">{t.signInRules.passkeyRolesHint}</p>
          {roles
            .filter(({ id }) => id !== "integration")
            .map(({ id, name }) => (
              <Checkbox
                key={id}
                name="passkeyRoles"
                value={id}
                label={name}
                defaultChecked={logins.passkeyRoles.some((role) => role === id)}
              />
            ))}
        </fieldset>
        <NativeSelect
          name="unlockWith"
          label={t.signInRules.unlockWith}
          data={Object.entries(t.signInRules.unlocks).map(([value, label]) => ({ value, label }))}
          defaultValue={logins.unlockWith}
        />
        <NumberInput
          name="lockAfterMin"
          label={t.signInRules.lockAfterMin}
          min={0}
          max={1440}
          allowDecimal={false}
          defaultValue={logins.lockAfterMin}
        />
      </FieldsFor>
      <SavedFirst kind="setting" before={settings} save={save} />
      {!clashes(save.error) && <ProblemNote error={save.error} what={t.signInRules.notSaved} />}
      {fillsIn && (
        <div className="stack">
          <LostRightNote may={writes} />
          <div>
            <Button type="submit" loading={save.isPending} disabled={!writes}>
              {t.operators.save}
            </Button>
          </div>
        </div>
      )}
    </KeptForm>
  );
}
