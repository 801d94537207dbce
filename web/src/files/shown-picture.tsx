import { useState } from "react";
import { t } from "../texts.ts";

/** A picture that somebody uploaded; where the browser can't show it, that stands in its place. */
export function ShownPicture({ id, alt, className }: { id: string; alt: string; className?: string }) {
  const [failed, setFailed] = useState(false);
  if (failed) return <span className="bad">⚠ {t.files.notShown(alt)}</span>;
  return (
    <img
      src={`/api/v1/files/${id}`}
      alt={alt}
      className={className}
      loading="lazy"
      decoding="async"
      onError={() => setFailed(true)}
    />
  );
}
