import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { Profile } from "../api/contract.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { type Gone, type Without, withoutFactor } from "./without-factor.ts";

interface RemoveFactorProps {
  readonly profile: Profile;
  readonly gone: Gone;
  readonly title: string;
  readonly onClose: () => void;
}

/** Asks before a passkey or the app is removed, and says how one signs in then. */
export function RemoveFactorDialog({ profile, gone, title, onClose }: RemoveFactorProps) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      call(
        "DELETE",
        gone.is === "app" ? "/api/v1/profile/app" : `/api/v1/profile/passkeys/${encodeURIComponent(gone.id)}`,
      ),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ["profile"] });
    },
  });
  const without = withoutFactor(profile, gone);
  const words = t.profile.removing;
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          remove.mutate();
        }}
      >
        <p className={without.is === "barred" || without.is === "password-alone" ? "note note-bad" : ""}>
          {meaningOf(without)}
        </p>
        <p className="muted">{gone.is === "app" ? words.ofApp : words.ofPasskey}</p>
        <ProblemNote error={remove.error} what={t.profile.notChanged} />
        <DialogFoot onCancel={onClose} busy={remove.isPending} disabled={without.is === "barred"} danger>
          {words.apply}
        </DialogFoot>
      </form>
    </Dialog>
  );
}

function meaningOf(without: Without): string {
  const words = t.profile.removing;
  switch (without.is) {
    case "barred":
      return without.demand === "passkey" ? words.passkeyDemanded : words.factorDemanded;
    case "password-alone":
      return without.hasCodes ? `${words.passwordAlone} ${words.codesEnd}` : words.passwordAlone;
    case "app-left":
      return words.appLeft;
    case "passkeys-left":
      return words.passkeysLeft(without.count);
  }
}
