import { lazy, Suspense, use } from "react";
import { Wall } from "../wall/query.ts";
import { Workspace } from "./workspace.tsx";

const WallFrame = lazy(async () => ({ default: (await import("../wall/frame.tsx")).WallFrame }));

/** What stands around a page: what somebody works with, or what a wall shows. */
export function Root() {
  const wall = use(Wall);
  if (wall === null) return <Workspace />;
  return (
    <Suspense>
      <WallFrame wall={wall} />
    </Suspense>
  );
}
