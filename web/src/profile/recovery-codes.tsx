import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { Profile } from "../api/contract.ts";
import { Dialog } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";

/** Ten codes on paper, for whoever lost the other factors. */
export function RecoveryCodesSection({ profile: { recoveryCodes, factors } }: { profile: Profile }) {
  const queries = useQueryClient();
  const renew = useMutation({
    mutationFn: () => call<{ codes: readonly string[] }>("POST", "/api/v1/profile/recovery-codes"),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["profile"] }),
  });
  const possible = factors.length > 0;
  return (
    <section className="card stack" aria-labelledby="profile-recovery-codes">
      <h2 id="profile-recovery-codes">{t.profile.recoveryCodes}</h2>
      <p className="muted">{possible ? t.profile.recoveryCodesHint : t.profile.recoveryCodesLater}</p>
      {recoveryCodes && <p>{t.profile.codesLeft(recoveryCodes.left, dateTime(recoveryCodes.createdAt))}</p>}
      <ProblemNote error={renew.error} what={t.profile.notChanged} />
      <div>
        <Button
          disabled={!possible}
          variant={recoveryCodes ? "default" : "filled"}
          loading={renew.isPending}
          onClick={() => renew.mutate()}
        >
          {recoveryCodes ? t.profile.renewCodes : t.profile.makeCodes}
        </Button>
      </div>
      {renew.data && (
        <Dialog title={t.profile.recoveryCodes} onClose={() => renew.reset()}>
          <div className="stack">
            <p className="note note-bad">{t.profile.codesOnce}</p>
            <ol className="code" data-testid="recovery-codes">
              {renew.data.codes.map((code) => (
                <li key={code}>{code}</li>
              ))}
            </ol>
            <div className="dialog-foot">
              <Button variant="default" onClick={() => window.print()}>
                {t.profile.print}
              </Button>
              <Button onClick={() => renew.reset()}>{t.profile.codesKept}</Button>
            </div>
          </div>
        </Dialog>
      )}
    </section>
  );
}
