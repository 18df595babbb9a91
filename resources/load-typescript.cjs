"use strict";
/** Loads a module of the project (TypeScript, ES modules) into the packaging process, whatever Node runs it. */
const Module = require("node:module");
const esbuild = require("esbuild");

function loadTypescript(entry) {
  const { outputFiles } = esbuild.buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
  });
  const loaded = new Module(entry, null);
  loaded.paths = Module._nodeModulePaths(__dirname);
  loaded._compile(outputFiles[0].text, entry);
  return loaded.exports;
}

module.exports = { loadTypescript };
