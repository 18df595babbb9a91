"use strict";
/**
 * Serverless plugin. Bundles each function with esbuild into one CommonJS file, zips it to the same bytes every time,
 * and lets `sls invoke local` run it on a folder instead of AWS.
 */
const fs = require("node:fs");
const path = require("node:path");
const { finished } = require("node:stream/promises");
const esbuild = require("esbuild");
const { ZipFile } = require("yazl");

/** Zip entries carry a time: the first that the format knows, so that the same code gives the same file. */
const ZIP_EPOCH = new Date(Date.UTC(1980, 0, 1));
const LOCAL_STORE = ".plumbline";
const SEEDS = path.join("events", "store");

module.exports = class BundlePlugin {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = {
      initialize: () => this.isLocal() && this.useFolder(),
      "before:package:createDeploymentArtifacts": () => this.pack(this.serverless.service.getAllFunctions()),
      "before:deploy:function:packageFunction": () =>
        this.pack([this.serverless.pluginManager.cliOptions.function]),
      "before:invoke:local:invoke": () =>
        this.bundleForLocal(this.serverless.pluginManager.cliOptions.function),
    };
  }

  /** Bundles; zips lie in the framework's own folder, which it moves where `--package` says. */
  get folder() {
    return path.join(this.serverless.serviceDir, ".build");
  }

  isLocal() {
    const { commands = [] } = this.serverless.processedInput;
    return commands[0] === "invoke" && commands[1] === "local";
  }

  async pack(names) {
    for (const { name, definition, code, exported } of await this.bundle(names)) {
      const artifact = path.join(this.serverless.serviceDir, ".serverless", `${name}.zip`);
      await zip(code, artifact);
      definition.handler = `index.${exported}`;
      definition.package = {
        individually: true,
        artifact: path.relative(this.serverless.serviceDir, artifact),
      };
    }
  }

  /** Bundles functions into `<folder>/<name>/index.js`. Names are kept: state machines tell errors apart by them. */
  async bundle(names) {
    const bundles = names.map((name) => {
      const definition = this.serverless.service.getFunction(name);
      const cut = definition.handler.lastIndexOf(".");
      const entry = path.join(this.serverless.serviceDir, `${definition.handler.slice(0, cut)}.ts`);
      return {
        name,
        definition,
        entry,
        code: path.join(this.folder, name, "index.js"),
        exported: definition.handler.slice(cut + 1),
      };
    });
    await esbuild.build({
      entryPoints: bundles.map(({ name, entry }) => ({ in: entry, out: `${name}/index` })),
      outdir: this.folder,
      bundle: true,
      minify: true,
      keepNames: true,
      format: "cjs",
      platform: "node",
      target: "node24",
      // The SDK's ES modules let esbuild leave out what a function does not call.
      mainFields: ["module", "main"],
      legalComments: "none",
      logLevel: "warning",
    });
    // The project is made of ES modules; the bundles are not.
    fs.writeFileSync(path.join(this.folder, "package.json"), '{"type":"commonjs"}\n');
    return bundles;
  }

  async bundleForLocal(name) {
    const [{ definition, code, exported }] = await this.bundle([name]);
    definition.handler = `${path.relative(this.serverless.serviceDir, code).replace(/\.js$/, "")}.${exported}`;
  }

  /** A local invocation runs on a folder (or on what PLUMBLINE_STORE names), which begins with the seeds of events/store. */
  useFolder() {
    const { provider, functions, serviceDir = this.serverless.serviceDir } = this.serverless.service;
    for (const owner of [provider, ...Object.values(functions)])
      for (const name of Object.keys(owner.environment ?? {}))
        if (name.startsWith("PLUMBLINE_")) delete owner.environment[name];
    if (process.env.PLUMBLINE_STORE === undefined)
      seed(path.join(serviceDir, SEEDS), path.join(serviceDir, LOCAL_STORE));
  }
};

/** A store without definitions is one that nobody has used; what is in it stays as it is. */
function seed(from, to) {
  if (fs.existsSync(from) && !fs.existsSync(path.join(to, "monitors")))
    fs.cpSync(from, to, { recursive: true, force: false });
}

async function zip(code, artifact) {
  fs.mkdirSync(path.dirname(artifact), { recursive: true });
  const file = new ZipFile();
  file.addFile(code, "index.js", { mtime: ZIP_EPOCH, mode: 0o100644 });
  file.end();
  await finished(file.outputStream.pipe(fs.createWriteStream(artifact)));
}
