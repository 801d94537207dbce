import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { LANGUAGES, type Person } from "../api/contract.ts";
import { channelsQuery } from "../api/queries.ts";
import { OWN_ZONE } from "../instant.ts";
import { t } from "../page-texts.ts";
import { DocumentPage } from "../site/document-page.tsx";
import { type Draft, DraftForm, NameFields } from "../site/draft-form.tsx";
import { MethodFields, RuleFields } from "./fields.tsx";
import { QuietFields } from "./quiet.tsx";
import { Verification } from "./verification.tsx";

const NEW: Person = { id: "", name: "", active: true, methods: [], rules: [], quietHours: [] };

/** One person: the form, and for each way to reach them whether it is proven. */
export function PersonPage() {
  const { id } = useParams({ from: "/people/$id" });
  const navigate = useNavigate();
  return (
    <DocumentPage
      kind="person"
      id={id}
      fresh={() => NEW}
      list={{ to: "/people", title: t.people.title }}
      newTitle={t.people.add}
      onCreated={(made) => void navigate({ to: "/people/$id", params: { id: made } })}
      below={(person) => <Verification person={person} />}
    >
      {(edited) => (
        <DraftForm kind="person" edited={edited} className="card stack">
          {(edit) => <PersonFields edit={edit} />}
        </DraftForm>
      )}
    </DocumentPage>
  );
}

function PersonFields({ edit }: { edit: Draft<Person> }) {
  const { draft, set, setDraft } = edit;
  const channels = useQuery(channelsQuery);
  return (
    <>
      <div className="form-grid">
        <NameFields edit={edit} />
        <TextInput
          name="timeZone"
          label={t.people.timeZone}
          description={t.people.timeZoneHint}
          value={draft.timeZone ?? ""}
          placeholder={OWN_ZONE}
          onChange={(event) => {
            const timeZone = event.currentTarget.value;
            const { timeZone: _, ...rest } = draft;
            setDraft(timeZone === "" ? rest : { ...rest, timeZone });
          }}
        />
        <NativeSelect
          name="language"
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
    </>
  );
}
