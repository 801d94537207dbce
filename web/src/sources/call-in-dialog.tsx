import { Checkbox, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { MENU_ENTRIES, menuSentence } from "../../../src/speech/menu-words.ts";
import type { SiteDocument } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { LostRightNote } from "../shell/only-read.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { clashes, useItem, useSave } from "../site/item.ts";
import { SavedFirst } from "../site/saved-first.tsx";
import { type CallInDraft, digitsFor, draftOf, menuOf, settingsWith } from "./call-in.ts";
import { CallerFields, PointFields } from "./call-in-fields.tsx";

/** Who may call the server by this channel, what they can choose, and what they will hear. */
export function CallInDialog({ channel, onClose }: { channel: string; onClose: () => void }) {
  const item = useItem("channel", channel);
  return (
    <Dialog title={t.callIn.title(channel)} onClose={onClose} wide>
      {item.data ? (
        <CallInForm channel={item.data.body} etag={item.data.etag} onClose={onClose} key={item.data.etag} />
      ) : (
        <Loading of={item} what={channel} />
      )}
    </Dialog>
  );
}

interface CallInFormProps {
  readonly channel: SiteDocument<"channel">;
  readonly etag: string | null;
  readonly onClose: () => void;
}

function CallInForm({ channel, etag, onClose }: CallInFormProps) {
  const [begun] = useState(() => draftOf(channel.settings));
  const [draft, setDraft, isBack] = useUnsent(`call-in ${channel.id}`, begun);
  const persons = useQuery(kindQuery("person"));
  const save = useSave("channel", onClose);
  const writes = useMayChange()("channel");
  const set = (part: Partial<CallInDraft>) => setDraft({ ...draft, ...part });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const body = { ...channel, settings: settingsWith(channel.settings, draft) };
        save.mutate({ id: channel.id, body, etag });
      }}
    >
      <KeptNote isBack={isBack} />
      <Checkbox
        label={t.callIn.on}
        description={t.callIn.onHint}
        checked={draft.on}
        onChange={(event) => set({ on: event.currentTarget.checked })}
      />
      {draft.on && (
        <>
          <Loading of={persons} what={t.callIn.callers} />
          <CallerFields
            callers={draft.persons}
            known={persons.data ?? []}
            onChange={(callers) => set({ persons: callers })}
          />
          <MenuFields digits={draft.digits} onChange={(digits) => set({ digits })} />
          <PointFields points={draft.points} onChange={(points) => set({ points })} />
        </>
      )}
      <SavedFirst kind="channel" before={channel} save={save} />
      {!clashes(save.error) && <ProblemNote error={save.error} what={t.site.notSaved} />}
      <LostRightNote may={writes} />
      <DialogFoot onCancel={onClose} busy={save.isPending} disabled={!writes}>
        {t.common.save}
      </DialogFoot>
    </form>
  );
}

type Digits = CallInDraft["digits"];

function MenuFields({ digits, onChange }: { digits: Digits; onChange: (digits: Digits) => void }) {
  const menu = menuOf({ digits });
  return (
    <fieldset>
      <legend>{t.callIn.menu}</legend>
      <div className="row-wrap">
        {MENU_ENTRIES.map((entry) => {
          const free = digitsFor(entry, digits);
          return (
            <NativeSelect
              key={entry}
              label={t.callIn.entry[entry]}
              data={[{ value: "", label: t.callIn.notOffered }, ...free]}
              value={digits[entry] ?? ""}
              onChange={({ currentTarget: { value } }) =>
                onChange({ ...digits, [entry]: free.find((digit) => digit === value) ?? null })
              }
            />
          );
        })}
      </div>
      <p className="muted">{t.callIn.heard}</p>
      {menu.length === 0 ? (
        <p>{t.callIn.nothingOffered}</p>
      ) : (
        <div data-testid="menu-preview">
          <p lang="en">{menuSentence(menu, "en")}</p>
          <p lang="de">{menuSentence(menu, "de")}</p>
        </div>
      )}
    </fieldset>
  );
}
