/** Files that land, at once, late, twice and not at all. */
import { DATA_BUCKET, type Fleet } from "../fleet.ts";
import { MANIFEST } from "./fleet-names.ts";

export async function filesLand(fleet: Fleet): Promise<void> {
  fleet.setClock("2001-02-16T10:30:00Z");
  const profile = (...keys: string[]) =>
    fleet.run("profile-capture-file", {
      objects: keys.map((key) => ({ bucket: fleet.captureBucket, key })),
    });
  // One of the rows belongs to the hour before; the second time the partial is there.
  const first = await fleet.putCapture("2001-02-16T10:00:00Z", [
    "2001-02-16T09:59:59Z",
    "2001-02-16T10:00:10Z",
  ]);
  await profile(first);
  await profile(first);
  await fleet.putCapture("2001-02-16T10:00:00Z", ["2001-02-16T10:00:10Z"]);
  await profile(first);
  // The partial expires between the write that is refused and the look at it.
  fleet.account.afterPut = async (key, written) => {
    if (!written) await fleet.work.delete(key);
    fleet.account.afterPut = async () => {};
  };
  await profile(first);
  await profile(first.replace("-a.jsonl", "-gone.jsonl"));
  await fleet.data.put("out/a.csv.out", "0.5,100,DE\n0.6,101,FR\n");
  const manifests = { jobs: ["a.csv.out", "gone.csv.out"], compat: ["a.csv.out"] };
  for (const [endpoint, names] of Object.entries(manifests)) {
    const key = MANIFEST.replace("jobs", endpoint);
    await fleet.captures.put(key, JSON.stringify([{ prefix: `s3://${DATA_BUCKET}/out/` }, ...names]));
    await profile(key);
  }
}
