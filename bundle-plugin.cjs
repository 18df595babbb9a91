"use strict";
/**
 * Serverless plugin. Bundles each function with esbuild into one CommonJS file and the SDK's clients into others, zips them to
 * the same bytes every time, and lets `sls invoke local` run it on a folder instead of AWS.
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
    for (const { name, definition, files, exported } of await this.bundle(names)) {
      const artifact = path.join(this.serverless.serviceDir, ".serverless", `${name}.zip`);
      await zip(files, artifact);
      definition.handler = `index.${exported}`;
      definition.package = {
        individually: true,
        artifact: path.relative(this.serverless.serviceDir, artifact),
      };
    }
  }

  /**
   * Bundles functions, each into `<folder>/<name>/index.js` with the SDK's clients that it may load beside it. `files` are
   * the paths of all of them; `inputs` the sources of index.js with the bytes that each gives and the paths of what each
   * imports at once, not by `import()`.
   */
  async bundle(names) {
    const bundles = names.map((name) => {
      const definition = this.serverless.service.getFunction(name);
      const cut = definition.handler.lastIndexOf(".");
      return {
        name,
        definition,
        source: `${definition.handler.slice(0, cut)}.ts`,
        code: path.join(this.folder, name, "index.js"),
        exported: definition.handler.slice(cut + 1),
      };
    });
    const { serviceDir } = this.serverless;
    const [functions, sdk] = await Promise.all([
      functionFiles(serviceDir, this.folder, bundles),
      sdkFiles(serviceDir),
    ]);
    // The project is made of ES modules; the bundles are not.
    write(this.folder, new Map([["package.json", '{"type":"commonjs"}\n']]));
    return bundles.map((bundle) => {
      const folder = path.dirname(bundle.code);
      const { text, inputs, clients } = functions.get(bundle.name);
      const files = new Map([["index.js", text], ...sdk.closureOf(clients)]);
      write(folder, files);
      for (const name of fs.readdirSync(folder)) if (!files.has(name)) fs.rmSync(path.join(folder, name));
      return { ...bundle, inputs, files: [...files.keys()].map((name) => path.join(folder, name)) };
    });
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

const OPTIONS = {
  bundle: true,
  platform: "node",
  target: "node24",
  // Paths of sources are part of what is written: they must not tell where node_modules lies.
  preserveSymlinks: true,
  // The SDK's ES modules let esbuild leave out what a function does not call.
  mainFields: ["module", "main"],
  // Identifiers stay as they are: state machines tell errors apart by their names, stacks in the logs tell functions, and
  // `keepNames`, which would let them be shortened, runs a call for every function at every start.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  write: false,
};
/** Where adapters name what they use of the SDK, a file a client. */
const SDK = path.join("adapters", "aws", "sdk");
const CLIENT = /^\.\/sdk\/([a-z0-9-]+)\.ts$/;

/** Leaves the SDK's clients out: `./sdk/s3.ts` becomes `./sdk-s3.js`, which is read when it is asked for. */
const clientsApart = {
  name: "clients-apart",
  setup(build) {
    build.onResolve({ filter: CLIENT }, ({ path: asked }) => ({
      path: asked.replace(CLIENT, "./sdk-$1.js"),
      external: true,
    }));
  },
};

/**
 * The SDK's tables of operations name their traits by constants: `{ [_h]: 1 }`, which esbuild must not leave out, because
 * such a key may run code. With the constants' texts in their place it leaves out every operation that nobody asks for:
 * of the 134 kB of S3's table 20 are left.
 */
const plainTables = {
  name: "plain-tables",
  setup(build) {
    build.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path: file }) => {
      const text = fs.readFileSync(file, "utf8");
      const constants = new Map(
        [...text.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [name, value]),
      );
      const contents = text.replaceAll(/([{,]\s*)\[(\w+)\]:/g, (found, before, name) =>
        constants.has(name) ? `${before}${constants.get(name)}:` : found,
      );
      return { contents, loader: "js" };
    });
  },
};

/** By name: the text of index.js, what is in it, and the files of the clients that it may ask for. */
async function functionFiles(serviceDir, outdir, bundles) {
  const { outputFiles, metafile } = await esbuild.build({
    ...OPTIONS,
    absWorkingDir: serviceDir,
    entryPoints: bundles.map(({ name, source }) => ({ in: source, out: `${name}/index` })),
    outdir,
    format: "cjs",
    plugins: [clientsApart],
  });
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([file, output]) => [path.resolve(serviceDir, file), output]),
  );
  return new Map(
    bundles.map(({ name, code }) => {
      const { imports, inputs: given } = outputs.get(code);
      const inputs = Object.entries(given).map(([source, { bytesInOutput }]) => [
        source,
        {
          bytes: bytesInOutput,
          imports: metafile.inputs[source].imports
            .filter(({ kind, external }) => kind !== "dynamic-import" && !external)
            .map(({ path: imported }) => imported),
        },
      ]);
      const asked = imports.filter(({ path: file }) => file.startsWith("./sdk-"));
      const clients = new Set(asked.map(({ path: file }) => path.basename(file)));
      return [
        name,
        {
          text: outputFiles.find((file) => file.path === code).text,
          inputs: Object.fromEntries(inputs),
          clients,
        },
      ];
    }),
  );
}

/**
 * The SDK's clients, a file each and files for what they share or load late themselves (most ways to find credentials).
 * Two passes, because esbuild splits ES modules only, and Node starts sooner with CommonJS.
 */
async function sdkFiles(serviceDir) {
  const { outputFiles, metafile } = await esbuild.build({
    ...OPTIONS,
    absWorkingDir: serviceDir,
    entryPoints: fs
      .readdirSync(path.join(serviceDir, SDK))
      .map((file) => ({ in: path.join(SDK, file), out: `sdk-${path.basename(file, ".ts")}` })),
    outdir: serviceDir,
    // Nobody reads the SDK's own names, and its errors have theirs as texts: 639 → 420 kB, a twelfth of the time to load.
    minifyIdentifiers: true,
    chunkNames: "sdk-[name]-[hash]",
    format: "esm",
    splitting: true,
    plugins: [plainTables],
  });
  const texts = new Map(
    await Promise.all(
      outputFiles.map(async ({ path: file, text }) => {
        const { code } = await esbuild.transform(text, {
          platform: OPTIONS.platform,
          target: OPTIONS.target,
          minify: true,
          format: "cjs",
          supported: { "dynamic-import": false },
        });
        return [path.basename(file), code];
      }),
    ),
  );
  const importsOf = (name) =>
    metafile.outputs[name].imports.map(({ path: file }) => file).filter((file) => texts.has(file));
  return {
    /** These files and all that they may ask for, by name, in the order of the names. */
    closureOf(names) {
      const found = new Set(names);
      for (const name of found) for (const more of importsOf(name)) found.add(more);
      return [...found].sort().map((name) => [name, texts.get(name)]);
    },
  };
}

/** Writes texts by their name in a folder. */
function write(folder, texts) {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, text] of texts) fs.writeFileSync(path.join(folder, name), text);
}

/** The files side by side in a zip. */
async function zip(files, artifact) {
  fs.mkdirSync(path.dirname(artifact), { recursive: true });
  const archive = new ZipFile();
  for (const file of files) archive.addFile(file, path.basename(file), { mtime: ZIP_EPOCH, mode: 0o100644 });
  archive.end();
  await finished(archive.outputStream.pipe(fs.createWriteStream(artifact)));
}
