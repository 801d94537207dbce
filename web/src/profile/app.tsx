import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import type { Profile } from "../api/contract.ts";
import { fieldsOf } from "../form.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { QrCode } from "./qr.tsx";
import { RemoveFactorDialog } from "./remove-factor.tsx";

interface Shown {
  readonly secret: string;
  readonly uri: string;
}

/** The authenticator app: set up with a QR code, replaced, removed. */
export function AppSection({ profile }: { profile: Profile }) {
  const { app } = profile;
  const queries = useQueryClient();
  const renew = () => queries.invalidateQueries({ queryKey: ["profile"] });
  const show = useMutation({ mutationFn: () => call<Shown>("POST", "/api/v1/profile/app") });
  const [isRemoving, setRemoving] = useState(false);
  return (
    <section className="card stack" aria-labelledby="profile-app">
      <h2 id="profile-app">{t.profile.app}</h2>
      <p className="muted">{app ? t.profile.appSince(dateTime(app.createdAt)) : t.profile.appHint}</p>
      <ProblemNote error={show.error} what={t.profile.notChanged} />
      <div className="row-wrap">
        <Button loading={show.isPending} variant={app ? "default" : "filled"} onClick={() => show.mutate()}>
          {app ? t.profile.replaceApp : t.profile.addApp}
        </Button>
        {app && (
          <Button variant="outline" color="red" onClick={() => setRemoving(true)}>
            {t.profile.removeApp}…
          </Button>
        )}
      </div>
      {isRemoving && (
        <RemoveFactorDialog
          profile={profile}
          gone={{ is: "app" }}
          title={t.profile.removing.app}
          onClose={() => setRemoving(false)}
        />
      )}
      {show.data && (
        <ConfirmDialog
          shown={show.data}
          onClose={() => {
            show.reset();
            void renew();
          }}
        />
      )}
    </section>
  );
}

function ConfirmDialog({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const confirm = useMutation({
    mutationFn: (code: string) => call("PUT", "/api/v1/profile/app", { code }),
    onSuccess: onClose,
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    confirm.mutate(fieldsOf(event)("code"));
  }

  return (
    <Dialog title={t.profile.addApp} onClose={onClose}>
      <form className="stack" onSubmit={submit} aria-label={t.profile.addApp}>
        <p>{t.profile.scan}</p>
        <QrCode text={shown.uri} label={t.profile.qrLabel} />
        <TextInput
          label={t.profile.secret}
          value={shown.secret.match(/.{1,4}/g)?.join(" ") ?? shown.secret}
          readOnly
          classNames={{ input: "code" }}
          data-testid="app-secret"
        />
        <TextInput
          name="code"
          label={t.profile.firstCode}
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,7}"
        />
        <ProblemNote error={confirm.error} what={t.profile.notChanged} />
        <DialogFoot onCancel={onClose} busy={confirm.isPending}>
          {t.profile.confirm}
        </DialogFoot>
      </form>
    </Dialog>
  );
}
