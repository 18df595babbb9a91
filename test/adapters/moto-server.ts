import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";

/** A moto server: the AWS protocols on this machine. */
export interface MotoServer {
  readonly url: string;
  stop(): void;
}

/** Whether `moto_server` (Python, `pip install "moto[server]"`) can be run here. */
export const hasMoto = spawnSync("moto_server", ["--help"], { stdio: "ignore" }).status === 0;

/** Starts one on a free port and waits until it answers. */
export async function startMoto(): Promise<MotoServer> {
  const port = await freePort();
  // An address by name would make the S3 client look for bucket.localhost.
  const url = `http://127.0.0.1:${port}`;
  const process = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  await answering(url, process);
  return { url, stop: () => void process.kill() };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function answering(url: string, process: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (process.exitCode !== null)
      throw new Error(
        `moto_server ended with ${process.exitCode}. Run it by hand to see why: moto_server -H 127.0.0.1`,
      );
    if (
      await fetch(`${url}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`moto_server did not answer at ${url} within 20 seconds.`);
}
