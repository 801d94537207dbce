import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import type { Profile } from "../api/contract.ts";
import { newPasskey } from "../factor/factor.ts";
import { fieldsOf } from "../form.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { RemoveFactorDialog } from "./remove-factor.tsx";

/** Passkeys: as many as somebody has devices, each with a name. */
export function PasskeysSection({ profile }: { profile: Profile }) {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Profile["passkeys"][number] | null>(null);
  return (
    <section className="card stack" aria-labelledby="profile-passkeys">
      <h2 id="profile-passkeys">{t.profile.passkeys}</h2>
      <p className="muted">{profile.whyNoPasskeys ?? t.profile.passkeysHint}</p>
      {profile.passkeys.length > 0 && (
        <ul className="stack">
          {profile.passkeys.map((passkey) => (
            <li key={passkey.id} className="row-wrap" data-testid="passkey">
              <strong>{passkey.name}</strong>
              <span className="muted">
                {t.profile.passkeySince(dateTime(passkey.createdAt))}{" "}
                {passkey.usedAt === null ? t.profile.neverUsed : t.profile.lastUsed(dateTime(passkey.usedAt))}
              </span>
              <Button size="compact-sm" variant="outline" color="red" onClick={() => setRemoving(passkey)}>
                {t.profile.remove}…<span className="hidden"> {passkey.name}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button
          disabled={profile.whyNoPasskeys !== null}
          variant={profile.passkeys.length > 0 ? "default" : "filled"}
          onClick={() => setAdding(true)}
        >
          {t.profile.addPasskey}
        </Button>
      </div>
      {adding && <AddDialog onClose={() => setAdding(false)} />}
      {removing && (
        <RemoveFactorDialog
          profile={profile}
          gone={{ is: "passkey", id: removing.id }}
          title={t.profile.removing.passkey(removing.name)}
          onClose={() => setRemoving(null)}
        />
      )}
    </section>
  );
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: async (name: string) => {
      const response = await newPasskey(await call("POST", "/api/v1/profile/passkeys/challenge"));
      await call("POST", "/api/v1/profile/passkeys", { name, response });
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["profile"] });
      onClose();
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    add.mutate(fieldsOf(event)("name"));
  }

  return (
    <Dialog title={t.profile.addPasskey} onClose={onClose}>
      <form className="stack" onSubmit={submit} aria-label={t.profile.addPasskey}>
        <TextInput
          name="name"
          label={t.profile.passkeyName}
          description={t.profile.passkeyNameHint}
          required
          maxLength={60}
        />
        <ProblemNote error={add.error} what={t.profile.notChanged} />
        <DialogFoot onCancel={onClose} busy={add.isPending}>
          {t.profile.askDevice}
        </DialogFoot>
      </form>
    </Dialog>
  );
}
