import { Button, NativeSelect, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { LANGUAGES, type Person } from "../api/contract.ts";
import { channelsQuery } from "../api/queries.ts";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { Clash } from "../site/clash.tsx";
import { DeleteConfirm } from "../site/delete-confirm.tsx";
import { clashes, useItem, useSave } from "../site/item.ts";
import { t } from "../texts.ts";
import { time } from "../time.ts";
import { MethodFields, RuleFields } from "./fields.tsx";
import { QuietFields } from "./quiet.tsx";
import { Verification } from "./verification.tsx";

const NEW: Person = { id: "", name: "", active: true, methods: [], rules: [], quietHours: [] };

/** One person: the form, and for each way to reach them whether it is proven. */
export function PersonPage() {
  const { id } = useParams({ from: "/people/$id" });
  const isNew = id === "new";
  const item = useItem("person", isNew ? null : id);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const person = isNew ? NEW : item.data?.body;
  return (
    <section className="stack pad">
      <Link to="/people">← {t.people.title}</Link>
      <h1>{isNew ? t.people.add : (person?.name ?? id)}</h1>
      {!isNew && <Loading of={item} what={id} />}
      {person && (
        <PersonForm
          key={`${id} ${item.data?.etag}`}
          person={person}
          isNew={isNew}
          etag={item.data?.etag ?? null}
          reload={() => void item.refetch()}
          onSaved={() => {
            setSavedAt(Date.now());
            void item.refetch();
          }}
        />
      )}
      {savedAt !== null && <DoneNote>{t.site.saved(time(savedAt))}</DoneNote>}
      {!isNew && person && <Verification person={person} />}
    </section>
  );
}

function PersonForm(props: {
  person: Person;
  isNew: boolean;
  etag: string | null;
  reload: () => void;
  onSaved: () => void;
}) {
  const [draft, setDraft] = useState(props.person);
  const [deleting, setDeleting] = useState(false);
  const [gone, setGone] = useState(false);
  const channels = useQuery(channelsQuery);
  const navigate = useNavigate();
  const save = useSave("person", () => {
    if (gone) void navigate({ to: "/people" });
    else if (props.isNew) void navigate({ to: "/people/$id", params: { id: draft.id } });
    else props.onSaved();
  });
  const set = (part: Partial<Person>) => setDraft({ ...draft, ...part });
  const changed = JSON.stringify(draft) !== JSON.stringify(props.person);
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        const { timeZone, language, ...rest } = draft;
        const body = { ...rest, ...(timeZone ? { timeZone } : {}), ...(language ? { language } : {}) };
        save.mutate({ id: draft.id, body, etag: props.etag });
      }}
    >
      <div className="form-grid">
        <TextInput
          label={t.people.name}
          value={draft.name}
          required
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t.people.id}
          description={props.isNew ? t.people.idHint : t.people.idFixed}
          value={draft.id}
          required
          readOnly={!props.isNew}
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => set({ id: event.currentTarget.value })}
        />
        <TextInput
          label={t.people.timeZone}
          description={t.people.timeZoneHint}
          value={draft.timeZone ?? ""}
          placeholder={Intl.DateTimeFormat().resolvedOptions().timeZone}
          onChange={(event) => set({ timeZone: event.currentTarget.value })}
        />
        <NativeSelect
          label={t.people.language}
          description={t.people.languageHint}
          value={draft.language ?? ""}
          data={[
            { value: "", label: t.people.siteLanguage },
            ...LANGUAGES.map((value) => ({ value, label: t.messageTemplates.languages[value] ?? value })),
          ]}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            const language = LANGUAGES.find((one) => one === chosen);
            const { language: _, ...rest } = draft;
            setDraft(language === undefined ? rest : { ...rest, language });
          }}
        />
        <Switch
          label={t.people.active}
          description={t.people.activeHint}
          checked={draft.active}
          onChange={(event) => set({ active: event.currentTarget.checked })}
        />
      </div>
      <MethodFields
        methods={draft.methods}
        channels={channels.data?.items ?? []}
        onChange={(methods) => set({ methods })}
      />
      <RuleFields rules={draft.rules} methods={draft.methods} onChange={(rules) => set({ rules })} />
      <QuietFields
        quietHours={draft.quietHours}
        methods={draft.methods}
        onChange={(quietHours) => set({ quietHours })}
      />
      {clashes(save.error) ? (
        <Clash what={draft.name} error={save.error} onTheirs={props.reload} />
      ) : (
        <ProblemNote error={save.error} what={t.site.notSaved} />
      )}
      {deleting && (
        <DeleteConfirm
          id={draft.id}
          busy={save.isPending}
          onDelete={() => {
            setGone(true);
            save.mutate({ id: draft.id, body: null, etag: props.etag });
          }}
        />
      )}
      <div className="dialog-foot">
        {!props.isNew && !deleting && (
          <Button variant="outline" color="red" onClick={() => setDeleting(true)}>
            {t.common.delete}…
          </Button>
        )}
        <span className="grow" />
        <Button type="submit" loading={save.isPending} disabled={!changed}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}
