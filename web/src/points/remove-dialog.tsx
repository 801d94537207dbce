import { useMemo, useState } from "react";
import { t } from "../page-texts.ts";
import { Dialog } from "../shell/dialog.tsx";
import { removedDesk } from "../site/removed.ts";
import { useMany } from "./many.tsx";
import { ManyFoot } from "./many-foot.tsx";
import type { PointDocument } from "./queries.ts";

/** Takes points out of the site, after it was seen what that does. */
export function RemoveDialog(props: {
  points: readonly PointDocument[];
  versions: Readonly<Record<string, number>>;
  onClose: () => void;
  onRemoved: () => void;
}) {
  const { onClose, onRemoved } = props;
  // As they were chosen: the list behind has them no more before the answer is here.
  const [{ points, versions }] = useState(props);
  const many = useMany(() => {
    removedDesk.note({ is: "several", kind: "point", bodies: points });
    onRemoved();
    onClose();
  });
  const changes = useMemo(
    () => ({
      put: [],
      remove: points.map(({ id }) => ({ kind: "point" as const, id })),
      versions: points.map(({ id }) => ({ kind: "point" as const, id, version: versions[id] ?? 0 })),
    }),
    [points, versions],
  );
  return (
    <Dialog title={t.setup.removing.title(points.length)} onClose={onClose} wide>
      <div className="stack">
        <p>{t.setup.removing.hint}</p>
        <ManyFoot
          many={many}
          changes={changes}
          label={t.setup.removing.apply(points.length)}
          danger
          onClose={onClose}
        />
      </div>
    </Dialog>
  );
}
